//! What is in force of a rules file at a time, and what comes next.

use haetae_core::{RulesFile, UnixTime};
use serde::Serialize;

/// A policy at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyStanding {
    /// Its id.
    pub id: String,
    /// What people call it, in English.
    pub name: String,
    /// The first second of it.
    pub from: UnixTime,
    /// The first second after it; `None`: no end.
    pub until: Option<UnixTime>,
    /// Whether it counts now; if not, it comes later.
    pub is_current: bool,
}

/// The policies that count at `now` or later, in the order of the file.
pub fn policies(file: &RulesFile, now: UnixTime) -> Vec<PolicyStanding> {
    let coming = file.policies.iter().filter(|policy| policy.until.is_none_or(|until| now < until));
    let standing = |policy: &haetae_core::Policy| PolicyStanding {
        id: policy.id.clone(),
        name: policy.name.get("en").unwrap_or_default().to_owned(),
        from: policy.from,
        until: policy.until,
        is_current: policy.is_current(now),
    };
    coming.map(standing).collect()
}

/// The next second after `now` at which a policy begins or ends; `None` if none does.
pub fn next_change(file: &RulesFile, now: UnixTime) -> Option<UnixTime> {
    let ends = file.policies.iter().flat_map(|policy| [Some(policy.from), policy.until]).flatten();
    ends.filter(|time| now < *time).min()
}
