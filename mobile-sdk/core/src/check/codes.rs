//! Every code of section 10 and what it means, for documents and for tools that compare implementations.

use alloc::vec::Vec;

use super::next_step::NextStep;
use super::verdict::{Reason, Refusal, Unclear, Warning};
use crate::malformed::Malformed;
use crate::rules::NotMet;
use crate::time::UnixTime;

impl Reason {
    /// One of each kind, in the order of section 10: where several hold, the first is the verdict. Where the words
    /// differ on paper, the phone's pass comes first. What is in them (times, rules) is an example.
    pub fn all() -> Vec<Self> {
        let time = UnixTime::saturating_new(0);
        let unclear = [
            Unclear::Unreadable,
            Unclear::UnknownFormat,
            Unclear::Malformed(Malformed::CodeSize),
            Unclear::UnknownKey,
            Unclear::Specimen,
            Unclear::ClockSuspect,
            Unclear::NotYetValid { from: time },
            Unclear::HolderProofMissing,
            Unclear::HolderProofStale,
            Unclear::ChallengeMissing,
            Unclear::StatusRequired,
            Unclear::TrustExpired,
            Unclear::RulesMissing,
            Unclear::RuleFailed { rule: None },
        ];
        let refusals = [
            Refusal::KeyWithdrawn { paper: false },
            Refusal::KeyWithdrawn { paper: true },
            Refusal::KeyNotValidThen,
            Refusal::KeyNotAllowed,
            Refusal::BadSignature,
            Refusal::Expired { since: time, paper: false },
            Refusal::Expired { since: time, paper: true },
            Refusal::Revoked,
            Refusal::HolderProofInvalid,
            Refusal::PolicyNotMet(NotMet { rules: Vec::new(), messages: Vec::new() }),
        ];
        let mut all: Vec<Self> =
            unclear.into_iter().map(Self::from).chain(refusals.into_iter().map(Self::from)).collect();
        all.sort_by_key(Self::place);
        all
    }

    /// Its number in the table of section 10.
    pub const fn place(&self) -> u8 {
        match self {
            Self::Refuse(refusal) => refusal.place(),
            Self::Unclear(unclear) => unclear.place(),
        }
    }

    /// When it is the verdict, in a sentence for developers.
    pub const fn meaning(&self) -> &'static str {
        match self {
            Self::Refuse(refusal) => refusal.meaning(),
            Self::Unclear(unclear) => unclear.meaning(),
        }
    }
}

impl Refusal {
    const fn place(&self) -> u8 {
        match self {
            Self::KeyWithdrawn { .. } => 5,
            Self::KeyNotValidThen => 6,
            Self::KeyNotAllowed => 7,
            Self::BadSignature => 8,
            Self::Expired { .. } => 12,
            Self::Revoked => 13,
            Self::HolderProofInvalid => 15,
            Self::PolicyNotMet(_) => 22,
        }
    }

    const fn meaning(&self) -> &'static str {
        match self {
            Self::KeyWithdrawn { .. } => "The manifest in force withdraws the key that signed the pass.",
            Self::KeyNotValidThen => "The pass begins outside the time in which its key was in use.",
            Self::KeyNotAllowed => {
                "The role of the key, its kinds of evidence or its longest life do not allow this pass."
            }
            Self::BadSignature => "The issuer's signature does not verify.",
            Self::Expired { .. } => "The pass is over.",
            Self::Revoked => "The status list of the pass's day, or the changes beside it, say that it is revoked.",
            Self::HolderProofInvalid => {
                "The phone's signature does not verify, or the pass is for paper and was wrapped by a phone."
            }
            Self::PolicyNotMet(_) => "The pass is genuine, and a rule of the chosen policy is false.",
        }
    }
}

impl Unclear {
    const fn place(&self) -> u8 {
        match self {
            Self::Unreadable => 1,
            Self::UnknownFormat => 2,
            Self::Malformed(_) => 3,
            Self::UnknownKey => 4,
            Self::Specimen => 9,
            Self::ClockSuspect => 10,
            Self::NotYetValid { .. } => 11,
            Self::HolderProofMissing => 14,
            Self::HolderProofStale => 16,
            Self::ChallengeMissing => 17,
            Self::StatusRequired => 18,
            Self::TrustExpired => 19,
            Self::RulesMissing => 20,
            Self::RuleFailed { .. } => 21,
        }
    }

    const fn meaning(&self) -> &'static str {
        match self {
            Self::Unreadable => "There is no readable code in the picture.",
            Self::UnknownFormat => "The text of the code begins with neither `HT1:` nor `HP1:`.",
            Self::Malformed(_) => "The code is damaged, or not an object of the format.",
            Self::UnknownKey => "No key of that id issues passes: perhaps it is newer than the scanner's trust list.",
            Self::Specimen => "The pass is signed with a key for training and tests.",
            Self::ClockSuspect => "The scanner's clock is too far off to say whether the pass is valid now.",
            Self::NotYetValid { .. } => "The pass begins later.",
            Self::HolderProofMissing => "A phone's pass is shown without the phone's live code: a copy.",
            Self::HolderProofStale => {
                "The live code is too old, comes from a clock that is off, or answers another challenge."
            }
            Self::ChallengeMissing => {
                "The scanner or the policy asks for an answer to its challenge, and the code gives none."
            }
            Self::StatusRequired => "The status list of the pass's day is not here, and it must be.",
            Self::TrustExpired => "The scanner has no trust data, or it has expired.",
            Self::RulesMissing => "A policy is chosen, and no policy of that id counts now.",
            Self::RuleFailed { .. } => {
                "A rule of the chosen policy cannot be evaluated, or the rules in force are not readable."
            }
        }
    }
}

impl Warning {
    /// All of them, in the order of section 10.
    pub const ALL: [Self; 6] =
        [Self::CheckId, Self::SeenBefore, Self::TrustStale, Self::StatusMissing, Self::StatusOld, Self::ClockSuspect];

    /// When it is among the warnings, in a sentence for developers.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::CheckId => "The pass is on paper.",
            Self::SeenBefore => "The same pass was admitted at this scanner less than five minutes ago.",
            Self::TrustStale => "The trust data is older than the manifest wants it to be.",
            Self::StatusMissing => "No status list of the pass's day is in force: a revocation would not be seen.",
            Self::StatusOld => "The status list in force, or the changes beside it, are not the newest.",
            Self::ClockSuspect => "The scanner's clock is probably off.",
        }
    }
}

impl NextStep {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Enter,
        Self::CompareCard,
        Self::LookAtPerson,
        Self::ScanAgain,
        Self::UpdateApp,
        Self::OpenApp,
        Self::OwnPhone,
        Self::AnswerChallenge,
        Self::PrintAgain,
        Self::AskIssuer,
        Self::Wait,
        Self::UpdateScanner,
        Self::SetClock,
        Self::TurnAway,
    ];

    /// What it asks for, in a sentence for developers.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Enter => "Nothing is to do: they come in.",
            Self::CompareCard => "Staff compare name and birthday with an identity card.",
            Self::LookAtPerson => "Staff look whether it is the same person as a moment ago.",
            Self::ScanAgain => "Another code is shown, or the same one better.",
            Self::UpdateApp => "The visitor updates the app that shows the pass.",
            Self::OpenApp => "The visitor opens the app, which shows the live code.",
            Self::OwnPhone => "The visitor shows the pass on the phone that it was issued to.",
            Self::AnswerChallenge => "The visitor scans the code on the scanner's screen, and then shows the pass.",
            Self::PrintAgain => "The visitor has the paper pass printed again.",
            Self::AskIssuer => "The visitor asks the issuer: nobody else knows why.",
            Self::Wait => "The visitor comes back when the pass has begun.",
            Self::UpdateScanner => "The scanner fetches newer data; staff scan the same code again.",
            Self::SetClock => "Staff set the scanner's clock.",
            Self::TurnAway => "Nobody at the door can do anything.",
        }
    }
}
