//! A manifest, which pins all that a scanner takes.

use haetae_core::Manifest;

use crate::{Target, cose, vectors};

pub(super) const TARGET: Target = Target {
    name: "manifest",
    promise: "a manifest that decodes is made again from its content, byte for byte",
    run,
    seeds: vectors::manifests,
    rounds: 3_000,
};

fn run(input: &[u8]) {
    if let Ok(manifest) = Manifest::decode_unverified(input) {
        assert_eq!(cose::signed_again(input, |kid| manifest.prepare(kid)), input);
    }
}
