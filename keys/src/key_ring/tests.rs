use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use proptest::prelude::*;

use super::*;
use crate::passphrase::{Passphrase, Work};
use crate::private_file::tests::owners_directory;

const SEEDS: [[u8; 32]; 3] = [[1; 32], [2; 32], [3; 32]];

fn ring() -> KeyRing {
    KeyRing::from_seeds(&SEEDS).unwrap()
}

fn folder_of_keys() -> (tempfile::TempDir, UnlockedFolder) {
    let parent = owners_directory();
    let passphrase = Passphrase::new("a passphrase of tests".to_owned().into()).unwrap();
    let folder = SealedFolder::create(&parent.path().join("node"), &passphrase, Work::GENERATED).unwrap();
    ring().put_into(&folder).unwrap();
    (parent, folder.unlock(&passphrase).unwrap())
}

#[test]
fn a_ring_that_was_written_opens_with_the_same_keys() {
    let (_parent, folder) = folder_of_keys();
    let opened = KeyRing::open(&folder).unwrap();
    assert_eq!(opened.kids(), ring().kids());
    for kid in opened.kids() {
        assert_eq!(opened.public_key(kid), ring().public_key(kid));
        assert_eq!(opened.sign(kid, b"message"), ring().sign(kid, b"message"));
    }
}

#[test]
fn a_key_that_was_written_with_its_public_key_opens_too() {
    let (_parent, folder) = folder_of_keys();
    for kid in ring().kids() {
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&folder.read(kid).unwrap()).unwrap();
        folder.folder().put(kid, pair.to_pkcs8().unwrap().as_ref()).unwrap();
    }
    assert_eq!(KeyRing::open(&folder).unwrap().kids(), ring().kids());
}

#[test]
fn a_key_file_that_others_can_read_is_refused() {
    let (_parent, folder) = folder_of_keys();
    let path = folder.folder().path_of(&ring().kids()[1].to_string());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let message = KeyRing::open(&folder).unwrap_err().to_string();
    assert!(message.contains("0644") && message.contains(&format!("chmod 600 {}", path.display())), "{message}");
}

#[test]
fn a_key_under_another_ones_name_is_refused() {
    let (_parent, folder) = folder_of_keys();
    let [first, second, _] = ring().kids()[..] else { panic!("three keys") };
    folder.folder().put(second, &folder.read(first).unwrap()).unwrap();
    let error = KeyRing::open(&folder).unwrap_err();
    assert!(matches!(&error, OpenError::WrongName { kid, .. } if *kid == first), "{error}");
    assert!(error.to_string().contains(&format!("{second}.age: holds the key {first}")), "{error}");
}

#[test]
fn a_file_that_holds_no_ed25519_key_is_refused() {
    let (_parent, folder) = folder_of_keys();
    let kid = ring().kids()[0];
    let document = folder.read(kid).unwrap();
    let mut other_curve = document.clone();
    other_curve[11] = 0x6e; // X25519
    for bytes in [&[][..], b"-----BEGIN PRIVATE KEY-----", &document[..47], &other_curve] {
        folder.folder().put(kid, bytes).unwrap();
        assert!(matches!(KeyRing::open(&folder), Err(OpenError::NotAKey { .. })));
    }
}

#[test]
fn an_empty_folder_is_an_empty_ring() {
    let (_parent, folder) = folder_of_keys();
    for kid in ring().kids() {
        folder.folder().remove(kid).unwrap();
    }
    assert!(KeyRing::open(&folder).unwrap().kids().is_empty());
}

#[test]
fn a_key_that_is_not_held_signs_nothing() {
    let kid = Kid([0; 8]);
    assert_eq!(ring().sign(kid, b"message"), Err(CustodyError::NotHeld(kid)));
    assert_eq!(ring().public_key(kid), None);
}

#[test]
fn a_seed_given_twice_is_one_key() {
    assert_eq!(KeyRing::from_seeds([&SEEDS[0], &SEEDS[1], &SEEDS[0]]).unwrap().kids().len(), 2);
}

#[test]
fn debug_prints_kids_only() {
    let ring = KeyRing::from_seeds(&SEEDS[..1]).unwrap();
    assert_eq!(format!("{ring:?}"), format!("KeyRing[Kid({})]", ring.kids()[0]));
}

proptest! {
    #[test]
    fn signatures_agree_with_ed25519_dalek(seed: [u8; 32], message: Vec<u8>) {
        let ring = KeyRing::from_seeds([&seed]).unwrap();
        let kid = ring.kids()[0];
        let signature = ring.sign(kid, &message).unwrap();
        let peer = SigningKey::from_bytes(&seed);
        prop_assert_eq!(signature, peer.sign(&message).to_bytes());
        let Some(PublicKey::Ed25519(public)) = ring.public_key(kid) else { panic!("an Ed25519 key") };
        let verifying = VerifyingKey::from_bytes(&public).unwrap();
        prop_assert!(verifying.verify_strict(&message, &signature.into()).is_ok());
    }
}
