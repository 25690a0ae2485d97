//! Finds implausible evidence: from the future, from before the person's birth, or too much of it. An import refuses
//! it, and the issuer leaves it out of passes, because records may be older than a rule.

use std::fmt;

use haetae_core::{CivilDate, Evidence, UnixTime};

use crate::model::BirthDate;

/// How far ahead of the import the time of a test may be, in seconds: clocks of laboratories are wrong by hours if
/// their zone is set wrong.
pub const TEST_TOLERANCE: u64 = 12 * 3_600;

/// The most pieces of evidence that an import keeps of one person: the latest of each kind. A pass carries four, and
/// every request for one reads all of them.
pub const MAX_EVIDENCE_ON_RECORD: usize = 64;

/// The most pieces of evidence that a source may state of one person; more than this is its mistake. A test twice a
/// week is 104 a year.
pub const MAX_EVIDENCE_STATED: usize = 4_000;

/// Why evidence cannot be true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Implausible {
    /// It is dated after the day in question.
    After(CivilDate),
    /// It is dated before the birth of the person.
    BeforeBirth(BirthDate),
}

/// The current day and time of an import or an issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Today {
    /// The civil day in the issuer's zone.
    pub day: CivilDate,
    /// The time.
    pub now: UnixTime,
}

impl Today {
    /// Why a birth date is implausible; `None` if it is plausible.
    pub fn birth(&self, birth: BirthDate) -> Option<Implausible> {
        (birth.earliest() > self.day).then_some(Implausible::After(self.day))
    }

    /// Why a piece of evidence is implausible for a person with this birth date; `None` if it is plausible. `day_of` is
    /// the civil day of a time in the issuer's zone.
    pub fn evidence(
        &self,
        piece: &Evidence,
        birth: BirthDate,
        day_of: impl Fn(UnixTime) -> Option<CivilDate>,
    ) -> Option<Implausible> {
        let latest = self.now.saturating_add(TEST_TOLERANCE);
        let too_late = match piece {
            Evidence::Test { sampled_at, .. } => *sampled_at > latest,
            Evidence::Vaccination { date, .. } | Evidence::Recovery { date } => *date > self.day,
            Evidence::Exemption { .. } | Evidence::Clearance { .. } => false,
        };
        if too_late {
            return Some(Implausible::After(self.day));
        }
        before_birth(piece, birth, day_of)
    }
}

/// Why a pass of `day` cannot carry a piece of evidence of a person with this birth date; `None` if it can.
pub fn not_on_a_pass(
    piece: &Evidence,
    birth: BirthDate,
    day: CivilDate,
    day_of: impl Fn(UnixTime) -> Option<CivilDate>,
) -> Option<Implausible> {
    if stands_on(piece, &day_of).is_some_and(|stands| stands > day) {
        return Some(Implausible::After(day));
    }
    before_birth(piece, birth, day_of)
}

fn before_birth(
    piece: &Evidence,
    birth: BirthDate,
    day_of: impl Fn(UnixTime) -> Option<CivilDate>,
) -> Option<Implausible> {
    let last = match piece {
        Evidence::Exemption { until } => Some(*until),
        Evidence::Clearance { until, .. } => day_of(*until),
        _ => stands_on(piece, &day_of),
    };
    last.is_some_and(|day| day < birth.earliest()).then_some(Implausible::BeforeBirth(birth))
}

/// The day of evidence that happened once.
fn stands_on(piece: &Evidence, day_of: impl Fn(UnixTime) -> Option<CivilDate>) -> Option<CivilDate> {
    match piece {
        Evidence::Vaccination { date, .. } | Evidence::Recovery { date } => Some(*date),
        Evidence::Test { sampled_at, .. } => Some(day_of(*sampled_at).unwrap_or(CivilDate::MAX)),
        Evidence::Exemption { .. } | Evidence::Clearance { .. } => None,
    }
}

impl fmt::Display for Implausible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::After(day) => write!(f, "is after {day}"),
            Self::BeforeBirth(birth) => write!(f, "is before the birth date {birth}"),
        }
    }
}

#[cfg(test)]
mod tests;
