//! What a trust store refuses changes nothing.

use std::sync::LazyLock;

use haetae_core::{Manifest, Outcome, PublicKey, RootSet, TrustList, TrustStore, UnixTime};
use haetae_testkit::vectors::{bytes, json};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::hostile_codes::{Spoil, spoil};

/// A store, and what it is offered next.
struct Offer {
    store: TrustStore,
    next: Vec<u8>,
}

static BUNDLES: LazyLock<Vec<Offer>> = LazyLock::new(|| {
    let json = json("store.json");
    let offers = json["cases"].as_array().expect("cases").iter().flat_map(|case| {
        let roots: RootSet = serde_json::from_value(case["roots"].clone()).expect("a root set");
        let mut store = TrustStore::new(roots);
        let steps = case["steps"].as_array().expect("steps").iter();
        steps
            .map(|step| {
                let offer = Offer { store: store.clone(), next: bytes(&step["bundle"]) };
                store.take_bundle(&offer.next);
                offer
            })
            .collect::<Vec<_>>()
    });
    // Of the largest lists nothing is learnt that small ones do not teach faster.
    offers.filter(|offer| offer.next.len() < 8_192).collect()
});

static LISTS: LazyLock<Vec<Offer>> = LazyLock::new(|| {
    let json = json("trust.json");
    let offers = json["cases"].as_array().expect("cases").iter().flat_map(|case| {
        let keys = case["pinned"]["keys"].as_array().expect("keys").iter();
        let keys = keys.map(|key| PublicKey::Ed25519(bytes(key).try_into().expect("32 bytes")));
        let threshold = case["pinned"]["threshold"].as_u64().expect("a threshold");
        let mut store = TrustStore::new(RootSet::new(threshold, keys).expect("a root set"));
        let steps = case["steps"].as_array().expect("steps").iter();
        steps
            .map(|step| {
                let offer = Offer { store: store.clone(), next: bytes(&step["data"]) };
                store.take_trust_list(&offer.next);
                offer
            })
            .collect::<Vec<_>>()
    });
    offers.collect()
});

type Visible = (RootSet, Option<TrustList>, Option<Manifest>, UnixTime, Vec<(String, Vec<u8>)>);

/// All that can be seen of a store.
fn visible(store: &TrustStore) -> Visible {
    let files =
        store.files().chain(store.waiting()).map(|(name, bytes, _)| (name.to_owned(), bytes.to_vec())).collect();
    (store.roots().clone(), store.trust_list().cloned(), store.manifest().cloned(), store.floor(), files)
}

fn require_unchanged_if_refused(before: &TrustStore, take: impl FnOnce(&mut TrustStore) -> Outcome) {
    let mut store = before.clone();
    let outcome = take(&mut store);
    if outcome == Outcome::Taken {
        assert!(visible(&store) != visible(before), "taken, and nothing has changed");
    } else {
        assert!(visible(&store) == visible(before), "{} changes the store", outcome.as_str());
    }
}

fn spoilt(offer: &Offer, spoils: &[Spoil]) -> Vec<u8> {
    let mut bytes = offer.next.clone();
    spoils.iter().for_each(|spoil| spoil.apply(&mut bytes));
    bytes
}

#[test]
fn what_the_vectors_refuse_changes_nothing() {
    let mut refused = 0;
    for offer in BUNDLES.iter().chain(LISTS.iter()) {
        require_unchanged_if_refused(&offer.store, |store| {
            let outcome = store.take_bundle(&offer.next);
            refused += usize::from(outcome != Outcome::Taken);
            outcome
        });
        require_unchanged_if_refused(&offer.store, |store| store.take_trust_list(&offer.next));
    }
    assert!(refused > 0);
}

#[test]
fn no_bundle_may_be_cut() {
    for offer in BUNDLES.iter().step_by(10) {
        for length in 0..offer.next.len() {
            let mut store = offer.store.clone();
            assert_ne!(store.take_bundle(&offer.next[..length]), Outcome::Taken);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_spoilt_bundle_that_is_refused_changes_nothing(
        offer in select((0..BUNDLES.len()).collect::<Vec<_>>()),
        spoils in vec(spoil(), 1..4),
    ) {
        let offer = &BUNDLES[offer];
        require_unchanged_if_refused(&offer.store, |store| store.take_bundle(&spoilt(offer, &spoils)));
    }

    #[test]
    fn a_spoilt_trust_list_that_is_refused_changes_nothing(
        offer in select((0..LISTS.len()).collect::<Vec<_>>()),
        spoils in vec(spoil(), 1..4),
    ) {
        let offer = &LISTS[offer];
        require_unchanged_if_refused(&offer.store, |store| store.take_trust_list(&spoilt(offer, &spoils)));
    }

    #[test]
    fn any_bytes_are_refused(
        offer in select((0..BUNDLES.len()).collect::<Vec<_>>()),
        manifest in vec(any::<u8>(), 0..300),
        files in vec(vec(any::<u8>(), 0..100), 0..4),
    ) {
        let files: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
        let mut store = BUNDLES[offer].store.clone();
        prop_assert_eq!(store.take_set(&manifest, &files), Outcome::Malformed);
        prop_assert_eq!(store.take_trust_list(&manifest), Outcome::Malformed);
        prop_assert!(visible(&store) == visible(&BUNDLES[offer].store));
    }
}
