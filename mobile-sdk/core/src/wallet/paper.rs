use crate::check::{Refusal, Unclear, Verdict, Warning};
use crate::time::UnixTime;

/// What a door would make of a paper pass that a phone keeps, as far as this phone knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaperStanding {
    /// Nothing speaks against it.
    Good,
    /// This phone lacks what it takes to tell, or to rule out a revocation.
    Unchecked,
    /// It begins later.
    NotYet,
    /// It is over.
    Expired,
    /// It is revoked.
    Revoked,
    /// The key that signed it does not count any more: the paper must be printed again.
    Replaced,
    /// Nobody whom this phone's data names has signed it.
    NotGenuine,
}

impl PaperStanding {
    /// By the `verdict` on the pass at the time `now` ([`Checker`](crate::Checker)). A pass that is over by its own
    /// end, `expires`, is over, whatever else is not known.
    pub fn of(verdict: &Verdict, expires: UnixTime, now: UnixTime) -> Self {
        match Self::by(verdict) {
            Self::Unchecked if expires <= now => Self::Expired,
            standing => standing,
        }
    }

    fn by(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Admit(admission) if admission.warnings().contains(&Warning::StatusMissing) => Self::Unchecked,
            // No policy is asked about a pass at home.
            Verdict::Admit(_) | Verdict::Refuse(Refusal::PolicyNotMet(_)) => Self::Good,
            Verdict::Refuse(Refusal::Expired { .. }) => Self::Expired,
            Verdict::Refuse(Refusal::Revoked) => Self::Revoked,
            Verdict::Refuse(Refusal::KeyWithdrawn { .. } | Refusal::KeyNotValidThen) => Self::Replaced,
            Verdict::Refuse(Refusal::KeyNotAllowed | Refusal::BadSignature | Refusal::HolderProofInvalid) => {
                Self::NotGenuine
            }
            Verdict::Unclear(Unclear::NotYetValid { .. }) => Self::NotYet,
            Verdict::Unclear(_) => Self::Unchecked,
        }
    }

    /// The name of this standing in bindings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Unchecked => "unchecked",
            Self::NotYet => "not_yet",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Replaced => "replaced",
            Self::NotGenuine => "not_genuine",
        }
    }
}
