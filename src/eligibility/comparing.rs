//! For whom eligibility is answered otherwise at another time, or by another file: counted and drawn as for rules.

use std::collections::BTreeMap;

use haetae_core::{CivilDate, UnixTime};
use haetae_keys::PassKind;

use super::decision::Decision;
use super::file::{EligibilityFile, kind_name};
use super::person::Asked;
use crate::model::Record;
use crate::rules::comparing::{Asking, Counted, Differences, Said, Words};

/// How reports speak of it.
pub const ELIGIBILITY: Words = Words {
    title: "Whose eligibility changes",
    asked: "people on record",
    others: "who are revoked or have died",
    refused_by: "line",
};

/// The kinds of passes.
const PASSES: [PassKind; 2] = [PassKind::Phone, PassKind::Paper];

/// Who is asked: a file, or none, which refuses nobody, at a time.
#[derive(Clone, Copy, Debug)]
pub struct Side<'f> {
    /// The file.
    pub file: Option<&'f EligibilityFile>,
    /// The time.
    pub at: UnixTime,
}

/// Counts whose eligibility differs between two sides, for each kind of pass.
#[derive(Debug)]
pub struct Comparison<'f> {
    old: Side<'f>,
    new: Side<'f>,
    today: CivilDate,
    examples: usize,
    counted: Counted,
}

impl<'f> Comparison<'f> {
    /// Of two sides, on this civil date. Of each change, `examples` people are named.
    pub fn new(old: Side<'f>, new: Side<'f>, today: CivilDate, examples: usize) -> Self {
        let policies: BTreeMap<String, Differences> =
            PASSES.map(|pass| (kind_name(pass).to_owned(), Differences::default())).into();
        Self { old, new, today, examples, counted: Counted { policies, ..Counted::default() } }
    }

    /// Asks both sides about a person.
    pub fn add(&mut self, record: &Record) {
        let person = &record.person;
        if record.revocation.is_some() || person.deceased {
            self.counted.without_pass += 1;
            return;
        }
        self.counted.people += 1;
        let asking =
            Asking { subject: person.subject.as_str(), evidence: &person.evidence, born: person.birth_date.earliest() };
        for pass in PASSES {
            let Some(differences) = self.counted.policies.get_mut(kind_name(pass)) else { continue };
            let (old, new) = (self.old.says(record, pass), self.new.says(record, pass));
            differences.add(&asking, self.today, [&old, &new], self.examples);
        }
    }

    /// What was counted, by kind of pass.
    pub fn finish(self) -> Counted {
        self.counted
    }
}

impl<'f> Side<'f> {
    fn says(&self, record: &Record, pass: PassKind) -> Said<'f> {
        let decision = self.file.map(|file| file.decide(&Asked::of(record, pass, self.at)));
        let is_yes = matches!(decision, None | Some(Decision::Eligible { .. }));
        let answer = match decision {
            None => "eligible".into(),
            // So that another date is another answer.
            Some(Decision::NotYet { from, .. }) => format!("not_yet, from {}", from.to_rfc3339()).into(),
            Some(decision) => decision.code().as_str().into(),
        };
        let line = decision.and_then(|decision| decision.line()).map_or("no line", |line| line.id.as_str());
        Said { answer, is_yes, unmet: if is_yes { Vec::new() } else { vec![line] } }
    }
}
