use std::os::unix::fs::PermissionsExt as _;

use crate::place::Place;

fn mode(place: &Place, name: &str) -> u32 {
    std::fs::metadata(place.path(name)).unwrap_or_else(|error| panic!("{name}: {error}")).permissions().mode() & 0o777
}

#[test]
fn init_makes_a_data_folder_and_says_what_is_in_it() {
    let place = Place::empty();
    let made = place.run(&["init", "--data", "data", "--issuer", "질병관리청 1", "--serial-bits", "20"]).succeeds();
    for words in [
        "haetae.toml",
        "operator.token",
        "roots.json",
        "trust-list",
        "keys.passphrase",
        "NOT FOR PRODUCTION",
        "haetae serve --data data",
    ] {
        assert!(made.stdout.contains(words), "{words}: {}", made.stdout);
    }
    assert_eq!(made.stderr, "");

    for private in ["data/operator.token", "data/haetae.sqlite", "data/keys.passphrase", "data/node/status-keys.age"] {
        assert_eq!(mode(&place, private), 0o600, "{private}");
    }
    for folder in ["data/node", "data/roots"] {
        assert_eq!(mode(&place, folder), 0o700, "{folder}");
    }
    let files = std::fs::read_dir(place.path("data/node")).expect("a folder");
    let keys: Vec<_> = files
        .map(|file| file.expect("an entry").path())
        .filter(|path| !path.ends_with("recipient") && !path.ends_with("installation"))
        .collect();
    assert_eq!(place.read("data/installation"), place.read("data/node/installation"));
    assert!(keys.len() >= 5, "{keys:?}");
    for key in keys {
        assert_eq!(std::fs::metadata(&key).expect("metadata").permissions().mode() & 0o777, 0o600, "{key:?}");
        assert!(std::fs::read(&key).expect("a file").starts_with(b"age-encryption.org/v1\n"), "{key:?}");
    }
    assert!(place.read("data/operator.token").starts_with("haetae_op_"));
    let operators = place.run(&["operator", "list", "--data", "data"]).succeeds();
    operators.says("admin").says("live").says("read,records,revoke,keys,rules").says("never used");
    let acts = place.run(&["journal", "acts", "--data", "data"]).succeeds();
    assert!(acts.says("#1  local:").says("operator_add  operator admin").stdout.lines().count() == 1);
    assert!(place.read("data/haetae.toml").contains("serial_bits = 20"));
    let roots: serde_json::Value = serde_json::from_str(&place.read("data/roots.json")).expect("JSON");
    assert_eq!((&roots["threshold"], roots["keys"].as_array().map(Vec::len)), (&1.into(), Some(1)));
    place.run(&["config", "check", "--data", "data"]).succeeds().says("is in order");
}

#[test]
fn two_data_folders_share_no_secret() {
    let place = Place::empty();
    for folder in ["one", "two"] {
        place.run(&["init", "--data", folder]).succeeds();
    }
    for file in ["operator.token", "roots.json", "keys.passphrase", "node/recipient"] {
        assert_ne!(place.read(&format!("one/{file}")), place.read(&format!("two/{file}")), "{file}");
    }
}

#[test]
fn an_empty_folder_is_enough_and_the_variable_may_name_it() {
    let place = Place::empty();
    std::fs::create_dir(place.path("mine")).expect("a folder");
    place.run_with(&["init"], &[("HAETAE_DATA", "mine")], "").succeeds();
    assert!(place.path("mine/haetae.toml").exists());
}

#[test]
fn init_leaves_what_is_there_alone() {
    let place = Place::with_data();
    place.refuses(&["init", "--data", "data"], 2, "not empty");
    place.write("file", "mine");
    place.refuses(&["init", "--data", "file"], 2, "file");
    place.refuses(&["init", "--data", "file/below"], 2, "file/below");
}

#[test]
fn a_name_that_no_pass_can_show_is_refused() {
    let place = Place::empty();
    for name in ["", " Seoul", "a  b", "<b>", "한국한국한국한국한국한국"] {
        place.refuses(&["init", "--data", "data", "--issuer", name], 2, "--issuer must be 1 to 32 bytes");
    }
}
