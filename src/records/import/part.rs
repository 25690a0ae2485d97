//! Parts of people, and how they become one person.

use haetae_core::{CivilDate, DisplayName, Evidence};
use serde::{Deserialize, Serialize};

use super::intake::{Intake, Place};
use super::sorter::Group;
use crate::records::evidence::{Dose, in_order, recoveries, vaccination};
use crate::records::{Person, SubjectId};

/// What one row says of a person.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Part {
    /// Parts of one statement say together all that there is to say; of several statements the last counts.
    pub(super) statement: u64,
    pub(super) place: Place,
    /// Masked.
    pub(super) name: String,
    pub(super) birth_date: CivilDate,
    pub(super) evidence: Vec<Evidence>,
    /// Doses that are told one by one.
    pub(super) doses: Vec<Dose>,
    /// Days of positive tests.
    pub(super) positives: Vec<CivilDate>,
}

impl Part {
    pub(super) fn new(name: &DisplayName, birth_date: CivilDate) -> Self {
        Self {
            statement: 0,
            place: Place::default(),
            name: name.as_str().to_owned(),
            birth_date,
            evidence: Vec::new(),
            doses: Vec::new(),
            positives: Vec::new(),
        }
    }
}

/// The person of all parts with one subject. A part with another name or birth date than the statement's first is
/// somebody else under the same id: it is rejected.
pub(super) fn person(group: &Group, intake: &mut Intake<'_>) -> Option<Person> {
    let subject = SubjectId::new(std::str::from_utf8(&group.key).ok()?)?;
    let mut parts: Vec<Part> = group.values.iter().filter_map(|value| serde_json::from_slice(value).ok()).collect();
    let statement = parts.last()?.statement;
    let before = parts.len();
    parts.retain(|part| part.statement == statement);
    intake.supersede((before - parts.len()) as u64);

    let mut parts = parts.into_iter();
    let mut whole = parts.next()?;
    for part in parts {
        if (&part.name, part.birth_date) != (&whole.name, whole.birth_date) {
            let first = intake.name_of(whole.place);
            intake.reject(part.place, format!("the same subject has another name or birth date at {first}"));
            continue;
        }
        whole.evidence.extend(part.evidence);
        whole.doses.extend(part.doses);
        whole.positives.extend(part.positives);
    }
    whole.evidence.extend(vaccination(whole.doses));
    whole.evidence.extend(recoveries(whole.positives));
    Some(Person {
        subject,
        name: DisplayName::new(&whole.name)?,
        birth_date: whole.birth_date,
        evidence: in_order(whole.evidence),
    })
}
