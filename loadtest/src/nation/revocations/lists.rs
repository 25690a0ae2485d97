//! The bits of a nation's status lists.

use miniz_oxide::deflate::core::{
    CompressionStrategy, CompressorOxide, TDEFLFlush, compress_to_output, create_comp_flags_from_zip_params,
};

/// The places in a list, as bits of their number (`issuer.serial_bits`).
pub(super) const BITS: u32 = 26;
const HALF: u32 = BITS / 2;
const HALF_MASK: u32 = (1 << HALF) - 1;

/// A person's place in the list of a day: a permutation of all places that differs from day to day. It stands for FF1,
/// whose keys are none of the core's business: a Feistel network with SplitMix64's mixing, so no two people share a
/// bit, and bits are as scattered.
pub(super) fn index(day: u32, serial: u32) -> u32 {
    let (mut left, mut right) = (serial >> HALF, serial & HALF_MASK);
    for round in 0..4_u64 {
        let mixed = mix(u64::from(day) << 40 | round << 32 | u64::from(right));
        #[expect(clippy::cast_possible_truncation, reason = "the lower bits are wanted")]
        let next = left ^ (mixed as u32 & HALF_MASK);
        (left, right) = (right, next);
    }
    left << HALF | right
}

const fn mix(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The list with these places set, packed as the service does it (`src/publishing/packing.rs`).
pub(super) fn packed(places: impl Iterator<Item = u32>) -> Vec<u8> {
    let mut bits = vec![0_u8; 1 << (BITS - 3)];
    for place in places {
        bits[place as usize / 8] |= 1 << (place % 8);
    }
    let flags = create_comp_flags_from_zip_params(6, 15, CompressionStrategy::RLE as i32);
    let mut packed = Vec::new();
    compress_to_output(&mut CompressorOxide::new(flags), &bits, TDEFLFlush::Finish, |bytes| {
        packed.extend_from_slice(bytes);
        true
    });
    packed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_people_share_a_place_and_days_have_nothing_to_do_with_each_other() {
        let mut seen = vec![false; 1 << BITS];
        for serial in 0..1 << BITS {
            let place = index(20_000, serial) as usize;
            assert!(!std::mem::replace(&mut seen[place], true), "{serial}");
        }
        let same = (0..1 << 20).filter(|serial| index(20_000, *serial) == index(20_001, *serial)).count();
        assert!(same < 5, "{same}");
    }

    #[test]
    fn a_scattered_bit_takes_seventeen_bits() {
        let packed = packed((0..51_000).map(|serial| index(7, serial)));
        assert!((105_000..120_000).contains(&packed.len()), "{}", packed.len());
    }
}
