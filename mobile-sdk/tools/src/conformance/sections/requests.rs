//! That the adapter keeps to the protocol, whatever the implementation behind it has.

use serde_json::{Value, json};

use crate::conformance::results::{Case, CaseResult};
use crate::conformance::subject::{NoAnswer, Subject};

/// The cases. The program has answered `hello` before.
pub(super) fn all(subject: &mut Subject) -> Vec<Case> {
    let unknown = match subject.ask_anything("no_such_request", json!({})) {
        Err(NoAnswer::NotCovered(_)) => "unsupported".to_owned(),
        Err(other) => other.to_string(),
        Ok(answer) => Value::Object(answer).to_string(),
    };
    let no_roots = json!({ "threshold": 0, "keys": [] });
    let bad_roots = match subject.ask_anything("init", json!({ "roots": no_roots, "seed": 1 })) {
        Err(NoAnswer::Error(_)) => "error".to_owned(),
        Err(other) => other.to_string(),
        Ok(answer) => Value::Object(answer).to_string(),
    };
    let ended = subject.shut_down().map_or_else(|no_answer| no_answer.to_string(), |()| "the end".to_owned());
    let case = |name: &str, reason: &str, expected: &str, got: String| Case {
        name: name.to_owned(),
        reason: reason.to_owned(),
        result: CaseResult::of(expected, got),
    };
    vec![
        case("unknown-request", "later versions of the protocol have more requests", "unsupported", unknown),
        case("bad-input", "a root set without roots is refused, and the adapter goes on", "error", bad_roots),
        case("shutdown", "the program answers, closes its output and ends", "the end", ended),
    ]
}
