//! A service with a waiting room, and people who wait.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use haetae::clock::Clock as _;
use haetae::config::{LimitsSection, QueueSection};
use haetae::http::{AppState, operator_router, public_router};
use haetae::limits::Limits;
use haetae::queue::{Duty, WaitingRoom};
use haetae::runtime::Node;
use haetae_core::{UnixTime, keys_digest};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{Answer, bearing, get, post, with};
use haetae_testkit::service::{CITIZEN, Harness, NOW, OPERATOR_TOKEN, ask, day, runtime, settings};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

/// For how long somebody who was let in can get their passes.
pub(super) const WINDOW: u64 = 300;

/// A node with a waiting room.
pub(super) struct Place {
    pub(super) harness: Harness,
    pub(super) node: Node,
    public: Router,
    operator: Router,
}

impl Place {
    pub(super) async fn new() -> Self {
        Self::over(Harness::start().await)
    }

    /// Another node on the same records, or this one after a restart.
    pub(super) async fn second(&self) -> Self {
        let second = Self::over(self.harness.second_node().await);
        second.tick(false).await;
        second
    }

    fn over(harness: Harness) -> Self {
        let limits = LimitsSection { phones_per_day: 100, ..LimitsSection::unlimited() };
        let queue = QueueSection { window: WINDOW, ..QueueSection::default() };
        let queue = WaitingRoom::new(
            Arc::clone(&harness.node.store) as _,
            Arc::clone(harness.node.publisher.signing()),
            Arc::clone(&harness.node.clock),
            queue,
        );
        let limits = Arc::new(Limits::new(limits, Arc::clone(&harness.node.clock)));
        let node = Node { queue: Arc::new(queue), limits, ..harness.node.clone() };
        node.queue.believe_clock(true);
        let service = Arc::new(AppState::new(&runtime(node.clone()), settings(), CancellationToken::new()));
        let (public, operator) = (public_router(Arc::clone(&service)), operator_router(service));
        Self { harness, node, public, operator }
    }

    /// One tick of the node, which holds the lease or not.
    pub(super) async fn tick(&self, moves: bool) {
        let duty = Duty { node: "node", moves, answered: 0, is_pressed: false };
        self.node.queue.tick(duty).await.expect("the store answers");
    }

    /// Lets so many seconds pass, with a tick in each.
    pub(super) async fn pass(&self, seconds: u64) {
        for _ in 0..seconds {
            self.harness.clock.advance(1);
            self.tick(true).await;
        }
    }

    pub(super) fn time(&self, ahead: u64) -> String {
        UnixTime::saturating_new(NOW + ahead).to_rfc3339()
    }

    /// A change by an operator, without a look at it before.
    pub(super) async fn change(&self, change: Value) -> Answer {
        let revision = self.operator(get("/v1/queue/room")).await.good()["revision"].clone();
        let mut body = change;
        body["revision"] = revision;
        self.operator(post("/v1/queue/changes", &body)).await
    }

    /// The same, which must be done; this node sees it at once.
    pub(super) async fn changed(&self, change: Value) -> Value {
        let answer = self.change(change).await.good();
        assert_eq!(answer["changed"], true, "{answer}");
        self.tick(false).await;
        answer
    }

    pub(super) async fn operator(&self, request: Request<Body>) -> Answer {
        ask(self.operator.clone(), with(request, "authorization", &format!("Bearer {OPERATOR_TOKEN}"))).await
    }

    pub(super) async fn public(&self, request: Request<Body>) -> Answer {
        ask(self.public.clone(), request).await
    }

    /// The waiting room as everybody sees it.
    pub(super) async fn notice(&self) -> Value {
        self.public(get("/v1/queue")).await.good()
    }

    pub(super) async fn try_join(&self, holder: &HolderPair) -> Answer {
        let body = json!({ "room": 1, "keys": keys_digest(&[holder.public()]) });
        self.public(post("/v1/queue", &body)).await
    }

    /// Joins for the passes of one holder key.
    pub(super) async fn join(&self, holder: &HolderPair) -> Value {
        self.try_join(holder).await.good()
    }

    /// Asks for a pass for today.
    pub(super) async fn ask(&self, holder: &HolderPair, ticket: Option<&str>) -> Answer {
        self.ask_for(CITIZEN, 0, holder, ticket).await
    }

    /// Asks for somebody's pass for a day.
    pub(super) async fn ask_for(&self, subject: &str, ahead: i64, holder: &HolderPair, ticket: Option<&str>) -> Answer {
        let mut claims = self.harness.partner.claims(subject, &[holder.public()]);
        let now = self.harness.clock.now().seconds();
        for (claim, time) in [("iat", now - 10), ("exp", now + 290), ("auth_time", now - 60)] {
            claims[claim] = json!(time);
        }
        let mut body = json!({ "holder_keys": [holder.for_day(day(ahead))] });
        if let Some(ticket) = ticket {
            body["ticket"] = json!(ticket);
        }
        self.public(bearing(post("/v1/passes", &body), &self.harness.partner.sign(&claims))).await
    }

    /// What issuing was asked about people since this was last asked: partners, records and phones.
    pub(super) fn asked_of_issuing(&self) -> u64 {
        let asked = self.harness.store.questions();
        ["partner", "record", "present_record", "count_phones", "has_passes"]
            .iter()
            .filter_map(|method| asked.get(*method))
            .sum()
    }
}

/// The ticket of an answer.
pub(super) fn ticket(joined: &Value) -> &str {
    joined["ticket"].as_str().expect("a ticket")
}
