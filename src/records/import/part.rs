//! Parts of people, and how they become one person.

use haetae_core::{CivilDate, Evidence};
use serde::{Deserialize, Serialize};

use super::ImportOptions;
use super::intake::{Intake, Place};
use super::reject::{Fault, RejectCode};
use super::sorter::Group;
use super::who::Who;
use crate::records::evidence::{Dose, in_order, recoveries, vaccination};
use crate::records::{Conflict, MAX_EVIDENCE_ON_RECORD, Person, SubjectId};

/// What waits for a person, sorted by subject.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Kept {
    Part(Part),
    /// A row of the person was left out.
    Hold {
        statement: u64,
        place: Place,
    },
}

/// What one row says of a person.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Part {
    /// Parts of one statement say together all that there is to say; of several statements the last counts.
    pub(super) statement: u64,
    pub(super) place: Place,
    /// How many rows or resources it stands for.
    pub(super) rows: u64,
    pub(super) who: Who,
    pub(super) evidence: Vec<Evidence>,
    /// Doses that are told one by one.
    pub(super) doses: Vec<Dose>,
    /// Days of positive tests.
    pub(super) positives: Vec<CivilDate>,
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
            doses: Vec::new(),
            positives: Vec::new(),
        }
    }

    /// Adds what another part of the same statement says.
    fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.who.add(other.who);
        self.evidence.extend(other.evidence);
        self.doses.extend(other.doses);
        self.positives.extend(other.positives);
    }

    /// What cannot be true of it. Of who has died nothing is asked: no evidence of theirs is kept.
    fn implausible(&self, options: &ImportOptions) -> Option<Fault> {
        if self.who.deceased {
            return None;
        }
        let reason = |piece: &Evidence| options.today.evidence(piece, self.who.birth_date, |time| options.day_of(time));
        let doses = self.doses.iter().map(|dose| ("dose", dose.date));
        let mut dated = doses.chain(self.positives.iter().map(|date| ("positive test", *date)));
        let told = self.evidence.iter().find_map(|piece| reason(piece).map(|reason| (in_words(piece), reason)));
        let fault = told.or_else(|| {
            dated.find_map(|(what, date)| {
                reason(&Evidence::Recovery { date }).map(|reason| (format!("the {what} of {date}"), reason))
            })
        });
        fault.map(|(words, reason)| Fault::new(RejectCode::ImplausibleDate, format!("{words} {reason}")))
    }

    /// That there is more evidence than is kept of a person.
    fn too_much(&self) -> Option<Fault> {
        let pieces = self.evidence.len() + self.doses.len() + self.positives.len();
        let sentence =
            || format!("{pieces} pieces of evidence of one person; at most {MAX_EVIDENCE_ON_RECORD} are kept");
        (pieces > MAX_EVIDENCE_ON_RECORD && !self.who.deceased).then(|| Fault::new(RejectCode::Evidence, sentence()))
    }
}

/// The person of all parts with one subject, if all of what the last statement says of them can be used. A part that
/// another part contradicts is somebody else under the same id: which of the two it is cannot be told.
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
    let mut whole: Option<Part> = None;
    let mut unused = 0;
    for part in parts {
        let contradicted = older.iter().chain(&whole).find_map(|other| another(other, &part, intake));
        let fault = contradicted.or_else(|| part.implausible(&intake.options));
        if let Some(fault) = fault {
            intake.reject_person(&subject, part.place, fault);
            unused += part.rows - 1;
            because_of = because_of.or(Some(part.place));
            continue;
        }
        match &mut whole {
            Some(whole) => whole.add(part),
            None => whole = Some(part),
        }
    }
    if let Some((whole, fault)) = whole.as_ref().and_then(|whole| Some((whole, whole.too_much()?))) {
        intake.reject_person(&subject, whole.place, fault);
        because_of = because_of.or(Some(whole.place));
        unused += whole.rows - 1;
    } else {
        unused += whole.as_ref().map_or(0, |whole| whole.rows);
    }
    if let Some(place) = because_of {
        intake.leave_alone(subject, place, unused);
        return None;
    }
    let Part { place, rows, who, mut evidence, doses, positives, .. } = whole?;
    evidence.extend(vaccination(doses));
    evidence.extend(recoveries(positives));
    let mut person = who.person(subject)?;
    person.evidence = if person.deceased { Vec::new() } else { in_order(evidence) };
    Some(Prepared { person, place, rows })
}

/// That two parts of one subject are not of one person.
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
