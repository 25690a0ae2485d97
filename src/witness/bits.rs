use haetae_core::{MAX_UNPACKED_BYTES, StatusChanges, StatusListClaims};
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;
use sha2::{Digest as _, Sha256};

/// Everyone who is revoked on a day: the list, and the changes that fit it.
pub(super) struct Revoked(Vec<u8>);

impl Revoked {
    /// Unpacks a list, at most 32 MiB, and adds the changes if they fit it. `None` if it cannot be read.
    pub(super) fn of(list: &[u8], changes: Option<&[u8]>) -> Option<Self> {
        let claims = StatusListClaims::decode_unverified(list).ok()?;
        let mut bits = decompress_to_vec_zlib_with_limit(claims.packed, MAX_UNPACKED_BYTES).ok()?;
        let changes = changes.and_then(|bytes| StatusChanges::decode_unverified(bytes).ok());
        let base: [u8; 32] = Sha256::digest(list).into();
        for index in changes.iter().filter(|changes| changes.base == base).flat_map(StatusChanges::indices) {
            let bit = 1u8.checked_shl(index % 8)?;
            *bits.get_mut(usize::try_from(index / 8).ok()?)? |= bit;
        }
        Some(Self(bits))
    }

    /// How many are revoked in `self` and not in `later`.
    pub(super) fn vanished(&self, later: &Self) -> u64 {
        let lost = |(place, byte): (usize, &u8)| {
            u64::from((byte & !later.0.get(place).copied().unwrap_or_default()).count_ones())
        };
        self.0.iter().enumerate().map(lost).sum()
    }

    /// The number of bits.
    pub(super) const fn len(&self) -> usize {
        self.0.len().saturating_mul(8)
    }
}
