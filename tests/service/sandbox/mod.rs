//! The sandbox: its passes, its clock, its faults, and how it keeps away from production.

mod apart;
mod clock;
mod faults;
mod guide;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use haetae::clock::ManualClock;
use haetae::http::{AppState, HttpSettings, operator_router, public_router};
use haetae::runtime::{Intervals, Node, Runtime};
use haetae::sandbox::{Prepared, Round, Sandbox, prepare, surroundings};
use haetae_core::{RootSet, UnixTime, keys_digest};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{bearing, get, post};
use haetae_testkit::service::{ask, day, now};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// A sandbox in process. Its machine's clock stands still.
struct Rehearsal {
    public: Router,
    operator: Router,
    node: Node,
    roots: RootSet,
    _folder: TempDir,
}

impl Rehearsal {
    async fn start(doors: bool) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        let Prepared { config, partner } = prepare(&data, &[], &[], doors, now()).await.expect("a sandbox");
        let sandbox = Arc::new(Sandbox::new(Arc::new(ManualClock::new(now()))));
        let node = Node::open(&config, Arc::clone(&sandbox.clock) as _).await.expect("a node");
        let intervals =
            Intervals { poll: Duration::from_secs(3_600), lease: Duration::from_secs(30), clock_limit: 300 };
        let runtime = Arc::new(Runtime::new(node.clone(), intervals, *b"instance"));
        runtime.poll(true).await;
        let round = Arc::new(Round::new(1, sandbox, Arc::clone(&runtime), CancellationToken::new()));
        let settings = HttpSettings {
            demo: Some(partner),
            surroundings: Some(surroundings(&round)),
            ..HttpSettings::new(&config, *b"instance")
        };
        let service = Arc::new(AppState::new(&runtime, settings, CancellationToken::new()));
        let roots = haetae::signing::read_roots(&config.roots_path()).expect("roots");
        let (public, operator) = (public_router(Arc::clone(&service)), operator_router(service));
        Self { public, operator, node, roots, _folder: folder }
    }

    async fn state(&self) -> Value {
        ask(self.operator.clone(), get("/sandbox")).await.good()
    }

    async fn fault(&self, body: &Value) -> Value {
        ask(self.operator.clone(), post("/sandbox/faults", body)).await.good()
    }

    async fn moves(&self, body: &Value) -> Value {
        ask(self.operator.clone(), post("/sandbox/clock", body)).await.good()
    }

    /// The answer to a phone's request for today's pass of a synthetic citizen, with the pass.
    async fn pass(&self, holder: &HolderPair) -> Value {
        let keys = json!({ "subject": "SYN-000001", "keys": keys_digest(&[holder.public()]) });
        let assertion = ask(self.public.clone(), post("/demo/assertion", &keys)).await.good();
        let body = json!({ "holder_keys": [holder.for_day(day(0))] });
        let token = assertion["assertion"].as_str().expect("an assertion").to_owned();
        ask(self.public.clone(), bearing(post("/v1/passes", &body), &token)).await.good()
    }
}

fn time(value: &Value) -> UnixTime {
    UnixTime::parse_rfc3339(value.as_str().expect("a time")).expect("a time")
}
