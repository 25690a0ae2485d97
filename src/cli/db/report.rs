use haetae_core::UnixTime;
use serde::Serialize;

use crate::cli::output::outln;
use crate::publishing::Gap;
use crate::render::text::plural;

/// What the database lacks, as JSON.
#[derive(Serialize)]
pub(super) struct GapJson {
    /// Serials that a published status list revokes.
    revoked_serials: Vec<u32>,
    /// Keys that a published manifest withdraws.
    withdrawn_keys: Vec<KeyJson>,
    /// The first serial that was not given yet; null if the database knows it.
    next_serial: Option<u32>,
    /// Days whose status lists could not be read back: their keys are erased.
    unread_days: Vec<u32>,
}

#[derive(Serialize)]
struct KeyJson {
    kid: String,
    refused_from: UnixTime,
}

impl From<&Gap> for GapJson {
    fn from(gap: &Gap) -> Self {
        let key = |(kid, from): (&haetae_core::Kid, &UnixTime)| KeyJson { kid: kid.to_string(), refused_from: *from };
        Self {
            revoked_serials: gap.revoked.iter().map(|serial| serial.0).collect(),
            withdrawn_keys: gap.withdrawn.iter().map(key).collect(),
            next_serial: gap.next_serial,
            unread_days: gap.unread.iter().map(|day| day.0).collect(),
        }
    }
}

/// Shows it as a table.
pub(super) fn show(gap: &Gap) {
    for serial in &gap.revoked {
        outln!("  {:<14} {}", "revocation", format_args!("serial {}", serial.0));
    }
    for (kid, from) in &gap.withdrawn {
        outln!("  {:<14} {}", "withdrawn key", format_args!("{kid}, refused from {}", from.to_rfc3339()));
    }
    if let Some(next) = gap.next_serial {
        outln!("  {:<14} serials below {next} are not given again", "serials");
    }
    if !gap.unread.is_empty() {
        let days = plural(gap.unread.len(), "day", "days");
        outln!("Status lists of {} {days} could not be read back: their keys are erased.", gap.unread.len());
    }
}
