//! Measures the cost of issuing a pass, compared with its signature alone, with the usual libraries and with a key in a
//! token, in one run; and the status index compared with crate `fpe`.

mod in_token;
mod ratios;
mod usual;

use std::hint::black_box;
use std::path::Path;

use aes::Aes256;
use aws_lc_rs::signature::Ed25519KeyPair;
use criterion::Criterion;
use ed25519_dalek::{Signer as _, SigningKey};
use fpe::ff1::{FF1, FlexibleNumeralString};
use haetae_core::pass_text;
use haetae_core::{CivilDate, Doses, Evidence, EvidenceSet, Kid, PassClaims, Product, PublicKey, StatusDay, UnixTime};
use haetae_keys::{Custody, KeyRing, SerialBits, StatusIndexCipher, StatusKey};
use haetae_testkit::turns::{self, Aim, Row, Work};

const SEED: [u8; 32] = [7; 32];

fn main() {
    if turns::only_ratios() {
        return compare();
    }
    if in_token::hand_over() {
        return;
    }
    compare();
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("criterion");
    let mut criterion = Criterion::default().output_directory(&directory).configure_from_args();
    issue(&mut criterion);
    in_token::issue(&mut criterion);
    status_index(&mut criterion);
    criterion.final_summary();
    ratios::print(&directory);
}

/// Issuing beside the signature that it cannot do without.
fn compare() {
    let ring = KeyRing::from_seeds([&SEED]).expect("a seed");
    let kid = ring.kids()[0];
    let pair = Ed25519KeyPair::from_seed_unchecked(&SEED).expect("a seed");
    let claims = claims();
    let prepared = claims.prepare(kid).expect("valid claims");
    Row { name: "issue", with: "a pass / its bare signature", aim: Aim::AtMost(1.10) }.measure(
        Work::new(|| issue_ours(black_box(&claims), &ring, kid)),
        Work::new(|| pair.sign(black_box(prepared.to_be_signed()))),
    );
}

fn issue(criterion: &mut Criterion) {
    let ring = KeyRing::from_seeds([&SEED]).expect("a seed");
    let kid = ring.kids()[0];
    let pair = Ed25519KeyPair::from_seed_unchecked(&SEED).expect("a seed");
    let dalek = SigningKey::from_bytes(&SEED);
    let claims = claims();
    let with_aws = |message: &[u8]| pair.sign(message).as_ref().to_vec();
    let with_dalek = |message: &[u8]| dalek.sign(message).to_bytes().to_vec();
    let expected = issue_ours(&claims, &ring, kid);
    assert_eq!(usual::issue(&claims, kid, with_aws), expected, "all issue the same pass");
    assert_eq!(usual::issue(&claims, kid, with_dalek), expected, "all issue the same pass");

    let prepared = claims.prepare(kid).expect("valid claims");
    let mut group = criterion.benchmark_group("issue");
    group.bench_function("bare signature", |b| b.iter(|| pair.sign(black_box(prepared.to_be_signed()))));
    group.bench_function("haetae", |b| b.iter(|| issue_ours(black_box(&claims), &ring, kid)));
    group.bench_function("coset and aws-lc-rs", |b| b.iter(|| usual::issue(black_box(&claims), kid, with_aws)));
    group.bench_function("coset and ed25519-dalek", |b| b.iter(|| usual::issue(black_box(&claims), kid, with_dalek)));
    group.finish();
}

fn status_index(criterion: &mut Criterion) {
    let (day, serial) = (StatusDay(20_743), 51_000_000_u32);
    let ours = StatusIndexCipher::new(&StatusKey::new(SEED), day, SerialBits::new(26).expect("20 to 28"));
    let fpe = FF1::<Aes256>::new(&SEED, 2).expect("radix 2");
    let by_fpe = |serial: u32| {
        let digits: Vec<u16> = (0..26).rev().map(|bit| u16::from((serial >> bit) & 1 == 1)).collect();
        let encrypted = fpe.encrypt(&day.0.to_be_bytes(), &FlexibleNumeralString::from(digits)).expect("26 bits");
        Vec::<u16>::from(encrypted).into_iter().fold(0, |number, digit| (number << 1) | u32::from(digit))
    };
    assert_eq!(ours.index(serial), Ok(by_fpe(serial)), "both give the same index");

    let mut group = criterion.benchmark_group("status index");
    group.bench_function("haetae", |b| b.iter(|| ours.index(black_box(serial))));
    group.bench_function("fpe", |b| b.iter(|| by_fpe(black_box(serial))));
    group.finish();
}

fn issue_ours(claims: &PassClaims, custody: &dyn Custody, kid: Kid) -> String {
    let prepared = claims.prepare(kid).expect("valid claims");
    let signature = custody.sign(kid, prepared.to_be_signed()).expect("a key that is held");
    pass_text(&prepared.complete(&signature))
}

fn claims() -> PassClaims {
    let vaccination = Evidence::Vaccination {
        doses: Doses::new(2).expect("1 to 15"),
        date: CivilDate::from_ymd(2026, 7, 1).expect("a date"),
        product: Product::new("COMIRNATY").expect("a product"),
    };
    PassClaims {
        not_before: UnixTime::saturating_new(1_792_148_400),
        expires: UnixTime::saturating_new(1_792_249_200),
        holder_key: Some(PublicKey::P256 { x: [0x5a; 32], y_is_odd: true }),
        evidence: EvidenceSet::new([vaccination]).expect("one piece"),
        status_index: 10_103_730,
        name: None,
        birth: None,
    }
}
