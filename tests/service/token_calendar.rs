//! The real programs with a calendar of keys that were made in a hardware module: SoftHSM.

use std::fs;
use std::process::Output;

use haetae::clock::{Clock as _, SystemClock};
use haetae_core::{Kid, SECONDS_PER_DAY, TrustList, UnverifiedPass, inspect};
use haetae_keys::ceremony::{Answer, Request, RootKey, combine};
use haetae_keys::planning::KeyFile;
use haetae_keys::{Passphrase, SealedFolder};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::key_in_token::KeyInToken;
use haetae_testkit::service::process::{DataFolder, send};
use serde_json::Value;

use crate::PROGRAM;

/// A node whose keys for 26 weeks were generated some weeks ago; the first for phones is in its token.
const WEEKS_AGO: u64 = 23;

async fn in_use_for_long() -> KeyInToken {
    let then = SystemClock.now().saturating_sub(WEEKS_AGO * 7 * SECONDS_PER_DAY);
    KeyInToken::of(DataFolder::made(PROGRAM, then).await)
}

fn path(key: &KeyInToken, name: &str) -> String {
    key.data.path(name).to_str().expect("a path").to_owned()
}

/// Runs a command that must end with this status, and returns its output.
fn says(ran: &Output, status: i32) -> String {
    let printed = format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert_eq!(ran.status.code(), Some(status), "{printed}");
    printed
}

fn keys(key: &KeyInToken, arguments: &[&str]) -> String {
    says(&key.data.haetae(&[&["keys"], arguments].concat()), 0)
}

fn refused(key: &KeyInToken, status: i32, arguments: &[&str]) -> String {
    says(&key.data.haetae(&[&["keys"], arguments].concat()), status)
}

fn status(key: &KeyInToken) -> Value {
    serde_json::from_str(&keys(key, &["status", "--json"])).expect("JSON")
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().expect("an array").iter().map(|text| text.as_str().expect("a text")).collect()
}

fn in_vault(key: &KeyInToken) -> Vec<Kid> {
    SealedFolder::open(&key.data.path("vault")).and_then(|vault| vault.kids()).expect("a vault")
}

/// Has the one custodian sign a request, and installs the list.
fn install(key: &KeyInToken, request: &str) {
    let request = Request::read(&fs::read(request).expect("a file")).expect("a request");
    let roots = fs::read_dir(key.data.path("roots")).expect("the custodians");
    let folder = roots.map(|entry| entry.expect("an entry").path()).next().expect("a custodian");
    let passphrase = Passphrase::read(&folder.join("passphrase")).expect("a passphrase");
    let mut files = fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let file = files.find(|path| path.extension().is_some_and(|ending| ending == "age")).expect("a root key");
    let root = RootKey::open(&file, &passphrase).expect("a root key");
    let answer = Answer::sign(&request, &root, request.next().issued).expect("an answer");
    fs::write(key.data.path("signed-list"), combine(&request, &[answer]).expect("a signed list")).expect("written");
    says(&key.data.haetae(&["trust", "install", &path(key, "signed-list")]), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_made_in_the_token_sign_when_they_are_due() {
    let key = in_use_for_long().await;
    let (out, request) = (path(&key, "keys.json"), path(&key, "request.json"));
    let loaded = keys(&key, &["load"]);
    assert!(loaded.contains("1 of them sign nothing any more"), "the key of 23 weeks ago: {loaded}");
    let before = in_vault(&key);
    let printed = keys(&key, &["draw", "--token", "--out", &out]);
    assert!(printed.contains("made in the token, 33 of 33") && printed.contains("Made 33 keys"), "{printed}");

    // The signing key is in the token, and its spare in the vault.
    let file = KeyFile::read(&fs::read(&out).expect("a file")).expect("a key file");
    let vault = in_vault(&key);
    let held = status(&key);
    let unlisted = texts(&held["token"]["unlisted"]);
    for (trusted, spare) in file.keys() {
        let (kid, cold) = (trusted.key.kid(), *spare || trusted.role.as_str() == "visits");
        assert_eq!(vault.contains(&kid) && !before.contains(&kid), cold, "{kid}");
        assert_eq!(unlisted.contains(&kid.to_string().as_str()), !cold, "{kid}");
    }
    let phones = file.keys().iter().filter(|(trusted, _)| trusted.role.as_str() == "phone-passes");
    assert_eq!(phones.count(), 2 * 23);

    keys(&key, &["plan", "--keys", &out, "--out", &request]);
    install(&key, &request);
    let loaded = keys(&key, &["load"]);
    assert!(loaded.contains(&format!("(haetae keys destroy KID): {}", key.kid)), "it is on no list now: {loaded}");
    let status = status(&key);
    assert_eq!(texts(&status["token"]["unlisted"]), [key.kid.to_string()]);
    let mut states = status["keys"].as_array().expect("keys").iter().filter(|row| {
        row["role"] == "phone-passes"
            && row["state"] == "held"
            && unlisted.contains(&row["kid"].as_str().expect("a kid"))
    });
    assert!(states.next().is_some(), "{status}");

    // A key of the token that is due in 27 days signs a pass that is fetched today.
    let serving = key.data.serve();
    let (code, body) = send(serving.public, &key.data.request_in(27, &HolderPair::ed25519(1))).expect("an answer");
    assert_eq!(code, 200, "{body}");
    let pass = UnverifiedPass::parse(body["passes"][0]["qr"].as_str().expect("a text")).expect("a pass");
    let signer = inspect::unchecked(&pass).kid;
    let list = TrustList::decode_unverified(&fs::read(key.data.path("trust-list")).expect("a file")).expect("a list");
    assert!(unlisted.contains(&signer.to_string().as_str()), "{signer} is in the token");
    assert!(list.keys().any(|(kid, _)| *kid == signer));
    key.is_there(false);
    let (code, body) = send(serving.public, &key.data.request_in(27, &HolderPair::ed25519(2))).expect("an answer");
    assert_eq!((code, body["code"].as_str()), (503, Some("signing_unavailable")), "{body}");
    let (code, _) = send(serving.public, &key.data.request_in(1, &HolderPair::ed25519(3))).expect("an answer");
    assert_eq!(code, 200, "today's key is in a file");
    key.is_there(true);
    let refused = refused(&key, 1, &["destroy", &signer.to_string()]);
    assert!(refused.contains("its window has not ended"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn generating_keys_that_breaks_off_leaves_nothing_behind() {
    let key = in_use_for_long().await;
    let vault = in_vault(&key);
    let draw = |out: &str, status| refused(&key, status, &["draw", "--token", "--weeks", "4", "--out", out]);
    let printed = draw(&path(&key, "none/keys.json"), 2);
    assert!(printed.contains("were destroyed again: nothing has changed"), "{printed}");
    assert_eq!(status(&key)["token"]["keys"].as_array().map(Vec::len), Some(1), "the one that was there");
    assert_eq!(in_vault(&key), vault);
    let printed = refused(&key, 2, &["draw", "--token", "--weeks", "1", "--out", &path(&key, "keys.json")]);
    assert!(printed.contains("nothing was generated"), "{printed}");

    key.is_there(false);
    let printed = draw(&path(&key, "keys.json"), 2);
    assert!(printed.contains("the token haetae tests is not there"), "{printed}");
    key.is_there(true);
    assert_eq!(in_vault(&key), vault);
    assert!(!key.data.path("keys.json").exists());
    draw(&path(&key, "keys.json"), 0);
    let printed = draw(&path(&key, "keys.json"), 2);
    assert!(printed.contains("exists already"), "{printed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_sign_nothing_any_more_are_destroyed() {
    let key = in_use_for_long().await;
    keys(&key, &["draw", "--token", "--weeks", "4", "--out", &path(&key, "keys.json")]);
    let before = status(&key);
    let left_over = texts(&before["token"]["unlisted"]);
    let unknown = refused(&key, 2, &["destroy", left_over[0], "0011223344556677"]);
    assert!(unknown.contains("0011223344556677: the token holds no such key. Nothing was destroyed"), "{unknown}");
    assert_eq!(status(&key)["token"], before["token"]);

    let printed = keys(&key, &["destroy", "--ended"]);
    assert!(printed.contains("Destroyed 1 keys"), "{printed}");
    assert_eq!(texts(&status(&key)["token"]["keys"]), left_over);
    let printed = keys(&key, &[&["destroy"], left_over.as_slice()].concat());
    assert!(printed.contains(&format!("Destroyed {} keys", left_over.len())), "{printed}");
    assert_eq!(texts(&status(&key)["token"]["keys"]), Vec::<&str>::new());
}
