use alloc::vec;

use miniz_oxide::deflate::compress_to_vec_zlib;
use proptest::prelude::*;

use super::*;

fn agrees_with(bytes: &[u8]) {
    let bits = StatusBits::unpack(&compress_to_vec_zlib(bytes, 6)).expect("a zlib stream");
    assert_eq!(bits.len(), bytes.len() as u64 * 8);
    for index in 0..bytes.len() * 8 {
        let expected = bytes[index / 8] & (1 << (index % 8)) != 0;
        assert_eq!(bits.is_set(u32::try_from(index).expect("small")), Some(expected), "bit {index}");
    }
    assert_eq!(bits.is_set(u32::try_from(bytes.len() * 8).expect("small")), None);
}

proptest! {
    #[test]
    fn every_bit_is_found(bytes in prop::collection::vec(any::<u8>(), 0..5_000)) {
        agrees_with(&bytes);
    }
}

#[test]
fn lists_longer_than_the_window_are_found_too() {
    let mut sparse = vec![0u8; 3 * WINDOW + 17];
    for place in [0, 1, WINDOW - 1, WINDOW, 2 * WINDOW + 5, 3 * WINDOW + 16] {
        sparse[place] = 0b1000_0001;
    }
    agrees_with(&sparse);
    agrees_with(&vec![0xa5; 3 * WINDOW + 17]);
    let mut late = vec![0u8; 2 * WINDOW];
    late.resize(4 * WINDOW, 0xff);
    agrees_with(&late);
}

#[test]
fn refuses_what_is_no_whole_stream() {
    let zlib = compress_to_vec_zlib(&[7; 1_000], 6);
    for length in 0..zlib.len() {
        assert!(StatusBits::unpack(&zlib[..length]).is_err(), "cut at {length}");
    }
    let mut broken = zlib.clone();
    *broken.last_mut().expect("not empty") ^= 1;
    assert!(StatusBits::unpack(&broken).is_err(), "checksum");
}

#[test]
fn refuses_a_distance_that_reaches_back_before_the_first_byte() {
    // One block of fixed codes: byte 0, then three bytes from `distance - 1` before, then the end; checksum of four
    // zeros.
    let stream = |distance_code: u32| {
        let codes = [(0b1, 1), (0b10, 2), (0b0011_0000, 8), (0b000_0001, 7), (distance_code, 5), (0, 7)];
        let bits = codes.iter().flat_map(|(code, length)| (0..*length).rev().map(move |place| code >> place & 1));
        let mut bytes = vec![0x78, 0x9c];
        for (place, bit) in bits.enumerate() {
            if place % 8 == 0 {
                bytes.push(0u8);
            }
            *bytes.last_mut().expect("a byte") |= u8::from(bit == 1) << (place % 8);
        }
        bytes.extend([0, 4, 0, 1]);
        bytes
    };
    assert_eq!(StatusBits::unpack(&stream(0)).map(|bits| bits.len()), Ok(32), "a distance of one byte");
    assert!(StatusBits::unpack(&stream(1)).is_err(), "a distance of two bytes after one");
}
