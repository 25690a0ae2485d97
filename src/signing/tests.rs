use std::fs;
use std::path::PathBuf;

use haetae_core::{IssuerName, Kid, SECONDS_PER_DAY, TrustList, UnixTime};
use haetae_keys::ceremony::{InitPlan, Initialised, RootKey, initialise};
use haetae_keys::{Passphrase, SealedFolder, SerialBits, StatusKeys};
use tempfile::TempDir;

use super::*;
use crate::config::Config;

const START: u64 = 1_792_254_257;

fn time(after_start: u64) -> UnixTime {
    UnixTime::saturating_new(START + after_start)
}

/// A node's folder, and its root key beside it.
struct Fixture {
    folder: TempDir,
    made: Initialised,
    current: CurrentSigning,
}

impl Fixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut plan = InitPlan::new(IssuerName::new("Test issuer").expect("a name"), time(0));
        (plan.threshold, plan.roots) = (1, 1);
        let mut counter = 0u32;
        let mut random = |bytes: &mut [u8]| {
            counter += 1;
            bytes[..4].copy_from_slice(&counter.to_be_bytes());
            Ok(())
        };
        let made = initialise(&plan, &mut random, &folder.path().join("data")).expect("keys");
        let config = Config::load(&folder.path().join("data"), [], []).expect("a configuration");
        let current = CurrentSigning::open(SigningFiles::of(&config, SerialBits::MIN));
        Self { folder, made, current: current.expect("keys and a list") }
    }

    /// The list of these keys in another version, signed by the root.
    fn list(&self, version: u64) -> Vec<u8> {
        let list = &self.made.trust_list;
        let keys = list.keys().map(|(_, key)| key.clone());
        let next = TrustList::new(version, time(version), time(SECONDS_PER_DAY), list.roots.clone(), keys);
        let prepared = next.expect("a list").prepare();
        let (kid, folder) = self.made.custodians.first().expect("a root");
        let passphrase = Passphrase::read(&folder.join("passphrase")).expect("a passphrase");
        let root = RootKey::open(&folder.join(format!("custodian-1-{kid}.age")), &passphrase).expect("a root key");
        let signature = root.sign(&prepared.to_be_signed(*kid)).expect("a signature");
        prepared.complete(&[(*kid, signature)]).expect("a signed list")
    }

    /// Replaces the list as installing does.
    fn put_list(&self, bytes: &[u8]) {
        let draft = self.folder.path().join("draft");
        fs::write(&draft, bytes).expect("written");
        fs::rename(draft, self.made.layout.trust_list()).expect("renamed");
    }

    fn version(&self) -> u64 {
        self.current.load().list.version
    }

    fn held(&self) -> Vec<Kid> {
        self.current.load().custody.kids()
    }

    fn key_file(&self, kid: Kid) -> PathBuf {
        self.made.layout.node().join(format!("{kid}.age"))
    }
}

#[test]
fn nothing_is_read_again_while_nothing_changes() {
    let fixture = Fixture::new();
    let before = fixture.current.load();
    assert!(!fixture.current.reload_if_changed(time(1)).expect("a look"));
    assert!(std::sync::Arc::ptr_eq(&before, &fixture.current.load()));
    assert_eq!(fixture.current.changes(), 0);
}

#[test]
fn another_trust_list_is_put_in_force() {
    let fixture = Fixture::new();
    let before = fixture.current.load();
    fixture.put_list(&fixture.list(2));
    assert_eq!(fixture.version(), 1, "not before somebody looks");
    assert!(fixture.current.reload_if_changed(time(1)).expect("a look"));
    assert_eq!((fixture.version(), fixture.current.changes()), (2, 1));
    assert_eq!(before.list.version, 1, "who began with the old one ends with it");
    assert!(!fixture.current.reload_if_changed(time(2)).expect("a look"));
}

#[test]
fn a_key_comes_and_goes_with_its_file() {
    let fixture = Fixture::new();
    let all = fixture.held();
    let kid = *all.first().expect("a key");
    let (file, aside) = (fixture.key_file(kid), fixture.folder.path().join("aside"));
    fs::rename(&file, &aside).expect("renamed");
    assert!(fixture.current.reload_if_changed(time(1)).expect("a look"));
    assert_eq!(fixture.held(), all[1..]);
    fs::rename(&aside, &file).expect("renamed");
    assert!(fixture.current.reload_if_changed(time(2)).expect("a look"));
    assert_eq!(fixture.held(), all);
}

#[test]
fn other_status_keys_are_put_in_force() {
    let fixture = Fixture::new();
    let day = time(0).status_day();
    let before = fixture.current.load().ciphers.index(day, crate::model::Serial(1)).expect("an index");
    let other = StatusKeys::new(day, haetae_keys::StatusKey::new([77; 32]));
    other.save(&SealedFolder::open(&fixture.made.layout.node()).expect("a folder")).expect("saved");
    assert!(fixture.current.reload_if_changed(time(1)).expect("a look"));
    assert_ne!(fixture.current.load().ciphers.index(day, crate::model::Serial(1)).expect("an index"), before);
}

#[test]
fn a_list_that_a_scanner_would_refuse_leaves_the_old_one_in_force() {
    let fixture = Fixture::new();
    fixture.put_list(&fixture.list(3));
    fixture.current.reload_if_changed(time(1)).expect("a look");

    let mut unsigned = fixture.list(4);
    *unsigned.last_mut().expect("bytes") ^= 1;
    let bad = [(fixture.list(2), "rollback"), (unsigned, "unsigned"), (b"nothing".to_vec(), "not a trust list")];
    for (bytes, words) in bad {
        fixture.put_list(&bytes);
        let error = fixture.current.reload_if_changed(time(2)).expect_err(words).to_string();
        assert!(error.contains(words) && error.contains("trust-list"), "{error}");
        assert_eq!(fixture.version(), 3);
        assert!(
            !fixture.current.reload_if_changed(time(3)).expect("nothing new"),
            "the same files are not tried at each look"
        );
    }
    assert!(fixture.current.reload_if_changed(time(62)).is_err(), "but after a minute");
    fixture.put_list(&fixture.list(4));
    assert!(fixture.current.reload_if_changed(time(63)).expect("a good list"));
    assert_eq!(fixture.version(), 4);
}

#[test]
fn a_folder_that_cannot_be_read_leaves_the_old_keys_in_force() {
    let fixture = Fixture::new();
    let held = fixture.held();
    fs::write(fixture.key_file(Kid([7; 8])), b"no key").expect("written");
    assert!(fixture.current.reload_if_changed(time(1)).is_err());
    fs::remove_file(fixture.key_file(Kid([7; 8]))).expect("removed");
    fs::remove_file(fixture.made.layout.node().join("status-keys.age")).expect("removed");
    assert!(fixture.current.reload_if_changed(time(2)).is_err());
    assert_eq!(fixture.held(), held);
}

#[test]
fn status_keys_are_erased_28_days_after_their_day_on_every_node() {
    let (fixture, other) = (Fixture::new(), Fixture::new());
    let days = |days: u64| time(days * SECONDS_PER_DAY);
    let origin = |fixture: &Fixture| fixture.current.load().ciphers.origin();
    let today = days(0).status_day();
    let index = |fixture: &Fixture, ahead: u32| {
        let ciphers = std::sync::Arc::clone(&fixture.current.load().ciphers);
        ciphers.index(haetae_core::StatusDay(today.0 + ahead), crate::model::Serial(1))
    };
    let before = index(&fixture, 30).expect("an index");
    assert_eq!(origin(&fixture).0, today.0 - 15);
    assert!(!fixture.current.erase_status_keys(days(13)).expect("nothing to do"));

    let file = fixture.made.layout.node().join("status-keys.age");
    let old = fs::read(&file).expect("a file");
    assert!(fixture.current.erase_status_keys(days(14)).expect("erased"));
    assert!(fixture.current.reload_if_changed(days(14)).expect("loaded"));
    assert_eq!(origin(&fixture).0, today.0 + 14 - 28);
    assert_ne!(fs::read(&file).expect("a file"), old);
    assert!(!fixture.current.erase_status_keys(days(14)).expect("nothing more"));

    // A node that was off for a month agrees with one that was not.
    for day in 15..=44 {
        fixture.current.erase_status_keys(days(day)).expect("erased");
        fixture.current.reload_if_changed(days(day)).expect("loaded");
    }
    other.current.erase_status_keys(days(44)).expect("erased");
    other.current.reload_if_changed(days(44)).expect("loaded");
    assert_eq!((origin(&fixture), origin(&other)), (origin(&other), haetae_core::StatusDay(today.0 + 16)));
    for node in [&fixture, &other] {
        assert_eq!(index(node, 30).expect("an index"), before);
        assert!(index(node, 15).is_err(), "there is no way back");
        // Also after a restart: it is gone from the file.
        let config = Config::load(&node.folder.path().join("data"), [], []).expect("a configuration");
        let again = CurrentSigning::open(SigningFiles::of(&config, SerialBits::MIN)).expect("keys");
        assert_eq!(again.load().ciphers.origin(), origin(node));
    }
}

#[test]
fn a_clock_far_ahead_erases_nothing() {
    let fixture = Fixture::new();
    let expires = fixture.current.load().list.expires;
    assert!(!fixture.current.erase_status_keys(expires).expect("nothing to do"));
    assert!(fixture.current.erase_status_keys(expires.saturating_sub(1)).expect("erased"));
}

#[test]
fn status_keys_that_cannot_be_erased_are_tried_again_after_a_minute() {
    let fixture = Fixture::new();
    let (file, aside) = (fixture.made.layout.node().join("status-keys.age"), fixture.folder.path().join("aside"));
    fs::rename(&file, &aside).expect("renamed");
    let then = 20 * SECONDS_PER_DAY;
    assert!(fixture.current.erase_status_keys(time(then)).is_err());
    fs::rename(&aside, &file).expect("renamed");
    assert!(!fixture.current.erase_status_keys(time(then + 59)).expect("too early"));
    assert!(fixture.current.erase_status_keys(time(then + 60)).expect("erased"));
}
