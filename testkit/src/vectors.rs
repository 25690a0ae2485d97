//! `tests/vectors`: the codes of `checks.json`, for tests and benchmarks that need good codes and bad ones by the
//! hundred, and the other files as they are.

use std::path::Path;

use haetae_core::{Challenge, Checker, Outcome, ScannerState, TrustStore, UnixTime, Verdict};
use serde_json::Value;

/// The codes of `checks.json`.
#[derive(Debug)]
pub struct Vectors {
    /// What the scanner of all cases trusts.
    pub trust: TrustStore,
    /// All codes, in the order of the file.
    pub cases: Vec<Case>,
}

/// A code, and what a scanner that remembers no other says to it.
#[derive(Debug)]
pub struct Case {
    /// What stands in the code.
    pub text: String,
    /// When it is shown.
    pub now: UnixTime,
    /// Whether the vectors say that it is.
    pub is_admitted: bool,
    challenges: Vec<Challenge>,
    require_challenge: bool,
}

impl Vectors {
    /// Reads the file.
    pub fn read() -> Self {
        let json = json("checks.json");
        let mut trust = TrustStore::new(serde_json::from_value(json["roots"].clone()).expect("a root set"));
        assert_eq!(trust.take_bundle(&bytes(&json["bundle"])), Outcome::Taken);
        let cases = json["cases"].as_array().expect("cases").iter().map(|case| Case {
            text: text(&case["qr"]).to_owned(),
            now: UnixTime::new(case["now"].as_u64().expect("a time")).expect("a time"),
            is_admitted: text(&case["verdict"]).starts_with("admit"),
            challenges: case["challenges"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|challenge| Challenge::new(&bytes(challenge)).expect("a challenge"))
                .collect(),
            require_challenge: case["require_challenge"].as_bool().unwrap_or(false),
        });
        let cases: Vec<Case> = cases.collect();
        Self { trust, cases }
    }

    /// The codes that are admitted.
    pub fn admitted(&self) -> impl Iterator<Item = &Case> {
        self.cases.iter().filter(|case| case.is_admitted)
    }

    /// The verdict on `text` where the scanner of `case` sees it instead.
    pub fn verdict(&self, case: &Case, text: &str) -> Verdict {
        self.verdict_by(case, text, &mut Self::scanner(case))
    }

    /// The scanner of `case`, before it sees a code.
    pub fn scanner(case: &Case) -> ScannerState {
        let mut scanner = ScannerState::new();
        for challenge in &case.challenges {
            scanner.show_challenge(challenge.clone(), case.now);
        }
        scanner
    }

    /// The verdict on `text` by a scanner that remembers what it has seen.
    pub fn verdict_by(&self, case: &Case, text: &str, scanner: &mut ScannerState) -> Verdict {
        Checker::new(&self.trust).requiring_challenge(case.require_challenge).check(text, case.now, scanner)
    }
}

/// A verdict, from its JSON, in the words of [`wanted`]: the code, and the warnings after plus signs; where a policy is
/// chosen, also the rules, those whose messages are shown, and what the venue sees.
pub fn described(verdict: &Value, of_policy: bool) -> String {
    let texts = |list: &Value| list.as_array().into_iter().flatten().map(|item| text(item).to_owned()).collect();
    let warnings: Vec<String> = texts(&verdict["warnings"]);
    let written = [vec![text(&verdict["code"]).to_owned()], warnings].concat().join("+");
    if !of_policy {
        return written;
    }
    let rules: Vec<String> = texts(&verdict["rules"]);
    let messages = verdict["messages"].as_array().into_iter().flatten();
    let messages: Vec<String> = messages.map(|message| text(&message["rule"]).to_owned()).collect();
    let is_admitted = verdict["outcome"] == "admit";
    let mut shown = verdict.clone();
    let shown = shown.as_object_mut().filter(|_| is_admitted).map(|members| {
        members.retain(|name, _| !matches!(name.as_str(), "outcome" | "code" | "warnings"));
        Value::Object(members.clone())
    });
    wanted(&written, &rules, &messages, shown.as_ref())
}

/// What the vectors want of a case with a policy, or without.
pub fn wanted(verdict: &str, rules: &[String], messages: &[String], shown: Option<&Value>) -> String {
    let mut words = verdict.to_owned();
    if !rules.is_empty() {
        words.push_str(&format!(", rules {}", rules.join(" ")));
    }
    if !messages.is_empty() {
        words.push_str(&format!(", messages {}", messages.join(" ")));
    }
    if let Some(shown) = shown {
        words.push_str(&format!(", shown {shown}"));
    }
    words
}

/// A whole vector file.
pub fn json(file: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors").join(file);
    serde_json::from_slice(&std::fs::read(path).expect("the vectors")).expect("JSON")
}

/// The bytes that a text of a vector file spells.
pub fn bytes(hexadecimal: &Value) -> Vec<u8> {
    hex::decode(text(hexadecimal)).expect("hexadecimal")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
