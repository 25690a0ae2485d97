use haetae::sandbox::{FaultKind, document};
use serde_json::Value;

#[test]
fn the_guide_and_the_openapi_document_name_every_fault() {
    let guide = include_str!("../../../docs/sandbox.md");
    let document: Value = serde_json::from_str(&document()).expect("JSON");
    let described = document["components"]["schemas"]["Fault"]["description"].as_str().expect("a description");
    let rows = guide.lines().filter(|line| line.starts_with("| `")).count();
    for kind in FaultKind::ALL {
        assert!(guide.contains(&format!("| `{}` | {} |", kind.form(), kind.what())), "{}", kind.form());
        assert!(described.contains(&format!("`{}`: {}", kind.form(), kind.what())), "{}", kind.form());
    }
    assert_eq!(rows, FaultKind::ALL.len(), "the guide has a row for each and no other");
    for path in ["/sandbox", "/sandbox/clock", "/sandbox/faults", "/sandbox/reset"] {
        assert!(document["paths"][path].is_object() && guide.contains(path), "{path}");
    }
}
