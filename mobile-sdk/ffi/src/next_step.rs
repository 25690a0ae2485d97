use haetae_core::NextStep as CoreStep;

/// What the person at the door, or the scanner itself, does after a verdict. Programs act by this and need not list
/// codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
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

#[uniffi::export]
impl NextStep {
    /// The name of this step, the same in all bindings: `enter`, `open_app` and so on.
    pub fn code(&self) -> String {
        CoreStep::from(*self).as_str().to_owned()
    }
}

impl From<CoreStep> for NextStep {
    fn from(step: CoreStep) -> Self {
        match step {
            CoreStep::Enter => Self::Enter,
            CoreStep::CompareCard => Self::CompareCard,
            CoreStep::LookAtPerson => Self::LookAtPerson,
            CoreStep::ScanAgain => Self::ScanAgain,
            CoreStep::UpdateApp => Self::UpdateApp,
            CoreStep::OpenApp => Self::OpenApp,
            CoreStep::OwnPhone => Self::OwnPhone,
            CoreStep::AnswerChallenge => Self::AnswerChallenge,
            CoreStep::PrintAgain => Self::PrintAgain,
            CoreStep::AskIssuer => Self::AskIssuer,
            CoreStep::Wait => Self::Wait,
            CoreStep::UpdateScanner => Self::UpdateScanner,
            CoreStep::SetClock => Self::SetClock,
            CoreStep::TurnAway => Self::TurnAway,
        }
    }
}

impl From<NextStep> for CoreStep {
    fn from(step: NextStep) -> Self {
        match step {
            NextStep::Enter => Self::Enter,
            NextStep::CompareCard => Self::CompareCard,
            NextStep::LookAtPerson => Self::LookAtPerson,
            NextStep::ScanAgain => Self::ScanAgain,
            NextStep::UpdateApp => Self::UpdateApp,
            NextStep::OpenApp => Self::OpenApp,
            NextStep::OwnPhone => Self::OwnPhone,
            NextStep::AnswerChallenge => Self::AnswerChallenge,
            NextStep::PrintAgain => Self::PrintAgain,
            NextStep::AskIssuer => Self::AskIssuer,
            NextStep::Wait => Self::Wait,
            NextStep::UpdateScanner => Self::UpdateScanner,
            NextStep::SetClock => Self::SetClock,
            NextStep::TurnAway => Self::TurnAway,
        }
    }
}
