//! What was removed stays removed: operators with what they proposed, and partners' keys.

use serde_json::Value;

use crate::operator::{JWK, PARTNER_KEYS, found, operator, proposed, run, run_with};
use crate::place::Place;

#[test]
fn an_operator_who_was_removed_after_a_backup_stays_removed() {
    let place = Place::with_people();
    operator(&place, "alice", "revoke");
    run(&place, "db backup backup.sqlite").succeeds();
    run(&place, "operator remove alice").succeeds();
    run(&place, "db restore backup.sqlite").succeeds();
    run(&place, "db reconcile").ends(1).says("  operator       alice\n");
    run(&place, "db reconcile --yes").succeeds().says("  operator       alice\n");
    assert!(
        run(&place, "operator list")
            .succeeds()
            .stdout
            .lines()
            .any(|line| line.starts_with("alice") && line.contains("removed"))
    );
}

#[test]
fn a_partners_key_that_was_removed_after_a_backup_stays_removed() {
    let place = Place::with_people();
    let key = |id: &str, x: &str| format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"{id}","x":"{x}"}}"#);
    let (first, second) =
        ("5BxG6A3ZcBFVH0I4jFOUp_qCNubWsAk68Hk0cmOdPw0", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    place.write("stolen.json", key("k1", first));
    place.write("kept.json", key("k2", second));
    place.write("new.json", key("k1", second));
    let add = |partner: &str, file: &str| run(&place, &format!("partner add {partner} --jwk {file}")).succeeds();
    add("clinic", "stolen.json");
    add("clinic", "kept.json");
    add("naver", "stolen.json");
    add("kakao", "stolen.json");
    run(&place, "db backup backup.sqlite").succeeds();
    for partner in ["clinic", "naver", "kakao"] {
        run(&place, &format!("partner remove {partner} --key k1")).succeeds();
    }
    // Another key with the same id, and the same key again.
    add("naver", "new.json");
    add("kakao", "stolen.json");
    run(&place, "db restore backup.sqlite").succeeds();

    let gone = "  partner key    k1 of clinic\n  partner key    k1 of naver\n";
    let shown = run(&place, "db reconcile").ends(1).says(gone);
    assert!(!shown.stdout.contains("kakao") && !shown.stdout.contains("k2"), "{shown:?}");
    assert_eq!(run(&place, "partner list").succeeds().stdout.matches("k1").count(), 3, "it was only shown");
    let json: Value = serde_json::from_str(&run(&place, "db reconcile --json").ends(1).stdout).expect("JSON");
    assert_eq!(json["removed"]["partner_keys"][0], serde_json::json!({"partner": "clinic", "key": "k1"}));
    run(&place, "db reconcile --yes").succeeds().says(gone);
    let left = run(&place, "partner list").succeeds().stdout;
    let lines: Vec<&str> = left.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(lines, ["clinic", "k2", "kakao", "k1"], "{left}");
    assert_eq!(found(&place).iter().filter(|(act, _)| act == "partner_key_remove").count(), 5);
}

#[test]
fn what_a_removed_operator_proposed_is_not_confirmed() {
    let place = Place::with_people();
    place.write("key.json", JWK);
    operator(&place, "alice", "keys");
    operator(&place, "bob", "keys");
    let add = "partner add clinic --jwk key.json --token-file";
    let id = proposed(run_with(&place, &format!("{add} alice.token"), &PARTNER_KEYS));
    run(&place, "operator remove alice").succeeds();
    run(&place, "operator proposals").succeeds().says("Nothing waits for a second operator.");
    let refused = run_with(&place, &format!("{add} bob.token --confirm {id}"), &PARTNER_KEYS).ends(1);
    assert!(refused.stderr.contains("who has proposed this was removed"), "{refused:?}");
    assert_eq!(run(&place, "partner list").succeeds().stdout, "");
    assert_eq!(found(&place).pop(), Some(("partner_key_add".to_owned(), "refused".to_owned())));
}
