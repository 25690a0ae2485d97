//! The roots of a ceremony and what they are asked to sign.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use haetae_core::{PublicKey, Role, RootSet, TrustList, TrustedKey, UnixTime};
use haetae_keys::ceremony::Request;
use haetae_testkit::Signer;
use haetae_testkit::authority::{issuing_constraints, sign_list};
use tempfile::TempDir;

const PASSPHRASE: &str = "a passphrase of tests";

/// What a custodian says who signs the first list.
pub(crate) const FIRST: [&str; 3] = ["--first", "roots/roots.json", "--first-signature-on-this-machine"];

/// The roots of a ceremony, made by the program, in a folder.
pub(crate) struct Roots {
    folder: TempDir,
}

impl Roots {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("p"), PASSPHRASE).expect("a file");
        let roots = Self { folder };
        let made = roots.run(&["root", "init", "--out", "roots"], "p:p:p");
        assert!(made.status.success(), "{made:?}");
        roots
    }

    pub(crate) fn run(&self, arguments: &[&str], passphrases: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_haetae-keys"));
        command.env("HAETAE_KEYS_WORK", "1").env("HAETAE_KEYS_PASSPHRASE_FILE", passphrases);
        command.stdin(std::process::Stdio::null()).current_dir(self.folder.path()).args(arguments);
        command.output().expect("it starts")
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn set(&self) -> RootSet {
        serde_json::from_slice(&fs::read(self.path("roots/roots.json")).expect("a file")).expect("a root set")
    }

    pub(crate) fn custodian(&self, number: usize) -> String {
        let entries = fs::read_dir(self.path("roots")).expect("a directory");
        let names = entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"));
        let is_key =
            |name: &String| name.starts_with(&format!("custodian-{number}-")) && !name.ends_with(".signed.json");
        let mut names = names.filter(is_key);
        format!("roots/{}", names.next().expect("a custodian"))
    }

    /// Writes a request and returns its confirmation.
    pub(crate) fn request(&self, request: &Request) -> String {
        fs::write(self.path("request.json"), request.bytes()).expect("a file");
        request.confirmation().to_string()
    }

    pub(crate) fn sign(&self, number: usize, more: &[&str]) -> Output {
        let (key, out) = (self.custodian(number), format!("answer-{number}.json"));
        self.run(&[&["root", "sign", "request.json", "--key", &key, "--out", &out], more].concat(), "p")
    }

    pub(crate) fn combine(&self, numbers: &[usize], out: &str) -> Output {
        let answers: Vec<String> = numbers.iter().map(|number| format!("answer-{number}.json")).collect();
        let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
        self.run(
            &[
                &["root", "combine", "request.json", "--transcript", "ceremonies.json", "--out", out],
                answers.as_slice(),
            ]
            .concat(),
            "p",
        )
    }
}

pub(crate) fn public(seed: u8) -> PublicKey {
    Signer::new(seed).public
}

pub(crate) fn status_key(seed: u8, until: u64) -> TrustedKey {
    let until = UnixTime::saturating_new(until);
    TrustedKey { key: public(seed), from: UnixTime::saturating_new(1_000), until, role: Role::Status }
}

pub(crate) fn phone_key(seed: u8, longest_life: u64) -> TrustedKey {
    let constraints = issuing_constraints("Test issuer", false, longest_life);
    TrustedKey { role: Role::PhonePasses(constraints), ..status_key(seed, 9_000) }
}

pub(crate) fn list(version: u64, issued: u64, roots: RootSet, keys: impl IntoIterator<Item = TrustedKey>) -> TrustList {
    let (issued, expires) = (UnixTime::saturating_new(issued), UnixTime::saturating_new(issued + 10_000_000));
    TrustList::new(version, issued, expires, roots, keys).expect("a list")
}

pub(crate) fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

/// A signed list of one root whose key is public.
pub(crate) fn signed(list: &TrustList, seed: u8) -> Vec<u8> {
    sign_list(list, &[&Signer::new(seed)])
}
