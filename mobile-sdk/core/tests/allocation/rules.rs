//! What a rules file may cost, whoever has signed it: where it is taken, and at each check.

use haetae_core::{Checker, MAX_RULES_BYTES, Outcome, RULES, RulesFile, ScannerState, TrustStore};
use haetae_testkit::Signer;
use haetae_testkit::allocation::{allocated, held_after, peak_of};
use haetae_testkit::authority::{Authority, NOW, at, claims, rules_file};
use haetae_testkit::phone::HolderPair;

use crate::{KIB, MIB};

const TEXT: &str = r#"{"ko":"규칙","en":"Rule"}"#;

/// A file of as many rules as there may be, each with its share of the bytes that there may be.
fn file(logic: impl Fn(usize) -> String) -> Vec<u8> {
    file_of(64, 32, logic)
}

fn file_of(policies: usize, rules: usize, logic: impl Fn(usize) -> String) -> Vec<u8> {
    let budget = (MAX_RULES_BYTES - 400) / policies;
    let policy = |number: usize| {
        let open = format!(
            r#"{{"id":"p{number}","name":{TEXT},"from":"2021-12-13T00:00:00Z","challenge":"off","show":["evidence","issuer"],"rules":["#
        );
        let rule = |number: usize| {
            let around = format!(r#"{{"id":"R{number}","message":{TEXT},"logic":"#);
            let budget = (budget - open.len() - 4) / rules - around.len() - 2;
            format!("{around}{}}}", logic(budget))
        };
        format!("{open}{}]}}", (0..rules).map(rule).collect::<Vec<_>>().join(","))
    };
    let policies = (0..policies).map(policy).collect::<Vec<_>>().join(",");
    let file = format!(
        r#"{{"version":1,"issued":{NOW},"zone":"UTC","presentation":{{"max_age":60,"max_skew":60}},"policies":[{policies}]}}"#
    );
    assert!(file.len() <= MAX_RULES_BYTES, "{}", file.len());
    file.into_bytes()
}

/// So many of it as fit, between a beginning and an end.
fn filled(budget: usize, begin: &str, item: &str, last: &str, end: &str) -> String {
    let room = budget.saturating_sub(begin.len() + last.len() + end.len());
    [begin, &item.repeat(room / item.len()), last, end].concat()
}

fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let nested = |depth: usize| [r#"{"!":["#.repeat(depth), "1".to_owned(), "]}".repeat(depth)].concat();
    let deep = format!("{},", nested(31));
    vec![
        ("one array of numbers", file_of(1, 1, |budget| filled(budget, "[", "1,", "1", "]"))),
        ("one array of empty arrays", file_of(1, 1, |budget| filled(budget, "[", "[],", "[]", "]"))),
        ("empty objects, which are no expressions", file_of(1, 1, |budget| filled(budget, "[", "{},", "{}", "]"))),
        ("short texts", file_of(1, 1, |budget| filled(budget, "[", r#""a","#, r#""a""#, "]"))),
        ("variables", file_of(1, 1, |budget| filled(budget, "[", r#"{"var":"a"},"#, "1", "]"))),
        (
            "paths of many parts",
            file_of(1, 1, |budget| filled(budget, "[", &format!(r#"{{"var":"a{}"}},"#, ".b".repeat(127)), "1", "]")),
        ),
        ("operations in one another", file_of(1, 1, |budget| filled(budget, "[", &deep, "1", "]"))),
        ("operations in one another, in all rules", file(|budget| nested((budget - 1) / 8))),
        ("comparisons", file_of(1, 1, |budget| filled(budget, "[", r#"{"<":[1,1]},"#, "1", "]"))),
        (
            "many members",
            file_of(1, 1, |budget| {
                let names = (0..budget / 10 - 1).map(|number| format!(r#""{number:05}":1"#));
                format!("{{{}}}", names.collect::<Vec<_>>().join(","))
            }),
        ),
        ("arrays of two", file_of(1, 1, |budget| filled(budget, "[", "[1,1],", "1", "]"))),
    ]
}

#[test]
fn no_file_of_rules_makes_a_scanner_hold_much_more_than_itself() {
    for (name, payload) in hostile() {
        let (peak, file) = peak_of(|| RulesFile::read(&payload));
        let held = held_after(|| RulesFile::read(&payload).expect(name));
        eprintln!("{name}: {} bytes, read in {peak}, held {held}", payload.len());
        assert!(file.is_ok(), "{name}: {:?}", file.err());
        assert!(peak <= 96 * payload.len(), "{name}: read in {peak} bytes, of {}", payload.len());
        assert!(held <= 32 * payload.len(), "{name}: {held} bytes, of {}", payload.len());
    }
}

#[test]
fn a_file_that_is_not_readable_is_given_up_without_much_more_than_itself() {
    let open = |name: &str, item: &str| {
        let begin = format!(r#"{{"version":1,"issued":{NOW},"{name}":["#);
        filled(MAX_RULES_BYTES, &begin, item, "1.5", "]}").into_bytes()
    };
    for payload in [open("a", "[],"), open("policies", "{},"), open("offsets", "[0,0],"), open("zone", r#"{"":[]},"#)] {
        let (peak, read) = peak_of(|| RulesFile::read(&payload));
        assert!(read.is_err());
        assert!(peak <= 96 * payload.len(), "{peak} bytes, of {}", payload.len());
    }
}

/// A scanner with a file of one policy with one rule of this logic.
fn trust(authority: &Authority, logic: &str) -> TrustStore {
    let payload = file_of(1, 1, |_| logic.to_owned());
    let rules = rules_file(&payload, authority.rules.as_ref().expect("a rules key"));
    let mut trust = authority.bare_trust();
    let list = authority.todays_status_list(NOW - 7_200, &[]);
    let files = [(format!("status/{}", at(NOW).status_day()), list.as_slice()), (RULES.to_owned(), rules.as_slice())];
    assert_eq!(authority.offer(&mut trust, NOW - 3_600, &files, true), Outcome::Taken);
    trust
}

#[test]
fn no_rule_makes_a_check_hold_more_than_its_steps_allow() {
    let numbers = |count: usize| format!("[{}0]", "0,".repeat(count - 1));
    let reduce = |count, lambda: &str, start: &str| format!(r#"{{"reduce":[{},{lambda},{start}]}}"#, numbers(count));
    let logics = [
        ("one long array", format!(r#"{{"in":[1,{}]}}"#, numbers(19_990))),
        ("an accumulator that is wrapped", reduce(19_000, r#"[{"var":"accumulator"}]"#, "0")),
        ("an accumulator that doubles", reduce(1_000, r#"[{"var":"accumulator"},{"var":"accumulator"}]"#, "0")),
        ("all that can be seen, again and again", reduce(1_000, r#"{"var":""}"#, "0")),
        ("arrays that come and go", reduce(140, &format!(r#"{{"in":[1,{}]}}"#, numbers(140)), "false")),
        ("reduce in reduce in reduce", reduce(80, &reduce(80, &reduce(80, r#"[{"var":""}]"#, "0"), "0"), "0")),
    ];
    let authority = Authority { rules: Some(Signer::new(6)), ..Authority::default() };
    let phone = HolderPair::ed25519(50);
    let code = phone.present_pass(&authority.phones.issue(&claims(&phone, 7)), at(NOW), None);
    for (name, logic) in logics {
        let trust = trust(&authority, &logic);
        let check = |policy| Checker::new(&trust).with_policy(policy).check(&code, at(NOW), &mut ScannerState::new());
        let (bare, _) = peak_of(|| check(None));
        let (peak, verdict) = peak_of(|| check(Some("p0")));
        assert!(["rule_failed", "admit", "policy_not_met"].contains(&verdict.code()), "{name}: {}", verdict.code());
        eprintln!("{name}: {bare} and {peak} bytes, {}", verdict.code());
        assert!(peak <= bare + 2 * MIB, "{name}: {peak} bytes");
    }
}

/// A check with a real policy allocates nothing for it but what the verdict says.
#[test]
fn a_rule_that_is_met_makes_a_check_allocate_nothing_more() {
    let within = r#"{"not-before":[{"plusTime":[{"localDate":[{"var":"current.date"}]},180,"day"]},
                    {"var":"data.external.today"}]}"#;
    let logic = format!(
        r#"{{"reduce":[{{"var":"payload.evidence"}},{{"if":[{{"var":"accumulator"}},true,{{"and":[
        {{"===":[{{"var":"current.kind"}},"recovery"]}},{within}]}}]}},false]}}"#
    );
    let authority = Authority { rules: Some(Signer::new(6)), ..Authority::default() };
    let trust = trust(&authority, &logic);
    let phone = HolderPair::ed25519(50);
    let code = phone.present_pass(&authority.phones.issue(&claims(&phone, 7)), at(NOW), None);
    let asked_for = |policy| {
        let checker = Checker::new(&trust).with_policy(policy);
        let (bytes, verdict) = allocated(|| checker.check(&code, at(NOW), &mut ScannerState::new()));
        assert_eq!(verdict.code(), "admit");
        bytes
    };
    assert_eq!(asked_for(Some("p0")), asked_for(None));
    assert!(asked_for(None) < 64 * KIB);
}
