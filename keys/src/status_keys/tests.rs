use std::fs;

use super::*;
use crate::passphrase::{Passphrase, Work};
use crate::private_file::tests::owners_directory;

const DAY_20743: &str = "62d4232fef6e070a1f036ebddce0e54d663df7b64f9b364498b2fa7cc96a4e14";
const DAY_20744: &str = "8595d3a2a330b78ed4730f32dd8ea21562ae8e051cf6ae6be94195c8fc4dd680";
const DAY_20773: &str = "48d4b1ed74321cdd33bbf6ab12de8342b8be07d8f20a76816fd14dc2ab247793";

fn keys() -> StatusKeys {
    StatusKeys::new(StatusDay(20_743), StatusKey::new(hex::decode(DAY_20743).unwrap().try_into().unwrap()))
}

fn key_in_hex(keys: &StatusKeys, day: u32) -> String {
    hex::encode(keys.key_of(StatusDay(day)).expect("a day that has a key").as_bytes())
}

#[test]
fn keys_of_later_days_agree_with_the_vectors() {
    for (day, key) in [(20_743, DAY_20743), (20_744, DAY_20744), (20_773, DAY_20773)] {
        assert_eq!(key_in_hex(&keys(), day), key, "day {day}");
    }
}

#[test]
fn derived_keys_are_those_of_hkdf_expand_and_no_day_s() {
    // `HKDF-Expand` of RFC 5869 by another implementation: Python's hmac.
    let derived = hex::encode(*keys().key_of(StatusDay(20_743)).unwrap().derive(b"haetae queue ticket v1"));
    assert_eq!(derived, "49189a6a51cace5c1e63099356991c79d750f49844bfef3134e3a8a12b11e702");
    assert_ne!(derived, key_in_hex(&keys(), 20_744));
}

#[test]
fn a_day_before_the_origin_has_no_key() {
    let error = keys().key_of(StatusDay(20_742)).unwrap_err();
    assert_eq!(error.to_string(), "the status key of day 20742 is gone: the keys begin with day 20743");
}

#[test]
fn erasing_keeps_the_later_keys_and_no_earlier_one() {
    let mut keys = keys();
    keys.erase_before(StatusDay(20_744));
    assert_eq!(keys.origin(), StatusDay(20_744));
    assert_eq!(key_in_hex(&keys, 20_773), DAY_20773);
    assert!(keys.key_of(StatusDay(20_743)).is_err());
    let erased = keys.clone();
    keys.erase_before(StatusDay(20_000));
    assert_eq!(keys, erased, "what is erased stays erased");
}

fn folder() -> (tempfile::TempDir, UnlockedFolder) {
    let parent = owners_directory();
    let passphrase = Passphrase::new("a passphrase of tests".to_owned().into()).unwrap();
    let folder = SealedFolder::create(&parent.path().join("node"), &passphrase, Work::GENERATED).unwrap();
    (parent, folder.unlock(&passphrase).unwrap())
}

#[test]
fn saved_keys_load_again() {
    let (_parent, folder) = folder();
    keys().save(folder.folder()).unwrap();
    let mut later = keys();
    later.erase_before(StatusDay(20_773));
    later.save(folder.folder()).unwrap();
    assert_eq!(StatusKeys::load(&folder).unwrap(), later);
    assert_eq!(fs::read_dir(folder.directory()).unwrap().count(), 3, "nothing is left beside the file");
    assert!(folder.folder().kids().unwrap().is_empty(), "they are no signing key");
}

#[test]
fn missing_keys_are_named() {
    let (_parent, folder) = folder();
    let message = StatusKeys::load(&folder).unwrap_err().to_string();
    assert!(message.contains("node/status-keys.age"), "{message}");
}

#[test]
fn an_invalid_file_of_status_keys_is_refused_without_showing_it() {
    let (_parent, folder) = folder();
    let long = "A".repeat(44);
    let short = "A".repeat(42);
    for text in [
        String::new(),
        r#""AAAAAAAAAAAA""#.to_owned(),
        r#"{"day":"AAAAAAAAAAAA","key":""}"#.to_owned(),
        format!(r#"{{"day":1,"key":"{long}"}}"#),
        format!(r#"{{"day":1,"key":"{short}"}}"#),
        r#"{"day":1,"key":"","more":1}"#.to_owned(),
    ] {
        folder.folder().put_named(FILE, text.as_bytes()).unwrap();
        let error = StatusKeys::load(&folder).unwrap_err();
        assert!(matches!(error, StatusKeysError::Malformed { .. }), "{text}: {error}");
        assert!(!error.to_string().contains("AAAA"), "{error}");
    }
}

#[test]
fn debug_shows_no_key() {
    assert_eq!(format!("{:?}", keys()), "StatusKeys { origin: StatusDay(20743), .. }");
    assert_eq!(format!("{:?}", StatusKey::new([1; 32])), "StatusKey(..)");
}
