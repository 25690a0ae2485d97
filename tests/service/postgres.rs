//! The service on a PostgreSQL server: two nodes on one database, and a server that stops and comes back.

use std::sync::Arc;
use std::time::Duration;

use haetae::runtime::{Intervals, Runtime};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::servers::postgres::{Listen, Server, database};
use haetae_testkit::service::answer::{get, post};
use haetae_testkit::service::{CITIZEN, Harness, NEIGHBOUR, now};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::passes::{request, verdict};
use crate::socket::patiently;

fn pass(body: &Value) -> String {
    body["passes"][0]["qr"].as_str().expect("a pass").to_owned()
}

fn version(harness: &Harness) -> u64 {
    harness.node.publisher.served().map_or(0, |served| served.contents.version)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_on_one_database_issue_alike_and_what_one_revokes_the_other_refuses_and_publishes() {
    let first = Harness::on_server(database()).await;
    let second = first.second_node().await;
    let (pair, other) = (HolderPair::ed25519(7), HolderPair::ed25519(8));
    let old = pass(&first.public(request(&first, CITIZEN, &[(0, &pair)])).await.good());
    let same = pass(&second.public(request(&second, CITIZEN, &[(0, &pair)])).await.good());
    assert_eq!(old, same, "a pass follows from record, day and key, not from the node");

    let revoke = post("/v1/revocations", &json!({ "subject": CITIZEN, "reason": "issued by mistake" }));
    assert_eq!(second.operator(revoke).await.good(), json!({ "status": "revoked" }));
    first.public(request(&first, CITIZEN, &[(0, &pair)])).await.problem(403, "revoked");

    let before = version(&first);
    assert!(second.publish().await);
    assert!(!first.publish().await, "there is nothing left to publish");
    assert!(version(&second) > before);
    assert_eq!(version(&first), version(&second));
    let code = pair.present(&old, now(), None);
    for node in [&first, &second] {
        assert_eq!(verdict(node, &code, now(), None).await.code(), "revoked");
    }
    let neighbours = pass(&first.public(request(&first, NEIGHBOUR, &[(0, &other)])).await.good());
    let code = other.present(&neighbours, now(), None);
    assert_eq!(verdict(&second, &code, now(), None).await.code(), "admit");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_at_once_costs_a_clear_not_now_and_nothing_that_was_acknowledged() {
    let mut server = Server::start(Listen::Socket, &["fsync=on"]);
    let harness = Harness::on_server(server.database()).await;
    let pair = HolderPair::ed25519(7);
    harness.public(request(&harness, CITIZEN, &[(0, &pair)])).await.good();
    let revoke = |subject: &str| post("/v1/revocations", &json!({ "subject": subject }));
    harness.operator(revoke(NEIGHBOUR)).await.good();

    server.stop_immediately();
    for _ in 0..2 {
        let answer = harness.public(request(&harness, CITIZEN, &[(0, &pair)])).await;
        answer.problem(503, "store_unavailable");
        assert_eq!(answer.header("retry-after"), "5");
    }
    harness.operator(revoke(CITIZEN)).await.problem(503, "store_unavailable");
    // Scanners get what was published last.
    assert_eq!(harness.public(get("/v1/trust/manifest")).await.status, 200);

    server.start_again();
    // It finds out by itself.
    patiently(async {
        while harness.public(request(&harness, CITIZEN, &[(0, &pair)])).await.status == 503 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    harness.public(request(&harness, CITIZEN, &[(0, &pair)])).await.good();
    harness.public(request(&harness, NEIGHBOUR, &[(0, &pair)])).await.problem(403, "revoked");
    harness.operator(revoke(CITIZEN)).await.good();
    assert!(harness.publish().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_node_publishes_a_revocation_of_another_node_before_its_poll() {
    let first = Harness::on_server(database()).await;
    let second = first.second_node().await;
    let before = version(&first);
    // Polls that never come by themselves.
    let hour = Duration::from_secs(3_600);
    let intervals = Intervals { poll: hour, lease: hour, clock_limit: 600 };
    let running = Arc::new(Runtime::new(first.node.clone(), intervals, [1; 8]));
    let stop = CancellationToken::new();
    let task = tokio::spawn({
        let (running, stop) = (Arc::clone(&running), stop.clone());
        async move { running.run(stop).await }
    });
    patiently(async {
        while first.node.store.lease().await.expect("the store answers").holder.is_none() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    second.operator(post("/v1/revocations", &json!({ "subject": CITIZEN }))).await.good();
    patiently(async {
        while version(&first) == before {
            tokio::task::yield_now().await;
        }
    })
    .await;
    stop.cancel();
    patiently(task).await.expect("no panic");
}
