//! What a new rules file changes with less notice than there must be: what a scanner answers must not change before
//! people could know of it.

use haetae_core::{RulesFile, UnixTime};

use super::notice::changes as changes_of_policies;

/// The civil time is compared every quarter of an hour: zones change theirs at full quarters.
const QUARTER: u64 = 900;

/// A change that begins earlier than the notice allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortNotice {
    /// When it begins: `now` for what changes at once.
    pub at: UnixTime,
    /// What changes.
    pub what: ShortNoticeOf,
}

/// What changes too early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShortNoticeOf {
    /// What the policy of this id says, or whether there is one.
    Policy(String),
    /// How old live codes may be.
    Presentation,
    /// The civil time of the zone.
    CivilTime,
}

impl std::fmt::Display for ShortNotice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.what {
            ShortNoticeOf::Policy(id) => write!(f, "the policy {id}, from {}", self.at.to_rfc3339()),
            ShortNoticeOf::Presentation => write!(f, "how old live codes may be (presentation), at once"),
            ShortNoticeOf::CivilTime => write!(f, "the civil time (offsets), from {}", self.at.to_rfc3339()),
        }
    }
}

/// What a scanner that changes from `before` to `after` does otherwise in the `notice` seconds from `now` on. The first
/// of the changes of each policy is named.
pub fn short_notice(before: &RulesFile, after: &RulesFile, now: UnixTime, notice: u64) -> Vec<ShortNotice> {
    let end = now.saturating_add(notice);
    if notice == 0 {
        return Vec::new();
    }
    let mut changes = Vec::new();
    if before.limits != after.limits {
        changes.push(ShortNotice { at: now, what: ShortNoticeOf::Presentation });
    }
    changes.extend(civil_time(before, after, now, end));
    let of_policies = changes_of_policies(Some(before), after, now).into_iter().filter(|change| change.at < end);
    changes.extend(of_policies.map(|change| ShortNotice { at: change.at, what: ShortNoticeOf::Policy(change.policy) }));
    changes
}

fn civil_time(before: &RulesFile, after: &RulesFile, now: UnixTime, end: UnixTime) -> Option<ShortNotice> {
    let first = UnixTime::saturating_new(now.seconds() / QUARTER * QUARTER);
    let quarters = (0..=end.seconds_since(first) / QUARTER).map(|number| first.saturating_add(number * QUARTER));
    let differ = |at: &UnixTime| before.civil_date(*at) != after.civil_date(*at);
    let at = quarters.filter(|at| *at < end).find(differ)?;
    Some(ShortNotice { at: at.max(now), what: ShortNoticeOf::CivilTime })
}
