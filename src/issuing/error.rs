use haetae_keys::CustodyError;

use super::request::RequestError;
use crate::signing::StatusIndexError;

/// Why nothing was issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// The holder keys are not valid.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The person's passes are void.
    #[error("this person's passes have been revoked")]
    Revoked,
    /// The person has died.
    #[error("the records say that this person has died")]
    Deceased,
    /// The record has no evidence that a pass could carry on that day.
    #[error("there is no vaccination, test or other evidence on record for a pass")]
    NoEvidence,
    /// No signing key is due, or it may not attest this evidence for this long.
    #[error("there is no signing key for these days")]
    NoKey,
    /// The day has no status key, or the serial number is too large: the configuration is wrong.
    #[error(transparent)]
    StatusIndex(#[from] StatusIndexError),
    /// The custody of the keys did not sign.
    #[error(transparent)]
    Custody(#[from] CustodyError),
}
