//! A node whose clock is wrong: what it does not sign, what it does not erase, and how it comes back.

mod accept;
mod ahead;
mod canary;
mod checkpoints;
mod erasing;

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use clap::Parser as _;
use haetae::cli::{self, Arguments, Context};
use haetae::clock::{Clock as _, ManualClock};
use haetae::config::Config;
use haetae::http::{AppState, operator_router, public_router};
use haetae::publishing::ServedSet;
use haetae::runtime::{Intervals, Node, Runtime};
use haetae_core::{CivilDate, StatusListClaims, UnixTime};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{Answer, bearing, get, post};
use haetae_testkit::service::process::DataFolder;
use haetae_testkit::service::{CITIZEN, ask, settings};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

/// A node on real files that polls when a test says so.
struct Machine {
    data: Arc<DataFolder>,
    clock: Arc<ManualClock>,
    runtime: Runtime,
    public: Router,
    operator: Router,
}

impl Machine {
    /// The first start of a node whose data folder was made at `then` and whose clock shows `shows`.
    async fn new(then: UnixTime, shows: UnixTime) -> Self {
        Self::start(Arc::new(DataFolder::made(crate::PROGRAM, then).await), shows).await
    }

    /// Another start on the same files.
    async fn restarted(&self, shows: UnixTime) -> Self {
        Self::start(Arc::clone(&self.data), shows).await
    }

    async fn start(data: Arc<DataFolder>, shows: UnixTime) -> Self {
        let keep = ("journal.keep_days".to_owned(), "5".to_owned());
        let config = Config::load(&data.path(""), [], [keep]).expect("a configuration");
        let clock = Arc::new(ManualClock::new(shows));
        let node = Node::open(&config, clock.clone()).await.expect("a node");
        let node = node.with_journal(&config, Box::new(random())).expect("a journal");
        let intervals = Intervals {
            poll: Duration::from_secs(1),
            lease: Duration::from_secs(30),
            clock_limit: config.publishing.clock_limit,
        };
        let runtime = Runtime::new(node, intervals, *b"instance");
        let service = Arc::new(AppState::new(&runtime, settings(), CancellationToken::new()));
        let (public, operator) = (public_router(Arc::clone(&service)), operator_router(service));
        Self { data, clock, runtime, public, operator }
    }

    /// Lets ten seconds pass, and polls.
    async fn poll(&self) {
        self.poll_after(10).await;
    }

    async fn poll_after(&self, seconds: u64) {
        self.clock.advance(seconds);
        self.runtime.poll(true).await;
    }

    fn set_ahead(&self, seconds: u64) {
        self.clock.set(self.clock.now().saturating_add(seconds));
    }

    fn set_back(&self, seconds: u64) {
        self.clock.set(self.clock.now().saturating_sub(seconds));
    }

    fn served(&self) -> Arc<ServedSet> {
        self.runtime.node().publisher.served().expect("a published set")
    }

    /// The manifest and the lists that say that they were signed after now.
    fn dated_ahead(&self) -> Vec<String> {
        let (served, now) = (self.served(), self.clock.now());
        let lists = served.contents.files().iter().filter(|file| file.name.starts_with("status/"));
        let mut ahead: Vec<String> = lists
            .filter(|file| {
                let bytes = served.file(&file.sha256).expect("a file");
                StatusListClaims::decode_unverified(bytes).expect("a list").issued > now
            })
            .map(|file| file.name.clone())
            .collect();
        if served.contents.issued > now {
            ahead.push("manifest".to_owned());
        }
        ahead
    }

    async fn revoke(&self, subject: &str) {
        let subject = haetae::model::SubjectId::new(subject).expect("a subject");
        self.runtime.node().store.revoke(&subject, self.clock.now(), None).await.expect("the store");
    }

    /// Asks for a phone's pass of today.
    async fn issue(&self) -> Answer {
        let (now, holder) = (self.clock.now(), HolderPair::ed25519(7));
        let seoul = now.saturating_add(9 * 3_600);
        let today = CivilDate::from_days(i64::from(seoul.status_day().0)).expect("a day");
        let partner = &self.data.partner;
        let assertion = partner.sign(&partner.claims_at(now.seconds(), CITIZEN, &[holder.public()]));
        let body = json!({ "holder_keys": [holder.for_day(today)] });
        ask(self.public.clone(), bearing(post("/v1/passes", &body), &assertion)).await
    }

    /// The credential of the operator that `init` has made.
    fn credential(&self) -> String {
        fs::read_to_string(self.data.path("operator.token")).expect("a credential").trim_end().to_owned()
    }

    /// The status of `/readyz`, and its checks.
    async fn ready(&self) -> (u16, Value) {
        let answer = ask(self.operator.clone(), bearing(get("/readyz"), &self.credential())).await;
        (answer.status.as_u16(), answer.json()["checks"].clone())
    }

    async fn metrics(&self) -> String {
        let answer = ask(self.operator.clone(), bearing(get("/metrics"), &self.credential())).await;
        String::from_utf8(answer.body.to_vec()).expect("text")
    }

    /// Runs a command on this machine, and returns its exit status.
    async fn command(&self, words: &[&str]) -> u8 {
        let data = self.data.path("");
        let arguments = [&["haetae"][..], words, &["--data", data.to_str().expect("UTF-8")]].concat();
        let context = Context { clock: self.clock.clone(), random: Box::new(random()), environment: Vec::new() };
        cli::run(Arguments::parse_from(arguments), context).await
    }

    /// How many people are known to have passes on a phone.
    async fn people_with_phones(&self) -> u64 {
        self.runtime.node().store.people_with_more_phones(0).await.expect("the store")
    }

    /// The bytes of the status keys, and the names of the journal's files.
    fn erasable(&self) -> (Vec<u8>, Vec<PathBuf>) {
        let keys = fs::read(self.data.path("node/status-keys.age")).expect("status keys");
        let journal = fs::read_dir(self.data.path("journal")).expect("a folder");
        let mut journal: Vec<PathBuf> = journal.map(|entry| entry.expect("an entry").path()).collect();
        journal.sort();
        (keys, journal)
    }
}

fn random() -> impl FnMut(&mut [u8]) -> Result<(), haetae_keys::RandomUnavailable> + Send {
    let mut counter = 0u8;
    move |bytes: &mut [u8]| {
        counter = counter.wrapping_add(1);
        bytes.fill(counter);
        Ok(())
    }
}
