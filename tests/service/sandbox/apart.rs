use std::path::Path;

use haetae::sandbox::{FolderError, Refused, prepare};
use haetae::specimens::is_public;
use haetae_core::{Checker, Outcome, ScannerState, TrustStore, Verdict};
use haetae_testkit::authority::Authority;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{get, with};
use haetae_testkit::service::{Harness, ask, now};

use super::Rehearsal;

/// The verdict of a scanner on a live code that was made now.
fn verdict(trust: &TrustStore, code: &str) -> Verdict {
    Checker::new(trust).check(code, now(), &mut ScannerState::default())
}

#[tokio::test(flavor = "multi_thread")]
async fn its_passes_are_specimens_to_its_own_scanners_and_unknown_to_all_others() {
    for (doors, admits) in [(false, false), (true, true)] {
        let sandbox = Rehearsal::start(doors).await;
        assert_eq!(ask(sandbox.public.clone(), get("/readyz")).await.status, 200);
        let holder = HolderPair::ed25519(1);
        let answer = sandbox.pass(&holder).await;
        let code = holder.present(answer["passes"][0]["qr"].as_str().expect("a pass"), now(), None);
        let bundle = ask(sandbox.public.clone(), get("/v1/trust/bundle")).await.body;

        let mut own = TrustStore::new(sandbox.roots.clone());
        assert_eq!(own.take_bundle(&bundle), Outcome::Taken);
        let of_own = verdict(&own, &code);
        assert_eq!(matches!(of_own, Verdict::Admit(_)), admits, "{of_own:?}");
        assert!(admits || of_own.code() == "specimen", "{of_own:?}");

        let mut real = Authority::default().trust();
        assert_ne!(real.take_bundle(&bundle), Outcome::Taken);
        assert_eq!(verdict(&real, &code).code(), "unknown_key");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_begins_in_no_folder_and_no_environment_of_a_real_service() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    std::fs::create_dir(&data).expect("a folder");
    std::fs::write(data.join("haetae.sqlite"), "records").expect("a file");
    let refused = async |data: &Path, environment: &[(&str, &str)]| {
        let environment: Vec<_> =
            environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        match prepare(data, &environment, &[], false, now()).await {
            Err(FolderError::Refused(refused)) => refused,
            other => panic!("{other:?}"),
        }
    };
    assert!(matches!(refused(&data, &[]).await, Refused::NotASandbox(_)));
    // A mark alone does not make real keys a sandbox's.
    std::fs::write(data.join("SPECIMEN"), "").expect("a file");
    assert!(matches!(refused(&data, &[]).await, Refused::OtherKeys(_)));
    assert_eq!(std::fs::read_to_string(data.join("haetae.sqlite")).expect("a file"), "records", "it is not touched");
    let new = folder.path().join("new");
    let environment = [("HAETAE__STORAGE__ENGINE", "postgresql"), ("HAETAE__LOG__LEVEL", "debug")];
    let named = refused(&new, &environment).await.to_string();
    assert!(named.ends_with("unset HAETAE__STORAGE__ENGINE") && !new.exists(), "{named}");
    // One of its own is made anew.
    prepare(&new, &[], &[], false, now()).await.expect("a sandbox");
    prepare(&new, &[], &[], false, now()).await.expect("a sandbox");
}

#[tokio::test(flavor = "multi_thread")]
async fn its_roots_are_known_to_be_public_and_real_ones_are_not() {
    let sandbox = Rehearsal::start(false).await;
    assert!(is_public(&sandbox.roots).expect("public keys"));
    assert!(is_public(&haetae::specimens::Training::new().expect("a training").roots).expect("public keys"));
    assert!(!is_public(&Authority::default().roots()).expect("public keys"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_no_sandbox_has_none_of_it() {
    let harness = Harness::start().await;
    harness.operator(get("/sandbox")).await.problem(404, "not_found");
    harness.public(with(get("/healthz"), "haetae-sandbox-fault", "unavailable")).await.good();
}
