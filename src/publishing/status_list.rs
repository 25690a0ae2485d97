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

/// How many days after a revocation the person's passes may begin; one more for a node whose clock is late.
const REACH_DAYS: u32 = DAYS_AHEAD + 1;

/// zlib's best compression: lists are packed once and fetched by everyone.
const BEST_COMPRESSION: u8 = 9;

/// The days that have a list at `now`.
pub(super) fn days(now: UnixTime) -> impl Iterator<Item = StatusDay> {
    let today = now.status_day().0;
    (today.saturating_sub(DAYS_BACK)..=today.saturating_add(DAYS_AHEAD)).map(StatusDay)
}

/// The time of the earliest revocation that a list of `now` can still contain.
pub(super) fn earliest_revocation(now: UnixTime) -> UnixTime {
    now.saturating_sub(u64::from(DAYS_BACK + REACH_DAYS + 1) * SECONDS_PER_DAY)
}

/// The serials whose bits are set in the list of `day`: those revoked recently enough that their passes may reach that
/// day. For a given day this only ever grows, since a revoked serial stays revoked.
pub(super) fn revoked_on(day: StatusDay, revoked: &[RevokedSerial]) -> impl Iterator<Item = RevokedSerial> + '_ {
    revoked.iter().copied().filter(move |entry| entry.at.status_day().0.saturating_add(REACH_DAYS) >= day.0)
}

/// Whether a published token is still up to date, and scanners still accept it. Bits are only ever added, so comparing
/// their number is enough; the key that signed it may have left the trust list.
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
/// [`PublishError::StatusIndex`] if the day's key is erased or a serial number is too large.
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
