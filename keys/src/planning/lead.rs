use haetae_core::{MAX_MANIFEST_LIFE, Role, SECONDS_PER_DAY, TrustedKey, UnixTime};

/// How long a key is on the list before its window, in addition to the lifetime of a manifest, in seconds: 48 hours to
/// carry a signed list to every node, and for clocks that differ.
pub const LEAD_MARGIN: u64 = 48 * 3_600;

/// How long a list stays valid after everything on it has ended, in seconds, a day: for clocks that differ.
const TAIL: u64 = SECONDS_PER_DAY;

/// A status list is signed 28 days ahead of its day and stands until passes of 14 days have ended.
const LONGEST_STATUS_LIST: u64 = 44 * SECONDS_PER_DAY;

/// The last rules that a key signed are valid for this long after its window, 13 weeks.
const LONGEST_RULES: u64 = 91 * SECONDS_PER_DAY;

/// Day keys stay on the list until their private parts are destroyed: 28 days after their day, and a week to do it.
const VISITS_KEPT: u64 = 35 * SECONDS_PER_DAY;

/// How long before its window a key must be on the list, in seconds, where scanners go by a manifest for
/// `expires_after` seconds: a scanner with the oldest manifest that is still valid knows every key that is due.
pub const fn lead(expires_after: u64) -> u64 {
    expires_after.saturating_add(LEAD_MARGIN)
}

/// Until when the key must stay on the list: everything that it signed has expired and been forgotten.
pub fn last_use(key: &TrustedKey) -> UnixTime {
    let outlives = match &key.role {
        Role::PhonePasses(constraints) | Role::PaperPasses(constraints) => constraints.longest_life,
        Role::Status => LONGEST_STATUS_LIST.max(MAX_MANIFEST_LIFE),
        Role::Rules => LONGEST_RULES,
        Role::Visits => VISITS_KEPT,
    };
    key.until.saturating_add(outlives).saturating_add(TAIL)
}
