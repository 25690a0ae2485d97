//! What rules add to a check: those of a real policy, and the worst that a file can ask for.

use std::hint::black_box;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion};
use haetae_core::{Checker, Outcome, RULES, RulesFile, ScannerState, TrustStore, UnixTime};
use haetae_testkit::Signer;
use haetae_testkit::authority::{Authority, NOW, at, claims, rules_file};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::turns::{self, Aim, Row, Work};
use haetae_testkit::vectors::{bytes, json};

fn main() {
    korea();
    if turns::only_ratios() {
        return;
    }
    let mut criterion = Criterion::default().configure_from_args();
    hostile(&mut criterion);
    criterion.final_summary();
}

/// What the Korean restaurant policy of 2021 adds to a check.
fn korea() {
    let file = json("rules.json");
    let scanners = file["checks"].as_array().expect("scanners");
    let scanner = scanners.iter().find(|scanner| scanner["name"] == "korea-2021").expect("the Korean policies");
    let mut trust = TrustStore::new(serde_json::from_value(scanner["roots"].clone()).expect("a root set"));
    assert_eq!(trust.take_bundle(&bytes(&scanner["bundle"])), Outcome::Taken);
    let mut cases = scanner["cases"].as_array().expect("cases").iter();
    let case = cases
        .find(|case| {
            case["policy"] == "restaurant"
                && case["verdict"].as_str().is_some_and(|verdict| verdict.starts_with("admit"))
        })
        .expect("somebody who may enter a restaurant");
    let text = case["qr"].as_str().expect("a code");
    let now = UnixTime::new(case["now"].as_u64().expect("a time")).expect("a time");

    let check = |id: Option<&str>| {
        let verdict = Checker::new(&trust).with_policy(id).check(black_box(text), now, &mut ScannerState::new());
        assert!(verdict.admission().is_some());
    };
    let row = Row {
        name: "rules",
        with: "a check by the Korean restaurant policy / without a policy",
        aim: Aim::AtMost(1.05),
    };
    row.measure(Work::new(|| check(Some("restaurant"))), Work::new(|| check(None)));
}

/// Rules that take all steps that there are, each in another way. All of these checks are refused.
fn hostile(criterion: &mut Criterion) {
    let long = "7".repeat(236);
    let moved = format!(r#"{{"plusTime":["2021-12-13T00:00:00.{long}",1,"month"]}}"#);
    let kinds = [
        ("literals", many(100, "true")),
        ("texts of 256 bytes", many(60, &format!(r#"{{"===":["{long}1","{long}2"]}}"#))),
        ("a time with 236 digits", many(60, &format!(r#"{{"before":[{moved},{moved}]}}"#))),
        (
            "civil dates, with 10,000 offsets",
            many(60, r#"{"after":[{"localDate":["2021-12-13T00:00:00Z"]},"2021-12-13"]}"#),
        ),
        ("a path out of three lambdas", many(60, r#"{"var":"data.data.data.payload.evidence.0.date"}"#)),
        ("all that can be seen", many(60, r#"{"var":""}"#)),
        ("a part of an id", many(60, &format!(r#"{{"extractFromUVCI":["{}",230]}}"#, "/".repeat(240)))),
        (
            "an accumulator that grows",
            r#"{"reduce":[NUMBERS,[{"var":"accumulator"},{"var":""}],0]}"#.replace("NUMBERS", &numbers(2_000)),
        ),
        ("one long array", format!(r#"{{"===":[{},1]}}"#, numbers(19_990))),
    ];
    let authority = Authority { rules: Some(Signer::new(6)), ..Authority::default() };
    let phone = HolderPair::ed25519(50);
    let code = phone.present_pass(&authority.phones.issue(&claims(&phone, 7)), at(NOW), None);
    let mut group = criterion.benchmark_group("refused by rules that take 20,000 steps");
    group.warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(2));
    let open = r#"{"===":[1,1]}"#.to_owned();
    for (name, logic) in std::iter::once(("beside: rules that are met", open)).chain(kinds) {
        bench(&mut group, name, &authority, &code, &logic);
    }
    group.finish();
}

fn bench(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, authority: &Authority, code: &str, logic: &str) {
    let offsets: Vec<String> = (0..10_000).map(|number| format!("[{},{}]", number * 60, number % 2 * 60)).collect();
    let text = r#"{"ko":"규칙","en":"Rule"}"#;
    let payload = format!(
        r#"{{"version":1,"issued":{NOW},"zone":"UTC","offsets":[{}],"presentation":{{"max_age":60,"max_skew":60}},
        "policies":[{{"id":"door","name":{text},"from":"1970-01-01T00:00:00Z","challenge":"off",
        "rules":[{{"id":"A","logic":{logic},"message":{text}}}]}}]}}"#,
        offsets.join(",")
    );
    RulesFile::read(payload.as_bytes()).expect(name);
    let rules = rules_file(payload.as_bytes(), authority.rules.as_ref().expect("a rules key"));
    let mut trust = authority.bare_trust();
    let list = authority.todays_status_list(NOW - 7_200, &[999]);
    let files = [(format!("status/{}", at(NOW).status_day()), list.as_slice()), (RULES.to_owned(), rules.as_slice())];
    assert_eq!(authority.offer(&mut trust, NOW - 3_600, &files, true), Outcome::Taken);
    let checker = Checker::new(&trust).with_policy(Some("door"));
    let code_of = || checker.check(black_box(code), at(NOW), &mut ScannerState::new()).code();
    let expected = if name.starts_with("beside") { "admit" } else { "rule_failed" };
    assert_eq!(code_of(), expected, "{name}");
    group.bench_function(name, |bencher| bencher.iter(code_of));
}

/// An expression that is evaluated so many times so many times.
fn many(times: usize, expression: &str) -> String {
    let numbers = numbers(times);
    format!(r#"{{"reduce":[{numbers},{{"reduce":[{numbers},{{"reduce":[{numbers},{expression},0]}},0]}},0]}}"#)
}

fn numbers(count: usize) -> String {
    format!("[{}0]", "0,".repeat(count.saturating_sub(1)))
}
