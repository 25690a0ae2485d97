//! Statements of sources about a person, one fact each, and how they become evidence.

use std::cmp::Ordering;

use haetae_core::{CivilDate, Evidence, TestMethod, UnixTime};
use serde::{Deserialize, Serialize};

use super::intake::Place;
use crate::records::Implausible;
use crate::records::evidence::{Dose, DoseDate, recoveries, vaccination};

/// A fact that one resource states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Statement {
    pub(super) place: Place,
    /// The resource and its version, where others of the same person may be versions of it.
    pub(super) of: Option<(String, Version)>,
    pub(super) fact: Fact,
}

/// The stated fact.
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
    /// The resource was entered in error.
    Withdrawn,
}

impl Fact {
    /// The implausible part of it as text, and why, as `reason` finds it for evidence. A dose known to the month or
    /// year is too late if the whole month or year is, and too early likewise.
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

/// The version of a resource, as far as it is stated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Version {
    /// `meta.versionId`, if it is a number.
    pub(super) number: Option<u64>,
    /// `meta.lastUpdated`, in microseconds since 1970.
    pub(super) updated: Option<i64>,
}

impl Version {
    /// Which of two versions is older; `None` if that is unknown. One without information is older than one with it.
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

/// The evidence from all facts of a person; if no dose has a known day, the place of a dose as an error.
///
/// A negative test of the same time as a positive one proves nothing. Positive antigen tests are used only for this.
pub(super) fn evidence_of(facts: Vec<Statement>) -> Result<Vec<Evidence>, Place> {
    let facts = latest_versions(facts);
    let mut doses = Vec::new();
    let mut some_dose = None;
    let mut positives = Vec::new();
    let mut evidence = Vec::new();
    let is_positive = |time: UnixTime| {
        facts.iter().any(|statement| matches!(statement.fact, Fact::Positive { sampled_at, .. } if sampled_at == time))
    };
    for statement in &facts {
        match &statement.fact {
            Fact::Dose(dose) => {
                some_dose = some_dose.or(Some(statement.place));
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

/// Leaves out facts that a later version of the same resource replaces, and those entered in error.
fn latest_versions(facts: Vec<Statement>) -> Vec<Statement> {
    let older = |statement: &Statement| {
        statement.of.as_ref().is_some_and(|(resource, version)| {
            facts.iter().any(|other| match &other.of {
                Some((other_resource, other_version)) if other_resource == resource => {
                    let order = version.order(other_version);
                    order == Some(Ordering::Less) || other.fact == Fact::Withdrawn && order != Some(Ordering::Greater)
                }
                _ => false,
            })
        })
    };
    facts.iter().filter(|statement| statement.fact != Fact::Withdrawn && !older(statement)).cloned().collect()
}

/// The method of a test, as rules write it.
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
