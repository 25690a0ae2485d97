//! What issuing keeps in memory of the database: how often it asks, and what happens when something changes or the
//! database is away.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use haetae::clock::Clock as _;
use haetae::config::LimitsSection;
use haetae::http::{AppState, operator_router, public_router};
use haetae::limits::Limits;
use haetae::model::{Reason, SubjectId};
use haetae::runtime::{Intervals, Node, Runtime};
use haetae::store::{CachedReads, CachedStores, Decision};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::servers::postgres::database;
use haetae_testkit::service::answer::{Answer, get, post};
use haetae_testkit::service::{CITIZEN, Harness, NEIGHBOUR, ask, now, runtime, settings};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::passes::{request, verdict};
use crate::socket::patiently;

/// Seconds.
const MAX_AGE: u64 = 3;

/// A service whose node keeps in memory what it reads.
struct Caching {
    harness: Harness,
    node: Node,
    public: Router,
    operator: Router,
}

impl Caching {
    async fn on(harness: Harness, limits: LimitsSection) -> Self {
        let stores = CachedStores {
            partners: Arc::clone(&harness.node.store) as _,
            records: Arc::clone(&harness.node.store) as _,
            changes: Arc::clone(&harness.node.store) as _,
        };
        let cache = CachedReads::new(stores, harness.clock.clone(), 1 << 20, Duration::from_secs(MAX_AGE));
        let node = Node {
            cache: Some(Arc::new(cache)),
            limits: Arc::new(Limits::new(limits, harness.clock.clone())),
            ..harness.node.clone()
        };
        let service = Arc::new(AppState::new(&runtime(node.clone()), settings(), CancellationToken::new()));
        service.gate().learn().await.expect("the store answers");
        let (public, operator) = (public_router(Arc::clone(&service)), operator_router(service));
        let caching = Self { harness, node, public, operator };
        caching.poll().await;
        caching.harness.store.questions();
        caching
    }

    /// What a poll of a running node does for the cache.
    async fn poll(&self) {
        let asked = self.harness.clock.monotonic();
        let changes = self.node.store.changes().await.expect("the store answers");
        self.node.cache.as_ref().expect("a cache").learn(&changes, asked);
    }

    async fn public(&self, request: Request<Body>) -> Answer {
        ask(self.public.clone(), request).await
    }

    async fn issue(&self, subject: &str, ahead: i64) -> Answer {
        let pair = HolderPair::ed25519(7 + u8::try_from(ahead).expect("a few days"));
        self.public(request(&self.harness, subject, &[(ahead, &pair)])).await
    }
}

fn unlimited() -> LimitsSection {
    LimitsSection::unlimited()
}

fn with_phones() -> LimitsSection {
    LimitsSection { phones_per_day: 3, ..unlimited() }
}

/// What one kind of request costs: its name, its answer, and how often each method of the store is called.
async fn costs(
    service: &Caching,
    request: (&str, u16),
    (subject, ahead): (&str, i64),
    expected: &[(&'static str, u64)],
) {
    let (what, status) = request;
    assert_eq!(service.issue(subject, ahead).await.status, status, "{what}");
    let expected: BTreeMap<_, _> = expected.iter().copied().collect();
    assert_eq!(service.harness.store.questions(), expected, "{what}");
}

async fn what_requests_ask_of_the_store(harness: Harness) {
    let neighbours = post("/v1/revocations", &json!({ "subject": NEIGHBOUR }));
    harness.operator(neighbours).await.good();
    let service = Caching::on(harness, with_phones()).await;
    let (partner, record, changes, phone) = (("partner", 1), ("record", 1), ("changes", 1), ("count_phones", 1));
    costs(&service, ("a first issue, cold", 200), (CITIZEN, 0), &[partner, record, phone]).await;
    costs(&service, ("the same again, warm", 200), (CITIZEN, 0), &[phone]).await;
    costs(&service, ("a renewal, warm", 200), (CITIZEN, 1), &[phone]).await;
    costs(&service, ("a revoked person, cold", 403), (NEIGHBOUR, 0), &[record]).await;
    costs(&service, ("a revoked person, warm", 403), (NEIGHBOUR, 0), &[]).await;
    costs(&service, ("nobody on record, cold", 404), ("citizen-9", 0), &[record]).await;
    costs(&service, ("nobody on record, warm", 404), ("citizen-9", 0), &[]).await;
    service.harness.clock.advance(MAX_AGE + 1);
    costs(&service, ("a renewal later", 200), (CITIZEN, 2), &[changes, phone]).await;
    costs(&service, ("a refusal later", 403), (NEIGHBOUR, 0), &[]).await;
    service.harness.clock.advance(MAX_AGE + 1);
    service.poll().await;
    service.harness.store.questions();
    costs(&service, ("a renewal after a poll", 200), (CITIZEN, 3), &[phone]).await;

    let without = Caching { public: public_of(&service, None), ..service };
    for ahead in [4, 4, 5] {
        costs(&without, ("without a cache", 200), (CITIZEN, ahead), &[partner, record, phone]).await;
    }
    costs(&without, ("a refusal without a cache", 403), (NEIGHBOUR, 0), &[partner, record]).await;
}

fn public_of(service: &Caching, cache: Option<Arc<CachedReads>>) -> Router {
    let node = Node { cache, ..service.node.clone() };
    public_router(Arc::new(AppState::new(&runtime(node), settings(), CancellationToken::new())))
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_ask_a_sqlite_store_so_often_and_no_more() {
    what_requests_ask_of_the_store(Harness::start().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_ask_a_postgresql_store_so_often_and_no_more() {
    what_requests_ask_of_the_store(Harness::on_server(database()).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_published_is_served_without_asking_the_store() {
    let service = Caching::on(Harness::start().await, unlimited()).await;
    let served = service.node.publisher.served().expect("a set");
    let files: Vec<String> = served.contents.files().iter().map(|file| hex::encode(file.sha256)).collect();
    let files = files.iter().map(|sha256| format!("/v1/trust/files/{sha256}"));
    for path in ["/v1/trust/manifest", "/v1/trust/bundle"].map(str::to_owned).into_iter().chain(files) {
        assert_eq!(service.public(get(&path)).await.status, 200, "{path}");
    }
    assert_eq!(service.harness.store.questions(), BTreeMap::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_requests_for_one_person_make_one_query() {
    let service = Arc::new(Caching::on(Harness::start().await, unlimited()).await);
    let requests: Vec<_> = (0..1_000)
        .map(|_| {
            let service = Arc::clone(&service);
            tokio::spawn(async move { service.issue(CITIZEN, 0).await.status })
        })
        .collect();
    for request in requests {
        assert_eq!(request.await.expect("no panic"), 200);
    }
    assert_eq!(service.harness.store.questions(), BTreeMap::from([("partner", 1), ("record", 1)]));
    let metrics = ask(service.operator.clone(), bearing_operator(get("/metrics"))).await;
    let text = String::from_utf8_lossy(&metrics.body).into_owned();
    let number = |name: &str| -> f64 {
        let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{name} in {text}"));
        line.trim().parse().expect("a number")
    };
    for cache in ["partners", "records"] {
        let [hits, misses] = ["hit", "miss"]
            .map(|result| number(&format!("haetae_cache_requests_total{{cache=\"{cache}\",result=\"{result}\"}}")));
        assert_eq!(hits + misses, 1_000.0, "{cache}");
        let of = |name: &str| number(&format!("haetae_cache_{name}{{cache=\"{cache}\"}}"));
        assert_eq!((of("loads_total"), of("evictions_total"), of("oldest_answer_seconds")), (1.0, 0.0, 0.0));
        assert!(of("bytes") > 256.0);
    }
    assert_eq!(number("haetae_cache_max_age_seconds"), 3.0);
}

fn bearing_operator(request: Request<Body>) -> Request<Body> {
    haetae_testkit::service::answer::bearing(request, haetae_testkit::service::OPERATOR_TOKEN)
}

async fn what_another_node_changes(first: Harness) {
    let second = first.second_node().await;
    let service = Caching::on(first, unlimited()).await;
    let revoke = post("/v1/revocations", &json!({ "subject": CITIZEN }));
    service.issue(CITIZEN, 0).await.good();
    service.issue(NEIGHBOUR, 0).await.good();
    second.operator(revoke).await.good();
    service.harness.clock.advance(MAX_AGE + 1);
    service.issue(CITIZEN, 0).await.problem(403, "revoked");
    service.issue(NEIGHBOUR, 0).await.good();
    let reinstate = post("/v1/reinstatements", &json!({ "subject": CITIZEN }));
    second.operator(reinstate).await.good();
    service.harness.clock.advance(MAX_AGE + 1);
    service.issue(CITIZEN, 0).await.good();
    let key = &service.harness.partner.key_id;
    second.node.store.remove_partner_key("partner-1", key).await.expect("the store answers");
    service.harness.clock.advance(MAX_AGE + 1);
    service.issue(CITIZEN, 0).await.problem(401, "assertion_invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_process_changes_in_sqlite_counts_within_the_age() {
    what_another_node_changes(Harness::start().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_node_changes_in_postgresql_counts_within_the_age() {
    what_another_node_changes(Harness::on_server(database()).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_says_it_before_the_next_poll() {
    let first = Harness::on_server(database()).await;
    let second = first.second_node().await;
    let service = Caching::on(first, unlimited()).await;
    // Polls that never come by themselves, and a clock that stands still.
    let hour = Duration::from_secs(3_600);
    let running = Runtime::new(service.node.clone(), Intervals { poll: hour, lease: hour, clock_limit: 600 }, [1; 8]);
    let stop = CancellationToken::new();
    let task = tokio::spawn({
        let stop = stop.clone();
        async move { running.run(stop).await }
    });
    service.issue(CITIZEN, 0).await.good();
    second.operator(post("/v1/revocations", &json!({ "subject": CITIZEN }))).await.good();
    patiently(async {
        while service.issue(CITIZEN, 0).await.status != 403 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    stop.cancel();
    patiently(task).await.expect("no panic");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_this_node_changes_counts_at_once() {
    let service = Caching::on(Harness::start().await, unlimited()).await;
    let operator = async |path: &str| {
        let request = bearing_operator(post(path, &json!({ "subject": CITIZEN })));
        ask(service.operator.clone(), request).await.good();
    };
    for _ in 0..2 {
        service.issue(CITIZEN, 0).await.good();
        operator("/v1/revocations").await;
        service.issue(CITIZEN, 0).await.problem(403, "revoked");
        operator("/v1/reinstatements").await;
    }
    service.issue(CITIZEN, 0).await.good();
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_passes_by_a_serial_that_another_node_has_taken_away() {
    let first = Harness::start().await;
    let second = first.second_node().await;
    let service = Caching::on(first, with_phones()).await;
    let subject = SubjectId::new(CITIZEN).expect("a subject id");
    let serial =
        async || second.node.store.record(&subject).await.expect("the store answers").expect("a record").serial;
    service.issue(CITIZEN, 0).await.good();
    // The clock stands still, so the record is in memory and young enough.
    let before = serial().await;
    second.node.store.reissue_serial(before, now(), None).await.expect("the store answers");
    service.harness.store.questions();
    let answer = service.issue(CITIZEN, 0).await.good();
    let expected = BTreeMap::from([("count_phones", 2), ("record", 1), ("partner", 0)]);
    let asked = service.harness.store.questions();
    assert!(expected.iter().all(|(method, times)| asked.get(method).copied().unwrap_or(0) == *times), "{asked:?}");
    assert_ne!(serial().await, before);
    let pass = answer["passes"][0]["qr"].as_str().expect("a pass");
    assert!(service.harness.publish().await);
    let code = HolderPair::ed25519(7).present(pass, now(), None);
    assert_eq!(verdict(&service.harness, &code, now(), None).await.code(), "admit", "a pass of the new serial");

    let decision =
        Decision { at: now(), by: "operator".to_owned(), reason: Reason::new("asked to").expect("a reason") };
    assert!(second.node.store.erase(&subject, &decision).await.expect("the store answers"));
    service.issue(CITIZEN, 0).await.problem(404, "unknown_subject");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_is_not_noticed_for_the_age_and_then_is_a_clear_not_now() {
    let service = Caching::on(Harness::start().await, unlimited()).await;
    service.issue(CITIZEN, 0).await.good();
    service.harness.store.fail();
    service.harness.clock.advance(MAX_AGE);
    service.issue(CITIZEN, 0).await.good();
    service.issue(NEIGHBOUR, 0).await.problem(503, "store_unavailable");
    service.harness.clock.advance(1);
    let answer = service.issue(CITIZEN, 0).await;
    answer.problem(503, "store_unavailable");
    assert_eq!(answer.header("retry-after"), "5");
    service.harness.store.work();
    service.harness.store.questions();
    service.issue(CITIZEN, 0).await.good();
    assert_eq!(service.harness.store.questions(), BTreeMap::from([("changes", 1)]), "nothing has changed meanwhile");
}
