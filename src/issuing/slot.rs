use haetae_core::UnixTime;
use sha2::{Digest as _, Sha256};

use crate::model::Serial;

/// When a phone whose passes last until `until` should ask again: a place in the second quarter of that time which
/// depends only on the person, so that requests are spread evenly. Of 14 days it lies between 3.5 and 7, and a week is
/// always left.
pub fn refresh_after(serial: Serial, now: UnixTime, until: UnixTime) -> UnixTime {
    let quarter = until.seconds_since(now) / 4;
    let digest: [u8; 32] =
        Sha256::new().chain_update(b"haetae refresh slot").chain_update(serial.0.to_be_bytes()).finalize().into();
    let [a, b, c, d, ..] = digest;
    // A fraction of the quarter in 2^32 steps; a quarter is far below 2^32 seconds.
    let place = (quarter * u64::from(u32::from_be_bytes([a, b, c, d]))) >> 32;
    now.saturating_add(quarter + place)
}
