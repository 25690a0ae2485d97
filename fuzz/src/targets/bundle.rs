//! A bundle that somebody hands to a scanner.

use haetae_core::{Bundle, Outcome, TrustStore};

use crate::{Target, vectors};

pub(super) const TARGET: Target = Target {
    name: "bundle",
    promise: "a bundle that decodes encodes to the same bytes, and one that a scanner refuses changes nothing there",
    run,
    seeds: || vectors::bundles().1,
    rounds: 1_000,
};

thread_local! {
    /// A scanner that has never taken anything, and one that has taken what the vectors offer first.
    static SCANNERS: [TrustStore; 2] = scanners();
}

fn scanners() -> [TrustStore; 2] {
    let (roots, bundles) = vectors::bundles();
    let new = TrustStore::new(roots);
    let mut used = new.clone();
    let taken = bundles.iter().find(|bundle| used.take_bundle(bundle) == Outcome::Taken);
    assert!(taken.is_some(), "no bundle of the vectors is taken");
    [new, used]
}

fn run(input: &[u8]) {
    if let Ok(bundle) = Bundle::decode(input) {
        assert_eq!(bundle.encode(), input);
    }
    SCANNERS.with(|scanners| {
        for scanner in scanners.iter() {
            let (mut offered, before) = (scanner.clone(), scanner.to_snapshot());
            let outcome = offered.take_bundle(input);
            let has_changed = offered.to_snapshot() != before;
            assert_eq!(has_changed, outcome == Outcome::Taken, "{}", outcome.as_str());
        }
    });
}
