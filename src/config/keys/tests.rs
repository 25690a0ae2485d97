use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::super::credential::DIRECTORY;
use super::*;

fn owners_folder() -> tempfile::TempDir {
    tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o700)).tempdir().expect("a folder")
}

fn write(path: &Path, text: &str, mode: u32) {
    fs::write(path, text).expect("a file");
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
}

fn load(data: &Path, environment: &[(&str, &str)]) -> Config {
    let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Config::load(data, environment, []).expect("a configuration")
}

fn is(passphrase: Result<Passphrase, KeySecretError>, text: &str) -> bool {
    passphrase.expect("a passphrase").is(&Passphrase::new(text.to_owned().into()).expect("long enough"))
}

#[test]
fn a_value_overrides_the_file_and_the_file_overrides_the_credential() {
    let (data, credentials) = (owners_folder(), owners_folder());
    let directory = credentials.path().to_str().expect("a path");
    // With an access list, systemd's file shows permissions of the group.
    write(&credentials.path().join("haetae-keys"), "of the credential\n", 0o440);
    let given = [(DIRECTORY, directory)];
    assert!(is(load(data.path(), &given).keys_passphrase(), "of the credential"));
    write(&data.path().join("keys.passphrase"), "of the file, line one\nline two\n", 0o600);
    assert!(is(load(data.path(), &given).keys_passphrase(), "of the file, line one"));
    let value = [given[0], ("HAETAE__KEYS__PASSPHRASE", "of the environment")];
    assert!(is(load(data.path(), &value).keys_passphrase(), "of the environment"));
    let config = load(data.path(), &value);
    assert!(config.keys.passphrase_file.is_none() && !format!("{config:?}").contains("of the environment"));
}

#[test]
fn a_passphrase_that_is_missing_or_open_to_others_is_reported() {
    let (data, credentials) = (owners_folder(), owners_folder());
    let directory = credentials.path().to_str().expect("a path");
    let why = |given: &[(&str, &str)]| load(data.path(), given).keys_passphrase().expect_err("none").to_string();
    for given in [&[][..], &[(DIRECTORY, directory)]] {
        let message = why(given);
        assert!(
            message.contains("keys.passphrase does not exist, and systemd gave no credential haetae-keys"),
            "{message}"
        );
    }
    write(&credentials.path().join("haetae-keys"), "short\n", 0o400);
    let message = why(&[(DIRECTORY, directory)]);
    assert!(message.contains("at least 12 characters"), "{message}");
    write(&data.path().join("keys.passphrase"), "of the file, line one\n", 0o640);
    assert!(why(&[]).contains("chmod 600"), "{}", why(&[]));
    let none = KeysSection { passphrase_file: None, ..KeysSection::default() };
    let message = Config { keys: none, ..Config::default() }.keys_passphrase().expect_err("none").to_string();
    assert!(message.contains("neither keys.passphrase nor keys.passphrase_file is set"), "{message}");
}

#[test]
fn a_pin_is_found_like_a_passphrase() {
    let (data, credentials) = (owners_folder(), owners_folder());
    let message = load(data.path(), &[]).token_pin().expect_err("none").to_string();
    assert!(message.contains("token.pin does not exist, and systemd gave no credential haetae-pin"), "{message}");
    write(&credentials.path().join("haetae-pin"), "1111\n", 0o440);
    let given = [(DIRECTORY, credentials.path().to_str().expect("a path"))];
    assert_eq!(load(data.path(), &given).token_pin().expect("a PIN").as_str(), "1111");
    write(&data.path().join("token.pin"), "2222\n", 0o600);
    assert_eq!(load(data.path(), &given).token_pin().expect("a PIN").as_str(), "2222");
    let value = [given[0], ("HAETAE__TOKEN__PIN", "3333")];
    let config = load(data.path(), &value);
    assert_eq!(config.token_pin().expect("a PIN").as_str(), "3333");
    assert!(!format!("{config:?}").contains("3333"));
    fs::set_permissions(data.path().join("token.pin"), fs::Permissions::from_mode(0o644)).expect("a mode");
    let message = load(data.path(), &[]).token_pin().expect_err("open to others").to_string();
    assert!(message.starts_with("the PIN of this node's token: ") && message.contains("chmod 600"), "{message}");
}
