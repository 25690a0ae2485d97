use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use proptest::prelude::*;

use super::frame::Frame;
use super::*;
use crate::base45;

/// Numbers that follow from a seed (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("a place")
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for place in (1..items.len()).rev() {
            items.swap(place, self.below(place + 1));
        }
    }
}

fn object(length: usize, seed: u64) -> Vec<u8> {
    let mut random = Random(seed);
    (0..length).map(|_| random.next().to_be_bytes()[0]).collect()
}

fn sender(object: &[u8]) -> SeriesSender {
    SeriesSender::new(object, DEFAULT_SYMBOL_BYTES).expect("a series")
}

/// The object, and how many of the codes it took.
fn received(codes: impl IntoIterator<Item = String>) -> (Vec<u8>, usize) {
    let mut receiver = SeriesReceiver::default();
    let mut last = 0.0;
    for (taken, code) in codes.into_iter().enumerate() {
        if let Received::Complete(object) = receiver.take(&code).expect("a code of this series") {
            assert_eq!(receiver.progress(), 1.0);
            return (object, taken + 1);
        }
        let progress = receiver.progress();
        assert!(progress >= last && progress < 1.0, "{last} {progress}");
        last = progress;
    }
    panic!("too few codes: {last}");
}

#[test]
fn nothing_lost_takes_as_many_codes_as_the_object_has_symbols() {
    for length in [1, 127, 380, 381, 3_800, 40_000] {
        let object = object(length, 1);
        let sender = sender(&object);
        let fewest = sender.fewest_codes() as usize;
        assert_eq!(fewest, length.div_ceil(380));
        assert_eq!(received(sender), (object, fewest));
    }
}

#[test]
fn a_third_lost_shuffled_and_twice_is_no_harm() {
    for seed in 0..20 {
        let mut random = Random(seed);
        let object = object(1 + random.below(30_000), seed);
        let sender = sender(&object);
        let fewest = sender.fewest_codes() as usize;
        let shown = (fewest * 2).max(12);
        let mut codes: Vec<String> = sender.take(shown).filter(|_| random.below(10) >= 3).collect();
        codes.extend_from_within(..codes.len() / 2);
        random.shuffle(&mut codes);
        assert_eq!(received(codes).0, object, "{seed}");
    }
}

#[test]
fn repair_symbols_alone_do_and_numbers_begin_anew() {
    let object = object(10_000, 2);
    let sender = sender(&object);
    let late: Vec<String> = (5_000..5_000 + sender.fewest_codes() + 3).map(|number| sender.code(number)).collect();
    assert_eq!(received(late).0, object);
    assert_eq!(sender.code(1 << 24), sender.code(0));
    let again = self::sender(&object);
    assert!((0..60).all(|number| again.code(number) == sender.code(number)), "the same object gives the same codes");
}

#[test]
fn a_usual_code_is_of_version_15_m() {
    let code = sender(&object(5_000, 3)).code(0);
    // 600 characters of the alphanumeric mode; the other limit is that of every code.
    assert!(code.len() <= 600 && code.starts_with("HB1:"), "{}", code.len());
    let smallest = SeriesSender::new(&object(5_000, 3), MIN_SYMBOL_BYTES).expect("a series").code(0);
    assert!(smallest.len() <= 221, "version 8-M: {}", smallest.len());
    let largest = SeriesSender::new(&object(5_000, 3), MAX_SYMBOL_BYTES).expect("a series").code(0);
    assert!(largest.len() <= 3_076, "2,048 bytes: {}", largest.len());
}

#[test]
fn codes_of_another_series_are_refused_until_the_camera_turns_to_it() {
    let (first, second) = (object(8_000, 4), object(8_000, 5));
    let (one, other) = (sender(&first), sender(&second));
    // Two screens side by side: the first that was seen is received.
    let mut receiver = SeriesReceiver::default();
    let mut complete = None;
    for (mine, stranger) in one.clone().zip(other.clone()) {
        match receiver.take(&mine) {
            Ok(Received::Complete(object)) => {
                complete = Some(object);
                break;
            }
            taken => assert_eq!(taken, Ok(Received::New)),
        }
        assert_eq!(receiver.take(&stranger), Err(FrameRefused::AnotherSeries));
    }
    assert_eq!(complete, Some(first));
    // What is complete stays so, and a new series begins at once.
    assert_eq!(receiver.take(&one.code(77)), Ok(Received::Known));
    assert_eq!((receiver.take(&other.code(0)), receiver.counts()), (Ok(Received::New), Some((1, 22))));

    // Whoever turns to the other screen waits eight codes.
    let mut receiver = SeriesReceiver::default();
    receiver.take(&one.code(0)).expect("a code");
    for number in 0..7 {
        assert_eq!(receiver.take(&other.code(number)), Err(FrameRefused::AnotherSeries));
    }
    assert_eq!(receiver.take(&other.code(7)), Ok(Received::New));
    assert_eq!(receiver.counts(), Some((1, 22)));
}

#[test]
fn a_code_that_is_not_genuine_is_found_at_the_end() {
    let object = object(4_000, 6);
    let sender = sender(&object);
    let mut frame = Frame::parse(&sender.code(3)).expect("a frame");
    frame.symbol[7] ^= 1;
    let mut receiver = SeriesReceiver::default();
    receiver.take(&frame.text()).expect("nobody can tell yet");
    let fewest = sender.fewest_codes();
    for number in (0..fewest).filter(|number| *number != 3) {
        let expected = if number == fewest - 1 { Err(FrameRefused::Damaged) } else { Ok(Received::New) };
        assert_eq!(receiver.take(&sender.code(number)), expected);
    }
    assert_eq!((receiver.progress(), receiver.counts()), (0.0, None));
    // The series begins anew, and the genuine codes complete it.
    assert_eq!(
        (0..fewest)
            .filter_map(|number| match receiver.take(&sender.code(number)) {
                Ok(Received::Complete(object)) => Some(object),
                _ => None,
            })
            .last(),
        Some(object)
    );
}

#[test]
fn what_is_no_code_of_a_series_is_refused_and_loses_nothing() {
    let object = object(4_000, 7);
    let sender = sender(&object);
    let mut receiver = SeriesReceiver::new(4_000);
    receiver.take(&sender.code(0)).expect("a code");
    let head = |length: u32, symbol: usize| {
        let mut bytes = [&[1; 8][..], &length.to_be_bytes(), &[0, 0, 0]].concat();
        bytes.resize(15 + symbol, 9);
        format!("HB1:{}", base45::encode(&bytes))
    };
    for text in ["", "HB1", "HT1:ABC", "HB2:000", "hb1:000", " HB1:000"] {
        assert_eq!(receiver.take(text), Err(FrameRefused::NotAFrame), "{text}");
    }
    for text in [
        "HB1:".to_string(),
        "HB1:0".to_string(),
        "HB1:ab".to_string(),
        "HB1:가나다".to_string(),
        head(1, 0),
        head(1, 127),
        head(0, 128),
        head(64 * 1024 * 1024 + 1, 2_000),
        head(64 * 1024 * 1024, 1_189),
        head(1, 2_001),
        head(1, 20_000),
    ] {
        assert!(matches!(receiver.take(&text), Err(FrameRefused::Malformed(_))), "{text}");
    }
    assert_eq!(receiver.take(&head(4_001, 380)), Err(FrameRefused::TooLarge));
    assert_eq!(receiver.take(&head(64 * 1024 * 1024, 2_000)), Err(FrameRefused::TooLarge));
    assert_eq!(receiver.counts(), Some((1, 11)));
    for refused in [SeriesSender::new(&[], 380), SeriesSender::new(&[1], 127), SeriesSender::new(&[1], 2_001)] {
        assert!(refused.is_err());
    }
}

proptest! {
    #[test]
    fn hostile_codes_never_panic_and_nothing_wrong_comes_out(
        frames in prop::collection::vec((0_u8..3, 0_u32..20_000, 0_usize..3, any::<u32>(), any::<u8>()), 0..80),
    ) {
        let mut receiver = SeriesReceiver::new(16_384);
        for (id, length, size, number, byte) in frames {
            let symbol = [128_usize, 129, 380][size];
            let mut bytes = [&[id; 8][..], &length.to_be_bytes(), &number.to_be_bytes()[1..]].concat();
            bytes.resize(15 + symbol, byte);
            // Nobody finds an object of these hashes.
            let taken = receiver.take(&format!("HB1:{}", base45::encode(&bytes)));
            prop_assert!(!matches!(taken, Ok(Received::Complete(_))));
            prop_assert!((0.0..1.0).contains(&receiver.progress()));
        }
    }

    #[test]
    fn any_text_has_an_answer(text in "(HB1:)?[0-9A-Z $%*+./:-]{0,60}") {
        let taken = SeriesReceiver::default().take(&text);
        prop_assert!(!matches!(taken, Ok(Received::Complete(_))));
    }

    #[test]
    fn whatever_is_lost_the_object_arrives(length in 1_usize..6_000, symbol in 128_usize..500, seed: u64) {
        let object = object(length, seed);
        let sender = SeriesSender::new(&object, symbol).expect("a series");
        let mut random = Random(seed);
        let kept = sender.filter(|_| random.below(10) >= 3).take(100);
        prop_assert_eq!(received(kept).0, object);
    }
}
