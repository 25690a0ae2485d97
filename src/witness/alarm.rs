use std::fmt;

use serde::{Deserialize, Serialize};

/// Something that the issuer must explain, or that keeps the witness from its work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// The kind.
    pub kind: AlarmKind,
    /// What it is about: a manifest, a day, a node.
    pub about: String,
    /// What was found, in a sentence.
    pub finding: String,
}

/// Kinds of alarms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    /// Two signed versions of the same thing exist: manifests, ends of a journal, checkpoints.
    Fork,
    /// A manifest is older than one that was seen before. A cache may have served it for a moment.
    WentBack,
    /// Somebody who was revoked in a published list or changes file is not revoked any more.
    VanishedBit,
    /// A list that is still needed is not published any more.
    MissingList,
    /// A journal, or the log of journals, does not continue what was published before.
    JournalRewritten,
    /// A node has made no checkpoint for a day.
    MissingDay,
    /// A signature or a form is wrong.
    Refused,
    /// There is no new manifest although the last one is stale.
    Stale,
    /// The address does not answer, or not with what the manifest pins.
    Unreachable,
}

impl AlarmKind {
    /// All kinds.
    pub const ALL: [Self; 9] = [
        Self::Fork,
        Self::WentBack,
        Self::VanishedBit,
        Self::MissingList,
        Self::JournalRewritten,
        Self::MissingDay,
        Self::Refused,
        Self::Stale,
        Self::Unreachable,
    ];

    /// Its name in JSON and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fork => "fork",
            Self::WentBack => "went_back",
            Self::VanishedBit => "vanished_bit",
            Self::MissingList => "missing_list",
            Self::JournalRewritten => "journal_rewritten",
            Self::MissingDay => "missing_day",
            Self::Refused => "refused",
            Self::Stale => "stale",
            Self::Unreachable => "unreachable",
        }
    }

    /// Whether it stays open until somebody acknowledges it: what was signed once does not go away when the issuer
    /// publishes something else. The others end when the witness sees that they are over.
    pub const fn is_lasting(self) -> bool {
        matches!(self, Self::Fork | Self::VanishedBit | Self::MissingList | Self::JournalRewritten)
    }
}

impl Alarm {
    pub(super) fn new(kind: AlarmKind, about: impl Into<String>, finding: impl Into<String>) -> Self {
        Self { kind, about: about.into(), finding: finding.into() }
    }
}

impl fmt::Display for Alarm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.kind.as_str(), self.about, self.finding)
    }
}
