//! Patients and what refers to them become parts of people.

use super::{Fact, Fragment};
use crate::records::SubjectId;
use crate::records::import::ImportError;
use crate::records::import::intake::{Intake, Place};
use crate::records::import::part::Part;
use crate::records::import::reject::{Fault, RejectCode};
use crate::records::import::sorter::Group;

/// Resolves all references. Together, all FHIR files say everything of a person that there is to say.
pub(in crate::records::import) fn join(intake: &mut Intake<'_>) -> Result<(), ImportError> {
    let statement = intake.next_statement();
    let mut references = intake.references.take_sorted()?;
    while let Some(group) = references.next_group()? {
        resolve(&group, statement, intake)?;
    }
    Ok(())
}

/// One patient and all that refers to it by one key.
fn resolve(group: &Group, statement: u64, intake: &mut Intake<'_>) -> Result<(), ImportError> {
    let mut people: Vec<(SubjectId, Part)> = Vec::new();
    let mut left_out: Option<Place> = None;
    let mut ambiguous: Option<Place> = None;
    let mut facts: Vec<(Place, Fact)> = Vec::new();
    for fragment in group.values.iter().filter_map(|value| serde_json::from_slice(value).ok()) {
        match fragment {
            Fragment::Patient { place, patient } => {
                let Some(subject) = SubjectId::new(&patient.subject) else { continue };
                match people.first() {
                    Some((first, _)) if *first != subject => ambiguous = Some(place),
                    _ => people.push((subject, Part { statement, place, ..Part::new(patient.who) })),
                }
            }
            Fragment::Rejected { place } => left_out = Some(place),
            Fragment::Fact { place, fact } => facts.push((place, fact)),
        }
    }
    if let Some(place) = ambiguous {
        let first = people.first().map(|(_, part)| intake.name_of(part.place)).unwrap_or_default();
        let sentence = format!("Patient: the patient at {first} has the same id and another identifier");
        intake.reject(place, Fault::new(RejectCode::PatientAmbiguous, sentence));
    }
    let reason = match (people.first(), ambiguous, left_out) {
        (Some((_, part)), Some(place), _) => {
            let sentence =
                format!("it refers to two patients, at {} and {}", intake.name_of(part.place), intake.name_of(place));
            Some(Fault::new(RejectCode::PatientAmbiguous, sentence))
        }
        (Some(_), None, _) => None,
        (None, _, Some(place)) => {
            let sentence = format!("its patient, at {}, was left out", intake.name_of(place));
            Some(Fault::new(RejectCode::PatientRejected, sentence))
        }
        (None, ..) => {
            let sentence = "it refers to a patient that is in none of the files";
            Some(Fault::new(RejectCode::PatientUnknown, sentence))
        }
    };
    match (reason, people.first_mut()) {
        (Some(reason), _) => facts.into_iter().for_each(|(place, _)| intake.reject(place, reason.clone())),
        (None, Some((_, part))) => part.take(facts),
        (None, None) => {}
    }
    people.into_iter().try_for_each(|(subject, part)| intake.keep(&subject, part))
}

impl Part {
    fn take(&mut self, facts: Vec<(Place, Fact)>) {
        for (_, fact) in facts {
            self.rows += 1;
            match fact {
                Fact::Dose(dose) => self.doses.push(dose),
                Fact::NegativeTest(test) => self.evidence.push(test),
                Fact::PositiveTest(date) => self.positives.push(date),
            }
        }
    }
}
