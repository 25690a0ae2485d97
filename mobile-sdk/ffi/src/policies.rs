use std::collections::HashMap;

use haetae_core::{
    PolicyList as CoreList, PolicyStanding as CoreStanding, PolicyState as CoreState, PolicyStatus as CoreStatus,
    RulesReading as CoreReading,
};

use crate::texts::by_language;
use crate::time::seconds;

/// What a venue can choose of the rules in force.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PolicyList {
    /// Whether there are rules, and whether they are readable here.
    pub rules: RulesReading,
    /// The policies of a readable file, in its order; those that follow each other share an id.
    pub policies: Vec<PolicyState>,
}

/// Whether a scanner has rules that it can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum RulesReading {
    /// No rules file is in force: every chosen policy is `rules_missing`.
    Missing,
    /// The file in force is not readable here: every chosen policy is `rule_failed`.
    Unreadable,
    /// It is readable.
    Readable,
}

/// A policy as the screen of a venue shows it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PolicyState {
    /// What it is chosen by.
    pub id: String,
    /// What people call it, by language: `ko`, `en` and perhaps others.
    pub name: HashMap<String, String>,
    /// The first second of it.
    pub from: i64,
    /// The first second after it; absent: no end.
    pub until: Option<i64>,
    /// Where it is on the time line.
    pub standing: PolicyStanding,
    /// Whether a code must answer a challenge of the scanner.
    pub challenge_required: bool,
    /// What it says where no status list of the pass's day is in force; absent where it says nothing.
    pub status: Option<PolicyStatus>,
}

/// Where a policy is on the time line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum PolicyStanding {
    /// It has ended.
    Ended,
    /// It counts now.
    Current,
    /// It begins later.
    Later,
}

/// What a policy says of a missing status list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum PolicyStatus {
    /// Admission carries a warning.
    Warn,
    /// Nobody is admitted.
    Required,
}

impl From<CoreList<'_>> for PolicyList {
    fn from(list: CoreList<'_>) -> Self {
        let rules = match list.rules {
            CoreReading::Missing => RulesReading::Missing,
            CoreReading::Unreadable => RulesReading::Unreadable,
            CoreReading::Readable => RulesReading::Readable,
        };
        Self { rules, policies: list.policies.iter().map(PolicyState::from).collect() }
    }
}

impl From<&CoreState<'_>> for PolicyState {
    fn from(policy: &CoreState<'_>) -> Self {
        let CoreState { id, name, from, until, standing, challenge_required, status } = *policy;
        Self {
            id: id.to_owned(),
            name: by_language(name),
            from: seconds(from),
            until: until.map(seconds),
            standing: standing.into(),
            challenge_required,
            status: status.map(PolicyStatus::from),
        }
    }
}

impl From<CoreStanding> for PolicyStanding {
    fn from(standing: CoreStanding) -> Self {
        match standing {
            CoreStanding::Ended => Self::Ended,
            CoreStanding::Current => Self::Current,
            CoreStanding::Later => Self::Later,
        }
    }
}

impl From<CoreStatus> for PolicyStatus {
    fn from(status: CoreStatus) -> Self {
        match status {
            CoreStatus::Warn => Self::Warn,
            CoreStatus::Required => Self::Required,
        }
    }
}
