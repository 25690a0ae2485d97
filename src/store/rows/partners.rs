//! Partners, and the assertions of theirs that were used for paper.

use super::time;
use crate::model::{Partner, PartnerKey, Uses};
use crate::store::{PaperUse, StoreError};

/// The partner's name and grace; the id, the public key and the uses of one of its keys.
pub(in crate::store) type PartnerRow = (String, Option<i64>, String, Vec<u8>, bool, bool);

/// The partners of rows that come by name.
pub(in crate::store) fn partners(rows: Vec<PartnerRow>) -> Result<Vec<Partner>, StoreError> {
    let mut partners: Vec<Partner> = Vec::new();
    for (name, grace_until, id, public, passes, paper) in rows {
        let public = public.try_into().map_err(|_| StoreError::Damaged("a partner's key".to_owned()))?;
        let key = PartnerKey { id, public, uses: Uses { passes, paper } };
        match partners.last_mut() {
            Some(partner) if partner.name == name => partner.keys.push(key),
            _ => {
                let grace_until = grace_until.map(time).transpose()?;
                partners.push(Partner { name, keys: vec![key], grace_until });
            }
        }
    }
    Ok(partners)
}

/// The hashes of subject and pass, the time of the pass, and when the assertion expires.
pub(in crate::store) type PaperRow = (Vec<u8>, Vec<u8>, i64, i64);

pub(in crate::store) fn paper_use(id: [u8; 32], row: PaperRow) -> Result<PaperUse, StoreError> {
    let (subject, pass, at, expires) = row;
    let hash = |bytes: Vec<u8>| {
        bytes.try_into().map_err(|_| StoreError::Damaged("the use of an assertion for paper".to_owned()))
    };
    Ok(PaperUse { id, subject: hash(subject)?, pass: hash(pass)?, at: time(at)?, expires: time(expires)? })
}
