//! Decisions about people, which do not reveal the person without the subject id.

use aws_lc_rs::hmac;
use haetae_core::UnixTime;

use super::time;
use crate::model::{Reason, SubjectId};
use crate::store::{Decision, DecisionKind, StoreError};

/// The kind of a decision by which a person was erased.
pub(in crate::store) const ERASED: &str = "erased";
/// The kind of a decision by which a person may come back or change.
pub(in crate::store) const ALLOWED: &str = "allowed";

/// The salt of `decision_salt`, as a key.
pub(in crate::store) fn salt(stored: &[u8]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, stored)
}

/// What `decision` has in the place of a subject id.
pub(in crate::store) fn subject_hash(salt: &hmac::Key, subject: &SubjectId) -> Vec<u8> {
    hmac::sign(salt, subject.as_str().as_bytes()).as_ref().to_vec()
}

/// When a subject was erased whose last decision is this, unless it may come back.
pub(in crate::store) fn erased_at(last: Option<(String, i64)>) -> Result<Option<UnixTime>, StoreError> {
    last.filter(|(decision, _)| decision == ERASED).map(|(_, at)| time(at)).transpose()
}

/// Kind, time, operator and reason.
pub(in crate::store) type DecisionRow = (String, i64, String, String);

pub(in crate::store) fn decision(row: DecisionRow) -> Result<(DecisionKind, Decision), StoreError> {
    let (kind, at, by, reason) = row;
    let kind = if kind == ERASED { DecisionKind::Erased } else { DecisionKind::Allowed };
    Ok((kind, Decision { at: time(at)?, by, reason: Reason::on_record(reason) }))
}
