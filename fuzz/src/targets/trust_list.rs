//! A trust list, as a custodian, a node and a scanner read it.

use haetae_core::{FileKind, TrustList, inspect};

use crate::{Target, cose, vectors};

pub(super) const TARGET: Target = Target {
    name: "trust-list",
    promise: "a trust list that decodes is made again from its keys, byte for byte",
    run,
    seeds: vectors::trust_lists,
    rounds: 3_000,
};

fn run(input: &[u8]) {
    if let Ok(list) = TrustList::decode_payload(input) {
        assert_eq!(list.prepare().payload(), input);
    }
    let Ok(list) = TrustList::decode_unverified(input) else { return };
    let signatures = cose::signatures_of(input);
    let signers = inspect::unchecked_file(FileKind::TrustList, input).expect("a trust list").signers;
    assert!(signatures.iter().map(|(kid, _)| *kid).eq(signers), "another reader finds other signers");
    assert_eq!(list.prepare().complete(&signatures).expect("its signatures"), input);
}
