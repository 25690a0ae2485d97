use std::collections::HashSet;
use std::sync::LazyLock;

use haetae_core::{
    Bundle, Challenge, Manifest, RootSet, StatusBits, StatusListClaims, TrustList, UnverifiedPass, base45,
};
use haetae_testkit::vectors::{Case, Vectors};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

static VECTORS: LazyLock<Vectors> = LazyLock::new(Vectors::read);

/// The texts that are admitted, each at its time.
static ADMITTED: LazyLock<HashSet<&str>> =
    LazyLock::new(|| VECTORS.admitted().map(|case| case.text.as_str()).collect());

/// One way to spoil bytes.
#[derive(Clone, Debug)]
pub(crate) enum Spoil {
    Flip(Index, u8),
    Set(Index, u8),
    Cut(Index),
    Drop(Index, usize),
    Insert(Index, Vec<u8>),
    Repeat(Index, usize),
}

pub(crate) fn spoil() -> impl Strategy<Value = Spoil> {
    prop_oneof![
        (any::<Index>(), 0..8_u8).prop_map(|(place, bit)| Spoil::Flip(place, bit)),
        (any::<Index>(), any::<u8>()).prop_map(|(place, byte)| Spoil::Set(place, byte)),
        any::<Index>().prop_map(Spoil::Cut),
        (any::<Index>(), 1..9_usize).prop_map(|(place, length)| Spoil::Drop(place, length)),
        (any::<Index>(), vec(any::<u8>(), 1..9)).prop_map(|(place, bytes)| Spoil::Insert(place, bytes)),
        (any::<Index>(), 1..80_usize).prop_map(|(place, length)| Spoil::Repeat(place, length)),
    ]
}

impl Spoil {
    pub(crate) fn apply(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            bytes.push(0);
        }
        let span = |place: &Index, length: usize| {
            let start = place.index(bytes.len());
            start..bytes.len().min(start + length)
        };
        match self {
            Self::Flip(place, bit) => {
                let place = place.index(bytes.len());
                bytes[place] ^= 1 << bit;
            }
            Self::Set(place, byte) => {
                let place = place.index(bytes.len());
                bytes[place] = *byte;
            }
            Self::Cut(place) => bytes.truncate(place.index(bytes.len())),
            Self::Drop(place, length) => drop(bytes.drain(span(place, *length))),
            Self::Insert(place, more) => {
                let place = place.index(bytes.len());
                bytes.splice(place..place, more.iter().copied());
            }
            Self::Repeat(place, length) => {
                let span = span(place, *length);
                let again = bytes[span.clone()].to_vec();
                bytes.splice(span.start..span.start, again);
            }
        }
    }
}

fn spoilt_text(text: &str, spoils: &[Spoil]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    spoils.iter().for_each(|spoil| spoil.apply(&mut bytes));
    String::from_utf8_lossy(&bytes).into_owned()
}

fn spoilt_object(text: &str, spoils: &[Spoil]) -> Option<String> {
    let (prefix, body) = text.split_at_checked(4)?;
    let mut bytes = base45::decode(body).ok()?;
    spoils.iter().for_each(|spoil| spoil.apply(&mut bytes));
    Some(format!("{prefix}{}", base45::encode(&bytes)))
}

fn require_not_admitted(case: &Case, text: &str) {
    if !ADMITTED.contains(text) {
        let verdict = VECTORS.verdict(case, text);
        assert!(verdict.admission().is_none(), "{text:?} is admitted");
    }
}

#[test]
fn no_bit_of_an_admitted_code_may_flip() {
    let mut cases: Vec<&Case> = VECTORS.admitted().collect();
    // One of each kind and size is enough for every bit; random changes to all of them stand below.
    cases.sort_by_key(|case| (case.text.split_at(4).0, case.text.len()));
    cases.dedup_by_key(|case| (case.text.split_at(4).0, case.text.len() / 60));
    assert!(cases.len() >= 4);
    for case in cases {
        assert!(VECTORS.verdict(case, &case.text).admission().is_some());
        let (prefix, body) = case.text.split_at(4);
        let bytes = base45::decode(body).expect("base45");
        for place in 0..bytes.len() {
            for bit in 0..8 {
                let mut spoilt = bytes.clone();
                spoilt[place] ^= 1 << bit;
                require_not_admitted(case, &format!("{prefix}{}", base45::encode(&spoilt)));
            }
        }
    }
}

#[test]
fn no_admitted_code_may_be_shorter_longer_or_of_the_other_kind() {
    for case in VECTORS.admitted() {
        for length in 0..case.text.len() {
            require_not_admitted(case, &case.text[..length]);
        }
        for more in ["0", "00", "000", " ", "\0", "\n", "가"] {
            require_not_admitted(case, &format!("{}{more}", case.text));
            require_not_admitted(case, &format!("{more}{}", case.text));
        }
        require_not_admitted(case, &case.text.to_lowercase());
        require_not_admitted(case, &case.text.replacen("HP1", "HT1", 1));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_admitted_code_may_change(
        case in select(VECTORS.admitted().collect::<Vec<_>>()),
        spoils in vec(spoil(), 1..4),
    ) {
        require_not_admitted(case, &spoilt_text(&case.text, &spoils));
        require_not_admitted(case, &spoilt_object(&case.text, &spoils).expect("an object"));
    }

    /// Of some bad codes the good one is no case: here it is enough that there is a verdict.
    #[test]
    fn every_changed_code_has_a_verdict(
        case in select(VECTORS.cases.iter().collect::<Vec<_>>()),
        spoils in vec(spoil(), 1..4),
    ) {
        let _ = VECTORS.verdict(case, &spoilt_text(&case.text, &spoils));
        if let Some(text) = spoilt_object(&case.text, &spoils) {
            let _ = VECTORS.verdict(case, &text);
        }
    }

    #[test]
    fn every_text_has_a_verdict(prefix in select(vec!["", "HT1:", "HP1:", "HQ1:"]), body in any::<String>()) {
        require_not_admitted(&VECTORS.cases[0], &format!("{prefix}{body}"));
        let _ = Challenge::parse(&body);
        let _ = Challenge::parse(&format!("{prefix}{body}"));
    }

    #[test]
    fn any_bytes_decode_or_do_not(bytes in vec(any::<u8>(), 0..300)) {
        for prefix in ["HT1:", "HP1:", "HQ1:"] {
            let text = format!("{prefix}{}", base45::encode(&bytes));
            require_not_admitted(&VECTORS.cases[0], &text);
            if let Some(challenge) = Challenge::parse(&text) {
                prop_assert_eq!(challenge.as_bytes(), &bytes);
            }
        }
        let _ = UnverifiedPass::decode_pass(&bytes);
        let _ = UnverifiedPass::decode_presentation(&bytes);
        let _ = TrustList::decode_unverified(&bytes);
        let _ = Manifest::decode_unverified(&bytes);
        let _ = StatusListClaims::decode_unverified(&bytes);
        let _ = StatusBits::unpack(&bytes);
        let _ = serde_json::from_slice::<RootSet>(&bytes);
        if let Ok(bundle) = Bundle::decode(&bytes) {
            prop_assert_eq!(bundle.encode(), bytes);
        }
    }
}
