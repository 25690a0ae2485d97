//! Trust data from one screen to another camera.

use haetae_core::series::{DEFAULT_SYMBOL_BYTES, Received, SeriesReceiver, SeriesSender};
use haetae_core::*;
use haetae_testkit::Signer;
use haetae_testkit::authority::{Authority, DAY, NOW, at, issuing_constraints};

/// Three of ten codes, each decided by its number and the seed.
fn is_lost(number: u32, seed: u64) -> bool {
    let mixed = (u64::from(number) ^ seed << 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ mixed >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 40 & 0x3ff < 307
}

/// How many codes were shown until the object arrived.
fn shown(object: &[u8], seed: u64) -> u32 {
    let sender = SeriesSender::new(object, DEFAULT_SYMBOL_BYTES).expect("a series");
    let mut receiver = SeriesReceiver::default();
    for (number, code) in (0..).zip(sender) {
        if !is_lost(number, seed)
            && let Ok(Received::Complete(received)) = receiver.take(&code)
        {
            assert_eq!(received, object);
            return number + 1;
        }
    }
    unreachable!("a series has no end")
}

#[test]
fn what_one_scanner_holds_another_takes_from_its_screen() {
    let authority = Authority::default();
    let first = authority.trust();
    let bundle = first.bundle(at(NOW).status_day(), 64 * 1_024).expect("a manifest");
    let mut second = authority.bare_trust();
    let mut receiver = SeriesReceiver::default();
    let codes = SeriesSender::new(&bundle, DEFAULT_SYMBOL_BYTES).expect("a series");
    let received = codes.skip(1).find_map(|code| match receiver.take(&code) {
        Ok(Received::Complete(object)) => Some(object),
        _ => None,
    });
    assert_eq!(second.take_bundle(&received.expect("all of it")), Outcome::Taken);
    assert_eq!(second.to_snapshot(), first.to_snapshot());

    // The next one has room for no status list, and learns the rest.
    let small = second.bundle(at(NOW).status_day(), 0).expect("a manifest");
    let mut third = authority.bare_trust();
    assert_eq!(third.take_bundle(&small), Outcome::Taken);
    assert_eq!((third.manifest(), third.files().count()), (second.manifest(), 1));
    assert_eq!(authority.bare_trust().bundle(at(NOW).status_day(), 64 * 1_024), None);
}

/// Half a year of a nation: weekly keys with a spare each for two agencies, paper, status and rules keys, a visit key a
/// day, and a manifest of 45 status lists and two rotations.
fn a_nation() -> Vec<u8> {
    let constraints = || issuing_constraints("질병관리청", false, 2 * DAY);
    let mut keys = Vec::new();
    let mut add = |seed: [u8; 32], role: Role| {
        let key = if role == Role::Visits { PublicKey::X25519(seed) } else { PublicKey::Ed25519(seed) };
        keys.push(TrustedKey { key, from: at(NOW), until: at(NOW + 7 * DAY), role });
    };
    // Not points, which is not looked at before somebody signs with one.
    let key =
        |kind: u8, number: u8| [[kind, number, 1, 1].as_slice(), &[number; 28]].concat().try_into().expect("32 bytes");
    for number in 0..120 {
        add(key(1, number), Role::PhonePasses(constraints()));
    }
    for number in 0..26 {
        add(key(2, number), Role::PaperPasses(constraints()));
        add(key(3, number), Role::Status);
    }
    for number in 0..8 {
        add(key(4, number), Role::Rules);
    }
    for number in 0..182 {
        add(key(5, number), Role::Visits);
    }
    let roots = [1, 2, 3].map(Signer::new);
    let set = RootSet::new(2, roots.iter().map(|root| root.public)).expect("a root set");
    let list = TrustList::new(1, at(NOW), at(NOW + 39 * 7 * DAY), set, keys).expect("a list");
    let signatures: Vec<(Kid, Signature)> = roots.iter().take(2).map(|root| (root.kid(), [7; 64])).collect();
    let list = list.prepare().complete(&signatures).expect("signatures");
    let mut pinned = vec![PinnedFile::new(TRUST_LIST, &list), PinnedFile::new("rules", b"rules")];
    pinned.extend((20_780..20_825).map(|day: u32| PinnedFile::new(format!("status/{day}"), &day.to_be_bytes())));
    let (stale, expires) = (at(NOW + DAY), at(NOW + 14 * DAY));
    let manifest = Manifest::new(NOW, at(NOW), stale, expires, pinned, Vec::new()).expect("a manifest");
    let manifest = manifest.prepare(roots[0].kid()).complete(&[7; 64]);
    Bundle { manifest: &manifest, files: vec![&list] }.encode()
}

#[test]
fn a_nations_trust_list_and_manifest_arrive_within_half_a_minute_of_eight_codes_a_second() {
    let authority = Authority::default();
    let small = authority.trust().bundle(at(NOW).status_day(), 64 * 1_024).expect("a manifest");
    for (what, bundle, most) in [("a small service", small, 8), ("a nation", a_nation(), 240)] {
        let codes: Vec<u32> = (1..=50).map(|seed| shown(&bundle, seed)).collect();
        let (fewest, longest) = (bundle.len().div_ceil(DEFAULT_SYMBOL_BYTES), codes.iter().max().expect("seeds"));
        println!("{what}: {} bytes, {fewest} codes; 3 of 10 lost: {codes:?}", bundle.len());
        assert!(*longest <= most, "{what}: {longest} codes");
    }
}
