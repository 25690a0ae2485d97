//! Cases: invented passes with the answer that a rules file must give for each. `docs/schemas/rule-cases.schema.json`
//! describes their form.

use haetae_core::{Evidence, MAX_EVIDENCE, NotMet, PolicyAnswer, PolicyQuestion, RulesFile, UnixTime};
use serde::{Deserialize, Serialize};

use super::document::{Document, Flaw, Node, Place};

/// An invented pass, and what a policy must say of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it shows, in words; no two cases of a file have the same.
    pub name: String,
    /// The id of the policy that is asked.
    pub policy: String,
    /// When the pass is shown.
    pub at: UnixTime,
    /// What it carries, 0 to 4 pieces.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// Whether it is on paper.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub paper: bool,
    /// The answer.
    pub expect: Expected,
    /// With `policy_not_met`, the ids of exactly the rules that are not met; with `rule_failed`, of the one that cannot
    /// be evaluated. Absent: it does not matter which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<Vec<String>>,
    /// With `policy_not_met`, the ids of exactly the rules whose messages people read. Absent: it does not matter
    /// which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<Vec<String>>,
}

/// The answer of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expected {
    /// The pass meets the policy.
    Met,
    /// It does not.
    PolicyNotMet,
    /// No policy of that id counts then.
    RulesMissing,
    /// A rule cannot be evaluated.
    RuleFailed,
}

/// What came of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What the policy says.
    pub answer: PolicyAnswer,
    /// Whether that is what was expected.
    pub passed: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "$schema")]
    _schema: Option<String>,
    #[serde(default, rename = "note")]
    _note: Option<String>,
    cases: Vec<serde_json::Value>,
}

impl Case {
    /// Reads a file of cases.
    ///
    /// # Errors
    ///
    /// All that is wrong with it, a sentence each, with the line and column of the case.
    pub fn read_all(bytes: &[u8]) -> Result<Vec<Self>, Vec<String>> {
        let text = std::str::from_utf8(bytes).map_err(|_| vec!["it is not UTF-8".to_owned()])?;
        let document =
            Document::read(text).map_err(|flaw| vec![format!("{}: {}", Place::of(text, flaw.at), flaw.what)])?;
        let file: File = serde_json::from_str(text).map_err(|error| vec![error.to_string()])?;
        let nodes = document.root.member("cases").map_or(&[][..], Node::items);
        let mut cases: Vec<Self> = Vec::new();
        let flaw = |flaw: &Flaw| format!("{}: {}", document.place(flaw.at), flaw.what);
        let mut problems: Vec<String> = document.flaws.iter().map(flaw).collect();
        for (node, value) in nodes.iter().zip(file.cases) {
            let place = document.place(node.span.start);
            let case = serde_json::from_value::<Self>(value).map_err(|error| error.to_string());
            match case.and_then(|case| case.sound(&cases)) {
                Ok(case) => cases.push(case),
                Err(what) => problems.push(format!("{place}: {what}")),
            }
        }
        if nodes.is_empty() {
            problems.push("there are no cases in it".to_owned());
        }
        if problems.is_empty() { Ok(cases) } else { Err(problems) }
    }

    fn sound(self, before: &[Self]) -> Result<Self, String> {
        if before.iter().any(|other| other.name == self.name) {
            return Err(format!("two cases have the name {:?}", self.name));
        }
        if self.evidence.len() > MAX_EVIDENCE {
            return Err(format!("a pass carries at most {MAX_EVIDENCE} pieces of evidence"));
        }
        if self.rules.is_some() && matches!(self.expect, Expected::Met | Expected::RulesMissing) {
            return Err("`rules` belongs to policy_not_met and rule_failed".to_owned());
        }
        if self.messages.is_some() && self.expect != Expected::PolicyNotMet {
            return Err("`messages` belongs to policy_not_met".to_owned());
        }
        Ok(self)
    }

    /// What a policy is asked in this case.
    pub fn asked(&self) -> PolicyQuestion<'_> {
        PolicyQuestion { evidence: &self.evidence, paper: self.paper, now: self.at }
    }

    /// Asks a file.
    pub fn ask(&self, file: &RulesFile) -> Outcome {
        self.outcome(file.ask(&self.policy, &self.asked()))
    }

    /// Whether an answer is the expected one.
    pub fn outcome(&self, answer: PolicyAnswer) -> Outcome {
        let are_expected = |rules: &[String]| self.rules.as_deref().is_none_or(|expected| expected == rules);
        let are_read = |unmet: &NotMet| {
            let read = unmet.messages.iter().map(|message| message.rule.as_str());
            self.messages.as_ref().is_none_or(|expected| read.eq(expected.iter().map(String::as_str)))
        };
        let passed = match (&answer, self.expect) {
            (PolicyAnswer::Met, Expected::Met) | (PolicyAnswer::Missing, Expected::RulesMissing) => true,
            (PolicyAnswer::NotMet(unmet), Expected::PolicyNotMet) => are_expected(&unmet.rules) && are_read(unmet),
            (PolicyAnswer::Failed { rule }, Expected::RuleFailed) => are_expected(rule.as_slice()),
            _ => false,
        };
        Outcome { answer, passed }
    }
}

impl Expected {
    /// The code of it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::PolicyNotMet => "policy_not_met",
            Self::RulesMissing => "rules_missing",
            Self::RuleFailed => "rule_failed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(case: &str) -> String {
        format!("{{\"cases\": [\n{case}\n]}}")
    }

    const GOOD: &str =
        r#"{"name": "a", "policy": "gym", "at": "2022-01-03T00:00:00+09:00", "evidence": [], "expect": "met"}"#;

    #[test]
    fn everything_that_is_wrong_is_said_at_once_with_its_place() {
        assert_eq!(Case::read_all(file(GOOD).as_bytes()).map(|cases| cases.len()), Ok(1));
        let wrong = [
            GOOD.replace("gym", "gym\", \"more\": \"1"),
            GOOD.replace("\"met\"", "\"yes\""),
            GOOD.replace("+09:00", ""),
            GOOD.replace("[]", r#"[{"kind": "recovery"}]"#),
            GOOD.replace("\"met\"", r#""met", "rules": ["A"]"#),
            GOOD.to_owned(),
            GOOD.to_owned(),
        ];
        let problems = Case::read_all(file(&wrong.join(",\n")).as_bytes()).expect_err("refused");
        let places: Vec<&str> = problems.iter().filter_map(|problem| problem.split(": ").next()).collect();
        assert_eq!(places, ["2:1", "3:1", "4:1", "5:1", "6:1", "8:1"], "{problems:?}");
        for text in ["", "{}", "{\"cases\": []}", "{\"cases\": {}}", "{\"cases\": [], \"more\": 1}"] {
            assert!(Case::read_all(text.as_bytes()).is_err(), "{text}");
        }
    }
}
