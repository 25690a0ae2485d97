use super::verdict::{Admission, Refusal, Unclear, Verdict, Warning};

/// What the person at the door, or the scanner itself, does after a verdict. The words of a verdict say it for people;
/// this is for programs, which should not list codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NextStep {
    /// Nothing: they come in.
    Enter,
    /// Compare the name with an identity card.
    CompareCard,
    /// Look whether it is the same person.
    LookAtPerson,
    /// Scan again: this was not the code of a pass, or none that could be read.
    ScanAgain,
    /// Update the app that shows the pass.
    UpdateApp,
    /// Show the live code: open the app.
    OpenApp,
    /// Show the pass on the phone that it was issued to.
    OwnPhone,
    /// Scan the challenge that this scanner shows, and then show the pass.
    AnswerChallenge,
    /// Have the paper pass printed again.
    PrintAgain,
    /// Ask the issuer.
    AskIssuer,
    /// Come back when the pass has begun.
    Wait,
    /// Update this scanner: newer trust data may bring another verdict on the same code.
    UpdateScanner,
    /// Set this scanner's clock.
    SetClock,
    /// Nothing that anybody here can do.
    TurnAway,
}

impl NextStep {
    /// The name of this step in bindings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enter => "enter",
            Self::CompareCard => "compare_card",
            Self::LookAtPerson => "look_at_person",
            Self::ScanAgain => "scan_again",
            Self::UpdateApp => "update_app",
            Self::OpenApp => "open_app",
            Self::OwnPhone => "own_phone",
            Self::AnswerChallenge => "answer_challenge",
            Self::PrintAgain => "print_again",
            Self::AskIssuer => "ask_issuer",
            Self::Wait => "wait",
            Self::UpdateScanner => "update_scanner",
            Self::SetClock => "set_clock",
            Self::TurnAway => "turn_away",
        }
    }
}

impl Verdict {
    /// What to do next. The warnings of an admission have steps of their own ([`Warning::next_step`]).
    pub const fn next_step(&self) -> NextStep {
        match self {
            Self::Admit(_) => Admission::NEXT_STEP,
            Self::Refuse(refusal) => refusal.next_step(),
            Self::Unclear(unclear) => unclear.next_step(),
        }
    }

    /// Whether a device that types what it reads may have garbled the code: characters that were lost or changed can
    /// make it unreadable, name another key or break a signature, and nothing else.
    pub const fn may_be_misread(&self) -> bool {
        matches!(
            self,
            Self::Unclear(Unclear::UnknownFormat | Unclear::Malformed(_) | Unclear::UnknownKey)
                | Self::Refuse(Refusal::BadSignature | Refusal::HolderProofInvalid)
        )
    }
}

impl Admission {
    /// What to do next after every admission.
    pub const NEXT_STEP: NextStep = NextStep::Enter;
}

impl Refusal {
    /// What to do next.
    pub const fn next_step(&self) -> NextStep {
        match self {
            Self::KeyWithdrawn { paper: true } | Self::Expired { paper: true, .. } => NextStep::PrintAgain,
            Self::KeyWithdrawn { paper: false } | Self::Expired { paper: false, .. } => NextStep::OpenApp,
            Self::Revoked => NextStep::AskIssuer,
            Self::HolderProofInvalid => NextStep::OwnPhone,
            Self::KeyNotValidThen | Self::KeyNotAllowed | Self::BadSignature | Self::PolicyNotMet(_) => {
                NextStep::TurnAway
            }
        }
    }
}

impl Unclear {
    /// What to do next.
    pub const fn next_step(&self) -> NextStep {
        match self {
            Self::Unreadable | Self::UnknownFormat => NextStep::ScanAgain,
            Self::Malformed(_) => NextStep::UpdateApp,
            Self::UnknownKey
            | Self::StatusRequired
            | Self::TrustExpired
            | Self::RulesMissing
            | Self::RuleFailed { .. } => NextStep::UpdateScanner,
            Self::Specimen => NextStep::TurnAway,
            Self::ClockSuspect => NextStep::SetClock,
            Self::NotYetValid { .. } => NextStep::Wait,
            Self::HolderProofMissing | Self::HolderProofStale => NextStep::OpenApp,
            Self::ChallengeMissing => NextStep::AnswerChallenge,
        }
    }
}

impl Warning {
    /// What to do about it.
    pub const fn next_step(self) -> NextStep {
        match self {
            Self::CheckId => NextStep::CompareCard,
            Self::SeenBefore => NextStep::LookAtPerson,
            Self::TrustStale | Self::StatusMissing | Self::StatusOld => NextStep::UpdateScanner,
            Self::ClockSuspect => NextStep::SetClock,
        }
    }
}
