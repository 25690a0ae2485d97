//! `--json`: what each command writes, member by member. Programs rely on these names, so they must not change.

use serde_json::{Value, json};

use crate::place::Place;

/// The JSON document that a command writes.
fn shown(place: &Place, line: &str, status: i32) -> Value {
    let arguments: Vec<&str> = line.split_whitespace().chain(["--json"]).collect();
    let ran = place.run(&arguments).ends(status);
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

/// The names of an object's members, in their order.
fn members(object: &Value) -> Vec<&str> {
    object.as_object().unwrap_or_else(|| panic!("{object} is no object")).keys().map(String::as_str).collect()
}

fn sorted<const N: usize>(mut names: [&str; N]) -> Vec<&str> {
    names.sort_unstable();
    names.to_vec()
}

fn require_members<const N: usize>(object: &Value, names: [&str; N]) {
    let mut found = members(object);
    found.sort_unstable();
    assert_eq!(found, sorted(names));
    // Every name that is written is documented.
    let handbook = include_str!("../../docs/commands.md");
    for name in names {
        assert!(handbook.contains(&format!("`{name}`")), "docs/commands.md does not describe {name}");
    }
}

#[test]
fn json_of_the_waiting_room_has_its_documented_members() {
    let place = Place::with_data();
    assert_eq!(shown(&place, "queue status --data data", 0), Value::Null);
    place.run(&["queue", "open", "--yes", "--data", "data"]).succeeds();
    let room = shown(&place, "queue status --data data", 0);
    require_members(
        &room,
        ["number", "state", "revision", "changed_by", "changed", "pre_queue", "opens", "rate", "per_second"],
    );
}

#[test]
fn json_of_partners_has_its_documented_members() {
    let place = Place::with_data();
    assert_eq!(shown(&place, "partner list --data data", 0), json!({ "partners": [] }));
    place.write("key.json", r#"{"kty":"OKP","crv":"Ed25519","x":"5BxG6A3ZcBFVH0I4jFOUp_qCNubWsAk68Hk0cmOdPw0"}"#);
    place.run(&["partner", "add", "naver", "--jwk", "key.json", "--use", "paper,passes", "--data", "data"]).succeeds();
    let listed = shown(&place, "partner list --data data", 0);
    require_members(&listed, ["partners"]);
    require_members(&listed["partners"][0], ["name", "grace_until", "old_sign_ins_until", "keys"]);
    require_members(&listed["partners"][0]["keys"][0], ["id", "uses"]);
    assert_eq!(listed["partners"][0]["name"], "naver");
    assert_eq!(listed["partners"][0]["grace_until"], Value::Null);
    assert_eq!(listed["partners"][0]["keys"][0]["uses"], json!(["passes", "paper"]));
    place.run(&["partner", "grace", "naver", "--hours", "2", "--data", "data"]).succeeds();
    assert!(shown(&place, "partner list --data data", 0)["partners"][0]["grace_until"].is_string());
}

#[test]
fn json_of_the_trust_list_and_bundles_has_its_documented_members() {
    let place = Place::published();
    let list = shown(&place, "trust show --data data", 0);
    require_members(&list, ["version", "issued", "expires", "expired", "threshold", "roots", "keys"]);
    require_members(&list["keys"][0], ["kid", "role", "from", "until"]);
    assert_eq!((&list["version"], &list["expired"], &list["threshold"]), (&json!(1), &json!(false), &json!(1)));
    assert_eq!(list["roots"].as_array().map(Vec::len), Some(1));

    place.run(&["bundle", "--data", "data", "--out", "usb"]).succeeds();
    place.run(&["init", "--data", "other", "--serial-bits", "20"]).succeeds();
    let taken = shown(&place, "trust check usb --roots data/roots.json", 0);
    require_members(&taken, ["taken", "release", "refused_by", "reason"]);
    assert_eq!((&taken["taken"], &taken["reason"]), (&json!(true), &Value::Null));
    let refused = shown(&place, "trust check usb --roots other/roots.json", 1);
    assert_eq!((&refused["taken"], &refused["refused_by"]), (&json!(false), &json!("newcomer")));
    assert!(refused["reason"].is_string());

    let bundle = shown(&place, "bundle show usb", 0);
    require_members(&bundle, ["manifest", "files", "not_pinned", "scanner"]);
    require_members(&bundle["manifest"], ["version", "issued", "stale", "expires", "signed_by", "withdrawn"]);
    require_members(&bundle["files"][0], ["name", "sha256", "in_bundle", "bytes", "issued", "signed_by"]);
    assert_eq!((&bundle["scanner"], &bundle["not_pinned"]), (&Value::Null, &json!(0)));
    assert!(bundle["files"].as_array().is_some_and(|files| files.iter().any(|file| file["name"] == "trust-list")));
    let taken = shown(&place, "bundle show usb --roots data/roots.json", 0);
    require_members(&taken["scanner"], ["takes", "outcome", "expired"]);
    assert_eq!(taken["scanner"], json!({ "takes": true, "outcome": "taken", "expired": false }));
    assert_eq!(shown(&place, "bundle show usb --roots other/roots.json", 1)["scanner"]["takes"], false);
}

#[test]
fn json_of_the_configuration_has_its_documented_members() {
    let place = Place::with_data();
    let checked = shown(&place, "config check --data data", 0);
    require_members(&checked, ["in_order", "problems", "warnings"]);
    assert_eq!((&checked["in_order"], &checked["problems"]), (&json!(true), &json!([])));
    let settings = shown(&place, "config show --data data", 0);
    let settings = settings["settings"].as_array().expect("a list");
    let setting = |key: &str| settings.iter().find(|setting| setting["key"] == key).expect("a setting");
    require_members(setting("issuer.zone"), ["key", "value", "from", "line", "variable"]);
    assert_eq!(
        (&setting("issuer.serial_bits")["value"], &setting("issuer.zone")["from"]),
        (&json!(20), &json!("file"))
    );
    assert!(setting("issuer.zone")["line"].is_u64() && setting("issuer.zone")["value"].is_string());

    place.write("data/haetae.toml", "[issuer]\nzone = \"Asia/Soul\"\ncolour = \"red\"\n");
    let checked = shown(&place, "config check --data data", 1);
    assert_eq!((&checked["in_order"], checked["problems"].as_array().map(Vec::len)), (&json!(false), Some(2)));
}

#[test]
fn json_of_codes_and_scanners_has_its_documented_members() {
    let place = Place::published();
    let pass = place.paper_pass("kim");
    let ran = place.run(&["inspect", &pass, "--json"]).succeeds();
    let content: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    require_members(
        &content,
        [
            "checked",
            "format",
            "presented",
            "challenged",
            "signed_by",
            "not_before",
            "expires",
            "status_day",
            "status_index",
            "holder_key",
            "evidence",
            "name",
            "birth",
        ],
    );
    assert_eq!((&content["checked"], &content["format"]), (&json!(false), &json!("HT1")));
    assert_eq!((&content["name"], &content["birth"]), (&json!("김*수"), &json!("01-31")));
    assert_eq!(content["evidence"][0]["product"], "BNT162B2");

    let setup = shown(&place, "scanner setup --data data", 0);
    require_members(&setup, ["link", "fingerprint", "origin", "roots", "policy", "picture"]);
    assert_eq!(setup["picture"], Value::Null);
    let roots: Value = serde_json::from_str(&place.read("data/roots.json")).expect("JSON");
    assert_eq!(setup["roots"], roots);
    assert_eq!(shown(&place, "scanner setup --data data --out setup.png", 0)["picture"], "setup.png");
}

#[test]
fn json_of_the_journal_keys_and_findings_has_its_documented_members() {
    let place = Place::published();
    place.paper_pass("kim");
    let whole = shown(&place, "journal verify --data data", 0);
    let members = [
        "files",
        "entries",
        "head",
        "unfinished",
        "broken",
        "asked_head",
        "asked_manifest",
        "attested_from",
        "attested_until",
        "required_from",
        "missing",
    ];
    require_members(&whole, members);
    assert_eq!((&whole["attested_from"], &whole["missing"]), (&Value::Null, &json!([])), "no service has run");
    require_members(&whole["head"], ["head", "entries", "time"]);
    // With the acts of `init`, the import and the person who made the pass.
    assert_eq!((&whole["entries"], &whole["broken"]), (&json!(4), &Value::Null));
    let hash = whole["head"]["head"].as_str().expect("a hash");
    let asked = shown(&place, &format!("journal verify --data data --head {hash}"), 0);
    require_members(&asked["asked_head"], ["number"]);
    assert_eq!(asked["asked_head"]["number"], 4);
    let missing = shown(&place, &format!("journal verify --data data --head {}", "0".repeat(64)), 1);
    assert_eq!(missing["asked_head"]["number"], Value::Null);

    let entry = shown(&place, "journal tail -n 1 --data data", 0);
    require_members(&entry, ["n", "time", "partner", "serial", "kind", "passes", "prev", "hash"]);
    require_members(&entry["passes"][0], ["day", "kid"]);
    let act = shown(&place, "journal acts --act paper_pass --data data", 0);
    require_members(&act, ["n", "time", "actor", "act", "on", "outcome", "prev", "hash"]);

    let operators = shown(&place, "operator list --data data", 0);
    require_members(
        &operators["operators"][0],
        ["name", "scopes", "state", "created", "expires", "removed", "last_used"],
    );
    let four_eyes = [("HAETAE__OPERATORS__FOUR_EYES", "[\"partner-keys\"]")];
    place.write("key.json", r#"{"kty":"OKP","crv":"Ed25519","x":"5BxG6A3ZcBFVH0I4jFOUp_qCNubWsAk68Hk0cmOdPw0"}"#);
    let propose = ["partner", "add", "x", "--jwk", "key.json", "--token-file", "data/operator.token", "--data", "data"];
    place.run_with(&propose, &four_eyes, "").ends(1);
    let proposals = shown(&place, "operator proposals --data data", 0);
    require_members(
        &proposals["proposals"][0],
        ["id", "kind", "summary", "content", "by", "scope", "proposed", "expires"],
    );

    let keys = shown(&place, "keys status --data data", 0);
    require_members(&keys, ["now", "list", "roles", "keys", "load_by", "to_load", "custodians_by", "token"]);
    require_members(&keys["list"], ["version", "expires"]);
    require_members(&keys["roles"][0], ["role", "due", "next_switch", "next", "listed_until", "held_until"]);
    require_members(&keys["keys"][0], ["kid", "role", "from", "until", "days_until_window", "state"]);

    let findings = place.run(&["doctor", "--data", "data", "--json"]);
    let finding = findings.stdout.lines().next().expect("a finding");
    let finding: Value = serde_json::from_str(finding).expect("JSON");
    for name in ["check", "state", "finding"] {
        assert!(finding[name].is_string(), "{finding}");
    }
}

#[test]
fn json_of_the_database_has_its_documented_members() {
    let place = Place::published();
    let status = shown(&place, "db status --data data", 0);
    let numbers = ["people", "revocations", "withdrawn_keys", "next_serial", "serials", "published"];
    let all = [&["path", "production", "installation", "reconcile_due"][..], &numbers].concat();
    require_members(&status, <[&str; 10]>::try_from(all).expect("ten names"));
    assert_eq!(
        (&status["people"], &status["next_serial"], &status["serials"]),
        (&json!(3), &json!(3), &json!(1 << 20))
    );
    let check = shown(&place, "db check --data data", 0);
    require_members(&check, ["damage", "reconcile_due", "missing"]);
    require_members(&check["missing"], ["revoked_serials", "withdrawn_keys", "next_serial", "unread_days"]);
    let reconciled = shown(&place, "db reconcile --data data", 0);
    require_members(&reconciled, ["compared_with", "missing", "removed", "brought_back", "reconcile_due"]);
    require_members(&reconciled["removed"], ["operators", "partner_keys"]);
    assert_eq!(reconciled["brought_back"], json!(false));
}
