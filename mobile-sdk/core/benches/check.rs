//! What a check costs beside the signatures that it cannot do without, and beside general libraries doing the same;
//! what hostile codes and large status lists cost. Everything is measured in one run, side by side.

use std::hint::black_box;

use ciborium::Value;
use coset::{CoseSign1, TaggedCborSerializable as _};
use criterion::{BatchSize, Criterion};
use ed25519_dalek::VerifyingKey;
use haetae_core::{Checker, Outcome, PublicKey, ScannerState, StatusBits, UnverifiedPass, Verdict, base45, inspect};
use haetae_testkit::authority::{Authority, NOW, at, claims};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::turns::{self, Aim, Row, Work};
use haetae_testkit::vectors::{Case, Vectors};
use miniz_oxide::deflate::compress_to_vec_zlib;
use p256::ecdsa::signature::Verifier as _;

fn main() {
    let vectors = Vectors::read();
    let ed25519 = Presented::first(&vectors, |key| matches!(key, PublicKey::Ed25519(_)));
    let p256 = Presented::first(&vectors, |key| matches!(key, PublicKey::P256 { .. }));
    let aim = Aim::AtMost(1.05);
    Row { name: "check", with: "a check, Ed25519 phone / two strict verifications, keys ready", aim }
        .measure(ed25519.checked(), Work::new(|| ed25519.signatures.verify()));
    // Of a phone's key a pass has one coordinate.
    Row { name: "check-p256", with: "a check, P-256 phone / two verifications, the phone's key decompressed", aim }
        .measure(p256.checked(), Work::new(|| p256.signatures.verify_decompressing()));
    if turns::only_ratios() {
        return;
    }
    let mut criterion = Criterion::default().configure_from_args();
    check(&mut criterion, "check, Ed25519 phone", &ed25519);
    check(&mut criterion, "check, P-256 phone", &p256);
    refuse(&mut criterion, &vectors);
    status_list(&mut criterion);
    criterion.final_summary();
}

/// A presentation, its two signatures, and a scanner that has unpacked the list of the day, but has not seen this code.
struct Presented<'a> {
    vectors: &'a Vectors,
    case: &'a Case,
    signatures: Signatures,
    opened: ScannerState,
}

impl<'a> Presented<'a> {
    /// The first of a phone with such a key.
    fn first(vectors: &'a Vectors, is_wanted: impl Fn(&PublicKey) -> bool) -> Self {
        let case = vectors.admitted().find(|case| {
            let pass = UnverifiedPass::parse(&case.text).expect("a code");
            let unchecked = inspect::unchecked(&pass);
            unchecked.presentation.is_some_and(|presentation| !presentation.challenged)
                && unchecked.claims.holder_key.as_ref().is_some_and(&is_wanted)
        });
        let case = case.expect("a live code of this kind");
        let signatures = Signatures::of(vectors, case);
        assert!(signatures.verify() && signatures.verify_decompressing());
        assert!(general_libraries(&case.text, &signatures.issuer).is_some());
        let mut opened = Vectors::scanner(case);
        let spoilt = case.text.replace(&case.text[case.text.len() - 8..], "00000000");
        assert_eq!(vectors.verdict_by(case, &spoilt, &mut opened).code(), "holder_proof_invalid");
        assert!(vectors.verdict_by(case, &case.text, &mut opened.clone()).admission().is_some());
        Self { vectors, case, signatures, opened }
    }

    fn checked(&self) -> Work<'_> {
        Work::prepared(|| self.opened.clone(), |scanner| self.check(scanner))
    }

    fn check(&self, scanner: &mut ScannerState) -> Verdict {
        self.vectors.verdict_by(self.case, black_box(&self.case.text), scanner)
    }
}

fn check(criterion: &mut Criterion, name: &str, presented: &Presented<'_>) {
    let Presented { case, signatures, .. } = presented;
    let mut group = criterion.benchmark_group(name);
    group.bench_function("this crate", |bencher| {
        bencher.iter_batched_ref(
            || presented.opened.clone(),
            |scanner| presented.check(scanner),
            BatchSize::SmallInput,
        );
    });
    group.bench_function("two bare verifications, keys ready", |bencher| bencher.iter(|| signatures.verify()));
    group.bench_function("two bare verifications, the phone's key decompressed", |bencher| {
        bencher.iter(|| signatures.verify_decompressing());
    });
    group.bench_function("coset and ciborium", |bencher| {
        bencher.iter(|| general_libraries(black_box(&case.text), &signatures.issuer));
    });
    group.bench_function("parse only", |bencher| bencher.iter(|| UnverifiedPass::parse(black_box(&case.text))));
    group.finish();
}

/// What was signed in a presentation, taken out and ready to verify.
struct Signatures {
    issuer: VerifyingKey,
    pass: (Vec<u8>, ed25519_dalek::Signature),
    holder: HolderKey,
    holder_key: PublicKey,
    presentation: (Vec<u8>, Vec<u8>),
}

enum HolderKey {
    Ed25519(VerifyingKey),
    P256(p256::ecdsa::VerifyingKey),
}

impl HolderKey {
    fn new(key: &PublicKey) -> Result<Self, String> {
        match key {
            PublicKey::Ed25519(bytes) => {
                VerifyingKey::from_bytes(bytes).map(Self::Ed25519).map_err(|error| error.to_string())
            }
            PublicKey::P256 { x, y_is_odd } => {
                let sec1 = [&[2 + u8::from(*y_is_odd)], x.as_slice()].concat();
                let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&sec1);
                key.map(Self::P256).map_err(|error| error.to_string())
            }
            PublicKey::X25519(_) => Err("not a key that signs".to_owned()),
        }
    }

    #[expect(clippy::disallowed_methods, reason = "ECDSA has no stricter one")]
    fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Ed25519(key) => ed25519_dalek::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok()),
            Self::P256(key) => p256::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
        }
    }
}

impl Signatures {
    fn of(vectors: &Vectors, case: &Case) -> Self {
        let code = UnverifiedPass::parse(&case.text).expect("a code");
        let unchecked = inspect::unchecked(&code);
        let list = vectors.trust.trust_list().expect("a trust list");
        let issuer = list.keys().find(|(kid, _)| *kid == unchecked.kid).map(|(_, trusted)| trusted.key);
        let Some(PublicKey::Ed25519(issuer)) = issuer else { panic!("an issuing key") };
        let holder_key = unchecked.claims.holder_key.expect("a holder key");

        let pass = CoseSign1::from_tagged_slice(&code.pass_bytes()).expect("a pass");
        let object = base45::decode(case.text.split_at(4).1).expect("base45");
        let presentation = CoseSign1::from_tagged_slice(&object).expect("a presentation");
        Self {
            issuer: VerifyingKey::from_bytes(&issuer).expect("a point"),
            pass: (
                pass.tbs_data(b"haetae pass v1"),
                ed25519_dalek::Signature::from_slice(&pass.signature).expect("64 bytes"),
            ),
            holder: HolderKey::new(&holder_key).expect("a point"),
            holder_key,
            presentation: (presentation.tbs_data(b"haetae presentation v1"), presentation.signature),
        }
    }

    fn verify(&self) -> bool {
        self.verify_with(&self.holder)
    }

    fn verify_decompressing(&self) -> bool {
        HolderKey::new(black_box(&self.holder_key)).is_ok_and(|key| self.verify_with(&key))
    }

    fn verify_with(&self, holder: &HolderKey) -> bool {
        self.issuer.verify_strict(black_box(&self.pass.0), &self.pass.1).is_ok()
            && holder.verifies(black_box(&self.presentation.0), &self.presentation.1)
    }
}

/// The same two signatures found with general libraries: no name, time or order of bytes is checked.
fn general_libraries(text: &str, issuer: &VerifyingKey) -> Option<Value> {
    let object = base45::decode(text.strip_prefix("HP1:")?).ok()?;
    let presentation = CoseSign1::from_tagged_slice(&object).ok()?;
    let (_, inside) = presentation.protected.header.rest.first()?;
    let mut pass = Vec::new();
    ciborium::into_writer(inside, &mut pass).ok()?;
    let pass = CoseSign1::from_tagged_slice(&pass).ok()?;
    let signature = ed25519_dalek::Signature::from_slice(&pass.signature).ok()?;
    issuer.verify_strict(&pass.tbs_data(b"haetae pass v1"), &signature).ok()?;

    let claims: Value = ciborium::from_reader(pass.payload.as_deref()?).ok()?;
    let of = |map: &Value, label: i64| -> Option<Value> {
        let (_, value) = map.as_map()?.iter().find(|(key, _)| *key == Value::from(label))?;
        Some(value.clone())
    };
    let key = of(&of(&claims, 8)?, 1)?;
    let x: [u8; 32] = of(&key, -2)?.as_bytes()?.as_slice().try_into().ok()?;
    let key = match of(&key, -3) {
        Some(y) => PublicKey::P256 { x, y_is_odd: y.as_bool()? },
        None => PublicKey::Ed25519(x),
    };
    let message = presentation.tbs_data(b"haetae presentation v1");
    HolderKey::new(&key).ok()?.verifies(&message, &presentation.signature).then_some(claims)
}

/// Codes that nobody should admit, each the next one: the time is the average over all of them.
fn refuse(criterion: &mut Criterion, vectors: &Vectors) {
    let refused = vectors.cases.iter().filter(|case| !case.is_admitted).map(|case| (case, case.text.clone()));
    let spoilt = vectors.admitted().flat_map(|case| {
        let (prefix, body) = case.text.split_at(4);
        let object = base45::decode(body).expect("base45");
        (0..object.len()).step_by(7).map(move |place| {
            let mut object = object.clone();
            object[place] ^= 1 << (place % 8);
            (case, format!("{prefix}{}", base45::encode(&object)))
        })
    });
    let nested = |byte: u8| (&vectors.cases[0], format!("HP1:{}", base45::encode(&vec![byte; 2_048])));
    let long = (&vectors.cases[0], format!("HP1:{}", "0".repeat(4_292)));
    let groups = [
        ("refused vectors", refused.collect::<Vec<_>>()),
        ("flipped bits", spoilt.collect()),
        ("2,048 heads in one another, or 4,296 characters", vec![nested(0x81), nested(0xa1), nested(0xd8), long]),
    ];
    let mut group = criterion.benchmark_group("refuse");
    for (name, codes) in groups {
        let mut codes = codes.iter().cycle();
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let (case, text) = codes.next().expect("a cycle");
                vectors.verdict(case, text)
            });
        });
    }
    group.finish();
}

/// A list for 67 million passes of which one in a thousand is revoked.
fn status_list(criterion: &mut Criterion) {
    const BITS: u32 = 1 << 26;
    let mut bytes = vec![0u8; BITS as usize / 8];
    // A sequence that looks random and is the same in every run (Knuth's multiplier).
    let index = |number: u32| (u64::from(number).wrapping_mul(6_364_136_223_846_793_005) >> 38) as u32;
    for number in 0..BITS / 1_000 {
        let index = index(number) as usize;
        bytes[index / 8] |= 1 << (index % 8);
    }
    let packed = compress_to_vec_zlib(&bytes, 9);
    let list = StatusBits::unpack(&packed).expect("a list");
    let mut group = criterion.benchmark_group("status list of 2^26, one in a thousand set");
    group.sample_size(20);
    group.bench_function(format!("unpack from {} kB", packed.len() / 1_000), |bencher| {
        bencher.iter(|| StatusBits::unpack(black_box(&packed)));
    });
    let mut number = 0;
    group.bench_function("look up", |bencher| {
        bencher.iter(|| {
            number += 1;
            list.is_set(black_box(index(number)))
        });
    });

    // A scanner keeps the list packed, and that of a day in use unpacked besides.
    let (authority, phone) = (Authority::default(), HolderPair::ed25519(50));
    let mut trust = authority.bare_trust();
    let token = authority.packed_status_list(NOW / 86_400, NOW - 7_200, &packed);
    assert_eq!(authority.publish(&mut trust, NOW - 3_600, &token, true), Outcome::Taken);
    let free = (0..).find(|index| list.is_set(*index) == Some(false)).expect("a free index");
    let code = phone.present_pass(&authority.phones.issue(&claims(&phone, free)), at(NOW), None);
    let check = |scanner: &mut ScannerState| Checker::new(&trust).check(black_box(&code), at(NOW), scanner);
    assert_eq!(check(&mut ScannerState::new()).code(), "admit");
    group.bench_function("the first check of its day", |bencher| bencher.iter(|| check(&mut ScannerState::new())));
    let mut scanner = ScannerState::new();
    group.bench_function("the next checks", |bencher| bencher.iter(|| check(&mut scanner)));
    let day = at(NOW).status_day();
    group.bench_function("one bit of the packed list, the last", |bencher| {
        bencher.iter(|| trust.day_status(day).and_then(|status| status.is_revoked(BITS - 1)));
    });
    group.finish();
}
