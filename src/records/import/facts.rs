//! What a source says of a person one fact at a time, and how facts become evidence.

use std::cmp::Ordering;

use haetae_core::{CivilDate, Evidence, TestMethod, UnixTime};
use serde::{Deserialize, Serialize};

use super::intake::Place;
use crate::records::Implausible;
use crate::records::evidence::{Dose, DoseDate, recoveries, vaccination};

/// A fact, as one resource states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Told {
    pub(super) place: Place,
    /// The resource and its version, where others of the same person may be versions of it.
    pub(super) of: Option<(String, Version)>,
    pub(super) fact: Fact,
}

/// What is said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Fact {
    Dose(Dose),
    Negative {
        sampled_at: UnixTime,
        #[serde(with = "method")]
        method: TestMethod,
    },
    Positive {
        day: CivilDate,
        sampled_at: UnixTime,
        #[serde(with = "method")]
        method: TestMethod,
    },
    /// That the resource was entered in error.
    Withdrawn,
}

impl Fact {
    /// What cannot be true of it, in words, and why, as `reason` finds it for evidence. A dose known to the month or year is
    /// too late if all of that is, and so it is with too early.
    pub(super) fn implausible(
        &self,
        reason: impl Fn(&Evidence) -> Option<Implausible>,
    ) -> Option<(String, Implausible)> {
        let on = |date: CivilDate| reason(&Evidence::Recovery { date });
        match self {
            Self::Dose(Dose { date: DoseDate::Day(day), .. }) => Some((format!("the dose of {day}"), on(*day)?)),
            Self::Dose(Dose { date: DoseDate::Within { first, last }, .. }) => {
                let late = on(*first).filter(|reason| matches!(reason, Implausible::After(_)));
                let early = || on(*last).filter(|reason| matches!(reason, Implausible::BeforeBirth(_)));
                Some((format!("the dose of {first} to {last}"), late.or_else(early)?))
            }
            Self::Positive { day, .. } => Some((format!("the positive test of {day}"), on(*day)?)),
            Self::Negative { sampled_at, method } => {
                let test = Evidence::Test { sampled_at: *sampled_at, method: *method };
                Some((format!("the test sampled at {}", sampled_at.to_rfc3339()), reason(&test)?))
            }
            Self::Withdrawn => None,
        }
    }
}

/// Which version of a resource it is, as far as it says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Version {
    /// `meta.versionId`, where it is a number.
    pub(super) number: Option<u64>,
    /// `meta.lastUpdated`, in microseconds since 1970.
    pub(super) updated: Option<i64>,
}

impl Version {
    /// Which of two is older; `None` if that cannot be told. One that says nothing is older than one that does.
    pub(super) fn order(&self, other: &Self) -> Option<Ordering> {
        match (self.number.zip(other.number), self.updated.zip(other.updated)) {
            (Some((own, other)), _) => Some(own.cmp(&other)),
            (None, Some((own, other))) => Some(own.cmp(&other)),
            (None, None) => match (self.is_silent(), other.is_silent()) {
                (true, false) => Some(Ordering::Less),
                (false, true) => Some(Ordering::Greater),
                _ => None,
            },
        }
    }

    pub(super) fn is_older_than(&self, other: &Self) -> bool {
        self.order(other) == Some(Ordering::Less)
    }

    fn is_silent(&self) -> bool {
        self.number.is_none() && self.updated.is_none()
    }
}

/// The evidence of all facts of a person; or, where the day of no dose is known, where a dose stands.
///
/// A negative test of the very time at which another one was positive proves nothing. Positive antigen tests say no more
/// than that.
pub(super) fn evidence_of(facts: Vec<Told>) -> Result<Vec<Evidence>, Place> {
    let facts = latest_versions(facts);
    let mut doses = Vec::new();
    let mut some_dose = None;
    let mut positives = Vec::new();
    let mut evidence = Vec::new();
    let is_positive = |time: UnixTime| {
        facts.iter().any(|told| matches!(told.fact, Fact::Positive { sampled_at, .. } if sampled_at == time))
    };
    for told in &facts {
        match &told.fact {
            Fact::Dose(dose) => {
                some_dose = some_dose.or(Some(told.place));
                doses.push(dose.clone());
            }
            Fact::Negative { sampled_at, method } if !is_positive(*sampled_at) => {
                evidence.push(Evidence::Test { sampled_at: *sampled_at, method: *method });
            }
            Fact::Positive { day, method: TestMethod::Naat, .. } => positives.push(*day),
            Fact::Negative { .. } | Fact::Positive { .. } | Fact::Withdrawn => {}
        }
    }
    evidence.extend(match (vaccination(&doses), some_dose) {
        (None, Some(place)) => return Err(place),
        (vaccination, _) => vaccination,
    });
    evidence.extend(recoveries(positives));
    Ok(evidence)
}

/// Leaves out what a later version of the same resource says otherwise, and what was entered in error.
fn latest_versions(facts: Vec<Told>) -> Vec<Told> {
    let older = |told: &Told| {
        told.of.as_ref().is_some_and(|(resource, version)| {
            facts.iter().any(|other| match &other.of {
                Some((other_resource, other_version)) if other_resource == resource => {
                    let order = version.order(other_version);
                    order == Some(Ordering::Less) || other.fact == Fact::Withdrawn && order != Some(Ordering::Greater)
                }
                _ => false,
            })
        })
    };
    facts.iter().filter(|told| told.fact != Fact::Withdrawn && !older(told)).cloned().collect()
}

/// How a test was done, as rules write it.
mod method {
    use haetae_core::TestMethod;
    use serde::{Deserialize as _, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(method: &TestMethod, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(method.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<TestMethod, D::Error> {
        let text = String::deserialize(deserializer)?;
        TestMethod::parse(&text).ok_or_else(|| de::Error::custom("no method of a test"))
    }
}

#[cfg(test)]
mod tests;
