//! A status list: a day's revocations, packed.

use haetae_core::{FileKind, MAX_UNPACKED_BYTES, StatusBits, StatusListClaims};

use crate::{Target, cose, vectors};

pub(super) const TARGET: Target = Target {
    name: "status-list",
    promise: "a status list that decodes is made again byte for byte, and unpacks to no more than the format allows",
    run,
    seeds: || vectors::files(|kind| matches!(kind, FileKind::Status(_))),
    rounds: 3_000,
};

fn run(input: &[u8]) {
    let packed = match StatusListClaims::decode_unverified(input) {
        Ok(claims) => {
            assert_eq!(cose::signed_again(input, |kid| claims.prepare(kid)), input);
            claims.packed
        }
        // So that the unpacking is tried without a list around it.
        Err(_) => input,
    };
    let Ok(bits) = StatusBits::unpack(packed) else { return };
    assert!(bits.len() <= 8 * MAX_UNPACKED_BYTES as u64, "{} bits", bits.len());
    assert!(bits.count_set() <= bits.len(), "{} of {} bits", bits.count_set(), bits.len());
    if let Ok(length) = u32::try_from(bits.len()) {
        assert_eq!(bits.is_set(length), None, "beyond the end nobody can tell");
    }
}
