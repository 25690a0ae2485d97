//! CertLogic, the language of the EU's rules (ehn-dcc-development/dgc-business-rules, certlogic/specification), and
//! rules of the EU and of Austria with their tests (eu-digital-green-certificates/dgc-business-rules-testdata).

use std::collections::BTreeMap;

use haetae_core::{Evaluated, Logic, Offsets};
use serde::Deserialize;
use serde_json::Value;

use super::{read, read_lines};
use crate::rules::json;
use crate::vectors::require_all_right;

const SUITE: [&str; 14] = [
    "JsonLogic-testSuite",
    "and",
    "comparison",
    "date-times",
    "detect-missing-values",
    "equality",
    "extractFromUVCI",
    "if",
    "in",
    "ins-with-nulls",
    "patched-reduce",
    "recognising-minors-with-DCC-DOB",
    "recognising-minors-with-plusTime",
    "var",
];

const FORMS: [&str; 4] = ["basic-literals-invalid", "basic-literals-valid", "operation-objects", "var-operations"];

#[derive(Deserialize)]
struct Suite<C> {
    cases: Vec<C>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    name: String,
    cert_logic_expression: Option<Value>,
    assertions: Vec<Assertion>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Assertion {
    cert_logic_expression: Option<Value>,
    #[serde(default)]
    data: Value,
    #[serde(default)]
    expected: Value,
    /// `skip`: the four that want `in` to be false where its second operand is null. Section 8 lets them fail.
    directive: Option<String>,
}

/// A form, and what is wrong with it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Form {
    cert_logic_expression: Value,
    issues: Vec<Value>,
}

#[test]
fn the_public_suite_of_the_language_holds() {
    let (mut count, mut wrong) = (0, Vec::new());
    for name in SUITE {
        let file = format!("certlogic/testSuite/{name}.json");
        let Some(suite) = read::<Suite<Case>>(&file) else { return };
        for case in suite.cases {
            for assertion in &case.assertions {
                count += 1;
                let logic = assertion.cert_logic_expression.as_ref().or(case.cert_logic_expression.as_ref());
                let logic = Logic::read(&json(logic.expect("an expression")));
                let value = logic.and_then(|logic| logic.evaluate(&json(&assertion.data), &Offsets::UTC));
                let value = value.map(|(value, _)| value);
                let expected = (assertion.directive.as_deref() != Some("skip")).then(|| json(&assertion.expected));
                if value != expected.clone().map(Evaluated::Json) {
                    wrong.push(format!("{name}, {}: {value:?}, not {expected:?}", case.name));
                }
            }
        }
    }
    require_all_right("certlogic/testSuite", count, &wrong);
}

#[test]
fn the_public_suite_of_forms_holds() {
    let (mut count, mut wrong) = (0, Vec::new());
    for name in FORMS {
        let Some(suite) = read::<Suite<Form>>(&format!("certlogic/validation-testSuite/{name}.json")) else { return };
        for form in suite.cases {
            count += 1;
            let text = form.cert_logic_expression.to_string();
            // What is no value of the language, a float for one, has no good form either.
            let is_good = haetae_core::json::Json::read(text.as_bytes()).is_ok_and(|json| Logic::read(&json).is_some());
            if is_good != form.issues.is_empty() {
                wrong.push(format!("{name}: {text}"));
            }
        }
    }
    require_all_right("certlogic/validation-testSuite", count, &wrong);
}

#[derive(Deserialize)]
struct RuleWithTests {
    rule: Rule,
    tests: Vec<RuleTest>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Rule {
    identifier: String,
    logic: Value,
}

#[derive(Deserialize)]
struct RuleTest {
    payload: Value,
    external: serde_json::Map<String, Value>,
    expected: bool,
    file: String,
}

#[test]
fn the_rules_of_the_eu_say_what_their_tests_want() {
    let Some(value_sets) = read::<BTreeMap<String, Value>>("certlogic/rules/valueSets-by-ref.json") else { return };
    let Some(rules) = read_lines::<RuleWithTests>("certlogic/rules/rules-with-tests.jsonl") else { return };
    let (mut count, mut wrong) = (0, Vec::new());
    for RuleWithTests { rule, tests } in rules {
        let logic = Logic::read(&json(&rule.logic)).unwrap_or_else(|| panic!("the form of {}", rule.identifier));
        for mut test in tests {
            count += 1;
            if let Some(reference) = test.external.remove("valueSets_ref") {
                let sets = &value_sets[reference.as_str().expect("a reference")];
                test.external.insert("valueSets".into(), sets.clone());
            }
            let data = serde_json::json!({ "payload": test.payload, "external": test.external });
            let value = logic.evaluate(&json(&data), &Offsets::UTC).map(|(value, _)| value);
            if value != Some(Evaluated::Json(haetae_core::json::Json::Bool(test.expected))) {
                wrong.push(format!("{}: {value:?}, not {}", test.file, test.expected));
            }
        }
    }
    require_all_right("certlogic/rules", count, &wrong);
}
