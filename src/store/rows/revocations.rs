//! Revocations.

use std::collections::HashSet;

use super::{serial, time};
use crate::model::{Reason, SubjectId};
use crate::store::{RevocationEntry, StandingChange, StoreError};

/// Number, serial, subject, time and reason, and whether it is in force.
pub(in crate::store) type RevocationRow = (i64, i64, Option<String>, i64, Option<String>, bool);

pub(in crate::store) fn entry(row: RevocationRow) -> Result<RevocationEntry, StoreError> {
    let (number, revoked, subject, at, reason, in_force) = row;
    let damaged = || StoreError::Damaged("a revocation".to_owned());
    Ok(RevocationEntry {
        number: u64::try_from(number).map_err(|_| damaged())?,
        serial: serial(revoked)?,
        subject: subject.map(|subject| SubjectId::new(&subject).ok_or_else(damaged)).transpose()?,
        at: time(at)?,
        reason: reason.map(Reason::on_record),
        in_force,
    })
}

/// What a revocation does to somebody of this serial, who was revoked before or not. `done` has the serials that it has
/// revoked so far: somebody named twice is revoked once.
pub(in crate::store) fn change_of(done: &mut HashSet<i64>, (serial, revoked): (Option<i64>, bool)) -> StandingChange {
    match serial {
        None => StandingChange::Unknown,
        Some(serial) if !revoked && done.insert(serial) => StandingChange::Done,
        Some(_) => StandingChange::Already,
    }
}
