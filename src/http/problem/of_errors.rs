//! Maps each error of the service's parts to a problem: in one place, with every variant named.

use super::rate_limit::RateLimit;
use super::{Problem, ProblemCode};
use crate::attestation::AttestationError;
use crate::identity::AssertionError;
use crate::issuing::{IssueError, IssueServiceError, RequestError};
use crate::journal::JournalError;
use crate::limits::NotAdmitted;
use crate::queue::desk::DeskError;
use crate::queue::{Estimate, QueueError};
use crate::store::StoreError;

impl From<AssertionError> for Problem {
    fn from(error: AssertionError) -> Self {
        let code = match error {
            AssertionError::Invalid(_) => ProblemCode::AssertionInvalid,
            AssertionError::Untimely(_) => ProblemCode::AssertionUntimely,
            AssertionError::SignInTooOld(_) => ProblemCode::SignInTooOld,
            AssertionError::UseNotGranted(_) => ProblemCode::UseNotGranted,
            AssertionError::OtherKeys => ProblemCode::AssertionForOtherKeys,
            AssertionError::Store(error) => return error.into(),
        };
        Self::new(code, sentence(&error))
    }
}

impl From<AttestationError> for Problem {
    fn from(error: AttestationError) -> Self {
        let code = match error {
            AttestationError::Required => ProblemCode::AttestationRequired,
            AttestationError::Invalid(_) => ProblemCode::AttestationInvalid,
        };
        Self::new(code, sentence(&error))
    }
}

impl From<RequestError> for Problem {
    fn from(error: RequestError) -> Self {
        let code = match error {
            RequestError::Number(_) => ProblemCode::HolderKeyNumber,
            RequestError::DayTwice(_) => ProblemCode::HolderDayTwice,
            RequestError::KeyTwice(_) => ProblemCode::HolderKeyTwice,
            RequestError::UnusableKey(_) => ProblemCode::HolderKeyUnusable,
            RequestError::NoSuchDay(_) | RequestError::DayOutOfReach { .. } => ProblemCode::DayOutOfReach,
        };
        Self::new(code, sentence(&error))
    }
}

impl From<IssueError> for Problem {
    fn from(error: IssueError) -> Self {
        match error {
            IssueError::Request(error) => error.into(),
            IssueError::Revoked => Self::new(ProblemCode::Revoked, sentence(&error)),
            IssueError::NoEvidence | IssueError::Deceased => {
                let detail =
                    "There is no evidence on record for a pass, like a vaccination or a test. It may arrive later.";
                Self::new(ProblemCode::NoEvidence, detail)
            }
            IssueError::NoKey => Self::internal(ProblemCode::NoSigningKey, error),
            IssueError::StatusIndex(_) => Self::internal(ProblemCode::InternalError, error),
            IssueError::Custody(_) => Self::internal(ProblemCode::SigningUnavailable, error),
        }
    }
}

impl From<IssueServiceError> for Problem {
    fn from(error: IssueServiceError) -> Self {
        match error {
            IssueServiceError::Queue(error) => error.into(),
            IssueServiceError::Assertion(error) => error.into(),
            IssueServiceError::Limit(error) => error.into(),
            IssueServiceError::FreshSignInNeeded { .. } => Self::new(ProblemCode::FreshSignInNeeded, sentence(&error)),
            IssueServiceError::AssertionUsed => Self::new(ProblemCode::AssertionUsed, sentence(&error)),
            IssueServiceError::Attestation(error) => error.into(),
            IssueServiceError::UnknownSubject => {
                let detail = "There is no record of this subject. The records may not have been imported yet.";
                Self::new(ProblemCode::UnknownSubject, detail)
            }
            IssueServiceError::Eligibility(error) => error.into(),
            IssueServiceError::Issue(error) => error.into(),
            IssueServiceError::RecordChanged => Self::internal(ProblemCode::StoreUnavailable, error),
            IssueServiceError::Journal(error) => error.into(),
            IssueServiceError::Store(error) => error.into(),
            IssueServiceError::Interrupted(error) => Self::internal(ProblemCode::InternalError, error),
        }
    }
}

impl From<QueueError> for Problem {
    fn from(error: QueueError) -> Self {
        let detail = sentence(&error);
        match error {
            QueueError::NoRoom | QueueError::Closed { retry_after: None, .. } => {
                Self::new(ProblemCode::QueueClosed, detail)
            }
            QueueError::Closed { retry_after: Some(seconds), .. } => {
                Self::new(ProblemCode::QueueClosed, detail).with_retry_after(seconds)
            }
            QueueError::Required => Self::new(ProblemCode::QueueRequired, detail),
            QueueError::NotYet { estimate, retry_after } => {
                let detail = format!("{detail} {}", in_words(estimate));
                Self::new(ProblemCode::QueueNotYet, detail).with_retry_after(retry_after)
            }
            QueueError::Expired => Self::new(ProblemCode::QueueExpired, detail),
            QueueError::Ticket(_) => Self::new(ProblemCode::QueueTicketInvalid, detail),
            QueueError::Unsteady => Self::internal(ProblemCode::QueueUnavailable, error),
            QueueError::Keys(_) => Self::internal(ProblemCode::QueueUnavailable, error),
            QueueError::Store(error) => error.into(),
        }
    }
}

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Store(error) => error.into(),
            DeskError::Change(_) | DeskError::Outdated => {
                Self::new(ProblemCode::QueueUnchanged, format!("Nothing was changed: {error}."))
            }
        }
    }
}

fn in_words(Estimate { people, seconds }: Estimate) -> String {
    format!("About {people:.0} people are before you, which takes about {seconds:.0} s.")
}

impl From<NotAdmitted> for Problem {
    fn from(error: NotAdmitted) -> Self {
        let detail = sentence(&error);
        match error {
            NotAdmitted::Limit(reached) => Self::new(ProblemCode::TooManyRequests, detail)
                .with_retry_after(reached.retry_after)
                .with_rate_limit(RateLimit::of(&reached)),
            NotAdmitted::Full { retry_after } => Self::new(ProblemCode::NodeFull, detail).with_retry_after(retry_after),
        }
    }
}

impl From<JournalError> for Problem {
    fn from(error: JournalError) -> Self {
        Self::internal(ProblemCode::JournalUnavailable, error)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let code = match error {
            // A damaged or outdated database is put right by operators: a later try may succeed.
            StoreError::Unavailable(_)
            | StoreError::Missing { .. }
            | StoreError::Copied { .. }
            | StoreError::NoTables { .. }
            | StoreError::Password(_)
            | StoreError::ReconcileDue
            | StoreError::UnknownSchema(_)
            | StoreError::Damaged(_) => ProblemCode::StoreUnavailable,
            StoreError::NoBackup { .. }
            | StoreError::NoSerialLeft(_)
            | StoreError::NotEmpty { .. }
            | StoreError::NotProduction
            | StoreError::OnlyOnServer
            | StoreError::Production { .. }
            | StoreError::SerialBits { .. } => ProblemCode::InternalError,
        };
        Self::internal(code, error)
    }
}

/// An error's text as a sentence.
fn sentence(error: &dyn std::error::Error) -> String {
    let words = error.to_string();
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}
