//! `haetae-keys root init` as custodians use it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use haetae_core::RootSet;
use haetae_keys::Passphrase;
use haetae_keys::ceremony::{CustodianError, RootKey};
use tempfile::TempDir;
use zeroize::Zeroizing;

const PASSPHRASES: [&str; 3] = ["first canary passphrase", "second canary passphrase", "third canary passphrase"];

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (number, text) in (1..).zip(PASSPHRASES) {
        fs::write(folder.path().join(format!("p{number}")), format!("{text}\n")).expect("a file");
    }
    folder
}

fn root_init(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_haetae-keys"));
    command.current_dir(folder).env("HAETAE_KEYS_WORK", "1").args(["root", "init", "--out", "made"]).args(arguments);
    command.output().expect("it starts")
}

const THREE: [&str; 6] = ["--passphrase-file", "p1", "--passphrase-file", "p2", "--passphrase-file", "p3"];

fn made(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder.join("made")).expect("a directory");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(Zeroizing::new(text.to_owned())).expect("long enough")
}

#[test]
fn each_custodian_gets_a_file_that_their_passphrase_alone_opens() {
    let folder = folder();
    let output = root_init(folder.path(), &THREE);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let paths = made(folder.path());
    assert_eq!(paths.len(), 4);
    let roots: RootSet = serde_json::from_slice(&fs::read(&paths[3]).unwrap()).unwrap();
    assert_eq!((roots.threshold(), roots.keys().len()), (2, 3));
    for (number, (path, text)) in paths.iter().zip(PASSPHRASES).enumerate() {
        let key = RootKey::open(path, &passphrase(text)).unwrap();
        assert!(roots.keys().any(|root| *root == (key.kid(), key.public())));
        let name = format!("custodian-{}-{}.age", number + 1, key.kid());
        assert_eq!(path.file_name().unwrap().to_str(), Some(name.as_str()));
        let other = RootKey::open(path, &passphrase("another long passphrase"));
        assert!(matches!(other, Err(CustodianError::WrongPassphrase(_))), "{other:?}");
    }
}

#[test]
fn files_are_for_their_owner_only_and_nothing_secret_is_printed() {
    let folder = folder();
    let output = root_init(folder.path(), &THREE);
    let printed = [output.stdout, output.stderr].concat();
    let printed = String::from_utf8(printed).unwrap();
    assert!(!printed.contains("canary"), "{printed}");
    for path in &made(folder.path())[..3] {
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(fs::read(path).unwrap().starts_with(b"age-encryption.org/v1\n-> scrypt "));
    }
    assert_eq!(fs::metadata(folder.path().join("made")).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn existing_keys_are_never_overwritten() {
    let folder = folder();
    assert!(root_init(folder.path(), &THREE).status.success());
    let before: Vec<Vec<u8>> = made(folder.path()).iter().map(|path| fs::read(path).unwrap()).collect();
    let again = root_init(folder.path(), &THREE);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("made is not empty"));
    let after: Vec<Vec<u8>> = made(folder.path()).iter().map(|path| fs::read(path).unwrap()).collect();
    assert_eq!(before, after);
}

#[test]
fn invalid_arguments_make_nothing() {
    let folder = folder();
    fs::write(folder.path().join("short"), "too short\n").unwrap();
    for (arguments, status, words) in [
        (&["--threshold", "4"][..], 2, "--threshold 4 is more than --of 3"),
        (&["--threshold", "0"], 2, "0"),
        (&THREE[..4], 2, "is given 2 times"),
        (&["--of", "1", "--threshold", "1", "--passphrase-file", "short"], 1, "short: a passphrase has at least 12"),
        (&["--of", "1", "--threshold", "1", "--passphrase-file", "none"], 1, "none: "),
    ] {
        let output = root_init(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(words), "{output:?}");
    }
    assert!(!folder.path().join("made").exists());
}

#[test]
fn a_damaged_file_is_distinguished_from_a_wrong_passphrase() {
    let folder = folder();
    assert!(root_init(folder.path(), &THREE).status.success());
    let path = &made(folder.path())[0];
    let mut bytes = fs::read(path).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(path, &bytes).unwrap();
    let opened = RootKey::open(path, &passphrase(PASSPHRASES[0]));
    assert!(matches!(opened, Err(CustodianError::Damaged { .. })), "{opened:?}");
    fs::write(path, "not one").unwrap();
    let opened = RootKey::open(path, &passphrase(PASSPHRASES[0]));
    assert!(matches!(opened, Err(CustodianError::Damaged { .. })), "{opened:?}");
}
