use super::*;
use crate::rules::draft::Draft;
use haetae_core::Evidence;

const KOREA: &str = include_str!("../../../deploy/local/rules/korea-2021.json");

fn explained(evidence: &str, policy: &str, at: &str) -> Explanation {
    let at = UnixTime::parse_rfc3339(at).expect("a time");
    let draft = Draft::read(KOREA.as_bytes(), at).expect("readable");
    let document = Document::read(KOREA).expect("JSON");
    let evidence: Vec<Evidence> = serde_json::from_str(evidence).expect("evidence");
    let zone = TimeZone::get("Asia/Seoul").expect("bundled");
    explain(&document, &draft.file, policy, &PolicyQuestion { evidence: &evidence, paper: false, now: at }, &zone)
}

const SECOND_DOSE: &str = r#"[{"kind": "vaccination", "doses": 2, "date": "2021-07-06", "product": "BNT162B2"}]"#;

#[test]
fn a_tree_says_with_each_value_why_a_rule_does_not_hold() {
    let explanation = explained(SECOND_DOSE, "restaurant", "2022-01-03T00:00:00+09:00");
    let zone = TimeZone::get("Asia/Seoul").expect("bundled");
    let text = text(&explanation, &zone);
    println!("{text}");
    for words in [
        "Policy restaurant: Restaurants and cafes",
        "in force from 2022-01-03 00:00 KST (UTC+09:00), without an end",
        "Answer: policy_not_met.",
        "[no] 180-DAYS does not hold; people read:",
        "    ko: 2차 접종(얀센은 1차) 후 180일이 지났습니다.",
        "its number of doses (2) is at least 3",
        "its date plus 180 days (2022-01-02) is before today (2022-01-03)",
        "vaccination, 2 doses, 2021-07-06, BNT162B2",
    ] {
        assert!(text.contains(words), "{words:?} is not in {text}");
    }
    assert_eq!(explanation.answer, "policy_not_met");
    let results: Vec<(&str, Holds)> = explanation.rules.iter().map(|rule| (&*rule.id, rule.result)).collect();
    let expected = [("COUNTS", Holds::No), ("14-DAYS", Holds::Yes), ("180-DAYS", Holds::No), ("48-HOURS", Holds::Yes)];
    assert_eq!(results, expected);
}

#[test]
fn an_answer_without_a_policy_says_so() {
    let explanation = explained("[]", "cinema", "2022-01-03T00:00:00+09:00");
    assert_eq!((explanation.answer, explanation.rules.len()), ("rules_missing", 0));
    assert!(text(&explanation, &TimeZone::UTC).contains("No policy of this id is in force then"));
}

#[test]
fn pieces_after_one_that_counts_are_not_asked() {
    let both = SECOND_DOSE.replace('[', r#"[{"kind": "recovery", "date": "2021-12-01"}, "#);
    let explanation = explained(&both, "gym", "2022-01-03T00:00:00+09:00");
    let text = text(&explanation, &TimeZone::UTC);
    println!("{text}");
    assert_eq!(explanation.answer, "met");
    assert!(text.contains("[not asked] vaccination, 2 doses"), "{text}");
}

#[test]
fn texts_of_a_file_are_nothing_but_text_in_the_page() {
    let mut explanation = explained(SECOND_DOSE, "restaurant", "2022-01-03T00:00:00+09:00");
    explanation.policy = "<script>alert(1)</script>".to_owned();
    let page = html(&explanation, &TimeZone::UTC);
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script"), "{page}");
    assert!(page.contains("prefers-color-scheme:dark") && page.contains("default-src 'none'"));
    assert!(!page.contains("http://") && !page.contains("https://"), "it needs nothing from elsewhere");
}

#[test]
fn logic_reads_as_a_sentence() {
    let words = |logic: &str| phrase(&Document::read(logic).expect("JSON").root);
    for (logic, sentence) in [
        (r#"{">=": [{"var": "current.doses"}, 3]}"#, "its number of doses is at least 3"),
        (r#"{"===": [{"var": "current.kind"}, "test"]}"#, "it is a test"),
        (r#"{"===": [{"var": "current.method"}, "naat"]}"#, "its method is naat (PCR)"),
        (r#"{"if": [{"var": "payload.paper"}, true, false]}"#, "the pass is on paper or no"),
        (r#"{"!": [{"var": "payload.paper"}]}"#, "it is not so that the pass is on paper"),
        (
            r#"{"not-after": [{"var": "data.external.today"}, {"localDate": [{"plusTime": [{"var": "current.sampled_at"}, 48, "hour"]}]}]}"#,
            "today is on or before the date of its sample plus 48 hours",
        ),
        (r#"{"not-after": [1, 2, 3]}"#, "1 is on or before 2, and that is on or before 3"),
    ] {
        assert_eq!(words(logic), sentence);
    }
}
