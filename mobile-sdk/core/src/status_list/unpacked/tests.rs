use alloc::vec;
use alloc::vec::Vec;

use miniz_oxide::deflate::compress_to_vec_zlib;

use super::*;

const MIB: usize = 1024 * 1024;

/// A list of 8 million bits that cannot be packed, another for each seed (Knuth's multiplier).
fn scattered(seed: u8) -> (FileHash, Vec<u8>, Vec<u8>) {
    let mut state = u64::from(seed);
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    };
    let bits: Vec<u8> = (0..MIB).map(|_| next()).collect();
    let packed = compress_to_vec_zlib(&bits, 1);
    ([seed; 32], bits, packed)
}

fn memory(lists: &UnpackedLists) -> usize {
    lists.lists.iter().map(|(_, bits)| bits.memory()).sum()
}

fn hashes(lists: &UnpackedLists) -> Vec<u8> {
    lists.lists.iter().map(|(hash, _)| hash[0]).collect()
}

#[test]
fn the_lists_that_were_used_last_stay_unpacked_within_their_bound() {
    let mut lists = UnpackedLists::default();
    let (first, _, packed_first) = scattered(0);
    for seed in 0..40 {
        let (hash, bits, packed) = scattered(seed);
        for index in [0, 12_345, 8 * 1_048_576 - 1] {
            let expected = bits[index as usize / 8] & 1 << (index % 8) != 0;
            assert_eq!(lists.is_set(&hash, PackedBits::new(&packed), index), Some(expected), "bit {index}");
        }
        assert_eq!(lists.is_set(&hash, PackedBits::new(&packed), 8 * 1_048_576), None);
        assert!(memory(&lists) <= MOST_BYTES);
        // The first is asked for again and again.
        assert!(lists.is_set(&first, PackedBits::new(&packed_first), 0).is_some());
    }
    let kept = hashes(&lists);
    assert_eq!((kept.len(), kept.last(), kept.first()), (32, Some(&0), Some(&9)), "{kept:?}");
}

#[test]
fn one_that_was_made_to_fill_memory_is_read_and_not_kept() {
    let mut lists = UnpackedLists::default();
    let mut bits = vec![0xff; 4 * MIB];
    bits[3 * MIB] = 0;
    let packed = compress_to_vec_zlib(&bits, 6);
    for (index, is_set) in [(0, Some(true)), (8 * 3 * 1_048_576 + 7, Some(false)), (8 * 4 * 1_048_576, None)] {
        assert_eq!(lists.is_set(&[7; 32], PackedBits::new(&packed), index), is_set);
    }
    assert!(lists.lists.is_empty());
    // Nobody revoked takes next to nothing, however well it packs.
    let nobody = compress_to_vec_zlib(&vec![0; 4 * MIB], 6);
    assert_eq!(lists.is_set(&[8; 32], PackedBits::new(&nobody), 1), Some(false));
    assert_eq!((hashes(&lists), memory(&lists)), (vec![8], 0));
}

#[test]
fn a_damaged_one_says_nothing() {
    let (hash, _, packed) = scattered(1);
    let mut lists = UnpackedLists::default();
    assert_eq!(lists.is_set(&hash, PackedBits::new(&packed[..MIB / 2]), 0), None);
    assert!(lists.lists.is_empty());
}
