use fpe::ff1::{FF1, FlexibleNumeralString};
use proptest::prelude::*;

use super::*;

/// (key, day, bits, serial, index), made by an independent implementation.
const VECTORS: [(&str, u32, u8, u32, u32); 7] = [
    ("62d4232fef6e070a1f036ebddce0e54d663df7b64f9b364498b2fa7cc96a4e14", 20_743, 20, 0, 232_139),
    ("62d4232fef6e070a1f036ebddce0e54d663df7b64f9b364498b2fa7cc96a4e14", 20_743, 20, 77, 49_757),
    ("8595d3a2a330b78ed4730f32dd8ea21562ae8e051cf6ae6be94195c8fc4dd680", 20_744, 20, 77, 345_783),
    ("62d4232fef6e070a1f036ebddce0e54d663df7b64f9b364498b2fa7cc96a4e14", 20_743, 20, 1_048_575, 176_736),
    ("62d4232fef6e070a1f036ebddce0e54d663df7b64f9b364498b2fa7cc96a4e14", 20_743, 26, 51_000_000, 10_103_730),
    ("48d4b1ed74321cdd33bbf6ab12de8342b8be07d8f20a76816fd14dc2ab247793", 20_773, 27, 51_000_000, 29_340_822),
    ("62d4232fef6e070a1f036ebddce0e54d663df7b64f9b364498b2fa7cc96a4e14", 20_743, 28, 268_435_455, 145_433_791),
];

fn cipher(key: [u8; 32], day: u32, bits: u8) -> StatusIndexCipher {
    StatusIndexCipher::new(&StatusKey::new(key), StatusDay(day), SerialBits::new(bits).expect("20 to 28"))
}

fn index_by_fpe(key: &[u8; 32], day: u32, bits: u8, serial: u32) -> u32 {
    let ff1 = FF1::<Aes256>::new(key, 2).expect("radix 2");
    let digits: Vec<u16> = (0..bits).rev().map(|bit| u16::from(serial >> bit & 1 == 1)).collect();
    let encrypted = ff1.encrypt(&day.to_be_bytes(), &FlexibleNumeralString::from(digits)).expect("at least 20 bits");
    Vec::<u16>::from(encrypted).into_iter().fold(0, |number, digit| number << 1 | u32::from(digit))
}

#[test]
fn indices_agree_with_the_vectors() {
    for (key, day, bits, serial, index) in VECTORS {
        let key: [u8; 32] = hex::decode(key).unwrap().try_into().unwrap();
        assert_eq!(cipher(key, day, bits).index(serial), Ok(index), "serial {serial}, {bits} bits, day {day}");
    }
}

#[test]
fn no_two_people_of_a_day_share_an_index() {
    let cipher = cipher([7; 32], 20_743, 20);
    let mut taken = vec![false; 1 << 20];
    for serial in 0..1 << 20 {
        let index = cipher.index(serial).unwrap();
        assert!(!std::mem::replace(&mut taken[index as usize], true), "index {index} came twice");
    }
}

#[test]
fn a_serial_number_beyond_the_bits_is_refused() {
    for bits in 20..=28 {
        let cipher = cipher([7; 32], 0, bits);
        assert!(cipher.index((1 << bits) - 1).is_ok());
        assert_eq!(cipher.index(1 << bits), Err(SerialOutOfRange { serial: 1 << bits, bits }));
        assert!(cipher.index(u32::MAX).is_err());
    }
}

#[test]
fn bits_below_20_and_above_28_are_refused() {
    assert_eq!(
        [0, 19, 20, 28, 29, 255].map(|bits| SerialBits::new(bits).is_some()),
        [false, false, true, true, false, false]
    );
}

#[test]
fn debug_shows_no_key() {
    assert_eq!(
        format!("{:?}", cipher([7; 32], 20_743, 20)),
        "StatusIndexCipher { day: StatusDay(20743), bits: SerialBits(20), .. }"
    );
}

proptest! {
    #[test]
    fn indices_agree_with_crate_fpe(key: [u8; 32], day: u32, bits in 20_u8..=28, number: u32) {
        let serial = number % (1 << bits);
        prop_assert_eq!(cipher(key, day, bits).index(serial), Ok(index_by_fpe(&key, day, bits, serial)));
    }
}

#[test]
fn every_serial_comes_back_from_its_index() {
    for bits in [20, 21, 26, 27, 28] {
        let cipher = cipher([7; 32], 20_743, bits);
        for serial in (0..1 << bits).step_by(99_991).chain([(1 << bits) - 1]) {
            assert_eq!(cipher.serial(cipher.index(serial).unwrap()), Ok(serial), "serial {serial}, {bits} bits");
        }
        assert_eq!(cipher.serial(1 << bits), Err(SerialOutOfRange { serial: 1 << bits, bits }));
    }
}
