use alloc::format;
use alloc::string::String;

use proptest::prelude::*;

use super::*;

/// The code as the library draws it by itself, which weighs the masks module by module.
fn by_the_library(text: &str, level: QrCodeEcc) -> Matrix {
    let mut buffers = [vec![0; Version::MAX.buffer_len()], vec![0; Version::MAX.buffer_len()]];
    let [first, second] = &mut buffers;
    let segment = QrSegment::make_alphanumeric(text, first);
    let (least, most) = (Version::MIN, Version::MAX);
    let encoded = QrCode::encode_segments_to_codewords(&[segment], second, level, least, most, false);
    let (length, level, version) = encoded.expect("it fits");
    Matrix::of_code(&QrCode::encode_codewords(second, length, first, level, version, None))
}

const LEVELS: [(Level, QrCodeEcc); 4] = [
    (Level::L, QrCodeEcc::Low),
    (Level::M, QrCodeEcc::Medium),
    (Level::Q, QrCodeEcc::Quartile),
    (Level::H, QrCodeEcc::High),
];

#[test]
fn a_presentation_of_419_characters_takes_version_12() {
    let code = Matrix::of(&"A".repeat(419), Level::M).expect("a code");
    assert_eq!((code.width(), code.modules().len()), (65, 65 * 65));
    assert_eq!(Matrix::of(&"A".repeat(420), Level::M).expect("a code").width(), 69);
}

#[test]
fn what_no_code_can_show_is_refused() {
    for text in ["a", "한"] {
        assert_eq!(Matrix::of(text, Level::M), Err(NoQrCode::Character), "{text}");
    }
    assert_eq!(Matrix::of(&"A".repeat(3_392), Level::M), Err(NoQrCode::TooLong));
    assert_eq!(Matrix::of_bytes(&[b'a'; 2_332], Level::M), Err(NoQrCode::TooLong));
    assert!(Matrix::of_bytes(&[b'a'; 2_331], Level::M).is_ok());
}

/// Each version has a layout of its own, and each of these texts another mask than the one before it.
#[test]
fn every_version_is_drawn_as_the_library_draws_it() {
    let mut widths = Vec::new();
    for length in (1..=3_391).step_by(17) {
        let text: String = (0..length).map(|place| char::from(b"HT1: 0ZQ7$"[(place * place + length) % 10])).collect();
        let code = Matrix::of(&text, Level::M).expect("a code");
        assert!(code == by_the_library(&text, QrCodeEcc::Medium), "{length} characters, {} modules", code.width());
        widths.push(code.width());
    }
    widths.dedup();
    assert_eq!(widths, (1..=40).map(|version| 17 + 4 * version).collect::<Vec<_>>());
}

#[test]
fn runs_and_marks_of_all_lengths_are_weighed_as_the_library_weighs_them() {
    // Zeros and the like make long runs, which random texts have not.
    for word in ["0", ":", "A1", "00000ZZ", "%%%%$$$$", "T0"] {
        for length in (1..1_500).step_by(71) {
            let text: String = word.chars().cycle().take(length).collect();
            for (level, theirs) in LEVELS {
                let code = Matrix::of(&text, level).expect("a code");
                assert!(code == by_the_library(&text, theirs), "{length} of {word}, {level:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]
    #[test]
    fn any_text_is_drawn_as_the_library_draws_it(text in "[0-9A-Z $%*+./:-]{1,900}", which in 0..4_usize) {
        let (level, theirs) = LEVELS[which];
        prop_assert!(Matrix::of(&text, level).expect("a code") == by_the_library(&text, theirs));
    }
}

#[test]
fn an_address_is_written_in_bytes() {
    // As many characters as version 2 holds of bytes, and one more.
    for (length, width) in [(26, 25), (27, 29)] {
        let link = format!("{:/<length$}", "https://");
        assert_eq!(Matrix::of_bytes(link.as_bytes(), Level::M).expect("a code").width(), width);
    }
}
