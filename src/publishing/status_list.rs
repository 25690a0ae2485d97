use haetae_core::{
    MAX_DAYS_AHEAD, MAX_PAPER_DAYS, Role, SECONDS_PER_DAY, StatusBits, StatusDay, StatusListClaims, TrustedKey,
    UnixTime,
};
use miniz_oxide::deflate::compress_to_vec_zlib;

use super::error::PublishError;
use crate::model::RevokedSerial;
use crate::signing::{Signing, StatusCiphers};

/// So many days before today have a list: paper passes of those days may still be valid.
pub(super) const DAYS_BACK: u32 = MAX_PAPER_DAYS;
/// So many days after today have a list: passes are issued ahead.
pub const DAYS_AHEAD: u32 = MAX_DAYS_AHEAD;

/// A person who was revoked may hold passes that begin up to so many days later; one more for a node whose clock is late.
const REACH_DAYS: u32 = DAYS_AHEAD + 1;

/// zlib's best: lists are packed once and fetched by everybody.
const BEST_COMPRESSION: u8 = 9;

/// The days that have a list at `now`.
pub(super) fn days(now: UnixTime) -> impl Iterator<Item = StatusDay> {
    let today = now.status_day().0;
    (today.saturating_sub(DAYS_BACK)..=today.saturating_add(DAYS_AHEAD)).map(StatusDay)
}

/// The earliest revocation that a list of `now` can still have to say.
pub(super) fn earliest_revocation(now: UnixTime) -> UnixTime {
    now.saturating_sub(u64::from(DAYS_BACK + REACH_DAYS + 1) * SECONDS_PER_DAY)
}

/// Those whose bits are set in the list of `day`: revoked no longer before it than passes reach ahead. For a given day this
/// only ever grows, since a revoked serial stays so.
pub(super) fn revoked_on(day: StatusDay, revoked: &[RevokedSerial]) -> impl Iterator<Item = RevokedSerial> + '_ {
    revoked.iter().copied().filter(move |entry| entry.at.status_day().0.saturating_add(REACH_DAYS) >= day.0)
}

/// Whether a published token still says what must be said, and scanners still take it: its bits only ever become more, so
/// their number tells; and the key that signed it may have gone off the trust list.
pub(super) fn is_current(token: &[u8], set_bits: u64, signing: &Signing) -> bool {
    let Ok((kid, claims)) = StatusListClaims::decode_unverified_with_kid(token) else { return false };
    let mut keys = signing.list.keys();
    let may_sign = |key: &TrustedKey| key.role == Role::Status && key.window_holds(claims.issued);
    if !keys.any(|(listed, key)| *listed == kid && may_sign(key)) {
        return false;
    }
    let ciphers = &signing.ciphers;
    StatusBits::unpack(claims.packed)
        .is_ok_and(|bits| bits.len() == u64::from(ciphers.bits().capacity()) && bits.count_set() == set_bits)
}

/// The packed bits of the list of `day`.
///
/// # Errors
///
/// [`PublishError::StatusIndex`] where the day's key is erased or a serial number does not fit.
pub(super) fn pack(
    day: StatusDay,
    revoked: impl Iterator<Item = RevokedSerial>,
    ciphers: &StatusCiphers,
) -> Result<Vec<u8>, PublishError> {
    let mut bits = vec![0u8; ciphers.bits().capacity() as usize / 8];
    for entry in revoked {
        let index = ciphers.index(day, entry.serial)? as usize;
        if let Some(byte) = bits.get_mut(index / 8) {
            *byte |= 1 << (index % 8);
        }
    }
    Ok(compress_to_vec_zlib(&bits, BEST_COMPRESSION))
}

/// The end of the last pass of a day: a paper pass that begins in its last second.
pub(super) fn expires(day: StatusDay, paper_days: u32) -> UnixTime {
    StatusDay(day.0.saturating_add(1)).begins().saturating_add(u64::from(paper_days) * SECONDS_PER_DAY)
}
