//! What the rows of the tables mean, for every backend: the columns are the same in all of them.

mod decisions;
mod eligibility;
mod idempotency;
mod nodes;
mod operators;
mod partners;
mod person;
mod queue;
mod revocations;
mod rules;

use haetae_core::UnixTime;

use super::StoreError;
use crate::model::Serial;

pub(super) use decisions::{ALLOWED, DecisionRow, ERASED, decision, erased_at, salt, subject_hash};
pub(super) use eligibility::{EligibilityRow, eligibility_version};
pub(super) use idempotency::{KeyedRow, repetition};
pub(super) use nodes::{WitnessRow, lifted, withdrawn_key, witness};
pub(super) use operators::{OpenProposal, OperatorRow, ProposalRow, operator, proposal};
pub(super) use partners::{PaperRow, PartnerRow, paper_use, partners};
pub(super) use person::{PersonRow, evidence_json, precision_number};
pub(super) use queue::pace;
pub(super) use revocations::{RevocationRow, change_of, entry};
pub(super) use rules::{RulesFileRow, RulesRow, rules_record, rules_version};

/// A serial as it is stored.
pub(super) fn serial(stored: i64) -> Result<Serial, StoreError> {
    let damaged = || StoreError::Damaged(format!("the serial {stored}"));
    u32::try_from(stored).ok().filter(|serial| *serial < 1 << 28).map(Serial).ok_or_else(damaged)
}

/// A time as it is stored, in seconds since 1970.
pub(super) fn time(stored: i64) -> Result<UnixTime, StoreError> {
    let damaged = || StoreError::Damaged(format!("the time {stored}"));
    u64::try_from(stored).ok().and_then(UnixTime::new).ok_or_else(damaged)
}

/// A time as it is to be stored.
pub(super) fn seconds(time: UnixTime) -> i64 {
    time.seconds().cast_signed()
}

/// A counter of changes.
pub(super) fn counter(stored: i64) -> Result<u64, StoreError> {
    u64::try_from(stored).map_err(|_| StoreError::Damaged("a counter of changes".to_owned()))
}
