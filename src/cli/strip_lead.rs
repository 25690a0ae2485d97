//! Whether the keys that sign phones' passes have room for `issuer.strip_lead_hours`.

use haetae_core::{Role, UnixTime};

use super::trust_request::list_in_force;
use crate::config::Config;

/// The hours of a usual day.
const DAY: u64 = 24;

/// The hours of a day on which clocks go back.
const LONG_DAY: u64 = DAY + 1;

/// What else is to be said where there is no problem: that the keys could not be read.
pub(super) type Warning = Option<String>;

/// Holds the lead against the keys on the trust list in force whose windows have not ended at `now`.
///
/// # Errors
///
/// The problem, as a sentence that says what to do: the passes of usual days would begin later than configured.
pub(super) fn check(config: &Config, now: UnixTime) -> Result<Warning, String> {
    let list = match list_in_force(config) {
        Ok((_, list)) => list,
        Err(failure) => {
            return Ok(Some(format!("issuer.strip_lead_hours cannot be compared with the issuing keys: {failure}")));
        }
    };
    let lives = list.keys().filter(|(_, key)| now < key.until).filter_map(|(_, key)| match &key.role {
        Role::PhonePasses(constraints) => Some(constraints.longest_life / 3_600),
        _ => None,
    });
    let lead = u64::from(config.issuer.strip_lead_hours);
    let Some(longest) = lives.min().filter(|longest| *longest < DAY + lead) else { return Ok(None) };
    let fits = match longest.checked_sub(DAY) {
        Some(room) => format!("set issuer.strip_lead_hours to {room} or less, or "),
        None => String::new(),
    };
    Err(format!(
        "issuer.strip_lead_hours = {lead} does not fit the issuing keys: a day and these hours before it are {} hours, \
         and the trust list has keys for passes of at most {longest}. What to do: {fits}draw the keys of the coming \
         windows with haetae-keys vault draw --day-pass-hours {} and wait until the others have ended",
        DAY + lead,
        LONG_DAY + lead
    ))
}
