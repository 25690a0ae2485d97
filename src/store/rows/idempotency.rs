//! Requests with an idempotency key.

use haetae_core::UnixTime;

use super::seconds;
use crate::store::{KeptAnswer, KeyedRequest, Repetition, StoreError};

/// `fingerprint, begun, status, body`.
pub(in crate::store) type KeyedRow = (Vec<u8>, i64, Option<i64>, Option<Vec<u8>>);

/// What is known of a request whose key is there; `None` where it is to be taken on again, because it began before
/// `abandoned` and has no answer.
pub(in crate::store) fn repetition(
    request: &KeyedRequest,
    (fingerprint, begun, status, body): KeyedRow,
    abandoned: UnixTime,
) -> Result<Option<Repetition>, StoreError> {
    if fingerprint != request.fingerprint {
        return Ok(Some(Repetition::OtherRequest));
    }
    if let (Some(status), Some(body)) = (status, body) {
        let status = u16::try_from(status);
        let status = status.map_err(|_| StoreError::Damaged("the status of a kept answer".to_owned()))?;
        return Ok(Some(Repetition::Done(KeptAnswer { status, body })));
    }
    Ok((begun >= seconds(abandoned)).then_some(Repetition::InProgress))
}
