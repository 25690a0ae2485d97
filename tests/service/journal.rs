//! Every pass that was handed out is in the journal: while the disk fails, while the process is killed, and in later
//! audits.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_lc_rs::hmac;
use axum::Router;
use haetae::http::{AppState, operator_router, public_router};
use haetae::journal::{Disk, Findings, Folder, Journal, Line, verify};
use haetae_core::Jwk;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{bearing, get, post};
use haetae_testkit::service::process::{DataFolder, send};
use haetae_testkit::service::{CITIZEN, Harness, OPERATOR_TOKEN, ask, runtime, settings};
use serde_json::json;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::PROGRAM;
use crate::passes::request;

/// How often the service is killed by default.
const ROUNDS: usize = 50;
/// Set it to kill the service more often.
const ROUNDS_VARIABLE: &str = "HAETAE_CRASH_ROUNDS";
const CLIENTS: usize = 4;

#[derive(Default)]
struct Seen(Vec<Line>);

impl Findings for Seen {
    fn entry(&mut self, line: &Line) {
        self.0.push(line.clone());
    }
    fn advance(&mut self, _: u64) {}
}

pub(crate) fn lines(folder: &Folder) -> Vec<Line> {
    let mut seen = Seen::default();
    let report = verify(folder, &mut seen).expect("it can be read");
    assert_eq!(report.broken, None);
    seen.0
}

/// A disk that fails as long as the test wants it.
struct Failing(Arc<AtomicBool>);

impl Disk for Failing {
    fn write(&mut self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        io::Write::write_all(file, bytes)
    }

    fn sync(&mut self, file: &File) -> io::Result<()> {
        if self.0.load(Ordering::SeqCst) { Err(io::ErrorKind::StorageFull.into()) } else { file.sync_data() }
    }
}

struct Journalled {
    temp: TempDir,
    fails: Arc<AtomicBool>,
    public: Router,
    operator: Router,
}

/// A journal whose disk fails while the test wants it.
pub(crate) fn journal_on(folder: &TempDir, fails: &Arc<AtomicBool>, harness: &Harness) -> Journal {
    let disk = Failing(Arc::clone(fails));
    let random = Box::new(|bytes: &mut [u8]| {
        bytes.fill(5);
        Ok(())
    });
    let (clock, probe) = (Arc::clone(&harness.node.clock), Duration::from_millis(1));
    Journal::on(disk, Folder::new(folder.path()), random, 35, clock, probe).expect("a journal")
}

impl Journalled {
    fn on(harness: &Harness) -> Self {
        let (temp, fails) = (tempfile::tempdir().expect("a folder"), Arc::new(AtomicBool::new(false)));
        let journal = journal_on(&temp, &fails, harness);
        let mut node = harness.node.clone();
        node.journal = Some(Arc::new(journal));
        let service = Arc::new(AppState::new(&runtime(node), settings(), CancellationToken::new()));
        Self { temp, fails, public: public_router(Arc::clone(&service)), operator: operator_router(service) }
    }

    fn lines(&self) -> Vec<Line> {
        lines(&Folder::new(self.temp.path()))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_request_is_entered_even_if_repeated() {
    let harness = Harness::start().await;
    let service = Journalled::on(&harness);
    let pair = HolderPair::ed25519(7);
    for _ in 0..2 {
        ask(service.public.clone(), request(&harness, CITIZEN, &[(0, &pair), (1, &HolderPair::ed25519(8))]))
            .await
            .good();
    }
    let paper = harness.partner.sign(&harness.partner.paper_claims(CITIZEN));
    ask(service.public.clone(), bearing(post("/v1/passes/paper", &json!({})), &paper)).await.good();
    ask(service.public.clone(), post("/v1/passes", &json!({}))).await.problem(401, "assertion_missing");
    let lines = service.lines();
    let found: Vec<_> =
        lines.iter().map(|line| (line.partner.as_str(), line.kind.as_str(), line.passes.len())).collect();
    assert_eq!(found, [("partner-1", "phone", 2), ("partner-1", "phone", 2), ("partner-1", "paper", 1)]);
    assert!(lines.iter().all(|line| line.key.as_deref() == Some("key-1")), "{lines:?}");
    assert_eq!(lines[0].passes, lines[1].passes);
    assert!(lines[0].passes[0].holder.is_some() && lines[2].passes[0].holder.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_that_cannot_be_written_pauses_issuing_and_nothing_else() {
    let harness = Harness::start().await;
    let service = Journalled::on(&harness);
    let pass = async || ask(service.public.clone(), request(&harness, CITIZEN, &[(0, &HolderPair::ed25519(7))])).await;
    let why = async || ask(service.operator.clone(), bearing(get("/readyz"), OPERATOR_TOKEN)).await.good();
    pass().await.good();
    assert_eq!(
        (&why().await["checks"]["journal"], &why().await["checks"]["journal_problem"]),
        (&json!("on"), &json!(null))
    );

    service.fails.store(true, Ordering::SeqCst);
    // A small file can be written all the time, so issuing is tried again and again; none may succeed.
    for _ in 0..5 {
        let answer = pass().await;
        answer.problem(503, "journal_unavailable");
        assert_eq!(answer.header("retry-after"), "5");
    }
    assert_eq!(ask(service.public.clone(), get("/v1/trust/manifest")).await.status.as_u16(), 200);
    assert_eq!(ask(service.public.clone(), get("/readyz")).await.status.as_u16(), 200);
    service.fails.store(false, Ordering::SeqCst);
    let mut refused = 0u32;
    while pass().await.status.as_u16() != 200 {
        refused += 1;
        assert!(refused < 100_000, "it never goes on");
    }
    assert_eq!(service.lines().len(), 2);
    assert_eq!(why().await["checks"]["journal"], "on");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_pass_that_a_client_received_is_in_the_journal_whenever_the_service_is_killed() {
    let rounds = std::env::var(ROUNDS_VARIABLE).map_or(ROUNDS, |text| text.parse().expect("a number of rounds"));
    let data = DataFolder::new(PROGRAM).await;
    let received: Mutex<Vec<[u8; 32]>> = Mutex::default();
    for round in 0..rounds {
        let mut serving = data.serve();
        let (address, answered) = (serving.public, AtomicUsize::new(0));
        // After some answers, while the other clients are somewhere in between.
        let last = round * 7 % 11;
        std::thread::scope(|scope| {
            for _ in 0..CLIENTS {
                scope.spawn(|| {
                    loop {
                        let holder = HolderPair::p256();
                        let Some((status, _)) = send(address, &data.request(&holder)) else { break };
                        assert_eq!(status, 200);
                        received.lock().expect("no panic").push(Jwk::thumbprint(&holder.public()));
                        answered.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
            while answered.load(Ordering::SeqCst) < last {
                std::thread::yield_now();
            }
            serving.kill();
        });
    }
    let received = received.into_inner().expect("no panic");
    assert!(received.len() > rounds, "{} passes in {rounds} rounds", received.len());
    let folder = Folder::new(data.path("journal"));
    require_entered(&folder, &received);
    let verified = data.haetae(&["journal", "verify"]);
    assert!(verified.status.success(), "{verified:?}");
}

/// Requires that the pass of each of these thumbprints is in the journal, whose chain must hold.
pub(crate) fn require_entered(folder: &Folder, received: &[[u8; 32]]) {
    let entered: BTreeSet<_> =
        lines(folder).iter().flat_map(|line| &line.passes).filter_map(|pass| Some(pass.holder?.0)).collect();
    let keys: Vec<hmac::Key> =
        folder.segments().expect("files").iter().map(|name| day_key(folder, &name.key_name())).collect();
    for thumbprint in received {
        let is_entered = keys.iter().any(|key| entered.contains(hmac::sign(key, thumbprint).as_ref()));
        assert!(is_entered, "there is a pass that is not in the journal");
    }
}

fn day_key(folder: &Folder, name: &str) -> hmac::Key {
    let text = fs::read_to_string(folder.path().join(name)).expect("a key");
    hmac::Key::new(hmac::HMAC_SHA256, &hex::decode(text.trim_end()).expect("hexadecimal"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manifest_shows_that_a_tail_was_cut() {
    let data = DataFolder::new(PROGRAM).await;
    let issue = || data.haetae(&["issue", "--paper", "--subject", CITIZEN, "--format", "text"]);
    for _ in 0..3 {
        let issued = issue();
        assert!(issued.status.success(), "{issued:?}");
    }
    let mut serving = data.serve();
    let ready = "GET /readyz HTTP/1.1\r\nHost: haetae\r\nConnection: close\r\n\r\n";
    while send(serving.public, ready).expect("an answer").0 != 200 {
        std::thread::yield_now();
    }
    let holder = HolderPair::p256();
    assert_eq!(send(serving.public, &data.request(&holder)).expect("an answer").0, 200);
    serving.kill();
    let folder = Folder::new(data.path("journal"));
    let entries = lines(&folder);
    assert_eq!(entries.iter().map(|line| line.partner.as_str()).collect::<Vec<_>>()[2..], ["operator", "partner-1"]);
    assert_eq!(entries.iter().map(|line| line.key.as_deref()).collect::<Vec<_>>()[2..], [None, Some("key-1")]);

    // The service's first manifest pins what the command line had issued before.
    let out = data.path("public");
    let published = data.haetae(&["publish", "--out", out.to_str().expect("text")]);
    assert!(published.status.success(), "{published:?}");
    let manifest = out.join("v1/trust/manifest");
    let check = || data.haetae(&["journal", "verify", "--manifest", manifest.to_str().expect("text")]);
    let whole = check();
    let printed = String::from_utf8_lossy(&whole.stdout).into_owned();
    assert!(whole.status.success() && printed.contains("number 7, and 1 after it"), "{whole:?}");

    let file = folder.segment(folder.segments().expect("files")[0]);
    let text = fs::read_to_string(&file).expect("a file");
    let kept: Vec<&str> = text.lines().take(5).collect();
    fs::write(&file, format!("{}\n", kept.join("\n"))).expect("a file");
    let cut = check();
    assert_eq!(cut.status.code(), Some(1), "{cut:?}");
    let alone = data.haetae(&["journal", "verify"]);
    assert_eq!(alone.status.code(), Some(1), "the last set that was published shows it: {alone:?}");
    let said = String::from_utf8_lossy(&alone.stdout).into_owned();
    assert!(said.contains("Missing: entries 6 to 7 are missing at the end"), "{said}");
    let unknown = data.haetae(&["journal", "verify", "--head", &entries[3].hash.to_string()]);
    assert_eq!(unknown.status.code(), Some(1), "{unknown:?}");
    let there = data.haetae(&["journal", "verify", "--head", &entries[1].hash.to_string()]);
    assert!(String::from_utf8_lossy(&there.stdout).contains("is there: number 5"), "{there:?}");

    let shown = data.haetae(&["journal", "tail", "-n", "1"]);
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(shown.contains("#5  operator  serial") && shown.lines().count() == 1, "{shown}");
    fs::write(&file, text.replacen("operator", "0perator", 1)).expect("a file");
    let changed = data.haetae(&["journal", "verify"]);
    assert_eq!(changed.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&changed.stderr).contains("line 1: its hash is not that of its bytes"),
        "{changed:?}"
    );
}
