//! Any valid value of the format.

use std::ops::RangeInclusive;

use haetae_core::*;
use proptest::array::{uniform8, uniform32};
use proptest::collection::vec;
use proptest::prelude::*;

pub(crate) fn time() -> impl Strategy<Value = UnixTime> {
    seconds(0..=UnixTime::MAX.seconds())
}

fn seconds(range: RangeInclusive<u64>) -> impl Strategy<Value = UnixTime> {
    range.prop_map(|seconds| UnixTime::new(seconds).expect("in range"))
}

/// Two times, the first before the second.
fn window() -> impl Strategy<Value = (UnixTime, UnixTime)> {
    (0..UnixTime::MAX.seconds())
        .prop_flat_map(|from| (Just(UnixTime::saturating_new(from)), seconds(from + 1..=UnixTime::MAX.seconds())))
}

pub(crate) fn date() -> impl Strategy<Value = CivilDate> {
    (CivilDate::MIN.days()..=CivilDate::MAX.days())
        .prop_map(|days| CivilDate::from_days(i64::from(days)).expect("in range"))
}

/// A number of at most 2^53 - 1, of any length.
fn count() -> impl Strategy<Value = u64> {
    (0..(1_u64 << 53), 0..53_u32).prop_map(|(number, shift)| number >> shift)
}

pub(crate) fn kid() -> impl Strategy<Value = Kid> {
    uniform8(any::<u8>()).prop_map(Kid)
}

pub(crate) fn signature() -> impl Strategy<Value = Signature> {
    vec(any::<u8>(), 64).prop_map(|bytes| bytes.try_into().expect("64 bytes"))
}

fn ed25519() -> impl Strategy<Value = PublicKey> {
    uniform32(any::<u8>()).prop_map(PublicKey::Ed25519)
}

fn holder_key() -> impl Strategy<Value = PublicKey> {
    let p256 = (uniform32(any::<u8>()), any::<bool>()).prop_map(|(x, y_is_odd)| PublicKey::P256 { x, y_is_odd });
    prop_oneof![ed25519(), p256]
}

pub(crate) fn name() -> impl Strategy<Value = DisplayName> {
    name_text(false).prop_filter_map("a name", |text| DisplayName::new(&text))
}

fn issuer_name() -> impl Strategy<Value = IssuerName> {
    name_text(true).prop_filter_map("an issuer's name", |text| IssuerName::new(&text))
}

fn name_text(digits: bool) -> impl Strategy<Value = String> {
    let blocks = [
        'A'..='Z',
        'a'..='z',
        '\''..='\'',
        '*'..='*',
        '-'..='.',
        ' '..=' ',
        'À'..='Ö',
        'ø'..='ſ',
        'Ạ'..='ỹ',
        'ぁ'..='ゖ',
        'ァ'..='ヺ',
        '一'..='\u{9fff}',
        '가'..='힣',
    ];
    let digits = digits.then_some('0'..='9');
    let ranges: Vec<RangeInclusive<char>> = blocks.into_iter().chain(digits).collect();
    vec(proptest::char::ranges(ranges.into()), 1..=12).prop_map(String::from_iter)
}

fn birth_day() -> impl Strategy<Value = BirthDay> {
    date().prop_map(BirthDay::of)
}

pub(crate) fn evidence() -> impl Strategy<Value = Evidence> {
    let doses = (1..=15_u8).prop_map(|doses| Doses::new(doses).expect("in range"));
    let product = "[A-Z0-9.-]{1,12}".prop_map(|code| Product::new(&code).expect("a product"));
    let policy = "[a-z0-9-]{1,16}".prop_map(|id| PolicyId::new(&id).expect("a policy"));
    let method = prop_oneof![Just(TestMethod::Naat), Just(TestMethod::RapidAntigen)];
    prop_oneof![
        (doses, date(), product).prop_map(|(doses, date, product)| Evidence::Vaccination { doses, date, product }),
        (time(), method).prop_map(|(sampled_at, method)| Evidence::Test { sampled_at, method }),
        date().prop_map(|date| Evidence::Recovery { date }),
        date().prop_map(|until| Evidence::Exemption { until }),
        (policy, time()).prop_map(|(policy, until)| Evidence::Clearance { policy, until }),
    ]
}

pub(crate) fn claims() -> impl Strategy<Value = PassClaims> {
    let evidence = vec(evidence(), 1..=MAX_EVIDENCE).prop_map(|pieces| EvidenceSet::new(pieces).expect("1 to 4"));
    let optional =
        (proptest::option::of(holder_key()), proptest::option::of(name()), proptest::option::of(birth_day()));
    (window(), evidence, any::<u32>(), optional).prop_map(
        |((not_before, expires), evidence, status_index, (holder_key, name, birth))| PassClaims {
            not_before,
            expires,
            holder_key,
            evidence,
            status_index,
            name,
            birth,
        },
    )
}

/// A pass for a phone.
pub(crate) fn phone_claims() -> impl Strategy<Value = PassClaims> {
    (claims(), holder_key()).prop_map(|(claims, key)| PassClaims { holder_key: Some(key), ..claims })
}

pub(crate) fn challenge() -> impl Strategy<Value = Challenge> {
    vec(any::<u8>(), 8..=16).prop_map(|bytes| Challenge::new(&bytes).expect("8 to 16 bytes"))
}

pub(crate) fn root_set() -> impl Strategy<Value = RootSet> {
    vec(ed25519(), 1..=5)
        .prop_flat_map(|keys| (1..=keys.len() as u64, Just(keys)))
        .prop_map(|(threshold, keys)| RootSet::new(threshold, keys).expect("a root set"))
}

fn issuing_constraints() -> impl Strategy<Value = IssuingConstraints> {
    let all = [
        EvidenceKind::Vaccination,
        EvidenceKind::Test,
        EvidenceKind::Recovery,
        EvidenceKind::Exemption,
        EvidenceKind::Clearance,
    ];
    let kinds = proptest::option::of(proptest::sample::subsequence(all.to_vec(), 1..=all.len()));
    (kinds, issuer_name(), any::<bool>(), count()).prop_map(|(kinds, issuer, specimen, life)| IssuingConstraints {
        kinds,
        issuer,
        specimen,
        longest_life: life.max(1),
    })
}

fn trusted_key() -> impl Strategy<Value = TrustedKey> {
    let signing = prop_oneof![
        issuing_constraints().prop_map(Role::PhonePasses),
        Just(Role::Status),
        Just(Role::Rules),
        issuing_constraints().prop_map(Role::PaperPasses),
    ];
    let visits = uniform32(any::<u8>()).prop_map(|bytes| (PublicKey::X25519(bytes), Role::Visits));
    (prop_oneof![4 => (ed25519(), signing), 1 => visits], window())
        .prop_map(|((key, role), (from, until))| TrustedKey { key, from, until, role })
}

pub(crate) fn trust_list() -> impl Strategy<Value = TrustList> {
    (count(), window(), root_set(), vec(trusted_key(), 0..=30)).prop_map(|(version, (issued, expires), roots, keys)| {
        TrustList::new(version, issued, expires, roots, keys).expect("a trust list")
    })
}

pub(crate) fn manifest() -> impl Strategy<Value = Manifest> {
    let file =
        (".{0,40}", uniform32(any::<u8>()), count()).prop_map(|(name, sha256, size)| PinnedFile { name, sha256, size });
    let times = (0..=UnixTime::MAX.seconds() - MAX_MANIFEST_LIFE, 0..=MAX_MANIFEST_LIFE, 0..=MAX_MANIFEST_LIFE);
    (count(), times, vec(file, 0..=20), vec((kid(), time()), 0..=5)).prop_filter_map(
        "names and kids of which no two are alike",
        |(version, (issued, one, other), mut files, withdrawn)| {
            files.push(PinnedFile::new(TRUST_LIST, b"a trust list"));
            let issued = UnixTime::saturating_new(issued);
            let (stale, expires) = (issued.saturating_add(one.min(other)), issued.saturating_add(one.max(other)));
            Manifest::new(version, issued, stale, expires, files, withdrawn).ok()
        },
    )
}
