use haetae_ffi::{PolicyStanding, PolicyStatus, Refusal, RulesReading, Unclear, Verdict};
use haetae_testkit::vectors::{json, wanted};
use serde_json::Value;

use crate::shown::{in_seconds, members};
use crate::vectors::{first_verdict, list, number, ready, scanners, text, texts, written};

#[test]
fn every_check_with_a_policy_ends_in_its_verdict_and_shows_what_the_policy_allows() {
    let file = json("rules.json");
    let (mut count, mut wrong) = (0, Vec::new());
    for json in scanners(&file) {
        let Some(scanner) = ready(json) else { continue };
        for case in list(&json["cases"]) {
            count += 1;
            let (is, should) = (described(&first_verdict(&scanner, case), case), expected(case));
            if is != should {
                wrong.push(format!("{} {}: {is}, not {should}", json["name"], case["name"]));
            }
        }
    }
    assert!(count > 0 && wrong.is_empty(), "{count} cases, wrong: {wrong:#?}");
}

/// In the words of the vectors: the code, and where a policy is chosen the rules, those whose messages are shown, and
/// what the venue sees.
fn described(verdict: &Verdict, case: &Value) -> String {
    if case["policy"].is_null() {
        return written(verdict);
    }
    let (mut rules, mut messages, mut shown) = (Vec::new(), Vec::new(), None);
    match verdict {
        Verdict::Admit { admission } => shown = Some(members(admission)),
        Verdict::Refuse { refusal: Refusal::PolicyNotMet { rules: unmet, messages: said } } => {
            rules = unmet.clone();
            for message in said {
                assert!(message.text.contains_key("ko") && message.text.contains_key("en"), "{message:?}");
                messages.push(message.rule.clone());
            }
        }
        Verdict::Unclear { unclear: Unclear::RuleFailed { rule } } => rules.extend(rule.clone()),
        Verdict::Refuse { .. } | Verdict::Unclear { .. } => {}
    }
    wanted(&written(verdict), &rules, &messages, shown.as_ref())
}

fn expected(case: &Value) -> String {
    let shown = Some(&case["shown"]).filter(|shown| !shown.is_null()).map(in_seconds);
    wanted(text(&case["verdict"]), &texts(&case["rules"]), &texts(&case["messages"]), shown.as_ref())
}

/// By what a scanner says of its policies a venue can choose: a chosen one that counts now is asked.
#[test]
fn a_venue_chooses_among_the_policies_of_the_rules_in_force() {
    let file = json("rules.json");
    let mut seen = [0; 3];
    for json in scanners(&file) {
        let Some(scanner) = ready(json) else { continue };
        for case in list(&json["cases"]).filter(|case| !case["policy"].is_null()) {
            let list = scanner.policies(number(&case["now"])).expect("a time");
            let id = text(&case["policy"]);
            let is_current =
                list.policies.iter().any(|policy| policy.id == id && policy.standing == PolicyStanding::Current);
            let code = first_verdict(&scanner, case).code();
            match list.rules {
                RulesReading::Missing | RulesReading::Unreadable => assert!(list.policies.is_empty()),
                RulesReading::Readable if is_current => assert_ne!(code, "rules_missing", "{case}"),
                RulesReading::Readable => assert_ne!(code, "admit", "{case}"),
            }
            seen[list.rules as usize] += 1;
            for policy in &list.policies {
                assert!(policy.name.contains_key("ko") && policy.until.is_none_or(|until| policy.from < until));
                assert!(matches!(policy.status, None | Some(PolicyStatus::Warn | PolicyStatus::Required)));
            }
        }
    }
    assert!(seen.iter().all(|count| *count > 0), "missing, unreadable, readable: {seen:?}");
}
