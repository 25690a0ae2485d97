//! The vectors of `checks.json` and `rules.json` over HTTP, from `tests/vectors/` or the folder in `HAETAE_VECTORS`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use haetae_core::{RootSet, TrustStore, UnixTime};
use haetae_testkit::service::answer::{bearing, post};
use haetae_testkit::service::{Harness, OPERATOR_TOKEN, ask};
use haetae_testkit::vectors::{described, wanted};
use serde::Deserialize;
use serde_json::{Value, json};

/// Scanners of `checks.json` and of `rules.json`.
#[derive(Deserialize)]
struct Checks {
    #[serde(flatten)]
    first: Option<Scanner>,
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
    /// What the scanner says to the bundle; `taken` where it is absent.
    outcome: Option<String>,
    #[serde(default)]
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
    policy: Option<String>,
    #[serde(default)]
    rules: Vec<String>,
    #[serde(default)]
    messages: Vec<String>,
    shown: Option<Value>,
    /// The code, and the warnings after plus signs.
    verdict: String,
}

#[tokio::test(flavor = "multi_thread")]
async fn every_check_ends_in_its_verdict_over_http() {
    let own = || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let folder = std::env::var_os("HAETAE_VECTORS").map_or_else(own, PathBuf::from);
    let scanners = ["checks.json", "rules.json"].map(|name| {
        let path = folder.join(name);
        let file = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let checks: Checks = serde_json::from_slice(&file).expect("vectors");
        checks.first.into_iter().chain(checks.checks)
    });

    let harness = Harness::unpublished().await;
    let (mut count, mut wrong) = (0, Vec::new());
    for scanner in scanners.into_iter().flatten() {
        let mut trust = TrustStore::new(scanner.roots);
        let mut take = |bundle: &str| trust.take_bundle(&hex::decode(bundle).expect("hexadecimal")).as_str();
        for bundle in &scanner.earlier {
            assert_eq!(take(bundle), "taken", "{}", scanner.name);
        }
        assert_eq!(take(&scanner.bundle), scanner.outcome.as_deref().unwrap_or("taken"), "{}", scanner.name);
        let trust = Arc::new(trust);
        let router = harness.verifying(Arc::new(move || Some(Arc::clone(&trust))));
        for case in &scanner.cases {
            count += 1;
            let at = UnixTime::new(case.now).expect("a time");
            let mut question = json!({
                "text": case.qr,
                "at": at,
                "challenges": case.challenges,
                "require_challenge": case.require_challenge,
            });
            if let Some(policy) = &case.policy {
                question["policy"] = json!(policy);
            }
            let verdict = ask(router.clone(), bearing(post("/v1/verify", &question), OPERATOR_TOKEN)).await.good();
            let written = described(&verdict, case.policy.is_some());
            let wanted = wanted(&case.verdict, &case.rules, &case.messages, case.shown.as_ref());
            if written != wanted {
                wrong.push(format!("{} {}: {written}, not {wanted}", scanner.name, case.name));
            }
        }
    }
    assert!(count > 0, "{} has no cases", folder.display());
    assert!(wrong.is_empty(), "{} of {count} cases went wrong:\n{}", wrong.len(), wrong.join("\n"));
}
