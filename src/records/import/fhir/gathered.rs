//! Collects what was found for patients; for replaced patients, it goes to their successors.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::candidates::Candidate;
use super::merges::{End, Merges};
use super::patient::Patient;
use crate::model::SubjectId;
use crate::records::import::ImportError;
use crate::records::import::facts::Statement;
use crate::records::import::intake::{Intake, Place};
use crate::records::import::part::Part;
use crate::records::import::sorter::Sorter;

/// How many replaced patients the closing summary names.
const NAMED: usize = 5;

/// Facts of one part.
const LARGEST_PART: usize = 256;

pub(super) struct Gathered {
    statement: u64,
    pub(super) merges: Merges,
    /// Waiting for all replacements to be known, if there are any.
    waiting: Sorter,
    /// The part to which more of the same patient is added.
    open: Option<(SubjectId, Part)>,
}

#[derive(Serialize, Deserialize)]
enum Item {
    Part(Part),
    Hold(Place),
}

impl Gathered {
    pub(super) fn new(statement: u64, scratch: &Path) -> Self {
        Self { statement, merges: Merges::default(), waiting: Sorter::new(scratch.to_owned()), open: None }
    }

    /// Facts of a patient, or only that the patient exists; with the number of their resources.
    pub(super) fn add(
        &mut self,
        candidate: &Candidate,
        rows: u64,
        facts: Vec<Statement>,
        intake: &mut Intake<'_>,
    ) -> Result<(), ImportError> {
        let patient = &candidate.patient;
        let Some(subject) = SubjectId::new(&patient.subject) else { return Ok(()) };
        if let Some((open, part)) = &mut self.open
            && *open == subject
            && (part.place, part.replaced) == (candidate.place, candidate.replaced)
            && part.facts.len() < LARGEST_PART
        {
            part.rows += rows;
            part.facts.extend(facts);
            return Ok(());
        }
        let part = Part {
            statement: self.statement,
            place: candidate.place,
            rows,
            facts,
            replaced: candidate.replaced,
            ..Part::new(patient.who.clone())
        };
        match self.open.replace((subject, part)) {
            Some((subject, part)) => self.pass_on(&subject, Item::Part(part), intake),
            None => Ok(()),
        }
    }

    /// Keeps a patient's record unchanged, because a part of the new data was left out.
    pub(super) fn hold(&mut self, patient: &Patient, place: Place, intake: &mut Intake<'_>) -> Result<(), ImportError> {
        match SubjectId::new(&patient.subject) {
            Some(subject) => self.pass_on(&subject, Item::Hold(place), intake),
            None => Ok(()),
        }
    }

    fn pass_on(&mut self, subject: &SubjectId, item: Item, intake: &mut Intake<'_>) -> Result<(), ImportError> {
        if intake.fhir.has_links {
            let value = serde_json::to_vec(&item).map_err(io::Error::from)?;
            return Ok(self.waiting.push(subject.as_str().as_bytes(), &value)?);
        }
        self.keep(subject, item, intake)
    }

    fn keep(&self, subject: &SubjectId, item: Item, intake: &mut Intake<'_>) -> Result<(), ImportError> {
        match item {
            Item::Part(part) => intake.keep(subject, part),
            Item::Hold(place) => intake.hold(subject, self.statement, place),
        }
    }

    /// Assigns the data of replaced patients to their successors.
    pub(super) fn merge(mut self, intake: &mut Intake<'_>) -> Result<(), ImportError> {
        if let Some((subject, part)) = self.open.take() {
            self.pass_on(&subject, Item::Part(part), intake)?;
        }
        let mut waiting = self.waiting.take_sorted()?;
        while let Some((key, value)) = waiting.next_pair()? {
            let text = String::from_utf8_lossy(&key);
            let item = match serde_json::from_slice(&value).map_err(io::Error::from)? {
                Item::Part(part) => Item::Part(Part { replaced: part.replaced || self.merges.has(&text), ..part }),
                hold => hold,
            };
            let (to, contradiction) = match self.merges.end_of(&text) {
                End::Itself => (&*text, None),
                End::Another(end) => (end, None),
                End::Contradiction(place) => (&*text, Some(place)),
            };
            let Some(to) = SubjectId::new(to) else { continue };
            self.keep(&to, item, intake)?;
            if let Some(place) = contradiction {
                self.keep(&to, Item::Hold(place), intake)?;
            }
        }
        self.report_replaced(intake);
        Ok(())
    }

    /// Reports the records of replaced patients, which are no longer updated.
    fn report_replaced(&self, intake: &mut Intake<'_>) {
        let count = self.merges.replaced().count();
        if count == 0 {
            return;
        }
        let named: Vec<String> = self
            .merges
            .replaced()
            .take(NAMED)
            .map(|subject| match self.merges.end_of(subject) {
                End::Another(end) => format!("{subject} by {end}"),
                _ => format!("{subject} (the links contradict each other, so its record is not changed)"),
            })
            .collect();
        let more = if count > NAMED { format!(" and {} more", count - NAMED) } else { String::new() };
        intake.note_on_all(format!(
            "patients that were replaced: {}{more}. Records that are kept under their old subject ids are not changed",
            named.join(", ")
        ));
    }
}
