//! The vectors of `checks.json` over HTTP, from `tests/vectors/` or the folder in `HAETAE_VECTORS`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use haetae_core::{RootSet, TrustStore, UnixTime};
use haetae_testkit::service::answer::{bearing, post};
use haetae_testkit::service::{Harness, OPERATOR_TOKEN, ask};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Checks {
    #[serde(flatten)]
    first: Scanner,
    #[serde(default)]
    checks: Vec<Scanner>,
}

#[derive(Deserialize)]
struct Scanner {
    #[serde(default)]
    name: String,
    roots: RootSet,
    #[serde(default)]
    earlier: Vec<String>,
    bundle: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    qr: String,
    now: u64,
    #[serde(default)]
    challenges: Vec<String>,
    #[serde(default)]
    require_challenge: bool,
    /// The code, and the warnings after plus signs.
    verdict: String,
}

#[tokio::test(flavor = "multi_thread")]
async fn every_check_ends_in_its_verdict_over_http() {
    let own = || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let path = std::env::var_os("HAETAE_VECTORS").map_or_else(own, PathBuf::from).join("checks.json");
    let file = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let checks: Checks = serde_json::from_slice(&file).expect("vectors");

    let harness = Harness::unpublished().await;
    let (mut count, mut wrong) = (0, Vec::new());
    for scanner in [checks.first].into_iter().chain(checks.checks) {
        let mut trust = TrustStore::new(scanner.roots);
        for bundle in scanner.earlier.iter().chain([&scanner.bundle]) {
            let outcome = trust.take_bundle(&hex::decode(bundle).expect("hexadecimal"));
            assert_eq!(outcome.as_str(), "taken", "{}", scanner.name);
        }
        let trust = Arc::new(trust);
        let router = harness.verifying(Arc::new(move || Some(Arc::clone(&trust))));
        for case in &scanner.cases {
            count += 1;
            let at = UnixTime::new(case.now).expect("a time");
            let question = json!({
                "text": case.qr,
                "at": at,
                "challenges": case.challenges,
                "require_challenge": case.require_challenge,
            });
            let verdict = ask(router.clone(), bearing(post("/v1/verify", &question), OPERATOR_TOKEN)).await.good();
            let written = written(&verdict);
            if written != case.verdict {
                wrong.push(format!("{} {}: {written}, not {}", scanner.name, case.name, case.verdict));
            }
        }
    }
    assert!(count > 0, "{} has no cases", path.display());
    assert!(wrong.is_empty(), "{} of {count} cases went wrong:\n{}", wrong.len(), wrong.join("\n"));
}

fn written(verdict: &Value) -> String {
    let warnings = verdict["warnings"].as_array().expect("warnings");
    [&verdict["code"]]
        .into_iter()
        .chain(warnings)
        .map(|word| word.as_str().expect("text"))
        .collect::<Vec<_>>()
        .join("+")
}
