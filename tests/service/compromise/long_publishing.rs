//! A set may take long to make, as where the oldest release thinks about it: a stolen key is not used meanwhile.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use haetae::model::{Reason, WithdrawnKey};
use haetae::publishing::{OldestRelease, Publisher, PublisherConfig};
use haetae::runtime::{Intervals, Node, Runtime};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::ceremony::Ceremony;
use haetae_testkit::service::{CITIZEN, Harness, now};
use tokio_util::sync::CancellationToken;

use crate::passes::request;
use crate::socket::patiently;

async fn until(mut holds: impl AsyncFnMut() -> bool) {
    patiently(async {
        while !holds().await {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_key_signs_nothing_while_a_set_is_being_made() {
    let harness = Harness::unpublished().await;
    let folder = tempfile::tempdir().expect("a folder");
    let (program, asked, answer) =
        (folder.path().join("old"), folder.path().join("asked"), folder.path().join("answer"));
    let script = format!("#!/bin/sh\n: >{}\nread words <{}\nexit 1\n", asked.display(), answer.display());
    std::fs::write(&program, script).expect("a file");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("a program");
    assert!(Command::new("mkfifo").arg(&answer).status().expect("mkfifo").success());
    let config = PublisherConfig {
        status_base: "https://pass.example".to_owned(),
        stale_after: 86_400,
        expires_after: 14 * 86_400,
        resign_after: 3_600,
        interval: 0,
        paper_days: 14,
        day_pass_end: harness.node.issuer.config().calendar.day_pass_end(now()),
    };
    let signing = Arc::clone(harness.node.publisher.signing());
    let publisher = Publisher::new(config, signing, Arc::clone(&harness.node.store))
        .with_oldest_release(Some(OldestRelease::new(program)));
    let node = Node { publisher: Arc::new(publisher), ..harness.node.clone() };
    let intervals = Intervals { poll: Duration::from_millis(10), lease: Duration::from_secs(3_600), clock_limit: 600 };
    let running = Runtime::new(node, intervals, [1; 8]);
    let stop = CancellationToken::new();
    let task = tokio::spawn({
        let stop = stop.clone();
        async move { running.run(stop).await }
    });
    until(async || asked.exists()).await;

    let issue = async || {
        let pair = HolderPair::ed25519(7);
        harness.public(request(&harness, CITIZEN, &[(0, &pair)])).await
    };
    issue().await.good();
    let key = WithdrawnKey {
        kid: Ceremony::stolen_phone_key().kid(),
        refused_from: now(),
        reason: Reason::new("stolen").expect("a reason"),
        entered: now(),
    };
    harness.node.store.withdraw_key(&key).await.expect("the store answers");
    until(async || issue().await.status != 200).await;
    issue().await.problem(503, "no_signing_key");

    stop.cancel();
    std::fs::write(&answer, "no\n").expect("somebody reads it");
    patiently(task).await.expect("no panic");
}
