//! What a custodian's program remembers beside the key.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Output;

use haetae_core::{RootSet, TrustList, TrustedKey};
use haetae_keys::ceremony::Request;

use crate::roots::{FIRST, Roots, list, phone_key, printed, public, status_key};

const HERE_FIRST: &str = "--first-signature-on-this-machine";

/// A custodian who has signed the first list, of the keys 8 and 9.
struct Custodian {
    roots: Roots,
    first: Vec<u8>,
}

impl Custodian {
    fn new() -> Self {
        let roots = Roots::new();
        let request = Request::new(list(1, 2_000, roots.set(), keys()), None).expect("a request");
        let confirm = roots.request(&request);
        for number in [1, 2] {
            let answer = roots.sign(number, &[&["--confirm", &confirm], &FIRST[..]].concat());
            assert!(answer.status.success(), "{}", printed(&answer));
        }
        assert!(roots.combine(&[1, 2], "first").status.success());
        let first = fs::read(roots.path("first")).expect("a list");
        Self { roots, first }
    }

    fn request(&self, version: u64, issued: u64, keys: impl IntoIterator<Item = TrustedKey>) -> Request {
        self.bring(list(version, issued, self.roots.set(), keys))
    }

    fn bring(&self, next: TrustList) -> Request {
        Request::new(next, Some(self.first.clone())).expect("a request")
    }

    fn sign(&self, request: &Request, more: &[&str]) -> Output {
        let _ = fs::remove_file(self.roots.path("answer-1.json"));
        let confirm = self.roots.request(request);
        self.roots.sign(1, &[&["--confirm", &confirm, "--now", "5000"], more].concat())
    }

    fn signs(&self, request: &Request, more: &[&str]) -> Vec<u8> {
        let answer = self.sign(request, more);
        assert!(answer.status.success(), "{}", printed(&answer));
        fs::read(self.roots.path("answer-1.json")).expect("an answer")
    }

    fn refuses(&self, request: &Request, more: &[&str], words: &str) {
        let before = fs::read(self.record()).ok();
        let answer = self.sign(request, more);
        let printed = printed(&answer);
        assert!(
            !answer.status.success() && printed.contains(words) && printed.contains("Nothing was signed"),
            "{printed}"
        );
        assert!(!self.roots.path("answer-1.json").exists());
        assert_eq!(fs::read(self.record()).ok(), before);
    }

    fn record(&self) -> PathBuf {
        self.roots.path(&self.roots.custodian(1)).with_extension("signed.json")
    }
}

fn keys() -> [TrustedKey; 2] {
    [status_key(9, 5_000), phone_key(8, 100_800)]
}

#[test]
fn the_record_is_the_owners_alone_and_names_version_and_request() {
    let custodian = Custodian::new();
    let mode = fs::metadata(custodian.record()).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    let request = custodian.request(2, 3_000, [status_key(9, 5_000)]);
    custodian.signs(&request, &[]);
    let record = fs::read_to_string(custodian.record()).unwrap();
    let dropped = public(8).kid().to_string();
    for part in ["\"version\": 2", &request.sha256(), &dropped] {
        assert!(record.contains(part), "{part}: {record}");
    }
}

#[test]
fn the_same_request_again_gives_the_same_signature() {
    let custodian = Custodian::new();
    let request = custodian.request(2, 3_000, keys());
    let answer = custodian.signs(&request, &[]);
    assert_eq!(custodian.signs(&request, &[]), answer);
}

#[test]
fn another_request_of_a_version_that_was_signed_is_refused() {
    let custodian = Custodian::new();
    custodian.signs(&custodian.request(5, 3_000, keys()), &[]);
    for version in [5, 4, 2] {
        custodian.refuses(&custodian.request(version, 3_001, keys()), &[], "has signed version 5 already");
    }
    custodian.signs(&custodian.request(6, 3_001, keys()), &[]);
}

#[test]
fn a_key_that_was_dropped_does_not_come_back_as_if_it_had_stayed() {
    let custodian = Custodian::new();
    custodian.signs(&custodian.request(2, 3_000, [status_key(9, 5_000)]), &[]);
    // It follows the list that still had the key: "2 keys stay as they are".
    let request = custodian.request(3, 3_000, keys());
    assert!(request.description().iter().any(|line| line.starts_with("2 keys stay")), "{:?}", request.description());
    let kid = public(8).kid().to_string();
    custodian.refuses(&request, &[], &kid);
    custodian.refuses(&request, &[], "a key never comes back");
    // Not after further lists either.
    custodian.signs(&custodian.request(3, 3_000, [status_key(9, 4_000)]), &[]);
    custodian.refuses(&custodian.request(4, 3_000, keys()), &[], &kid);
}

#[test]
fn a_root_key_that_was_dropped_does_not_come_back() {
    let custodian = Custodian::new();
    let set = custodian.roots.set();
    let fewer = RootSet::new(2, set.keys().take(2).map(|(_, key)| *key)).unwrap();
    let gone = set.keys().nth(2).map(|(kid, _)| kid.to_string()).unwrap();
    custodian.signs(&custodian.bring(list(2, 3_000, fewer, keys())), &[]);
    custodian.refuses(&custodian.request(3, 3_000, keys()), &[], &gone);
}

#[test]
fn a_lost_record_is_said_aloud_and_begun_only_on_request() {
    let custodian = Custodian::new();
    let request = custodian.request(2, 3_000, keys());
    custodian.refuses(&request, &[HERE_FIRST], "leave out --first-signature-on-this-machine");
    fs::remove_file(custodian.record()).unwrap();
    custodian.refuses(&request, &[], "THIS MACHINE DOES NOT KNOW WHAT THIS KEY HAS SIGNED");
    custodian.signs(&request, &[HERE_FIRST]);
    custodian.signs(&custodian.request(3, 3_000, keys()), &[]);
}

#[test]
fn a_damaged_record_and_that_of_another_key_are_refused() {
    let custodian = Custodian::new();
    let request = custodian.request(2, 3_000, keys());
    let other = custodian.roots.path(&custodian.roots.custodian(2)).with_extension("signed.json");
    for (bytes, words) in [
        (b"{}".to_vec(), "or damaged"),
        (fs::read(other).unwrap(), "it is that of the root"),
        (fs::read_to_string(custodian.record()).unwrap().replace("record v1", "record v9").into(), "it says"),
    ] {
        fs::write(custodian.record(), bytes).unwrap();
        custodian.refuses(&request, &[], words);
        custodian.refuses(&request, &[HERE_FIRST], words);
    }
}

#[test]
fn it_is_remembered_before_the_answer_leaves() {
    let custodian = Custodian::new();
    let confirm = custodian.roots.request(&custodian.request(2, 3_000, keys()));
    // The answer of the first list is still there, so that this one is not written.
    let answer = custodian.roots.sign(1, &["--confirm", &confirm]);
    assert!(!answer.status.success(), "{}", printed(&answer));
    assert!(fs::read_to_string(custodian.record()).unwrap().contains("\"version\": 2"));
}

#[test]
fn nothing_leaves_if_it_cannot_be_remembered() {
    let custodian = Custodian::new();
    fs::remove_file(custodian.record()).unwrap();
    // A folder in its place: the record cannot be written.
    fs::create_dir(custodian.record()).unwrap();
    let answer = custodian.sign(&custodian.request(2, 3_000, keys()), &[HERE_FIRST]);
    assert!(!answer.status.success(), "{}", printed(&answer));
    assert!(!custodian.roots.path("answer-1.json").exists());
}
