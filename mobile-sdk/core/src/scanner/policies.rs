use alloc::vec::Vec;

use serde::{Serialize, Serializer};

use crate::rules::{Policy, PolicyStatus, Texts};
use crate::time::UnixTime;
use crate::trust_store::TrustStore;

/// What a venue can choose of the rules in force (section 8), for people. As JSON its times are seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyList<'a> {
    /// Whether there are rules, and whether they are readable here.
    pub rules: RulesReading,
    /// The policies of a readable file, in its order; those that follow each other share an id.
    pub policies: Vec<PolicyState<'a>>,
}

/// Whether a scanner has rules that it can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RulesReading {
    /// No rules file is in force: every chosen policy is `rules_missing`.
    Missing,
    /// The file in force is not readable here: every chosen policy is `rule_failed`.
    Unreadable,
    /// It is readable.
    Readable,
}

/// A policy as the screen of a venue shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyState<'a> {
    /// What it is chosen by.
    pub id: &'a str,
    /// What people call it, by language.
    pub name: &'a Texts,
    /// The first second of it.
    #[serde(serialize_with = "seconds")]
    pub from: UnixTime,
    /// The first second after it; `None`: no end.
    #[serde(serialize_with = "seconds_if_any")]
    pub until: Option<UnixTime>,
    /// Where it is on the time line.
    pub standing: PolicyStanding,
    /// Whether a code must answer a challenge of the scanner.
    pub challenge_required: bool,
    /// What it says where no status list of the pass's day is in force; `None` where it says nothing.
    #[serde(serialize_with = "status")]
    pub status: Option<PolicyStatus>,
}

/// Where a policy is on the time line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyStanding {
    /// It has ended.
    Ended,
    /// It counts now.
    Current,
    /// It begins later.
    Later,
}

impl<'a> PolicyList<'a> {
    pub(super) fn of(store: &'a TrustStore, now: UnixTime) -> Self {
        match store.rules() {
            None => Self { rules: RulesReading::Missing, policies: Vec::new() },
            Some(None) => Self { rules: RulesReading::Unreadable, policies: Vec::new() },
            Some(Some(file)) => Self {
                rules: RulesReading::Readable,
                policies: file.policies.iter().map(|policy| PolicyState::of(policy, now)).collect(),
            },
        }
    }
}

impl<'a> PolicyState<'a> {
    fn of(policy: &'a Policy, now: UnixTime) -> Self {
        let standing = if now < policy.from {
            PolicyStanding::Later
        } else if policy.is_current(now) {
            PolicyStanding::Current
        } else {
            PolicyStanding::Ended
        };
        let Policy { id, name, from, until, challenge_required, status, .. } = policy;
        Self {
            id,
            name,
            from: *from,
            until: *until,
            standing,
            challenge_required: *challenge_required,
            status: *status,
        }
    }
}

fn seconds<S: Serializer>(time: &UnixTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(time.seconds())
}

fn seconds_if_any<S: Serializer>(time: &Option<UnixTime>, serializer: S) -> Result<S::Ok, S::Error> {
    time.map(UnixTime::seconds).serialize(serializer)
}

fn status<S: Serializer>(status: &Option<PolicyStatus>, serializer: S) -> Result<S::Ok, S::Error> {
    let word = status.map(|status| match status {
        PolicyStatus::Warn => "warn",
        PolicyStatus::Required => "required",
    });
    word.serialize(serializer)
}
