use std::collections::BTreeSet;

use haetae_core::{CivilDate, Evidence, EvidenceKind};
use serde::{Serialize, Serializer};

/// A group of people, with its place among others of its sort.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    place: u8,
    name: String,
}

/// The ages at which groups begin, in years; the last has no end.
const AGES: [u8; 10] = [0, 12, 18, 20, 30, 40, 50, 60, 70, 80];

/// The number of doses from which on people are one group.
const MOST_DOSES: u8 = 4;

impl Group {
    /// What people call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// By the kinds of evidence on the pass.
    pub(super) fn of_evidence(evidence: &[Evidence]) -> Self {
        let kinds: BTreeSet<EvidenceKind> = evidence.iter().map(Evidence::kind).collect();
        let names: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
        Self { place: 0, name: if names.is_empty() { "none".to_owned() } else { names.join(" + ") } }
    }

    /// By the most doses that the pass states.
    pub(super) fn of_doses(evidence: &[Evidence]) -> Self {
        let doses = evidence.iter().map(|piece| match piece {
            Evidence::Vaccination { doses, .. } => doses.number(),
            _ => 0,
        });
        let doses = doses.max().unwrap_or(0).min(MOST_DOSES);
        let name = match doses {
            0 => "no dose".to_owned(),
            1 => "1 dose".to_owned(),
            MOST_DOSES => "4 doses or more".to_owned(),
            doses => format!("{doses} doses"),
        };
        Self { place: doses, name }
    }

    /// By the age on a day, in whole years.
    pub(super) fn of_age(born: CivilDate, today: CivilDate) -> Self {
        let ((year, month, day), (this_year, this_month, today)) = (born.ymd(), today.ymd());
        let age = this_year - year - i32::from((this_month, today) < (month, day));
        let index = AGES.iter().rposition(|begins| i32::from(*begins) <= age).unwrap_or(0);
        let begins = AGES.get(index).copied().unwrap_or(0);
        let name = match AGES.get(index + 1) {
            Some(next) => format!("{begins} to {}", next - 1),
            None => format!("{begins} and older"),
        };
        Self { place: begins, name }
    }
}

impl Serialize for Group {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name)
    }
}
