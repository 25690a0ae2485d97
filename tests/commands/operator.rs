//! Operators' credentials, what the journal has of commands, and what needs two operators.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use crate::place::{Place, Ran};
use crate::running::Service;

pub(crate) const JWK: &str =
    r#"{"kty":"OKP","crv":"Ed25519","kid":"k1","x":"5BxG6A3ZcBFVH0I4jFOUp_qCNubWsAk68Hk0cmOdPw0"}"#;
const OTHER_JWK: &str = r#"{"kty":"OKP","crv":"Ed25519","kid":"k1","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

pub(crate) const PARTNER_KEYS: [(&str, &str); 1] = [("HAETAE__OPERATORS__FOUR_EYES", "[\"partner-keys\"]")];
const MASS: [(&str, &str); 2] =
    [("HAETAE__OPERATORS__FOUR_EYES", "[\"mass-revocation\"]"), ("HAETAE__OPERATORS__MASS_REVOCATION", "1")];

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().chain(["--data", "data"]).collect()
}

pub(crate) fn run(place: &Place, line: &str) -> Ran {
    place.run(&words(line))
}

pub(crate) fn run_with(place: &Place, line: &str, variables: &[(&str, &str)]) -> Ran {
    place.run_with(&words(line), variables, "")
}

pub(crate) fn operator(place: &Place, name: &str, scopes: &str) {
    run(place, &format!("operator add {name} --scope {scopes} --out {name}.token")).succeeds();
}

/// The acts in the journal, whose chain must hold.
fn acts(place: &Place) -> Vec<Value> {
    let shown = run(place, "journal acts --json").succeeds();
    run(place, "journal verify").succeeds();
    shown.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

pub(crate) fn found(place: &Place) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    acts(place).iter().map(|act| (text(&act["act"]), text(&act["outcome"]))).collect()
}

fn mode(place: &Place, file: &str) -> u32 {
    std::fs::metadata(place.path(file)).expect("a file").permissions().mode() & 0o777
}

fn set_mode(place: &Place, file: &str, mode: u32) {
    std::fs::set_permissions(place.path(file), Permissions::from_mode(mode)).expect("a mode");
}

#[test]
fn a_credential_is_shown_once_and_only_its_hash_is_kept() {
    let place = Place::with_data();
    let added =
        run(&place, "operator add alice --scope revoke,read --scope read --expires 2099-01-01T00:00:00Z").succeeds();
    let token = added.stdout.lines().last().expect("a line").to_owned();
    assert!(token.starts_with("haetae_op_") && token.len() == 82, "{added:?}");
    assert!(added.stdout.starts_with("Added alice (read,revoke)."), "{added:?}");
    let files = ["data/haetae.sqlite", "data/haetae.sqlite-wal"];
    let bytes = files.iter().flat_map(|file| std::fs::read(place.path(file)).unwrap_or_default()).collect::<Vec<_>>();
    assert!(!bytes.windows(32).any(|window| window == &token.as_bytes()[10..42]), "the credential is in the database");

    run(&place, "operator add bob --scope keys --out bob.token").succeeds().says("The credential is in bob.token");
    assert_eq!((mode(&place, "bob.token"), place.read("bob.token").trim_end().len()), (0o600, 82));
    let listed = run(&place, "operator list").succeeds();
    for line in ["alice ", "bob ", "admin "] {
        assert!(listed.stdout.lines().any(|found| found.starts_with(line) && found.contains("live")), "{listed:?}");
    }
    assert!(!listed.stdout.contains("haetae_op_"));
    let json: Value = serde_json::from_str(&run(&place, "operator list --json").succeeds().stdout).expect("JSON");
    assert_eq!(json["operators"][1]["scopes"], serde_json::json!(["read", "revoke"]));
    assert_eq!(json["operators"][1]["expires"], "2099-01-01T00:00:00Z");
}

#[test]
fn names_and_scopes_that_are_no_good_are_refused_and_change_nothing() {
    let place = Place::with_data();
    operator(&place, "alice", "read");
    let refuses = |line: &str, status, words_: &str| place.refuses(&words(line), status, words_);
    refuses("operator add local:root --scope read", 2, "an operator's name is 1 to 64 characters");
    refuses("operator add bob --scope write", 2, "the scopes are read, records, revoke, keys, rules, queue");
    refuses("operator add bob", 2, "--scope");
    refuses("operator add bob --scope read --expires 2020-01-01T00:00:00Z", 2, "--expires is in the past");
    refuses("operator add bob --scope read --expires tomorrow", 2, "a time as 2026-11-22T09:00:00Z");
    refuses(
        "operator add bob --scope read --out alice.token",
        2,
        "alice.token: it exists already, and is not overwritten",
    );
    refuses("operator add bob --scope read --out no/bob.token", 2, "no/bob.token: the folder does not exist");
    for name in ["alice", "Alice", "ALICE"] {
        refuses(&format!("operator add {name} --scope read --out new.token"), 1, "belongs or belonged to an operator");
    }
    refuses("operator remove bob", 1, "there is no such operator");
    refuses("operator rotate bob", 1, "there is no such operator");
    run(&place, "operator remove alice").succeeds();
    refuses("operator add alice --scope keys", 1, "belongs or belonged to an operator");
    refuses("operator rotate alice", 1, "there is no such operator");
}

#[test]
fn operators_are_listed_in_columns_with_when_they_were_removed() {
    let place = Place::with_data();
    operator(&place, "alice-of-the-records-office", "read,records,revoke,keys");
    operator(&place, "bob", "read");
    run(&place, "operator remove bob").succeeds();
    let listed = run(&place, "operator list").succeeds().stdout;
    let lines: Vec<&str> = listed.lines().collect();
    let column = |line: &str| line.find("never used").expect("a column");
    assert!(lines.len() == 3 && lines.iter().all(|line| column(line) == column(lines[0])), "{listed}");
    assert!(lines.iter().all(|line| line[..column(line)].ends_with("  ")), "{listed}");
    assert!(lines[2].starts_with("bob ") && lines[2].contains("never used, removed 20"), "{listed}");
    assert!(!listed.contains("until"), "{listed}");
}

#[test]
fn a_running_service_refuses_a_removed_or_exchanged_credential_at_once() {
    let place = Place::with_people();
    operator(&place, "alice", "read");
    let service = Service::start(&place);
    let status = |file: &str| {
        let token = place.read(file).trim_end().to_owned();
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let request =
            agent.get(format!("{}/metrics", service.operator)).header("authorization", format!("Bearer {token}"));
        request.call().expect("an answer").status().as_u16()
    };
    assert_eq!((status("alice.token"), status("data/operator.token")), (200, 200));
    run(&place, "operator rotate alice --out again.token").succeeds();
    assert_eq!((status("alice.token"), status("again.token")), (401, 200));
    run(&place, "operator remove alice").succeeds();
    assert_eq!((status("again.token"), status("data/operator.token")), (401, 200));
}

#[test]
fn each_command_that_changes_or_takes_something_is_an_act_of_the_user_of_the_machine() {
    let place = Place::with_people();
    place.write("key.json", JWK);
    place.write("people.txt", "lee\npark\n");
    for line in [
        "revoke --subject kim",
        "revoke --subject kim",
        "reinstate --subject kim",
        "revoke --from people.txt",
        "reinstate --from people.txt",
        "partner add clinic --jwk key.json",
        "partner grace clinic --hours 2",
        "partner void clinic --since 2026-01-01T00:00:00Z --reason stolen",
        "partner remove clinic --key k1",
        "partner demo",
        "records show kim",
        "records export --out export.ndjson",
        "records allow --subject lee --reason moved",
        "records delete park --reason asked",
        "db backup backup.sqlite",
        "clock accept",
        "trust install data/trust-list",
        "keys load",
        "issue --paper --subject lee --format text",
        "operator add bob --scope read --out bob.token",
        "operator rotate bob --out again.token",
        "operator remove bob",
        "db restore backup.sqlite",
        "db reconcile --yes",
    ] {
        run(&place, line).succeeds();
    }
    let expected = [
        ("operator_add", "done"),
        ("records_import", "done"),
        ("revoke", "done"),
        ("revoke", "already"),
        ("reinstate", "done"),
        ("revoke", "begun"),
        ("revoke", "done"),
        ("reinstate", "begun"),
        ("reinstate", "done"),
        ("partner_key_add", "done"),
        ("partner_grace", "done"),
        ("partner_void", "done"),
        ("partner_key_remove", "done"),
        ("partner_key_add", "done"),
        ("records_show", "done"),
        ("records_export", "done"),
        ("records_allow", "done"),
        ("records_delete", "done"),
        ("db_backup", "done"),
        ("clock_accept", "done"),
        ("trust_install", "already"),
        ("keys_load", "done"),
        ("paper_pass", "done"),
        ("operator_add", "done"),
        ("operator_rotate", "done"),
        ("operator_remove", "done"),
        ("db_restore", "done"),
        ("db_reconcile", "done"),
    ];
    assert_eq!(found(&place), expected.map(|(act, outcome)| (act.to_owned(), outcome.to_owned())));
    let acts = acts(&place);
    let user = acts[0]["actor"].as_str().expect("an actor").to_owned();
    assert!(user.starts_with("local:") && acts.iter().all(|act| act["actor"] == user), "{acts:#?}");
    // Without the name or the id of a person; files are named by their hash.
    let text = serde_json::to_string(&acts).expect("JSON");
    assert!(["kim", "lee", "park", "김민수"].iter().all(|word| !text.contains(word)), "{text}");
    assert_eq!(acts[6]["on"]["sha256"].as_str().map(str::len), Some(64));
    assert_eq!((&acts[6]["on"]["people"], &acts[2]["on"]["serial"]), (&2.into(), &0.into()));
}

#[test]
fn acts_are_found_by_who_did_what_and_since_when() {
    let place = Place::with_people();
    operator(&place, "alice", "revoke");
    run(&place, "revoke --subject kim --token-file alice.token").succeeds();
    run(&place, "revoke --subject lee").succeeds();
    let count = |line: &str| run(&place, &format!("journal acts {line} --json")).succeeds().stdout.lines().count();
    assert_eq!((count(""), count("--by alice"), count("--act revoke")), (5, 1, 2));
    assert_eq!((count("--by alice --act operator_add"), count("--since 2099-01-01T00:00:00Z")), (0, 0));
    run(&place, "journal acts --by alice").succeeds().says("  alice  revoke  serial 0  done");
    run(&place, "journal acts --by nobody").succeeds().says("There are no such acts.");
    run(&place, "journal acts --act db_restore").succeeds().says("There are no such acts.");
    place.refuses(
        &words("journal acts --act foo"),
        2,
        "there is no kind of act \"foo\"; there are revoke, reinstate, ",
    );
    run(&place, "journal tail").succeeds().says("  alice  revoke  serial 0  done");
}

#[test]
fn an_act_that_is_cut_out_of_the_journal_breaks_the_chain() {
    let place = Place::with_people();
    for subject in ["kim", "lee"] {
        run(&place, &format!("revoke --subject {subject}")).succeeds();
    }
    let files = std::fs::read_dir(place.path("data/journal")).expect("a folder");
    let mut files = files.map(|file| file.expect("an entry").path());
    let file = files.find(|path| path.extension().is_some_and(|ending| ending == "ndjson")).expect("a file");
    let text = std::fs::read_to_string(&file).expect("text");
    let lines: Vec<&str> = text.lines().collect();
    std::fs::write(&file, format!("{}\n{}\n{}\n", lines[0], lines[1], lines[3])).expect("a file");
    let broken = run(&place, "journal acts").ends(1);
    assert!(broken.stderr.contains("entry 4 does not follow entry 2"), "{broken:?}");
    assert!(broken.stdout.contains("records_import"), "what is before the break is shown: {broken:?}");
    run(&place, "journal verify").ends(1);
}

#[test]
fn a_command_that_cannot_enter_what_it_does_does_nothing() {
    let place = Place::with_people();
    let journal = place.path("data/journal");
    std::fs::rename(&journal, place.path("away")).expect("a name");
    std::fs::write(&journal, "").expect("a file in its place");
    place.refuses(&words("revoke --subject kim"), 2, "cannot be written, so nothing was changed");
    std::fs::remove_file(&journal).expect("a file");
    std::fs::rename(place.path("away"), &journal).expect("a name");
    let off = [("HAETAE__JOURNAL__MODE", "off")];
    let ran = run_with(&place, "revoke --subject kim", &off).succeeds();
    assert!(ran.stderr.contains("journal.mode is off: no one will be able to find out who did this"), "{ran:?}");
    assert_eq!(found(&place).len(), 2);
    std::fs::remove_dir_all(&journal).expect("a folder");
    for command in ["acts", "tail", "verify"] {
        place.refuses(&words(&format!("journal {command}")), 2, "there is no journal");
    }
}

#[test]
fn a_credential_in_a_file_that_others_can_read_is_refused() {
    let place = Place::with_people();
    operator(&place, "alice", "revoke");
    operator(&place, "carol", "read");
    let revoke = |file: &str| format!("revoke --subject kim --token-file {file}");
    for open in [0o640, 0o604, 0o660] {
        set_mode(&place, "alice.token", open);
        place.refuses(&words(&revoke("alice.token")), 2, "chmod 600 alice.token");
    }
    set_mode(&place, "alice.token", 0o400);
    place.refuses(&words(&revoke("nowhere.token")), 2, "nowhere.token");
    place.write("bad.token", "haetae_op_00");
    set_mode(&place, "bad.token", 0o600);
    place.refuses(&words(&revoke("bad.token")), 1, "this is not the credential of an operator");
    place.refuses(&words(&revoke("carol.token")), 1, "the credential of carol does not have the scope revoke");
    run(&place, &revoke("alice.token")).succeeds();
    run(&place, "operator remove alice").succeeds();
    place.refuses(&words(&revoke("alice.token")), 1, "wrong, removed or expired");
}

/// The id of the proposal that a command has made.
pub(crate) fn proposed(ran: Ran) -> String {
    let ran = ran.ends(1).says("this waits for a second operator");
    let (_, id) = ran.stdout.split_once("the proposal ").expect("an id");
    id.split('.').next().expect("an id").to_owned()
}

#[test]
fn a_partners_key_needs_two_operators_who_mean_the_same() {
    let place = Place::with_people();
    place.write("key.json", JWK);
    place.write("other.json", OTHER_JWK);
    operator(&place, "alice", "keys");
    operator(&place, "bob", "keys");
    operator(&place, "carol", "revoke");
    let add = |rest: &str| format!("partner add clinic --jwk {rest}");
    let partners = || run(&place, "partner list").succeeds().stdout;
    let refuses = |line: &str, status, words_: &str| {
        place.refuses_with(&words(line), &PARTNER_KEYS, "", status, words_);
    };
    refuses(&add("key.json"), 2, "--token-file must name the credential");
    refuses(&add("key.json --token-file carol.token"), 1, "does not have the scope keys");
    refuses("partner demo", 2, "register the demo partner's with haetae partner add");
    place.refuses(&words(&add("key.json --token-file alice.token --confirm 00")), 2, "leave --confirm out");
    refuses(&add("key.json --confirm 00"), 2, "--token-file");

    let id = proposed(run_with(&place, &add("key.json --token-file alice.token"), &PARTNER_KEYS));
    assert_eq!(partners(), "");
    let waiting = run(&place, "operator proposals").succeeds();
    assert!(waiting.stdout.contains(&id) && waiting.stdout.contains("proposed by alice"), "{waiting:?}");
    assert!(waiting.stdout.contains("partner clinic, key k1, public "), "{waiting:?}");
    let confirm = |file: &str, by: &str, id: &str| {
        run_with(&place, &add(&format!("{file} --token-file {by}.token --confirm {id}")), &PARTNER_KEYS)
    };
    for (file, by, id, words) in [
        ("key.json", "alice", &*id, "who has proposed this cannot confirm it"),
        ("other.json", "bob", &id, "this is not what was proposed"),
        ("key.json --use paper", "bob", &id, "this is not what was proposed"),
        ("key.json", "bob", "0000000000000000", "there is no such proposal"),
    ] {
        let ran = confirm(file, by, id).ends(1);
        assert!(ran.stderr.contains(words), "{ran:?}");
        assert_eq!(partners(), "", "{ran:?}");
    }
    confirm("key.json", "bob", &id).succeeds().says("Registered the key k1 of clinic.");
    assert!(partners().contains("k1  passes"));
    assert!(confirm("key.json", "bob", &id).ends(1).stderr.contains("there is no such proposal"));
    run(&place, "operator proposals").succeeds().says("Nothing waits for a second operator.");

    let remove = "partner remove clinic --key k1 --token-file";
    let id = proposed(run_with(&place, &format!("{remove} bob.token"), &PARTNER_KEYS));
    run_with(&place, &format!("{remove} alice.token --confirm {id}"), &PARTNER_KEYS)
        .succeeds()
        .says("Removed the key.");
    let entered: Vec<_> = acts(&place)
        .iter()
        .filter(|act| act["act"].as_str().is_some_and(|act| act.starts_with("partner_key")))
        .map(|act| format!("{} {} {}", act["actor"], act["act"], act["outcome"]).replace('"', ""))
        .collect();
    assert_eq!(
        entered,
        [
            "alice partner_key_add proposed",
            "alice partner_key_add refused",
            "bob partner_key_add refused",
            "bob partner_key_add refused",
            "bob partner_key_add refused",
            "bob partner_key_add done",
            "bob partner_key_add refused",
            "bob partner_key_remove proposed",
            "alice partner_key_remove done",
        ]
    );
}

#[test]
fn many_people_are_revoked_by_two_operators_with_the_same_file() {
    let place = Place::with_people();
    place.write("one.txt", "kim\n");
    place.write("two.txt", "lee\npark\n");
    operator(&place, "alice", "revoke");
    operator(&place, "bob", "revoke");
    let revoke = |rest: &str| run_with(&place, &format!("revoke --from {rest}"), &MASS);
    revoke("one.txt").succeeds().says("1 revoked");
    assert!(revoke("two.txt").ends(2).stderr.contains("asks for two operators"));
    let id = proposed(revoke("two.txt --token-file alice.token"));
    place.write("two.txt", "lee\npark\nkim\n");
    let confirm = format!("two.txt --token-file bob.token --confirm {id}");
    assert!(revoke(&confirm).ends(1).stderr.contains("this is not what was proposed"));
    place.write("two.txt", "lee\npark\n");
    assert!(revoke(&format!("{confirm} --reason other")).ends(1).stderr.contains("this is not what was proposed"));
    revoke(&confirm).succeeds().says("2 revoked");
    let last = acts(&place).pop().expect("an act");
    assert_eq!(
        (&last["actor"], &last["on"]["proposal"], &last["on"]["people"]),
        (&"bob".into(), &id.into(), &2.into())
    );
}
