use haetae_core::{IssuerName, IssuingConstraints, Kid, Signature, TrustList, UnixTime};

use crate::Signer;

/// What a key that issues passes may do: any kind of evidence, in this name, for at most so many seconds.
pub fn issuing_constraints(issuer: &str, specimen: bool, longest_life: u64) -> IssuingConstraints {
    let issuer = IssuerName::new(issuer).expect("a name");
    IssuingConstraints { kinds: None, issuer, specimen, longest_life }
}

/// The list with the signatures of these roots.
pub fn sign_list(list: &TrustList, roots: &[&Signer]) -> Vec<u8> {
    let prepared = list.prepare();
    let signature = |root: &&Signer| (root.kid(), root.sign(&prepared.to_be_signed(root.kid())));
    let signatures: Vec<(Kid, Signature)> = roots.iter().map(signature).collect();
    prepared.complete(&signatures).expect("signatures")
}

/// The list of this version that leaves a key out.
pub fn list_without(list: &TrustList, version: u64, issued: UnixTime, kid: Kid) -> TrustList {
    let kept = list.keys().filter(|(known, _)| *known != kid).map(|(_, key)| key.clone());
    TrustList::new(version, issued, list.expires, list.roots.clone(), kept).expect("a list")
}
