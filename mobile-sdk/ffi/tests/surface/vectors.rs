use haetae_ffi::{CoreScanner, Verdict};
use haetae_testkit::vectors::bytes;
use serde_json::Value;

/// A scanner that pins these roots.
pub(crate) fn scanner(roots: &Value) -> CoreScanner {
    CoreScanner::new(&roots.to_string(), 1).expect("roots")
}

/// The elements of a list; none where it is absent.
pub(crate) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

pub(crate) fn number(value: &Value) -> i64 {
    value.as_i64().expect("a number")
}

/// The texts of a list.
pub(crate) fn texts(value: &Value) -> Vec<String> {
    list(value).map(|item| text(item).to_owned()).collect()
}

/// Bytes in hexadecimal, or a list of pieces: hexadecimal, repeated bytes, or repeated templates with a counter.
pub(crate) fn pieces(value: &Value) -> Vec<u8> {
    let piece = |piece: &Value| -> Vec<u8> {
        if piece.is_string() {
            return bytes(piece);
        }
        let times = usize::try_from(number(&piece["times"])).expect("a count");
        if piece["byte"].is_string() {
            return bytes(&piece["byte"]).repeat(times);
        }
        let at = usize::try_from(number(&piece["counter_at"])).expect("a place");
        let template = bytes(&piece["template"]);
        let numbered = |number: usize| {
            let mut bytes = template.clone();
            bytes[at..at + 8].copy_from_slice(&(number as u64).to_be_bytes());
            bytes
        };
        (0..times).flat_map(numbered).collect()
    };
    if value.is_string() { bytes(value) } else { list(value).flat_map(piece).collect() }
}

/// A verdict in the words of the vectors: its code, and the warnings after plus signs.
pub(crate) fn written(verdict: &Verdict) -> String {
    let warnings = verdict.warnings();
    [vec![verdict.code()], warnings.iter().map(haetae_ffi::Warning::code).collect()].concat().join("+")
}

/// The scanners of a file, with what they are offered before their cases: the file itself, where it is one, and those
/// of `checks`.
pub(crate) fn scanners(file: &Value) -> Vec<&Value> {
    let itself = Some(file).filter(|file| file["cases"].is_array());
    itself.into_iter().chain(list(&file["checks"])).collect()
}

/// A scanner of a file when everything was offered to it; `None` where what it was offered last is not in force.
pub(crate) fn ready(json: &Value) -> Option<CoreScanner> {
    let scanner = scanner(&json["roots"]);
    for earlier in list(&json["earlier"]) {
        assert_eq!(scanner.bundle_arrived(bytes(earlier)).code(), "taken");
    }
    let outcome = json["outcome"].as_str().unwrap_or("taken");
    assert_eq!(scanner.bundle_arrived(bytes(&json["bundle"])).code(), outcome, "{}", json["name"]);
    (outcome == "taken").then_some(scanner)
}

/// The verdict on a case, as if it were the first at this scanner.
pub(crate) fn first_verdict(scanner: &CoreScanner, case: &Value) -> Verdict {
    let now = number(&case["now"]);
    scanner.forget();
    scanner.require_challenge(case["require_challenge"].as_bool().unwrap_or(false));
    scanner.choose_policy(case["policy"].as_str().map(str::to_owned));
    for challenge in list(&case["challenges"]) {
        scanner.show_challenge(bytes(challenge), now).expect("a challenge");
    }
    scanner.check(text(&case["qr"]), now).expect("a time")
}
