use haetae_core::{Malformed, Unclear as CoreUnclear, UnixTime};

use crate::time::seconds;

/// Why this scanner cannot tell. It is never a no.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Unclear {
    /// No readable code in an image.
    Unreadable,
    /// A code, but not one of ours.
    UnknownFormat,
    /// Not a pass that can be read.
    Malformed,
    /// No key of that id issues passes; perhaps it is newer than this scanner's list.
    UnknownKey,
    /// For training.
    Specimen,
    /// This scanner's clock is wrong.
    ClockSuspect,
    /// The pass begins later.
    NotYetValid {
        /// From when on it is valid, in seconds since 1970.
        from: i64,
    },
    /// A copy of a phone's pass: the live code is missing.
    HolderProofMissing,
    /// The live code is too old, from a clock that is off, or for another challenge.
    HolderProofStale,
    /// This scanner asks for an answer to its challenge, and the code gives none. Paper never does.
    ChallengeMissing,
    /// No status list of the pass's day is in force, though the manifest is new and pins one: it is withheld, or still
    /// loading.
    StatusRequired,
    /// This scanner's trust data has expired, or there is none yet.
    TrustExpired,
    /// A policy is chosen, and none of that id counts now, or there are no rules.
    RulesMissing,
    /// The rules of the chosen policy cannot be made out.
    RuleFailed {
        /// The id of the rule; absent where the whole file is not readable here.
        rule: Option<String>,
    },
}

impl From<&CoreUnclear> for Unclear {
    fn from(unclear: &CoreUnclear) -> Self {
        match unclear {
            CoreUnclear::Unreadable => Self::Unreadable,
            CoreUnclear::UnknownFormat => Self::UnknownFormat,
            CoreUnclear::Malformed(_) => Self::Malformed,
            CoreUnclear::UnknownKey => Self::UnknownKey,
            CoreUnclear::Specimen => Self::Specimen,
            CoreUnclear::ClockSuspect => Self::ClockSuspect,
            CoreUnclear::NotYetValid { from } => Self::NotYetValid { from: seconds(*from) },
            CoreUnclear::HolderProofMissing => Self::HolderProofMissing,
            CoreUnclear::HolderProofStale => Self::HolderProofStale,
            CoreUnclear::ChallengeMissing => Self::ChallengeMissing,
            CoreUnclear::StatusRequired => Self::StatusRequired,
            CoreUnclear::TrustExpired => Self::TrustExpired,
            CoreUnclear::RulesMissing => Self::RulesMissing,
            CoreUnclear::RuleFailed { rule } => Self::RuleFailed { rule: rule.clone() },
        }
    }
}

impl From<&Unclear> for CoreUnclear {
    fn from(unclear: &Unclear) -> Self {
        match unclear {
            Unclear::Unreadable => Self::Unreadable,
            Unclear::UnknownFormat => Self::UnknownFormat,
            // Code, words and next step are the same whatever was malformed.
            Unclear::Malformed => Self::Malformed(Malformed::CutOff),
            Unclear::UnknownKey => Self::UnknownKey,
            Unclear::Specimen => Self::Specimen,
            Unclear::ClockSuspect => Self::ClockSuspect,
            Unclear::NotYetValid { from } => Self::NotYetValid { from: UnixTime::saturating_new(from.unsigned_abs()) },
            Unclear::HolderProofMissing => Self::HolderProofMissing,
            Unclear::HolderProofStale => Self::HolderProofStale,
            Unclear::ChallengeMissing => Self::ChallengeMissing,
            Unclear::StatusRequired => Self::StatusRequired,
            Unclear::TrustExpired => Self::TrustExpired,
            Unclear::RulesMissing => Self::RulesMissing,
            Unclear::RuleFailed { rule } => Self::RuleFailed { rule: rule.clone() },
        }
    }
}
