//! For whom another rules file answers otherwise. People come one after the other and nothing is kept of them but
//! counts, so that memory does not grow with their number.

mod group;
mod html;
#[cfg(test)]
mod tests;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use haetae_core::{CivilDate, Evidence, PolicyAnswer, PolicyQuestion, RulesFile, UnixTime};
use serde::Serialize;

pub use group::Group;
pub use html::html;
pub use text::text;

/// A person, as far as rules and counts need them.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'p> {
    /// The subject id, which is kept only as an example.
    pub subject: &'p str,
    /// What their pass carries at the time.
    pub evidence: &'p [Evidence],
    /// The earliest day on which they may have been born.
    pub born: CivilDate,
}

/// What is compared, in the words of reports.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// The title of the page.
    pub title: &'static str,
    /// Who was asked.
    pub asked: &'static str,
    /// Who was not.
    pub others: &'static str,
    /// What those do not meet who are refused newly.
    pub refused_by: &'static str,
}

/// Of two files of rules.
pub const RULES: Words = Words {
    title: "Who changes with the new rules",
    asked: "people with a pass",
    others: "on record without one",
    refused_by: "rules not met",
};

/// One of two answers that are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said<'a> {
    /// The answer: two are the same where this is.
    pub answer: std::borrow::Cow<'static, str>,
    /// Whether it is a yes.
    pub is_yes: bool,
    /// What is not met, where it is a no.
    pub unmet: Vec<&'a str>,
}

/// Counts for whom two files answer differently at a time.
#[derive(Debug)]
pub struct Comparison<'f> {
    old: &'f RulesFile,
    new: &'f RulesFile,
    at: UnixTime,
    today: CivilDate,
    examples: usize,
    counted: Counted,
}

/// What was counted.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Counted {
    /// People with a pass, who were asked.
    pub people: u64,
    /// People on record without one: no evidence counts for a pass, or it is revoked.
    pub without_pass: u64,
    /// What changes, by policy.
    pub policies: BTreeMap<String, Differences>,
}

/// What changes in one policy.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Differences {
    /// How many people get which answer of the old file and which of the new one, as `met > policy_not_met`.
    pub answers: BTreeMap<String, u64>,
    /// By kinds of evidence.
    pub evidence: BTreeMap<Group, Counts>,
    /// By doses.
    pub doses: BTreeMap<Group, Counts>,
    /// By age at that time.
    pub age: BTreeMap<Group, Counts>,
    /// How many people are refused newly, by each rule of the new file that they do not meet.
    pub refused_by: BTreeMap<String, u64>,
    /// Some of the people for whom the answer changes, by their subject ids, as `answers` names them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub examples: BTreeMap<String, Vec<String>>,
}

/// How many people of a group are in each of four ways.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// They meet the new policy and did not meet the old one.
    pub gains: u64,
    /// They met the old policy and do not meet the new one.
    pub loses: u64,
    /// They meet neither, and the answer is another one.
    pub other: u64,
    /// The answer stays the same.
    pub same: u64,
}

impl Counts {
    /// All of the group.
    pub const fn all(self) -> u64 {
        self.gains + self.loses + self.other + self.same
    }

    /// Those for whom something changes.
    pub const fn changed(self) -> u64 {
        self.gains + self.loses + self.other
    }
}

impl<'f> Comparison<'f> {
    /// Of two files at a time, which is on the civil date `today`. Of each change, `examples` people are named.
    pub fn new(old: &'f RulesFile, new: &'f RulesFile, at: UnixTime, today: CivilDate, examples: usize) -> Self {
        let files = [old, new].into_iter();
        let ids: BTreeSet<&str> = files.flat_map(|file| &file.policies).map(|policy| policy.id.as_str()).collect();
        let policies = ids.into_iter().map(|id| (id.to_owned(), Differences::default())).collect();
        Self { old, new, at, today, examples, counted: Counted { policies, ..Counted::default() } }
    }

    /// Adds a person without a pass.
    pub fn add_without_pass(&mut self) {
        self.counted.without_pass += 1;
    }

    /// Asks both files about a person.
    pub fn add(&mut self, person: &Asking<'_>) {
        self.counted.people += 1;
        let asked = PolicyQuestion { evidence: person.evidence, paper: false, now: self.at };
        for (id, differences) in &mut self.counted.policies {
            let (old, new) = (self.old.ask(id, &asked), self.new.ask(id, &asked));
            differences.add(person, self.today, [&said(&old), &said(&new)], self.examples);
        }
    }

    /// What was counted.
    pub fn finish(self) -> Counted {
        self.counted
    }
}

impl Differences {
    /// Adds what a person was answered: the old answer, and the new one. Of each change, `examples` people are named.
    pub fn add(&mut self, person: &Asking<'_>, today: CivilDate, [old, new]: [&Said<'_>; 2], examples: usize) {
        let is_changed = old.answer != new.answer;
        let change = format!("{} > {}", old.answer, new.answer);
        let count = |counts: &mut Counts| match (old.is_yes, new.is_yes) {
            _ if !is_changed => counts.same += 1,
            (true, _) => counts.loses += 1,
            (false, true) => counts.gains += 1,
            (false, false) => counts.other += 1,
        };
        count(self.evidence.entry(Group::of_evidence(person.evidence)).or_default());
        count(self.doses.entry(Group::of_doses(person.evidence)).or_default());
        count(self.age.entry(Group::of_age(person.born, today)).or_default());
        if old.is_yes {
            for rule in &new.unmet {
                *self.refused_by.entry((*rule).to_owned()).or_default() += 1;
            }
        }
        if is_changed && examples > 0 {
            let named = self.examples.entry(change.clone()).or_default();
            if named.len() < examples {
                named.push(person.subject.to_owned());
            }
        }
        *self.answers.entry(change).or_default() += 1;
    }

    /// Of everybody.
    pub fn total(&self) -> Counts {
        self.doses.values().fold(Counts::default(), |sum, counts| Counts {
            gains: sum.gains + counts.gains,
            loses: sum.loses + counts.loses,
            other: sum.other + counts.other,
            same: sum.same + counts.same,
        })
    }
}

/// What a policy says.
fn said(answer: &PolicyAnswer) -> Said<'_> {
    let unmet = match answer {
        PolicyAnswer::NotMet(unmet) => unmet.rules.iter().map(String::as_str).collect(),
        PolicyAnswer::Met | PolicyAnswer::Missing | PolicyAnswer::Failed { .. } => Vec::new(),
    };
    Said { answer: answer.code().into(), is_yes: *answer == PolicyAnswer::Met, unmet }
}
