use haetae_core::Warning as CoreWarning;

use crate::next_step::NextStep;
use crate::texts::{Language, VerdictText};

/// What an admission should be looked at for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Warning {
    /// A paper pass: compare the name with an identity card.
    CheckId,
    /// The same pass was admitted here less than five minutes ago.
    SeenBefore,
    /// The trust data is old.
    TrustStale,
    /// No status list of the pass's day is in force.
    StatusMissing,
    /// The status list in force, or the changes beside it, are not the newest.
    StatusOld,
    /// This scanner's clock is probably wrong.
    ClockSuspect,
}

#[uniffi::export]
impl Warning {
    /// The code of section 10 of the wire format.
    pub fn code(&self) -> String {
        CoreWarning::from(*self).code().to_owned()
    }

    /// This warning as people read it.
    pub fn words(&self, language: Language) -> VerdictText {
        CoreWarning::from(*self).message(language.into()).into()
    }

    /// What to do about it.
    pub fn next_step(&self) -> NextStep {
        CoreWarning::from(*self).next_step().into()
    }
}

impl From<CoreWarning> for Warning {
    fn from(warning: CoreWarning) -> Self {
        match warning {
            CoreWarning::CheckId => Self::CheckId,
            CoreWarning::SeenBefore => Self::SeenBefore,
            CoreWarning::TrustStale => Self::TrustStale,
            CoreWarning::StatusMissing => Self::StatusMissing,
            CoreWarning::StatusOld => Self::StatusOld,
            CoreWarning::ClockSuspect => Self::ClockSuspect,
        }
    }
}

impl From<Warning> for CoreWarning {
    fn from(warning: Warning) -> Self {
        match warning {
            Warning::CheckId => Self::CheckId,
            Warning::SeenBefore => Self::SeenBefore,
            Warning::TrustStale => Self::TrustStale,
            Warning::StatusMissing => Self::StatusMissing,
            Warning::StatusOld => Self::StatusOld,
            Warning::ClockSuspect => Self::ClockSuspect,
        }
    }
}
