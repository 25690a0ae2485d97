//! Canaries: invented people whose answers are known. A file whose canaries are answered otherwise is refused, and
//! while one is in force, it refuses nobody.

use std::fmt;

use haetae_core::{Evidence, UnixTime};
use haetae_keys::PassKind;
use serde::{Deserialize, Serialize};

use super::decision::{Code, Decision};
use super::file::EligibilityFile;
use super::person::Asked;
use crate::model::BirthDate;

/// An invented person, and what they must be answered when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canary {
    /// What the person shows, in words; no two of a file have the same.
    pub name: String,
    /// The id of the line whose cohort they stand for; `None`: for those whom no line is about.
    pub line: Option<String>,
    /// When they were born.
    pub born: BirthDate,
    /// What is on record of them.
    pub evidence: Vec<Evidence>,
    /// The kind of pass.
    pub pass: PassKind,
    /// The answers, each from its time to that of the next.
    pub answers: Vec<Answer>,
}

/// What a canary must be answered from a time on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The first second.
    pub from: UnixTime,
    /// The answer.
    pub expect: Expected,
}

/// An answer that a canary can expect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expected {
    /// They may be issued the pass.
    Eligible,
    /// They may from the next answer `eligible` on.
    NotYet,
    /// They may not.
    NotEligible,
}

/// A canary that is answered otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WrongCanary {
    /// Its name.
    pub name: String,
    /// When.
    pub at: UnixTime,
    /// What it must be answered.
    pub expected: String,
    /// What it is answered.
    pub said: String,
}

impl fmt::Display for WrongCanary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, at, expected, said } = self;
        write!(f, "{name}, at {}: {said}, and {expected} is right", at.to_rfc3339())
    }
}

impl Expected {
    const fn code(self) -> Code {
        match self {
            Self::Eligible => Code::Eligible,
            Self::NotYet => Code::NotYet,
            Self::NotEligible => Code::NotEligible,
        }
    }
}

impl Canary {
    /// What they must be answered at a time, and with `not_yet` from when on they are eligible, if the canary says so;
    /// `None` before the first answer.
    fn expected(&self, at: UnixTime) -> Option<(Code, Option<UnixTime>)> {
        let begun = self.answers.partition_point(|answer| answer.from <= at);
        let expect = self.answers.get(begun.checked_sub(1)?)?.expect;
        let eligible = self.answers.get(begun..)?.iter().find(|answer| answer.expect == Expected::Eligible);
        Some((expect.code(), eligible.map(|answer| answer.from).filter(|_| expect == Expected::NotYet)))
    }

    /// What a file answers them otherwise at a time.
    pub(super) fn wrong_at(&self, file: &EligibilityFile, now: UnixTime) -> Option<WrongCanary> {
        let (code, from) = self.expected(now)?;
        let decision = file.decide(&Asked { born: self.born, evidence: &self.evidence, pass: self.pass, now });
        let is_right = match decision {
            Decision::NotYet { from: said, .. } => code == Code::NotYet && from.is_none_or(|from| from == said),
            other => other.code() == code,
        };
        (!is_right).then(|| WrongCanary {
            name: self.name.clone(),
            at: now,
            expected: words(code, from),
            said: match decision {
                Decision::NotYet { from, .. } => words(Code::NotYet, Some(from)),
                other => words(other.code(), None),
            },
        })
    }
}

impl EligibilityFile {
    /// The canaries that it answers otherwise than they say around each second at which a line or an answer begins or
    /// ends while the file is in force: in it, and in the seconds before and after. The first wrong answer of each is
    /// named.
    pub fn wrong_canaries(&self) -> Vec<WrongCanary> {
        let answers = self.canaries.iter().flat_map(|canary| &canary.answers).map(|answer| answer.from);
        let mut seconds: Vec<UnixTime> = self.switches().into_iter().chain(answers).chain([self.from]).collect();
        seconds.sort_unstable();
        seconds.dedup();
        let around = seconds.iter().flat_map(|at| [at.saturating_sub(1), *at, at.saturating_add(1)]);
        let mut moments: Vec<UnixTime> = around.filter(|at| self.from <= *at).collect();
        moments.sort_unstable();
        moments.dedup();
        let wrong = |canary: &Canary| moments.iter().find_map(|at| canary.wrong_at(self, *at));
        self.canaries.iter().filter_map(wrong).collect()
    }

    /// The canaries that it answers otherwise than they say at a time.
    pub fn wrong_at(&self, now: UnixTime) -> Vec<WrongCanary> {
        self.canaries.iter().filter_map(|canary| canary.wrong_at(self, now)).collect()
    }

    /// The canaries of this file that another one answers otherwise in the last second before this one is in force.
    pub fn wrong_before(&self, before: &Self) -> Vec<WrongCanary> {
        let at = self.from.saturating_sub(1);
        self.canaries.iter().filter_map(|canary| canary.wrong_at(before, at)).collect()
    }
}

fn words(code: Code, from: Option<UnixTime>) -> String {
    match from {
        Some(from) => format!("{}, and eligible from {}", code.as_str(), from.to_rfc3339()),
        None => code.as_str().to_owned(),
    }
}
