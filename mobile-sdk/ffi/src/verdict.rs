use haetae_core::{
    Admission as CoreAdmission, CheckOutcome as CoreOutcome, Reason, Refusal as CoreRefusal, Unclear as CoreUnclear,
    Verdict as CoreVerdict,
};

use crate::admission::Admission;
use crate::next_step::NextStep;
use crate::refusal::Refusal;
use crate::texts::{Language, VerdictText};
use crate::unclear::Unclear;
use crate::warning::Warning;

/// The result of a check. "Cannot tell" is never shown as "no".
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Verdict {
    /// Let them in.
    Admit {
        /// What the venue may see, and what to look at.
        admission: Admission,
    },
    /// No, with proof.
    Refuse {
        /// The reason.
        refusal: Refusal,
    },
    /// This scanner cannot tell, and says what to do next.
    Unclear {
        /// The reason.
        unclear: Unclear,
    },
}

/// One of exactly three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum CheckOutcome {
    /// Let them in.
    Admit,
    /// No, with proof.
    Refuse,
    /// This scanner cannot tell, and says what to do next.
    Unclear,
}

#[uniffi::export]
impl Verdict {
    /// Which of the three it is.
    pub fn outcome(&self) -> CheckOutcome {
        self.not_admitted().map_or(CoreOutcome::Admit, |verdict| verdict.outcome()).into()
    }

    /// `admit`, or the code of section 10 of the wire format.
    pub fn code(&self) -> String {
        self.not_admitted().map_or(CoreAdmission::CODE, |verdict| verdict.code()).to_owned()
    }

    /// This verdict as people read it.
    pub fn words(&self, language: Language) -> VerdictText {
        let language = language.into();
        self.not_admitted().map_or_else(|| CoreAdmission::message(language), |verdict| verdict.message(language)).into()
    }

    /// What to do next. The warnings of an admission have steps of their own.
    pub fn next_step(&self) -> NextStep {
        self.not_admitted().map_or(CoreAdmission::NEXT_STEP, |verdict| verdict.next_step()).into()
    }

    /// Whether a device that types what it reads may have garbled the code: where there are other readings of the same
    /// input, check those.
    pub fn misread(&self) -> bool {
        self.not_admitted().is_some_and(|verdict| verdict.may_be_misread())
    }

    /// The warnings of an admission, in the order of section 10 of the wire format; others have none.
    pub fn warnings(&self) -> Vec<Warning> {
        match self {
            Self::Admit { admission } => admission.warnings.clone(),
            Self::Refuse { .. } | Self::Unclear { .. } => Vec::new(),
        }
    }
}

impl Verdict {
    /// The core's verdict, unless it is an admission: only a check makes one of those.
    fn not_admitted(&self) -> Option<CoreVerdict> {
        match self {
            Self::Admit { .. } => None,
            Self::Refuse { refusal } => Some(Reason::Refuse(CoreRefusal::from(refusal)).into()),
            Self::Unclear { unclear } => Some(Reason::Unclear(CoreUnclear::from(unclear)).into()),
        }
    }
}

impl From<&CoreVerdict> for Verdict {
    fn from(verdict: &CoreVerdict) -> Self {
        match verdict {
            CoreVerdict::Admit(admission) => Self::Admit { admission: admission.into() },
            CoreVerdict::Refuse(refusal) => Self::Refuse { refusal: refusal.into() },
            CoreVerdict::Unclear(unclear) => Self::Unclear { unclear: unclear.into() },
        }
    }
}

impl From<CoreOutcome> for CheckOutcome {
    fn from(outcome: CoreOutcome) -> Self {
        match outcome {
            CoreOutcome::Admit => Self::Admit,
            CoreOutcome::Refuse => Self::Refuse,
            CoreOutcome::Unclear => Self::Unclear,
        }
    }
}
