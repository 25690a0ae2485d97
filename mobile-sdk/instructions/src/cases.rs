//! What is counted.

use std::hint::black_box;

use haetae_core::qr::{Level, Matrix};
use haetae_core::{
    CivilDate, Doses, Evidence, EvidenceSet, Kid, PassClaims, Product, PublicKey, ScannerState, Signature, StatusBits,
    UnixTime, UnverifiedPass, base45, pass_text, presentation_text,
};
use miniz_oxide::deflate::compress_to_vec_zlib;

use crate::vectors::Code;

/// Work with all that it needs.
pub(crate) type Work = Box<dyn FnMut()>;

/// A name, and what prepares the work.
type Case = (&'static str, fn() -> Work);

/// What can be counted.
pub(crate) const CASES: [Case; 11] = [
    ("check-ed25519", || check(Code::presented(is_ed25519), None)),
    ("check-p256", || check(Code::presented(|key| matches!(key, PublicKey::P256 { .. })), None)),
    ("check-restaurant", || check(Code::at_a_restaurant(), Some("restaurant"))),
    ("refuse-flipped-bit", || refuse("holder_proof_invalid", flipped)),
    ("refuse-nested-heads", || refuse("malformed", |_| presentation_text(&[0x81; 2_048]))),
    ("parse", parse),
    ("issue", issue),
    ("base45-decode", decode),
    ("base45-encode", encode),
    ("qr", draw),
    ("unpack-status-list", unpack),
];

fn is_ed25519(key: &PublicKey) -> bool {
    matches!(key, PublicKey::Ed25519(_))
}

/// A check by a scanner that has unpacked the list of the day, as all checks of a day but the first are.
fn check(code: Code, policy: Option<&'static str>) -> Work {
    let opened = opened(&code);
    Box::new(move || {
        let verdict = code.verdict(black_box(&code.text), policy, &mut opened.clone());
        assert!(verdict.admission().is_some());
    })
}

fn refuse(wanted: &'static str, spoil: fn(&Code) -> String) -> Work {
    let code = Code::presented(is_ed25519);
    let (spoilt, opened) = (spoil(&code), opened(&code));
    Box::new(move || assert_eq!(code.verdict(black_box(&spoilt), None, &mut opened.clone()).code(), wanted))
}

/// A scanner that has checked a code of the day, and not this one.
fn opened(code: &Code) -> ScannerState {
    let mut scanner = ScannerState::new();
    assert!(code.verdict(&flipped(code), None, &mut scanner).admission().is_none());
    scanner
}

/// The code with another last bit: one of the phone's signature.
fn flipped(code: &Code) -> String {
    let mut object = object(code);
    *object.last_mut().expect("bytes") ^= 1;
    let (prefix, _) = code.text.split_at(4);
    format!("{prefix}{}", base45::encode(&object))
}

/// The bytes of a code.
fn object(code: &Code) -> Vec<u8> {
    base45::decode(code.text.split_at(4).1).expect("base45")
}

fn parse() -> Work {
    let Code { text, .. } = Code::presented(is_ed25519);
    Box::new(move || assert!(UnverifiedPass::parse(black_box(&text)).is_ok()))
}

/// Everything of a pass but its signature, which other crates make.
fn issue() -> Work {
    let vaccination = Evidence::Vaccination {
        doses: Doses::new(2).expect("1 to 15"),
        date: CivilDate::from_ymd(2026, 7, 1).expect("a date"),
        product: Product::new("COMIRNATY").expect("a product"),
    };
    let claims = PassClaims {
        not_before: UnixTime::saturating_new(1_792_148_400),
        expires: UnixTime::saturating_new(1_792_249_200),
        holder_key: Some(PublicKey::P256 { x: [0x5a; 32], y_is_odd: true }),
        evidence: EvidenceSet::new([vaccination]).expect("one piece"),
        status_index: 10_103_730,
        name: None,
        birth: None,
    };
    Box::new(move || {
        let prepared = black_box(&claims).prepare(Kid([7; 8])).expect("valid claims");
        let signature: Signature = [0xa5; 64];
        black_box(pass_text(&prepared.complete(&signature)));
    })
}

fn decode() -> Work {
    let Code { text, .. } = Code::presented(is_ed25519);
    Box::new(move || assert!(base45::decode(black_box(text.split_at(4).1)).is_ok()))
}

fn encode() -> Work {
    let object = object(&Code::presented(is_ed25519));
    Box::new(move || {
        black_box(base45::encode(black_box(&object)));
    })
}

fn draw() -> Work {
    let Code { text, .. } = Code::presented(is_ed25519);
    Box::new(move || assert!(Matrix::of(black_box(&text), Level::M).is_ok()))
}

/// A list for a million passes of which one in a thousand is revoked.
fn unpack() -> Work {
    const BITS: u32 = 1 << 20;
    let mut bytes = vec![0u8; BITS as usize / 8];
    for number in 0..BITS / 1_000 {
        // A sequence that looks random and is the same in every run (Knuth's multiplier).
        let index = u64::from(number).wrapping_mul(6_364_136_223_846_793_005) >> 44;
        bytes[usize::try_from(index / 8).expect("a place")] |= 1 << (index % 8);
    }
    let packed = compress_to_vec_zlib(&bytes, 9);
    Box::new(move || assert!(StatusBits::unpack(black_box(&packed)).is_ok()))
}
