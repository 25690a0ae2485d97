//! Requests that come twice with one `Idempotency-Key`.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Request};
use haetae::model::{Scope, SubjectId};
use haetae::store::{RecordStore as _, RevocationQuery, RevocationStore as _};
use haetae_testkit::servers::postgres::{Listen, Server, database};
use haetae_testkit::service::answer::{Answer, bearing, post, with};
use haetae_testkit::service::{CITIZEN, Harness, NEIGHBOUR, add_operator, settings};
use serde_json::{Value, json};

use crate::socket::patiently;

fn keyed(key: &str, path: &str, body: &Value) -> Request<Body> {
    with(post(path, body), "idempotency-key", key)
}

fn revoke(key: &str, subject: &str) -> Request<Body> {
    keyed(key, "/v1/revocations", &json!({ "subject": subject, "reason": "issued by mistake" }))
}

fn replayed(answer: &Answer) -> bool {
    answer.header("idempotent-replayed") == "true"
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_comes_again_with_the_same_bytes_from_any_node() {
    let harness = Harness::start().await;
    let other = harness.second_node().await;
    let first = harness.operator(revoke("a-1", CITIZEN)).await;
    assert_eq!(first.good(), json!({ "status": "revoked" }));
    assert!(!replayed(&first));
    // Without the key the answer would be `already_revoked`.
    for node in [&harness, &other] {
        let again = node.operator(revoke("\"a-1\"", CITIZEN)).await;
        assert_eq!((again.status, &again.body), (first.status, &first.body));
        assert_eq!(again.header("content-type"), first.header("content-type"));
        assert!(replayed(&again));
    }
    // A method that there is not is refused as one, whatever its key.
    let mut other_method = revoke("a-1", NEIGHBOUR);
    *other_method.method_mut() = Method::TRACE;
    assert_eq!(harness.operator(other_method).await.status, 405);
    let reinstate = || keyed("a-2", "/v1/reinstatements", &json!({ "subject": CITIZEN }));
    let serial = async || {
        let subject = SubjectId::new(CITIZEN).expect("an id");
        harness.store.record(&subject).await.expect("read").expect("a record").serial
    };
    let before = serial().await;
    assert_eq!(harness.operator(reinstate()).await.good(), json!({ "status": "reinstated" }));
    let after = serial().await;
    assert_ne!(before, after);
    assert_eq!(other.operator(reinstate()).await.good(), json!({ "status": "reinstated" }));
    assert_eq!(serial().await, after, "one reinstatement, one new serial");
    // The first request, long answered, has no effect on the person who has been reinstated meanwhile.
    assert_eq!(harness.operator(revoke("a-1", CITIZEN)).await.good(), json!({ "status": "revoked" }));
    harness.operator(post("/v1/revocations", &json!({ "subject": CITIZEN }))).await.good();
    let query = RevocationQuery::default();
    assert_eq!(harness.store.revocations(&query, 10).await.expect("read").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_belongs_to_one_request_of_one_operator() {
    let harness = Harness::start().await;
    harness.operator(revoke("a-1", CITIZEN)).await.good();
    let detail = harness.operator(revoke("a-1", NEIGHBOUR)).await.problem(422, "idempotency_key_reused");
    assert!(detail.contains("another request"), "{detail}");
    let elsewhere = keyed("a-1", "/v1/reinstatements", &json!({ "subject": CITIZEN, "reason": "issued by mistake" }));
    harness.operator(elsewhere).await.problem(422, "idempotency_key_reused");
    let colleague = add_operator(harness.store.as_ref(), "colleague", 9, &[Scope::Revoke], None).await;
    let answer = harness.operator(bearing(revoke("a-1", NEIGHBOUR), &colleague)).await;
    assert_eq!(answer.good(), json!({ "status": "revoked" }));
    for wrong in ["", "two words", &"k".repeat(129)] {
        let detail = harness.operator(revoke(wrong, CITIZEN)).await.problem(400, "idempotency_key_invalid");
        assert!(detail.contains("128"), "{detail}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_problem_the_key_may_be_used_again() {
    let harness = Harness::start().await;
    harness.operator(revoke("a-1", "nobody")).await.problem(404, "unknown_subject");
    harness.operator(keyed("a-1", "/v1/revocations", &json!({}))).await.problem(400, "invalid_body");
    assert_eq!(harness.operator(revoke("a-1", CITIZEN)).await.good(), json!({ "status": "revoked" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_at_once_one_is_done() {
    let harness = Arc::new(Harness::start().await);
    let asking = (0..20).map(|_| {
        let harness = Arc::clone(&harness);
        tokio::spawn(async move { harness.operator(revoke("a-1", CITIZEN)).await })
    });
    let mut done = 0;
    for answer in asking.collect::<Vec<_>>() {
        let answer = answer.await.expect("an answer");
        match answer.status.as_u16() {
            200 => {
                assert_eq!(answer.good(), json!({ "status": "revoked" }));
                done += usize::from(!replayed(&answer));
            }
            _ => {
                answer.problem(409, "request_in_progress");
                assert_eq!(answer.header("retry-after"), "1");
            }
        }
    }
    assert_eq!(done, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_whose_node_died_before_its_answer_is_done_again_once_it_cannot_be_under_way() {
    let database = database();
    let harness = Harness::on_server(database.clone()).await;
    harness.operator(revoke("a-1", CITIZEN)).await.good();
    // What a node leaves that is killed between the effect and its answer.
    database.sql("UPDATE haetae.keyed_request SET status = NULL, body = NULL");
    harness.operator(revoke("a-1", CITIZEN)).await.problem(409, "request_in_progress");
    harness.clock.advance(settings().request_timeout.as_secs());
    harness.operator(revoke("a-1", CITIZEN)).await.problem(409, "request_in_progress");
    harness.clock.advance(5);
    let again = harness.operator(revoke("a-1", CITIZEN)).await;
    assert_eq!(again.good(), json!({ "status": "already_revoked" }));
    assert!(!replayed(&again));
    let repeated = harness.operator(revoke("a-1", CITIZEN)).await;
    assert_eq!((repeated.body == again.body, replayed(&repeated)), (true, true));
    let query = RevocationQuery::default();
    assert_eq!(harness.store.revocations(&query, 10).await.expect("read").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_free_again_as_soon_as_a_database_that_was_gone_answers() {
    let mut server = Server::start(Listen::Socket, &[]);
    let database = server.database();
    let harness = Arc::new(Harness::on_server(database.clone()).await);
    // The request is taken on, and then waits for a lock until the server is gone.
    let lock = "BEGIN; LOCK TABLE haetae.revoked_serial; SELECT pg_sleep(600)";
    let holder = std::thread::spawn({
        let database = database.clone();
        move || database.sql(lock)
    });
    let locks = |granted: bool| {
        let count = "SELECT count(*) FROM pg_locks WHERE relation = 'haetae.revoked_serial'::regclass AND granted =";
        database.sql(&format!("{count} {granted}")) != "0"
    };
    while !locks(true) {
        std::thread::yield_now();
    }
    let waiting = tokio::spawn({
        let harness = Arc::clone(&harness);
        async move { harness.operator(revoke("a-1", CITIZEN)).await }
    });
    while !locks(false) {
        std::thread::yield_now();
    }
    server.stop_immediately();
    waiting.await.expect("an answer").problem(503, "store_unavailable");
    assert!(holder.join().is_err(), "the lock went with the server");
    server.start_again();
    // No time passes for the service, so the request never counts as abandoned.
    let done = patiently(async {
        loop {
            let answer = harness.operator(revoke("a-1", CITIZEN)).await;
            if answer.status == 200 {
                break answer;
            }
            assert!([409, 503].contains(&answer.status.as_u16()), "{answer:?}");
        }
    })
    .await;
    assert_eq!(done.good(), json!({ "status": "revoked" }));
}
