//! What an import does to one person: the same rules for every backend.

use std::borrow::Cow;
use std::collections::HashMap;

use haetae_core::UnixTime;

use super::rows::{PersonRow, evidence_json};
use super::{Imported, Refusal, Refused, StoreError};
use crate::model::{Person, Record, SubjectId};

/// A person on record before an import.
pub(super) struct Known {
    record: Record,
    may_change: bool,
    evidence: String,
}

/// A person to be written.
pub(super) enum Write<'p> {
    /// A new one, who gets the next serial.
    Add(&'p Person),
    /// One on record.
    Change {
        /// As the person is from now on.
        person: Cow<'p, Person>,
        /// Whether the record gets a new version.
        counts: bool,
        /// Whether this is another person than before, as an operator has allowed.
        somebody_else: bool,
    },
}

/// The people on record, by subject id.
pub(super) fn known(rows: Vec<PersonRow>) -> Result<HashMap<String, Known>, StoreError> {
    let known = |row: PersonRow| {
        let (may_change, evidence) = (row.may_change, row.evidence.clone());
        let record = row.record()?;
        Ok((record.person.subject.as_str().to_owned(), Known { record, may_change, evidence }))
    };
    rows.into_iter().map(known).collect()
}

/// Of people who come twice, the last, in their order.
pub(super) fn last_of_each(people: &[Person]) -> Vec<&Person> {
    let last: HashMap<&SubjectId, usize> =
        people.iter().enumerate().map(|(position, person)| (&person.subject, position)).collect();
    let counts = |(position, person): (usize, &'_ Person)| last.get(&person.subject) == Some(&position);
    people.iter().enumerate().filter(|pair| counts(*pair)).map(|(_, person)| person).collect()
}

/// Decides about one person, and counts the decision. `erased` says when somebody who is not on record was erased.
pub(super) fn decide<'p>(
    person: &'p Person,
    known: Option<Known>,
    erased: Option<UnixTime>,
    imported: &mut Imported,
) -> Result<Option<Write<'p>>, StoreError> {
    let mut refuse = |why| imported.refused.push(Refused { subject: person.subject.clone(), why });
    let Some(known) = known else {
        if let Some(at) = erased {
            refuse(Refusal::Erased(at));
            return Ok(None);
        }
        imported.added += 1;
        return Ok(Some(Write::Add(person)));
    };
    let own = &known.record.person;
    let conflict = own.identity().conflict_with(&person.identity());
    if let Some(conflict) = conflict.clone().filter(|_| !known.may_change) {
        // The refused person's system is known to the caller; the one on record is new information.
        refuse(Refusal::Conflict(own.identity().named(conflict)));
        return Ok(None);
    }
    let birth_date = person.birth_date.or_fuller(own.birth_date);
    let person = if conflict.is_none() && birth_date != person.birth_date {
        Cow::Owned(Person { birth_date, ..person.clone() })
    } else {
        Cow::Borrowed(person)
    };
    let counts = known.changed_by(&person)?;
    *(if counts { &mut imported.changed } else { &mut imported.unchanged }) += 1;
    let is_other = counts || own.name_hash != person.name_hash || own.system != person.system;
    Ok(is_other.then(|| Write::Change { person, counts, somebody_else: conflict.is_some() }))
}

impl Known {
    /// Whether this gives the record a new version.
    fn changed_by(&self, person: &Person) -> Result<bool, StoreError> {
        let own = &self.record.person;
        let same = (&own.name, own.birth_date, own.deceased) == (&person.name, person.birth_date, person.deceased);
        Ok(!same || self.evidence != evidence_json(&person.evidence)?)
    }
}
