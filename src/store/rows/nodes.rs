//! What nodes share: clocks and withdrawn keys.

use haetae_core::{Kid, UnixTime};

use super::time;
use crate::model::{Reason, WithdrawnKey};
use crate::store::{Doubt, StoreError, Witness};

/// The node, when it believed its clock, what the clock showed when it did not, and by how much it was ahead.
pub(in crate::store) type WitnessRow = (String, Option<i64>, Option<i64>, Option<i64>);

pub(in crate::store) fn witness((node, at, doubted, ahead): WitnessRow) -> Result<Witness, StoreError> {
    let doubt = match (doubted, ahead) {
        (Some(shows), Some(ahead)) => Some(Doubt { shows: time(shows)?, ahead }),
        _ => None,
    };
    Ok(Witness { node, at: at.map(time).transpose()?, doubt })
}

/// The key id, from when its passes are refused, the reason, and when it was entered.
pub(in crate::store) fn withdrawn_key(row: (Vec<u8>, i64, String, i64)) -> Result<WithdrawnKey, StoreError> {
    let (id, refused_from, reason, entered) = row;
    Ok(WithdrawnKey {
        kid: kid(id)?,
        refused_from: time(refused_from)?,
        reason: Reason::on_record(reason),
        entered: time(entered)?,
    })
}

/// The key id, and when its withdrawal was lifted.
pub(in crate::store) fn lifted((id, entered): (Vec<u8>, i64)) -> Result<(Kid, UnixTime), StoreError> {
    Ok((kid(id)?, time(entered)?))
}

fn kid(bytes: Vec<u8>) -> Result<Kid, StoreError> {
    bytes.try_into().map(Kid).map_err(|_| StoreError::Damaged("the id of a withdrawn key".to_owned()))
}
