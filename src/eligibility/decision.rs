use haetae_core::json::Json;
use haetae_core::{Evaluated, UnixTime};

use super::file::{EligibilityFile, Line, Words};
use super::person::Asked;

/// Whether somebody is eligible, and the line that made it.
#[derive(Clone, Copy, Debug)]
pub enum Decision<'f> {
    /// They may be issued the pass.
    Eligible {
        /// The first line that says so.
        line: &'f Line,
    },
    /// They may later.
    NotYet {
        /// From when on.
        from: UnixTime,
        /// The line that says so: of several the one that begins first.
        line: &'f Line,
    },
    /// They may not.
    NotEligible {
        /// The line that was about them and has ended; `None` if no line is about them.
        line: Option<&'f Line>,
        /// What they read.
        message: &'f Words,
    },
    /// Neither yes nor no: a line could not be evaluated. It says nothing about the person.
    CannotTell {
        /// That line; `None` if not even the record could be shown to one.
        line: Option<&'f Line>,
    },
}

/// A decision without its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// They may be issued the pass.
    Eligible,
    /// They may later.
    NotYet,
    /// They may not.
    NotEligible,
    /// Neither yes nor no.
    CannotTell,
}

impl Code {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Eligible => "eligible",
            Self::NotYet => "not_yet",
            Self::NotEligible => "not_eligible",
            Self::CannotTell => "cannot_tell",
        }
    }
}

impl<'f> Decision<'f> {
    /// Which it is.
    pub const fn code(&self) -> Code {
        match self {
            Self::Eligible { .. } => Code::Eligible,
            Self::NotYet { .. } => Code::NotYet,
            Self::NotEligible { .. } => Code::NotEligible,
            Self::CannotTell { .. } => Code::CannotTell,
        }
    }

    /// The line that made it, if one did.
    pub const fn line(&self) -> Option<&'f Line> {
        match self {
            Self::Eligible { line } | Self::NotYet { line, .. } => Some(line),
            Self::NotEligible { line, .. } | Self::CannotTell { line } => *line,
        }
    }
}

impl EligibilityFile {
    /// Whether somebody is eligible: one line that is about them and current is enough. A line that begins later is
    /// asked about them as they are in its first second. Any line that fails makes it [`Decision::CannotTell`], but
    /// where another one says yes: a no needs an answer of every line.
    pub fn decide(&self, asked: &Asked<'_>) -> Decision<'_> {
        let Some(record) = asked.record() else { return Decision::CannotTell { line: None } };
        let (mut later, mut ended, mut failed) = (None::<&Line>, None::<&Line>, None);
        for line in self.lines.iter().filter(|line| line.passes.contains(&asked.pass)) {
            let is_current = line.is_current(asked.now);
            match self.is_about(line, asked, &record) {
                None => failed = failed.or(Some(line)),
                Some(false) => {}
                Some(true) if is_current => return Decision::Eligible { line },
                Some(true) if asked.now < line.from => {
                    later = Some(later.filter(|other| other.from <= line.from).unwrap_or(line));
                }
                Some(true) => ended = Some(ended.filter(|other| other.until >= line.until).unwrap_or(line)),
            }
        }
        match (failed, later) {
            (Some(line), _) => Decision::CannotTell { line: Some(line) },
            (None, Some(line)) => Decision::NotYet { from: line.from, line },
            (None, None) => {
                Decision::NotEligible { line: ended, message: ended.map_or(&self.otherwise, |line| &line.message) }
            }
        }
    }

    /// Whether a line is about somebody; `None` if it fails, or says neither true nor false.
    fn is_about(&self, line: &Line, asked: &Asked<'_>, record: &Json) -> Option<bool> {
        let facts = asked.facts(record, self, asked.now.max(line.from))?;
        match line.who.evaluate(&facts, &self.offsets)?.0 {
            Evaluated::Json(Json::Bool(is_about)) => Some(is_about),
            _ => None,
        }
    }
}
