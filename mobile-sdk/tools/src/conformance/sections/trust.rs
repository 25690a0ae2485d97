//! `trust.json`: trust lists, one after the other.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use serde_json::{Value, json};

use super::{outcome, pinned};
use crate::conformance::results::{Case, CaseResult, in_words};
use crate::conformance::subject::Subject;
use crate::conformance::vectors::{PinnedKeys, TrustCase};

/// Offers each case's lists to a new scanner.
pub(super) fn lists(subject: &mut Subject, cases: &[TrustCase]) -> Vec<Case> {
    let result = |subject: &mut Subject, case: &TrustCase| {
        if let Err(result) = pinned(subject, &roots(&case.pinned), 1) {
            return result;
        }
        CaseResult::of_steps((1..).zip(&case.steps).map(|(number, step)| {
            let answer = subject.ask("trust_list", json!({ "bytes": step.data }));
            CaseResult::of_answer(&step.outcome, answer.map(|answer| outcome(&answer))).at_step(number)
        }))
    };
    let case = |case: &TrustCase| Case {
        name: case.name.clone(),
        reason: in_words(&case.name),
        result: result(subject, case),
    };
    cases.iter().map(case).collect()
}

/// As a `roots.json` file has them. A key that is not hexadecimal stays what it is.
fn roots(pinned: &PinnedKeys) -> Value {
    let key = |key: &String| {
        let x = hex::decode(key).map_or_else(|_| key.clone(), |key| Base64UrlUnpadded::encode_string(&key));
        json!({ "kty": "OKP", "crv": "Ed25519", "x": x })
    };
    json!({ "threshold": pinned.threshold, "keys": pinned.keys.iter().map(key).collect::<Vec<_>>() })
}
