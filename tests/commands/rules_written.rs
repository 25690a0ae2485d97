//! Rules before they are signed: checked, tested, explained and compared.

use serde_json::{Value, json};

use crate::operator::found;
use crate::place::{Place, Ran};

const KOREA: &str = include_str!("../../deploy/local/rules/korea-2021.json");
const CASES: &str = include_str!("../../deploy/local/rules/korea-2021.cases.json");

fn place() -> Place {
    written(Place::empty())
}

fn written(place: Place) -> Place {
    place.write("korea.json", KOREA);
    place.write("cases.json", CASES);
    place
}

fn document(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

fn members(object: &Value) -> Vec<&str> {
    object.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[test]
fn a_check_ends_with_0_or_1_and_names_line_and_column() {
    let place = place();
    let before = ["rules", "check", "korea.json", "--at", "2021-10-01T00:00:00+09:00"];
    place.run(&before).succeeds().says("0 errors, 0 warnings");
    place.write("korea.json", KOREA.replacen("\"challenge\": \"off\"", "\"challenge\": \"no\"", 1));
    place.run(&before).ends(1).says("korea.json:13:20: error: restaurant from 2021-12-13: `challenge`: it must be");
    let report = document(&place.run(&[&before[..], &["--json"]].concat()).ends(1));
    assert_eq!(members(&report), ["emergency", "errors", "findings", "ok", "warnings"]);
    assert_eq!(
        report["findings"],
        json!([{
            "severity": "error", "line": 13, "column": 20, "code": "challenge", "about": "restaurant from 2021-12-13",
            "what": "`challenge`: it must be \"off\" or \"required\"",
        }])
    );
    place.refuses(&["rules", "check", "none.json"], 2, "none.json: ");
    place.refuses(&["rules", "check", "korea.json", "--emergency", " "], 2, "--emergency must say why");
}

#[test]
fn the_notice_is_that_of_the_configuration() {
    let place = written(Place::with_data());
    let check = |more: &[&str]| {
        let line = ["rules", "check", "korea.json", "--at", "2022-01-09T00:00:00+09:00"];
        place.run(&[&line[..], more].concat())
    };
    check(&[]).ends(1).says("it changes in 24 h; venues and citizens have 48 h of notice");
    check(&["--notice", "24"]).succeeds();
    place.write("data/haetae.toml", "[rules]\nnotice_hours = 12\n");
    check(&["--data", "data"]).succeeds();
    check(&["--emergency", "a new variant"]).succeeds().says("Emergency: a new variant");
    let report = document(&check(&["--emergency", "a new variant", "--json"]).succeeds());
    assert_eq!(report["emergency"], "a new variant");
    check(&["--replaces", "korea.json"]).succeeds().says("0 errors, 0 warnings");
}

#[test]
fn the_offsets_of_the_zone_are_written_into_the_file_and_nothing_else_changes() {
    let place = place();
    let without = KOREA.replace("  \"offsets\": [[0, 32400]],\n", "");
    place.write("korea.json", &without);
    let line = ["rules", "check", "korea.json", "--at", "2021-10-01T00:00:00+09:00"];
    place.run(&line).succeeds().says("warning: zone: `offsets` are missing");
    place.run(&[&line[..], &["--write-offsets"]].concat()).succeeds().says("0 errors, 0 warnings");
    assert_eq!(
        place.read("korea.json"),
        without.replace("\"Asia/Seoul\"", "\"Asia/Seoul\", \"offsets\": [[0, 32400]]")
    );
}

#[test]
fn cases_that_fail_and_branches_that_none_tries_are_shown() {
    let place = place();
    place.run(&["rules", "test", "korea.json", "cases.json"]).succeeds().says("160 of 160 cases passed");
    let wrong =
        KOREA.replace("{\">=\": [{\"var\": \"current.doses\"}, 3]}", "{\">=\": [{\"var\": \"current.doses\"}, 4]}");
    place.write("wrong.json", wrong);
    place
        .run(&["rules", "test", "wrong.json", "cases.json"])
        .ends(1)
        .says("FAILED  restaurant  third dose the same day");
    let report = document(&place.run(&["rules", "test", "wrong.json", "cases.json", "--json"]).ends(1));
    assert_eq!(members(&report), ["cases", "coverage", "ok"]);
    assert_eq!(members(&report["cases"][0]), ["answer", "expected", "name", "passed", "policy", "rules"]);
    assert_eq!(members(&report["coverage"]["missing"][0]), ["column", "condition", "line", "never", "rule"]);
    let few = json!({ "cases": [{
        "name": "a", "policy": "gym", "at": "2022-01-05T00:00:00+09:00", "evidence": [], "expect": "policy_not_met",
    }] });
    place.write("few.json", few.to_string());
    place.run(&["rules", "test", "korea.json", "few.json", "--coverage"]).succeeds().says("never held: ");
    place.write("bad.json", few.to_string().replace("policy_not_met", "no"));
    place.refuses(&["rules", "test", "korea.json", "bad.json"], 2, "bad.json: 1:11: ");
}

#[test]
fn an_answer_is_explained_for_a_person_on_record_and_the_journal_knows() {
    let place = written(Place::with_people());
    let explain = |more: &[&str]| {
        let line = ["rules", "explain", "--data", "data", "--file", "korea.json", "--policy", "gym"];
        place.run(&[&line[..], more].concat())
    };
    let late = ["--subject", "kim", "--at", "2026-12-01T00:00:00+09:00"];
    explain(&late)
        .ends(1)
        .says("Answer: policy_not_met.")
        .says("its date plus 180 days (2026-10-28) is before today (2026-12-01)");
    assert!(found(&place).contains(&("records_show".to_owned(), "done".to_owned())), "{:?}", found(&place));
    let in_time = ["--subject", "kim", "--at", "2026-10-28T23:59:59+09:00", "--html", "why.html"];
    explain(&in_time).succeeds().says("Answer: met.");
    assert!(place.read("why.html").contains("its date plus 14 days"));
    let report = document(&explain(&[&late[..], &["--json"]].concat()).ends(1));
    assert_eq!(members(&report), ["answer", "at", "evidence", "from", "name", "paper", "policy", "rules", "until"]);
    assert_eq!(members(&report["rules"][0]), ["id", "logic", "message", "result"]);
    explain(&["--subject", "nobody"]).ends(1);
    explain(&["--subject", "park", "--at", "2026-10-28T23:59:59+09:00"]).ends(1);
    let pass = place.paper_pass("lee");
    let ran = explain(&["--code", &pass]);
    assert!(ran.stdout.contains("on paper") && ran.stderr.contains("was not checked"), "{ran:?}");
    place.refuses(
        &["rules", "explain", "--policy", "gym", "--file", "korea.json", "--code", "HT1:0"],
        2,
        "--code is not",
    );
    let unpublished = ["rules", "explain", "--data", "data", "--policy", "gym", "--subject", "kim"];
    place.refuses(&unpublished, 2, "no rules are published");
}

#[test]
fn a_comparison_counts_ten_thousand_synthetic_citizens() {
    let place = written(Place::with_data());
    place.write("new.json", KOREA.replace("180, \"day\"", "150, \"day\""));
    let sample = ["records", "sample", "--count", "10000", "--today", "2022-01-05", "--out", "people.ndjson"];
    place.run(&sample).succeeds();
    place.run(&["records", "import", "people.ndjson", "--data", "data"]).succeeds();
    let diff = |more: &[&str]| {
        let line = ["rules", "diff", "korea.json", "new.json", "--at", "2022-01-05T12:00:00+09:00", "--data", "data"];
        place.run(&[&line[..], more].concat())
    };
    let counted = document(&diff(&["--json"]).ends(1));
    assert_eq!(counted["people"], 10_000);
    let gym = &counted["policies"]["gym"];
    let lost = gym["answers"]["met > policy_not_met"].as_u64().expect("a number");
    assert!((100..5_000).contains(&lost), "{lost}");
    for sort in ["evidence", "doses", "age"] {
        let groups = gym[sort].as_object().expect("groups");
        let sum = |member: &str| groups.values().map(|counts| counts[member].as_u64().expect("a number")).sum::<u64>();
        assert_eq!((sum("loses"), sum("gains")), (lost, 0), "{sort}");
        assert_eq!(sum("loses") + sum("gains") + sum("other") + sum("same"), 10_000, "{sort}");
    }
    // Only second doses have a limit, and one dose of Janssen.
    assert_eq!(gym["doses"]["3 doses"]["loses"], 0);
    assert_eq!(gym["refused_by"]["180-DAYS"], lost);
    assert_eq!(counted["policies"]["large-store"]["answers"], json!({ "rules_missing > rules_missing": 10_000 }));
    assert!(gym.get("examples").is_none());
    assert!(!found(&place).contains(&("records_export".to_owned(), "done".to_owned())));

    diff(&["--examples", "2", "--html", "report.html"]).ends(1).says("met -> policy_not_met: SYN-");
    assert!(found(&place).contains(&("records_export".to_owned(), "done".to_owned())));
    assert!(place.read("report.html").contains("Examples, for the operator only"));
    let same = ["rules", "diff", "new.json", "new.json", "--at", "2022-01-05T12:00:00+09:00", "--data", "data"];
    place.run(&same).succeeds().says("gym: nothing changes");
}
