//! The real service with a key in a hardware module: SoftHSM.

use haetae_core::RulesEdition;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::key_in_token::KeyInToken;
use haetae_testkit::service::process::{Serving, send};
use haetae_testkit::service::{policy, rules_text};
use serde_json::{Value, json};

use crate::PROGRAM;

fn ask(key: &KeyInToken, serving: &Serving) -> (u16, Value) {
    send(serving.public, &key.data.request(&HolderPair::ed25519(1))).expect("an answer")
}

fn qr(answer: (u16, Value)) -> String {
    let (status, body) = answer;
    assert_eq!(status, 200, "{body}");
    body["passes"][0]["qr"].as_str().expect("a pass").to_owned()
}

fn is_paused(answer: (u16, Value)) {
    let (status, body) = answer;
    assert_eq!((status, body["code"].as_str()), (503, Some("signing_unavailable")), "{body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn issuing_pauses_while_the_token_is_away_and_resumes_by_itself() {
    let key = KeyInToken::new(PROGRAM).await;
    let serving = key.data.serve();
    let before = qr(ask(&key, &serving));
    for _ in 0..2 {
        key.is_there(false);
        is_paused(ask(&key, &serving));
        is_paused(ask(&key, &serving));
        key.is_there(true);
        assert_eq!(qr(ask(&key, &serving)), before, "the same pass, signed by the same key");
    }
    serving.wait_for("cannot sign now: the token haetae tests is not there");
    assert!(!serving.log().contains(haetae_testkit::token::PIN));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_slow_token_signs_comes_a_few_days_at_a_time() {
    let mut key = KeyInToken::new(PROGRAM).await;
    // To somebody who waits for a millisecond every token is slow.
    key.data.environment.push(("HAETAE__LIMITS__SIGNING_MS", "1".into()));
    let serving = key.data.serve();
    let pairs: Vec<HolderPair> = (1..=28).map(HolderPair::ed25519).collect();
    let mut missing: Vec<(u64, &HolderPair)> = (1..).zip(&pairs).collect();
    let mut answers = 0;
    while !missing.is_empty() {
        let (status, body) = send(serving.public, &key.data.request_for(&missing)).expect("an answer");
        assert_eq!(status, 200, "{body}");
        let passes = body["passes"].as_array().expect("passes");
        assert!(passes.len() >= missing.len().min(3), "{body}");
        let days: Vec<&str> = passes.iter().map(|pass| pass["day"].as_str().expect("a day")).collect();
        assert!(days.is_sorted(), "the first days come first: {days:?}");
        missing.drain(..passes.len());
        answers += 1;
    }
    assert!((2..=10).contains(&answers), "{answers}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_file_stands_in_for_a_token() {
    let key = KeyInToken::new(PROGRAM).await;
    let serving = key.data.serve();
    let before = qr(ask(&key, &serving));
    key.is_there(false);
    key.put_back();
    serving.wait_for("is held twice");
    is_paused(ask(&key, &serving));
    key.is_there(true);
    assert_eq!(qr(ask(&key, &serving)), before);

    // Nor does the service begin with a key that is in both.
    let refused = key.data.haetae(&["publish", "--out", key.data.path("site").to_str().expect("a path")]);
    let printed = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(2), "{printed}");
    assert!(printed.contains(&format!("the key {} is held twice", key.kid)), "{printed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_signed_by_a_key_in_a_token() {
    let key = KeyInToken::for_rules(PROGRAM).await;
    let rules = rules_text(&[policy("restaurant", "2021-01-01T00:00:00+09:00", None, &json!(true))]);
    std::fs::write(key.data.path("rules.json"), rules).expect("written");
    let (file, signed) = (key.data.path("rules.json"), key.data.path("rules.signed"));
    let sign = ["rules", "sign", file.to_str().expect("a path")];
    key.is_there(false);
    let refused = key.data.haetae(&sign);
    assert!(refused.status.code() == Some(2) && !signed.exists(), "{refused:?}");
    key.is_there(true);
    let ran = key.data.haetae(&sign);
    assert!(ran.status.success(), "{ran:?}");
    let edition = RulesEdition::decode_unverified(&std::fs::read(&signed).expect("a file")).expect("rules");
    assert_eq!(edition.kid, key.kid);
    let published = key.data.haetae(&["rules", "publish", signed.to_str().expect("a path"), "--no-cases"]);
    assert!(published.status.success(), "{published:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_missing_or_refuses_the_pin_is_told_at_the_start() {
    let key = KeyInToken::new(PROGRAM).await;
    let refused = |words: &str| {
        let refused = key.data.haetae(&["serve", "--listen", "127.0.0.1:0", "--operator-listen", "127.0.0.1:0"]);
        let printed = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(2), "{printed}");
        assert!(printed.contains(words), "{words}: {printed}");
    };
    key.write_pin("canary-wrong-pin");
    refused("the token haetae tests refused the PIN (PinIncorrect)");
    key.write_pin(haetae_testkit::token::PIN);
    key.is_there(false);
    refused("the token haetae tests is not there");
    key.is_there(true);
    std::fs::remove_file(key.data.path("token.pin")).expect("removed");
    refused("token.pin does not exist, and systemd gave no credential haetae-pin");
}
