use haetae_ffi::{CheckOutcome, Language, Verdict};
use haetae_testkit::vectors::json;

use crate::vectors::{first_verdict, list, ready, scanners, text, written};

#[test]
fn every_check_ends_in_its_verdict() {
    let file = json("checks.json");
    let (mut count, mut wrong) = (0, Vec::new());
    for json in scanners(&file) {
        let Some(scanner) = ready(json) else { continue };
        for case in list(&json["cases"]) {
            count += 1;
            let verdict = first_verdict(&scanner, case);
            require_whole(&verdict);
            let (is, should) = (written(&verdict), text(&case["verdict"]));
            if is != should {
                wrong.push(format!("{} {}: {is}, not {should}", json["name"], case["name"]));
            }
        }
    }
    assert!(count > 0 && wrong.is_empty(), "{count} cases, wrong: {wrong:#?}");
}

/// Every verdict has an outcome that fits its case, and words in both languages.
fn require_whole(verdict: &Verdict) {
    let outcome = match verdict {
        Verdict::Admit { .. } => CheckOutcome::Admit,
        Verdict::Refuse { .. } => CheckOutcome::Refuse,
        Verdict::Unclear { .. } => CheckOutcome::Unclear,
    };
    assert_eq!(verdict.outcome(), outcome);
    let [korean, english] = [Language::Korean, Language::English].map(|language| verdict.words(language));
    assert!(!korean.headline.is_empty() && !english.headline.is_empty() && korean != english, "{verdict:?}");
}
