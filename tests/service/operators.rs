//! Who may do what on the operator listener: scopes, guesses, credentials that ended, and what the journal has of it.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use haetae::clock::Clock as _;
use haetae::http::{AppState, HttpSettings, operator_router};
use haetae::journal::{ActLine, Findings, Folder, Line, verify};
use haetae::model::{OperatorName, Scope};
use haetae::runtime::Node;
use haetae::store::OperatorStore as _;
use haetae_testkit::service::answer::{bearing, get, post};
use haetae_testkit::service::{
    CITIZEN, Harness, NEIGHBOUR, OPERATOR, OPERATOR_TOKEN, add_operator, ask, runtime, settings,
};
use serde_json::json;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpSocket;
use tokio_util::sync::CancellationToken;

use crate::journal::journal_on;
use crate::socket::{Running, patiently};

/// Every route of the listener with the scope that it needs; `None` where any credential is good.
fn routes() -> Vec<(&'static str, Option<Scope>, Request<Body>)> {
    let subject = json!({ "subject": "nobody" });
    vec![
        ("readiness", Some(Scope::Read), get("/readyz")),
        ("metrics", Some(Scope::Read), get("/metrics")),
        ("the start page", Some(Scope::Read), get("/")),
        ("checks", Some(Scope::Read), post("/v1/verify", &json!({ "text": "HT1:" }))),
        ("revocations", Some(Scope::Revoke), post("/v1/revocations", &subject)),
        ("reinstatements", Some(Scope::Revoke), post("/v1/reinstatements", &subject)),
        ("the OpenAPI document", None, get("/openapi.json")),
        ("an address without a route", None, get("/nowhere")),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn each_route_needs_its_scope() {
    let harness = Harness::start().await;
    for (byte, scope) in (1..).zip(Scope::ALL) {
        let token = add_operator(harness.store.as_ref(), scope.as_str(), byte, &[scope], None).await;
        for (route, needed, request) in routes() {
            let answer = harness.operator(bearing(request, &token)).await;
            if needed.is_none_or(|needed| needed == scope) {
                assert!(![401, 403].contains(&answer.status.as_u16()), "{route} with {scope}: {answer:?}");
                continue;
            }
            let detail = answer.problem(403, "scope_missing");
            let needed = needed.map_or("", Scope::as_str);
            assert!(detail.contains(&format!("`{needed}`")), "{route} with {scope}: {detail}");
        }
    }
    for (route, _, request) in routes() {
        let answer = harness.operator_without_token(request).await;
        assert_eq!(answer.status.as_u16(), 401, "{route}");
    }
    harness.operator_without_token(get("/healthz")).await.good();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credential_stops_at_once_when_it_is_removed_exchanged_or_over() {
    let harness = Harness::start().await;
    let end = harness.clock.now().saturating_add(100);
    let (store, name) = (harness.store.as_ref(), OperatorName::new("alice").expect("a name"));
    let alice = add_operator(store, "alice", 1, &[Scope::Read], None).await;
    let bob = add_operator(store, "bob", 2, &[Scope::Read], Some(end)).await;
    let ready = async |token: &str| harness.operator(bearing(get("/readyz"), token)).await;
    for token in [&alice, &bob] {
        ready(token).await.good();
    }
    let used = |operators: Vec<haetae::model::Operator>| {
        operators.into_iter().map(|operator| operator.last_used.map(|day| day.to_string())).collect::<Vec<_>>()
    };
    let today = Some("2026-11-15".to_owned());
    assert_eq!(used(store.operators().await.expect("list")), [today.clone(), today, None]);

    harness.clock.advance(99);
    ready(&bob).await.good();
    harness.clock.advance(1);
    ready(&bob).await.problem(401, "operator_token_required");

    let other = haetae::operators::Credential::make(&mut |bytes: &mut [u8]| {
        bytes.fill(9);
        Ok(())
    });
    let other = other.expect("random bytes");
    store.exchange_credential(&name, other.hash()).await.expect("the store answers");
    ready(&alice).await.problem(401, "operator_token_required");
    ready(other.expose()).await.good();
    store.remove_operator(&name, harness.clock.now()).await.expect("the store answers");
    ready(other.expose()).await.problem(401, "operator_token_required");
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_who_are_known_get_metrics_while_the_store_fails() {
    let harness = Harness::start().await;
    harness.store.fail();
    assert_eq!(harness.operator(get("/metrics")).await.status.as_u16(), 200);
    let unknown = format!("{}{}", &OPERATOR_TOKEN[..10], "0".repeat(72));
    harness.operator(bearing(get("/metrics"), &unknown)).await.problem(401, "operator_token_required");
}

/// Asks from an address of this machine, with a connection of its own.
async fn ask_from(from: [u8; 4], to: SocketAddr, token: &str) -> String {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(SocketAddr::from((from, 0))).expect("an address of this machine");
    let mut stream = socket.connect(to).await.expect("a connection");
    let request =
        format!("GET /readyz HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("it takes what is sent");
    let mut answer = String::new();
    patiently(stream.read_to_string(&mut answer)).await.expect("an answer");
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_have_to_wait_and_operators_do_not() {
    let harness = Harness::start().await;
    let newcomer = add_operator(harness.store.as_ref(), "newcomer", 3, &[Scope::Read], None).await;
    let running = Running::start(&harness, settings()).await;
    let (here, there) = ([127, 0, 0, 1], [127, 0, 0, 2]);
    let asked = async |from, token: &str| ask_from(from, running.operator, token).await;
    assert!(asked(here, OPERATOR_TOKEN).await.starts_with("HTTP/1.1 200 "));
    // A wrong checksum, a credential that is no one's, and no credential at all count alike.
    let stranger = format!("haetae_op_{}", "0".repeat(72));
    for token in ["guess", &stranger, "guess", &stranger, "guess"] {
        assert!(asked(here, token).await.starts_with("HTTP/1.1 401 "));
    }
    let refused = asked(here, "guess").await;
    assert!(refused.starts_with("HTTP/1.1 429 ") && refused.contains("\r\nretry-after: 1\r\n"), "{refused}");
    assert!(refused.contains(r#""code":"too_many_attempts""#), "{refused}");
    assert!(asked(here, &newcomer).await.starts_with("HTTP/1.1 429 "), "a guess that is right is not looked at");
    assert!(asked(here, OPERATOR_TOKEN).await.starts_with("HTTP/1.1 200 "), "who was there before does not wait");
    assert!(asked(there, &newcomer).await.starts_with("HTTP/1.1 200 "), "nor does who comes from elsewhere");

    harness.clock.advance(1);
    assert!(asked(here, "guess").await.starts_with("HTTP/1.1 401 "));
    assert!(asked(here, "guess").await.contains("\r\nretry-after: 2\r\n"));
    harness.clock.advance(2);
    assert!(asked(here, &newcomer).await.starts_with("HTTP/1.1 200 "));
    running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_counted() {
    let harness = Harness::start().await;
    let reader = add_operator(harness.store.as_ref(), "reader", 1, &[Scope::Read], None).await;
    let revoke = post("/v1/revocations", &json!({ "subject": CITIZEN }));
    harness.operator(bearing(revoke, &reader)).await.problem(403, "scope_missing");
    for _ in 0..5 {
        harness.operator(bearing(get("/readyz"), "guess")).await.problem(401, "operator_token_required");
    }
    harness.operator(bearing(get("/readyz"), "guess")).await.problem(429, "too_many_attempts");
    // A credential from elsewhere; the harness has no addresses, so this one waits.
    harness.clock.advance(1);
    let text = String::from_utf8(harness.operator(get("/metrics")).await.body.to_vec()).expect("text");
    for (reason, count) in [("scope", 1), ("credential", 5), ("paused", 1)] {
        let line = format!("haetae_operator_refusals_total{{reason=\"{reason}\"}} {count}");
        assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
    }
}

#[derive(Default)]
struct Acts(Vec<ActLine>);

impl Findings for Acts {
    fn entry(&mut self, _: &Line) {}
    fn act(&mut self, line: &ActLine) {
        self.0.push(line.clone());
    }
    fn advance(&mut self, _: u64) {}
}

fn acts(folder: &TempDir) -> Vec<ActLine> {
    let mut seen = Acts::default();
    let report = verify(&Folder::new(folder.path()), &mut seen).expect("it can be read");
    assert_eq!(report.broken, None);
    seen.0
}

struct Journalled {
    folder: TempDir,
    fails: Arc<AtomicBool>,
    operator: Router,
}

fn journalled(harness: &Harness, settings: HttpSettings) -> Journalled {
    let (folder, fails) = (tempfile::tempdir().expect("a folder"), Arc::new(AtomicBool::new(false)));
    let journal = Some(Arc::new(journal_on(&folder, &fails, harness)));
    let node = Node { journal, ..harness.node.clone() };
    let service = AppState::new(&runtime(node), settings, CancellationToken::new());
    Journalled { folder, fails, operator: operator_router(Arc::new(service)) }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_act_is_in_the_journal_with_its_operator() {
    let harness = Harness::start().await;
    let service = journalled(&harness, settings());
    let alice = add_operator(harness.store.as_ref(), "alice", 1, &[Scope::Revoke], None).await;
    let send = async |path, subject, token: &str| {
        ask(service.operator.clone(), bearing(post(path, &json!({ "subject": subject })), token)).await
    };
    for (path, token) in [
        ("/v1/revocations", &*alice),
        ("/v1/revocations", OPERATOR_TOKEN),
        ("/v1/reinstatements", &alice),
        ("/v1/reinstatements", &alice),
    ] {
        send(path, CITIZEN, token).await.good();
    }
    send("/v1/revocations", "nobody", &alice).await.problem(404, "unknown_subject");
    let acts = acts(&service.folder);
    let found: Vec<_> =
        acts.iter().map(|line| (line.actor.as_str(), line.act.as_str(), line.outcome.as_str())).collect();
    assert_eq!(
        found,
        [
            ("alice", "revoke", "done"),
            (OPERATOR, "revoke", "already"),
            ("alice", "reinstate", "done"),
            ("alice", "reinstate", "already")
        ]
    );
    let serials: BTreeSet<_> = acts.iter().map(|line| line.on["serial"].to_string()).collect();
    assert_eq!(serials.len(), 2, "the first serial, and the one after the reinstatement");
    let text = std::fs::read_dir(service.folder.path()).expect("a folder").filter_map(|file| {
        let path = file.expect("an entry").path();
        path.extension().is_some_and(|ending| ending == "ndjson").then(|| std::fs::read_to_string(path).expect("text"))
    });
    assert!(text.into_iter().all(|text| !text.contains(CITIZEN)), "no subject id is in the journal");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_was_cut_out_or_changed_is_noticed() {
    let harness = Harness::start().await;
    let service = journalled(&harness, settings());
    for subject in [CITIZEN, NEIGHBOUR, CITIZEN] {
        let revoke = post("/v1/revocations", &json!({ "subject": subject }));
        ask(service.operator.clone(), bearing(revoke, OPERATOR_TOKEN)).await.good();
    }
    let folder = Folder::new(service.folder.path());
    let file = folder.segment(folder.segments().expect("files")[0]);
    let whole = std::fs::read_to_string(&file).expect("text");
    let lines: Vec<&str> = whole.lines().collect();
    let cut = format!("{}\n{}\n", lines[0], lines[2]);
    let changed = whole.replacen(OPERATOR, "operator-2", 1);
    for (text, words) in [(cut, "entry 3 does not follow entry 1"), (changed, "its hash is not that of its bytes")] {
        std::fs::write(&file, text).expect("a file");
        let broken = verify(&folder, &mut Acts::default()).expect("it can be read").broken.expect("a break");
        assert!(broken.contains(words), "{broken}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_done_that_cannot_be_entered() {
    let harness = Harness::start().await;
    let service = journalled(&harness, settings());
    let revoke = async |subject| {
        let request = post("/v1/revocations", &json!({ "subject": subject }));
        ask(service.operator.clone(), bearing(request, OPERATOR_TOKEN)).await
    };
    service.fails.store(true, Ordering::SeqCst);
    // The first one finds out: it is done, but it is not confirmed, and asking again enters it.
    revoke(CITIZEN).await.problem(503, "journal_unavailable");
    revoke(NEIGHBOUR).await.problem(503, "journal_unavailable");
    service.fails.store(false, Ordering::SeqCst);
    let mut answer = revoke(CITIZEN).await;
    while answer.status.as_u16() == 503 {
        tokio::task::yield_now().await;
        answer = revoke(CITIZEN).await;
    }
    assert_eq!(answer.good(), json!({ "status": "already_revoked" }));
    assert_eq!(acts(&service.folder).last().map(|line| line.outcome.clone()), Some("already".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_operator_alone_revokes_a_few_people_a_day_where_two_are_asked_for() {
    let harness = Harness::start().await;
    let service = journalled(&harness, HttpSettings { revocations_alone: Some(1), ..settings() });
    let bob = add_operator(harness.store.as_ref(), "bob", 2, &[Scope::Revoke], None).await;
    let revoke = async |subject, token: &str| {
        let request = post("/v1/revocations", &json!({ "subject": subject }));
        ask(service.operator.clone(), bearing(request, token)).await
    };
    revoke(CITIZEN, OPERATOR_TOKEN).await.good();
    let detail = revoke(NEIGHBOUR, OPERATOR_TOKEN).await.problem(403, "second_operator_required");
    assert!(detail.contains("haetae revoke --from"), "{detail}");
    revoke(NEIGHBOUR, &bob).await.good();
    let outcomes: Vec<_> = acts(&service.folder).into_iter().map(|line| (line.actor, line.outcome)).collect();
    let expected = [(OPERATOR, "done"), (OPERATOR, "refused"), ("bob", "done")];
    assert_eq!(outcomes, expected.map(|(actor, outcome)| (actor.to_owned(), outcome.to_owned())));
    harness.clock.advance(86_400);
    revoke(NEIGHBOUR, OPERATOR_TOKEN).await.good();
}
