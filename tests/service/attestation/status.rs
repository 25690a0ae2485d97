use std::fs;

use haetae::attestation::{Attestation, Chains, Flaw};
use haetae_testkit::phone::HolderPair;

use super::android::good;
use super::maker::{Authority, Certified};
use super::{flaw, verifier};

#[test]
fn a_revoked_authority_is_refused_as_soon_as_the_list_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let authority = Authority::new("Google");
    let verifier = verifier(folder.path(), &authority.root_pem, &authority.root_pem);
    let holder = HolderPair::p256();
    let leaf = authority.leaf(&Certified::of(&holder), Some(good().extension()));
    let certificates = vec![leaf, authority.batch.clone()];
    let attestation = Attestation::AndroidKey(Chains { certificates, chains: vec![vec![0, 1]] });
    let flaw = || flaw(&verifier, &[holder.public()], &attestation);
    let list = |text: &str| fs::write(folder.path().join("status.json"), text).expect("a file");
    assert_eq!(flaw(), None);
    list(r#"{"entries": {"c0ffee": {"status": "REVOKED", "reason": "KEY_COMPROMISE"}}}"#);
    assert_eq!(flaw(), None, "another one");
    list(r#"{"entries": {"c0ffee": {"status": "REVOKED"}, "abcdef": {"status": "SUSPENDED"}}}"#);
    assert_eq!(flaw(), Some(Flaw::Revoked));
    // Half of a list: the last one stays in use.
    list(r#"{"entries": {"c0ff"#);
    assert_eq!(flaw(), Some(Flaw::Revoked));
    fs::remove_file(folder.path().join("status.json")).expect("removed");
    assert_eq!(flaw(), Some(Flaw::Revoked));
    list(r#"{"entries": {}}"#);
    assert_eq!(flaw(), None);
    assert_eq!((verifier.counts().accepted, verifier.counts().refused), (3, 3));
}
