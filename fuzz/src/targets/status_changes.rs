//! Changes of a status list.

use haetae_core::{FileKind, MAX_CHANGES, StatusChanges};

use crate::{Target, cose, vectors};

pub(super) const TARGET: Target = Target {
    name: "status-changes",
    promise: "changes that decode are made again byte for byte, and are no more than the format allows",
    run,
    seeds: || vectors::files(|kind| matches!(kind, FileKind::Changes(_))),
    rounds: 3_000,
};

fn run(input: &[u8]) {
    let Ok(changes) = StatusChanges::decode_unverified(input) else { return };
    assert_eq!(cose::signed_again(input, |kid| changes.prepare(kid)), input);
    assert!(changes.indices().len() <= MAX_CHANGES, "{} changes", changes.indices().len());
    assert!(changes.indices().is_sorted_by(|one, next| one < next), "indices in order, each once");
    assert!(changes.indices().iter().all(|index| changes.contains(*index)), "what is listed is contained");
}
