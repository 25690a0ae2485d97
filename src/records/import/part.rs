//! Combines parts of people into persons.

use haetae_core::Evidence;
use serde::{Deserialize, Serialize};

use super::ImportOptions;
use super::facts::{Statement, evidence_of};
use super::intake::{Intake, Place};
use super::reject::{Fault, RejectCode};
use super::sorter::Group;
use super::who::Who;
use crate::model::{Conflict, Person, SubjectId};
use crate::records::evidence::{in_order, latest};
use crate::records::{MAX_EVIDENCE_ON_RECORD, MAX_EVIDENCE_STATED};

/// The data collected for a person, sorted by subject.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Kept {
    Part(Part),
    /// A row of the person was left out.
    Hold {
        statement: u64,
        place: Place,
    },
}

/// The data of one row about a person.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Part {
    /// The parts of one statement are complete together; of several statements the last counts.
    pub(super) statement: u64,
    pub(super) place: Place,
    /// How many rows or resources it comes from.
    pub(super) rows: u64,
    pub(super) who: Who,
    pub(super) evidence: Vec<Evidence>,
    /// Facts that were stated one by one.
    pub(super) facts: Vec<Statement>,
    /// Whether it belongs to a patient that this person has replaced: name and birth date may differ.
    pub(super) replaced: bool,
}

/// A person to be stored, and where they come from.
pub(super) struct Prepared {
    pub(super) person: Person,
    pub(super) place: Place,
    pub(super) rows: u64,
}

impl Part {
    pub(super) fn new(who: Who) -> Self {
        Self {
            statement: 0,
            place: Place::default(),
            rows: 1,
            who,
            evidence: Vec::new(),
            facts: Vec::new(),
            replaced: false,
        }
    }

    /// Adds the data of another part of the same statement.
    fn add(&mut self, other: Self) {
        self.rows += other.rows;
        if !other.replaced {
            self.who.add(other.who);
        }
        self.evidence.extend(other.evidence);
        self.facts.extend(other.facts);
    }

    /// The implausible part of it. It is not checked if the person has died: no evidence of theirs is stored.
    fn implausible(&self, options: &ImportOptions) -> Option<(Place, Fault)> {
        if self.who.deceased {
            return None;
        }
        let reason = |piece: &Evidence| options.today.evidence(piece, self.who.birth_date, |time| options.day_of(time));
        let piece = |piece: &Evidence| Some((self.place, format!("{} {}", in_words(piece), reason(piece)?)));
        let implausible = |statement: &Statement| {
            let (words, reason) = statement.fact.implausible(reason)?;
            Some((statement.place, format!("{words} {reason}")))
        };
        let found = self.evidence.iter().find_map(piece).or_else(|| self.facts.iter().find_map(implausible));
        found.map(|(place, sentence)| (place, Fault::new(RejectCode::ImplausibleDate, sentence)))
    }

    /// All evidence, or why it cannot be used.
    fn take_evidence(&mut self) -> Result<Vec<Evidence>, (Place, Fault)> {
        let pieces = self.evidence.len() + self.facts.len();
        if pieces > MAX_EVIDENCE_STATED && !self.who.deceased {
            let sentence =
                format!("{pieces} pieces of evidence of one person: more than {MAX_EVIDENCE_STATED} are a mistake");
            return Err((self.place, Fault::new(RejectCode::Evidence, sentence)));
        }
        let mut evidence = std::mem::take(&mut self.evidence);
        match evidence_of(std::mem::take(&mut self.facts)) {
            Ok(more) => evidence.extend(more),
            Err(place) => {
                let sentence = "no dose of this person has a full date: a year or a month alone is not enough";
                return Err((place, Fault::new(RejectCode::Date, sentence)));
            }
        }
        Ok(evidence)
    }
}

/// The person of all parts with one subject, if everything in the last statement can be used. Parts that contradict
/// each other are two people under the same id: it is unknown which of them is meant.
pub(super) fn person(group: &Group, intake: &mut Intake<'_>) -> Option<Prepared> {
    let subject = SubjectId::new(std::str::from_utf8(&group.key).ok()?)?;
    let mut parts = Vec::new();
    let mut held: Option<(u64, Place)> = None;
    for kept in group.values.iter().filter_map(|value| serde_json::from_slice(value).ok()) {
        match kept {
            Kept::Part(part) => parts.push(part),
            Kept::Hold { statement, place } if held.is_none_or(|(before, _)| before < statement) => {
                held = Some((statement, place));
            }
            Kept::Hold { .. } => {}
        }
    }
    let last = parts.iter().map(|part| part.statement).chain(held.map(|(statement, _)| statement)).max()?;
    let (parts, older): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|part| part.statement == last);
    intake.supersede(older.iter().map(|part| part.rows).sum());

    let mut because_of = held.filter(|(statement, _)| *statement == last).map(|(_, place)| place);
    // Data of patients that this one has replaced comes last: its own name and birth date count.
    let (own, replaced): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|part| !part.replaced);
    let mut whole: Option<Part> = None;
    let (mut unused, mut rejected) = (0, Vec::new());
    for part in own.into_iter().chain(replaced) {
        let others = older.iter().chain(&whole).filter(|other| !other.replaced && !part.replaced);
        let contradicted = others.into_iter().find_map(|other| Some((part.place, another(other, &part, intake)?)));
        let fault = contradicted.or_else(|| part.implausible(&intake.options));
        if let Some((place, fault)) = fault {
            // The parts of one resource are rejected once.
            if rejected.contains(&place) {
                unused += part.rows;
            } else {
                intake.reject_person(&subject, place, fault);
                unused += part.rows.saturating_sub(1);
                rejected.push(place);
            }
            because_of = because_of.or(Some(place));
            continue;
        }
        match &mut whole {
            Some(whole) => whole.add(part),
            None => whole = Some(part),
        }
    }
    let rows = whole.as_ref().map_or(0, |whole| whole.rows);
    let evidence = whole.as_mut().map_or(Ok(Vec::new()), Part::take_evidence);
    if let Err((place, fault)) = &evidence {
        intake.reject_person(&subject, *place, fault.clone());
        because_of = because_of.or(Some(*place));
    }
    unused += rows.saturating_sub(u64::from(evidence.is_err()));
    if let Some(place) = because_of {
        intake.leave_alone(subject, place, unused);
        return None;
    }
    let Part { place, rows, who, .. } = whole?;
    let mut person = who.person(subject)?;
    if !person.deceased {
        person.evidence = in_order(evidence.ok()?);
        if person.evidence.len() > MAX_EVIDENCE_ON_RECORD {
            intake.leave_evidence_out(&person.subject, place, person.evidence.len());
            person.evidence = latest(person.evidence, MAX_EVIDENCE_ON_RECORD);
        }
    }
    Some(Prepared { person, place, rows })
}

/// The fault if two parts of one subject are of two people.
fn another(other: &Part, part: &Part, intake: &Intake<'_>) -> Option<Fault> {
    let conflict = other.who.identity().conflict_with(&part.who.identity())?;
    let what = match conflict {
        Conflict::Name => "name".to_owned(),
        Conflict::BirthDate => "birth date".to_owned(),
        Conflict::System(_) => "system of identifiers".to_owned(),
    };
    let sentence = format!("the same subject has another {what} at {}", intake.name_of(other.place));
    Some(Fault::new(RejectCode::AnotherPerson, sentence))
}

fn in_words(piece: &Evidence) -> String {
    match piece {
        Evidence::Vaccination { date, .. } => format!("the vaccination of {date}"),
        Evidence::Recovery { date } => format!("the recovery of {date}"),
        Evidence::Test { sampled_at, .. } => format!("the test sampled at {}", sampled_at.to_rfc3339()),
        Evidence::Exemption { until } => format!("the exemption until {until}"),
        Evidence::Clearance { until, .. } => format!("the clearance until {}", until.to_rfc3339()),
    }
}
