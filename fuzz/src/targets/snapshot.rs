//! What a scanner reads back from its own disk, which somebody may have written on.

use haetae_core::{Outcome, RootSet, TrustStore};

use crate::{Target, vectors};

pub(super) const TARGET: Target = Target {
    name: "snapshot",
    promise: "what is restored is written down and restored once more as it is, and nothing of it is dropped then",
    run,
    seeds,
    rounds: 1_000,
};

thread_local! {
    static ROOTS: RootSet = vectors::bundles().0;
}

fn run(input: &[u8]) {
    let roots = ROOTS.with(RootSet::clone);
    let mut other = TrustStore::new(roots.clone());
    let before = other.to_snapshot();
    let offered = other.take_snapshot(input);
    match TrustStore::from_snapshot(roots.clone(), input) {
        Ok(restored) => {
            let snapshot = restored.store.to_snapshot();
            let again = TrustStore::from_snapshot(roots, &snapshot).expect("our own snapshot");
            assert_eq!(again.dropped, 0);
            assert!(again.store.to_snapshot() == snapshot, "restored another time it is another");
            assert!(offered.is_ok(), "one scanner reads it and another does not");
        }
        Err(_) => assert!(offered.is_err(), "one scanner reads it and another does not"),
    }
    if offered != Ok(Outcome::Taken) {
        assert!(other.to_snapshot() == before, "only what is taken changes the scanner");
    }
}

/// What scanners have after each bundle of the vectors that they take.
fn seeds() -> Vec<Vec<u8>> {
    let (roots, bundles) = vectors::bundles();
    let mut found = Vec::new();
    let mut scanner = TrustStore::new(roots.clone());
    for bundle in &bundles {
        if scanner.take_bundle(bundle) == Outcome::Taken {
            found.push(scanner.to_snapshot());
        }
        let mut alone = TrustStore::new(roots.clone());
        if alone.take_bundle(bundle) == Outcome::Taken {
            found.push(alone.to_snapshot());
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}
