use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use proptest::prelude::*;

use super::*;
use crate::private_file::tests::owners_directory;

const SEEDS: [[u8; 32]; 3] = [[1; 32], [2; 32], [3; 32]];

fn ring() -> KeyRing {
    KeyRing::from_seeds(&SEEDS).unwrap()
}

fn directory_of_keys() -> (tempfile::TempDir, Vec<PathBuf>) {
    let directory = owners_directory();
    ring().create_files(directory.path()).unwrap();
    let paths = private_file::entries(directory.path()).unwrap();
    (directory, paths)
}

#[test]
fn a_ring_that_was_written_opens_with_the_same_keys() {
    let (directory, paths) = directory_of_keys();
    fs::write(directory.path().join("notes.txt"), "passed over").unwrap();
    let opened = KeyRing::open(directory.path()).unwrap();
    assert_eq!(opened.kids(), ring().kids());
    for kid in opened.kids() {
        assert_eq!(opened.public_key(kid), ring().public_key(kid));
        assert_eq!(opened.sign(kid, b"message"), ring().sign(kid, b"message"));
    }
    for path in paths {
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_key_file_made_with_its_public_key_opens_too() {
    let (directory, paths) = directory_of_keys();
    for path in &paths {
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&fs::read(path).unwrap()).unwrap();
        private_file::replace(path, pair.to_pkcs8().unwrap().as_ref()).unwrap();
    }
    assert_eq!(KeyRing::open(directory.path()).unwrap().kids(), ring().kids());
}

#[test]
fn a_key_file_that_others_can_read_is_refused() {
    let (directory, paths) = directory_of_keys();
    fs::set_permissions(&paths[1], fs::Permissions::from_mode(0o644)).unwrap();
    let message = KeyRing::open(directory.path()).unwrap_err().to_string();
    assert!(message.contains("0644") && message.contains(&format!("chmod 600 {}", paths[1].display())), "{message}");
}

#[test]
fn a_directory_that_others_can_write_is_refused() {
    let (directory, _) = directory_of_keys();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o770)).unwrap();
    let message = KeyRing::open(directory.path()).unwrap_err().to_string();
    assert!(message.contains(&format!("chmod 700 {}", directory.path().display())), "{message}");
}

#[test]
fn a_key_under_another_ones_name_is_refused() {
    let (directory, paths) = directory_of_keys();
    fs::rename(&paths[0], &paths[1]).unwrap();
    let error = KeyRing::open(directory.path()).unwrap_err();
    assert!(
        matches!(&error, OpenError::WrongName { path, kid } if *path == paths[1] && *kid == ring().kids()[0]),
        "{error}"
    );
}

#[test]
fn a_file_that_holds_no_ed25519_key_is_refused() {
    let (directory, paths) = directory_of_keys();
    let document = fs::read(&paths[0]).unwrap();
    let mut other_curve = document.clone();
    other_curve[11] = 0x6e; // X25519
    for bytes in [&[][..], b"-----BEGIN PRIVATE KEY-----", &document[..47], &other_curve] {
        private_file::replace(&paths[0], bytes).unwrap();
        assert!(matches!(KeyRing::open(directory.path()), Err(OpenError::NotAKey { path }) if path == paths[0]));
    }
}

#[test]
fn a_missing_directory_is_an_error_and_an_empty_one_an_empty_ring() {
    let directory = owners_directory();
    assert!(KeyRing::open(directory.path()).unwrap().kids().is_empty());
    assert!(matches!(KeyRing::open(&directory.path().join("missing")), Err(OpenError::File(_))));
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
