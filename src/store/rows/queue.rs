use super::{counter, time};
use crate::store::{NodePace, StoreError};

/// What a node did: when, how many answers in a thousand seconds, and whether it was under pressure.
pub(in crate::store) fn pace((at, answered, is_pressed): (i64, i64, bool)) -> Result<NodePace, StoreError> {
    Ok(NodePace { at: time(at)?, answered: counter(answered)?, is_pressed })
}
