//! Versions of the rules.

use crate::model::{RulesRecord, RulesVersion};
use crate::store::StoreError;

use super::time;

/// `version, published, published_by, approved_by, emergency, content_of`.
pub(in crate::store) type RulesRow = (i64, i64, String, Option<String>, Option<String>, Option<i64>);

pub(in crate::store) fn rules_record(row: RulesRow) -> Result<RulesRecord, StoreError> {
    let (version, published, by, approved_by, emergency, content_of) = row;
    Ok(RulesRecord {
        version: version.cast_unsigned(),
        published: time(published)?,
        by,
        approved_by,
        emergency,
        content_of: content_of.map(i64::cast_unsigned),
    })
}

/// The same, with `file` and `cases`.
pub(in crate::store) type RulesFileRow =
    (i64, i64, String, Option<String>, Option<String>, Option<i64>, Vec<u8>, Vec<u8>);

pub(in crate::store) fn rules_version(row: RulesFileRow) -> Result<RulesVersion, StoreError> {
    let (version, published, by, approved_by, emergency, content_of, file, cases) = row;
    let record = rules_record((version, published, by, approved_by, emergency, content_of))?;
    Ok(RulesVersion { record, file, cases })
}
