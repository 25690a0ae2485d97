use haetae_ffi::{CoreScanner, Next, TrustOutcome, read_slots, write_slots};
use haetae_testkit::vectors::json;
use serde_json::Value;

use crate::vectors::{list, number, pieces, scanner, text, written};

#[test]
fn every_scanner_behaves_as_its_script_says() {
    let (mut count, mut wrong) = (0, Vec::new());
    for case in list(&json("scanner.json")["cases"]) {
        let mut scanner = scanner(&case["roots"]);
        for (place, step) in list(&case["steps"]).enumerate() {
            count += 1;
            if let Some((is, should)) = live(&mut scanner, &case["roots"], step).filter(|(is, should)| is != should) {
                wrong.push(format!("{}, step {}: {is}, not {should}", case["name"], place + 1));
            }
        }
    }
    assert!(count > 0 && wrong.is_empty(), "{count} steps, wrong: {wrong:#?}");
}

/// What came of a step, and what should have; nothing where it has no answer.
fn live(scanner: &mut CoreScanner, roots: &Value, step: &Value) -> Option<(String, String)> {
    let at = step["at"].as_i64().unwrap_or_default();
    let outcome = |is: Option<TrustOutcome>| {
        let should = step["outcome"].as_str().unwrap_or("more files first").to_owned();
        Some((is.map_or("more files first".to_owned(), |is| is.code()), should))
    };
    let has = |member: &str| step.get(member).is_some();
    if has("bundle") {
        outcome(Some(scanner.bundle_arrived(pieces(&step["bundle"]))))
    } else if has("show") {
        let verdict = scanner.check(text(&step["show"]), at).expect("a time");
        Some((written(&verdict), text(&step["verdict"]).to_owned()))
    } else if has("plan") {
        Some(planned(&scanner.next(at).expect("a time"), &step["plan"]))
    } else if has("manifest") {
        outcome(scanner.manifest_arrived(pieces(&step["manifest"]), at).expect("a time"))
    } else if has("file") {
        outcome(scanner.file_arrived(text(&step["sha256"]), pieces(&step["file"]), at).expect("a hash and a time"))
    } else if has("failed") {
        let file = Some(text(&step["failed"])).filter(|failed| *failed != "manifest");
        scanner.failed(file.map(str::to_owned), at).expect("a hash and a time");
        None
    } else if has("unknown_kid") {
        scanner.unknown_key_seen();
        None
    } else if has("restart") {
        let slot = write_slots(Vec::new(), Vec::new(), scanner.snapshot());
        *scanner = crate::vectors::scanner(roots);
        let kept = read_slots(slot.bytes, Vec::new()).expect("a whole slot");
        Some((scanner.restore(kept).expect("a snapshot").to_string(), step["restart"].to_string()))
    } else if has("floor") {
        Some((scanner.trust(0).expect("a time").floor.to_string(), step["floor"].to_string()))
    } else {
        panic!("a step of another kind: {step}")
    }
}

/// What is planned, and what should be; a wait may end between two times.
fn planned(is: &Next, should: &Value) -> (String, String) {
    let fits = match is {
        Next::FetchManifest { most_bytes } => should["manifest"].as_i64() == Some(*most_bytes),
        Next::FetchFile { sha256, size } => {
            should["file"].as_str() == Some(sha256) && should["size"].as_i64() == Some(*size)
        }
        Next::Wait { until } => {
            should["until"].is_array() && (number(&should["until"][0])..=number(&should["until"][1])).contains(until)
        }
    };
    let should = should.to_string();
    (if fits { should.clone() } else { format!("{is:?}") }, should)
}
