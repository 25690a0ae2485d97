//! Versions of the eligibility.

use super::{counter, time};
use crate::model::EligibilityVersion;
use crate::store::StoreError;

/// `version, begins, file, added, added_by`.
pub(in crate::store) type EligibilityRow = (i64, i64, Vec<u8>, i64, String);

pub(in crate::store) fn eligibility_version(row: EligibilityRow) -> Result<EligibilityVersion, StoreError> {
    let (version, from, file, added, by) = row;
    Ok(EligibilityVersion { version: counter(version)?, from: time(from)?, file, added: time(added)?, by })
}
