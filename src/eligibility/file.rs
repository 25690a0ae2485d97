use haetae_core::{Logic, Offsets, UnixTime};
use haetae_keys::PassKind;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::canaries::Canary;

/// Who is eligible for which passes from when.
#[derive(Clone, Debug)]
pub struct EligibilityFile {
    /// Grows with every file, from 1 on.
    pub version: u64,
    /// The first second in which it is in force.
    pub from: UnixTime,
    /// The zone of its civil dates.
    pub zone: TimeZone,
    /// Who is eligible, in the order of the file.
    pub lines: Vec<Line>,
    /// What somebody reads whom no line is about.
    pub otherwise: Words,
    /// Invented people, and what they must be answered when.
    pub canaries: Vec<Canary>,
    /// The civil time of the zone, for the core.
    pub(super) offsets: Offsets,
}

/// A cohort: who is eligible for some kinds of passes, from when until when.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its id, of which no two are alike in a file.
    pub id: String,
    /// The kinds of passes.
    pub passes: Vec<PassKind>,
    /// The first second in which its people are eligible.
    pub from: UnixTime,
    /// The first second in which they are not any more; `None`: no end.
    pub until: Option<UnixTime>,
    /// What its people read while they are not eligible.
    pub message: Words,
    /// Who its people are.
    pub(super) who: Logic,
}

/// A text in Korean and in English, of 1 to 400 bytes each, on one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// In Korean.
    pub ko: String,
    /// In English.
    pub en: String,
}

impl Line {
    /// Whether its people are eligible at this time.
    pub fn is_current(&self, now: UnixTime) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }
}

impl EligibilityFile {
    /// Each second at which a line begins or ends, in their order.
    pub fn switches(&self) -> Vec<UnixTime> {
        let mut switches: Vec<UnixTime> =
            self.lines.iter().flat_map(|line| [Some(line.from), line.until]).flatten().collect();
        switches.sort_unstable();
        switches.dedup();
        switches
    }
}

/// The name of a kind of pass: `phone` or `paper`.
pub const fn kind_name(kind: PassKind) -> &'static str {
    match kind {
        PassKind::Phone => "phone",
        PassKind::Paper => "paper",
    }
}
