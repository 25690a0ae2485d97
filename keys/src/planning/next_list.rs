use std::collections::BTreeSet;

use haetae_core::{Kid, Malformed, Role, SECONDS_PER_DAY, TrustList, TrustedKey, UnixTime};

use super::lead::last_use;

/// A planned trust list, and what it changes.
#[derive(Clone, Debug)]
pub struct NextList {
    /// The list, unsigned.
    pub list: TrustList,
    /// Keys that are added.
    pub added: usize,
    /// Keys that are removed because everything that they signed has expired.
    pub ended: Vec<Kid>,
    /// Keys that would be used before every scanner knows them, with the beginning of their windows.
    pub short_lead: Vec<(Kid, UnixTime)>,
}

/// Why no list can be planned.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The key is on the list with another window or role.
    #[error("the key {0} is on the list already, with another window or role")]
    Known(Kid),
    /// The same key twice.
    #[error("the key {0} is in the key file twice")]
    Twice(Kid),
    /// A window overlaps another.
    #[error("the windows of the keys {0} and {1} ({role}) overlap, and neither is the other's spare", role = .2)]
    Overlap(Kid, Kid, &'static str),
    /// More than a key and its spare have a window.
    #[error("the window of the key {0} ({1}) has a key and a spare already")]
    Crowded(Kid, &'static str),
    /// It makes no list.
    #[error("this makes no trust list, which needs {}", .0.reason())]
    Malformed(#[from] Malformed),
}

impl NextList {
    /// The list that follows `list`: with `new` keys, without those that are not needed any more, valid for `weeks`
    /// from `now`. `lead` is how long a key must be on the list before its window, in seconds.
    ///
    /// # Errors
    ///
    /// [`PlanError`] if keys do not fit together.
    pub fn plan(list: &TrustList, new: &[TrustedKey], now: UnixTime, weeks: u16, lead: u64) -> Result<Self, PlanError> {
        let mut keys: Vec<(Kid, TrustedKey)> = Vec::new();
        let (mut ended, mut short_lead, mut added) = (Vec::new(), Vec::new(), 0_usize);
        for (kid, key) in list.keys() {
            if last_use(key) <= now { ended.push(*kid) } else { keys.push((*kid, key.clone())) }
        }
        let mut seen = BTreeSet::new();
        for key in new {
            let kid = key.key.kid();
            if !seen.insert(kid) {
                return Err(PlanError::Twice(kid));
            }
            match list.keys().find(|(known, _)| *known == kid) {
                Some((_, known)) if known == key => continue,
                Some(_) => return Err(PlanError::Known(kid)),
                None => {}
            }
            require_place(kid, key, &keys)?;
            if key.from < now.saturating_add(lead) {
                short_lead.push((kid, key.from));
            }
            keys.push((kid, key.clone()));
            added = added.saturating_add(1);
        }
        let expires = now.saturating_add(u64::from(weeks) * 7 * SECONDS_PER_DAY);
        let keys = keys.into_iter().map(|(_, key)| key);
        let list = TrustList::new(list.version.saturating_add(1), now, expires, list.roots.clone(), keys)?;
        Ok(Self { list, added, ended, short_lead })
    }
}

/// A window belongs to one key and its spare. Those of phones' passes and of visits do not overlap; the others may.
fn require_place(kid: Kid, key: &TrustedKey, others: &[(Kid, TrustedKey)]) -> Result<(), PlanError> {
    let role = key.role.as_str();
    let mut sharing = 0_usize;
    for (other, theirs) in others.iter().filter(|(_, theirs)| theirs.role.as_str() == role) {
        if (theirs.from, theirs.until) == (key.from, key.until) {
            sharing = sharing.saturating_add(1);
        } else if matches!(key.role, Role::PhonePasses(_) | Role::Visits)
            && theirs.from < key.until
            && key.from < theirs.until
        {
            return Err(PlanError::Overlap(*other, kid, role));
        }
    }
    let room = if key.role == Role::Visits { 1 } else { 2 };
    if sharing >= room { Err(PlanError::Crowded(kid, role)) } else { Ok(()) }
}
