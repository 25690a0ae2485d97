use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use haetae_core::{CivilDate, UnixTime};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::app_state::AppState;
use crate::rules::canaries::WrongCanary;
use crate::rules::standing::PolicyStanding;
use crate::runtime::RulesStatus;
use crate::runtime::expiry::{Expiry, Lifetime};

/// For everybody: whether the service is ready, but not why not.
pub(crate) fn public() -> OpenApiRouter<Arc<AppState>> {
    alive().routes(routes!(ready))
}

/// For operators: also why it is not ready.
pub(crate) fn operator() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(ready_and_why))
}

/// Whether the process runs.
pub(crate) fn alive() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(healthz))
}

/// The process runs.
#[derive(Serialize, ToSchema)]
struct Health {
    /// `alive`
    #[schema(example = "alive")]
    status: &'static str,
    /// Whether load tests may run against it; it is there only if they may
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    load_test: bool,
}

/// Whether the service can do its work.
#[derive(Serialize, ToSchema)]
struct Readiness {
    /// `ready` or `not_ready`
    #[schema(example = "ready")]
    status: &'static str,
    /// Why: on the operator listener only
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    checks: Option<Checks>,
}

/// What readiness depends on.
#[derive(Serialize, ToSchema)]
struct Checks {
    /// Whether the service is about to stop
    stopping: bool,
    /// Whether the store answers and keeps what is written to it
    store: bool,
    /// Whether the database has everything that was issued and published with it; if not, nothing is published until
    /// `haetae db reconcile`
    reconciled: bool,
    /// Whether a manifest is served that is not stale
    published: bool,
    /// When the manifest that is served becomes stale
    #[schema(value_type = Option<String>, format = DateTime)]
    stale_at: Option<UnixTime>,
    /// When scanners stop using it
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<UnixTime>,
    /// Whether this node publishes
    publishes: bool,
    /// The node that does, by its name in manifests, as far as this one knows
    publisher: Option<String>,
    /// Whether the passes of today and tomorrow can be signed
    keys: bool,
    /// The last day, from today on without a gap, whose passes can be signed
    #[schema(value_type = Option<String>, format = Date)]
    signs_until: Option<CivilDate>,
    /// Whether the clock agrees with the last manifest, with the time that has passed and with the other nodes; while
    /// it does not, nothing is signed for scanners, and what was published is still served
    clock: bool,
    /// What it disagrees with, and by how much
    clock_problem: Option<String>,
    /// Whether a pass and a manifest could be made and checked: tried in memory, at most once in ten seconds
    signing: bool,
    /// Why they could not
    signing_problem: Option<String>,
    /// How much of its life each thing that must be renewed has used
    freshness: BTreeMap<&'static str, Aging>,
    /// `on`, `off` where the configuration says so, or `paused` while it cannot be written: nothing is issued then, and
    /// everything else goes on
    #[schema(example = "on")]
    journal: &'static str,
    /// Why it is paused, where its chain was found broken, or why the last day has no checkpoint
    journal_problem: Option<String>,
    /// The rules that are served, and what comes next; nothing of it makes the service not ready
    rules: Rules,
}

/// The rules at the door.
#[derive(Serialize, ToSchema)]
struct Rules {
    /// The version that is served
    version: Option<u64>,
    /// When it was issued
    #[schema(value_type = Option<String>, format = DateTime)]
    issued: Option<UnixTime>,
    /// When a policy begins or ends next
    #[schema(value_type = Option<String>, format = DateTime)]
    next_change: Option<UnixTime>,
    /// The policies that count now or later
    policies: Vec<RulesPolicy>,
    /// How many invented people are asked every minute what the rules say to them
    canaries: usize,
    /// Those who get a wrong answer
    wrong: Vec<RulesCanary>,
    /// Why the newest version is not served, or cannot be read by scanners
    problem: Option<String>,
}

/// A policy of the rules.
#[derive(Serialize, ToSchema)]
struct RulesPolicy {
    /// Its id
    #[schema(example = "restaurant")]
    id: String,
    /// When it begins
    #[schema(value_type = String, format = DateTime)]
    from: UnixTime,
    /// When it ends; `null`: no end
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<UnixTime>,
    /// `current` or `next`
    #[schema(example = "current")]
    state: &'static str,
}

/// An invented person to whom the rules say something wrong.
#[derive(Serialize, ToSchema)]
struct RulesCanary {
    /// The name of the case
    name: String,
    /// The policy that was asked
    policy: String,
    /// What it must say
    expected: String,
    /// What it says
    said: String,
}

impl From<RulesStatus> for Rules {
    fn from(status: RulesStatus) -> Self {
        let policy = |policy: PolicyStanding| RulesPolicy {
            id: policy.id,
            from: policy.from,
            until: policy.until,
            state: if policy.is_current { "current" } else { "next" },
        };
        let canary = |WrongCanary { name, policy, expected, said }| RulesCanary { name, policy, expected, said };
        Self {
            version: status.version,
            issued: status.issued,
            next_change: status.next_change,
            policies: status.policies.into_iter().map(policy).collect(),
            canaries: status.canaries,
            wrong: status.wrong.into_iter().map(canary).collect(),
            problem: status.problem,
        }
    }
}

/// How much of its life something has used.
#[derive(Serialize, ToSchema)]
struct Aging {
    /// `fresh`, `watch` from 25 % of its life on, `act` from 50 %, `urgent` from 75 %
    #[schema(example = "fresh")]
    level: &'static str,
    /// What is left of it, in seconds
    seconds_left: u64,
}

impl Checks {
    async fn run(service: &AppState) -> Self {
        let (node, now) = (&service.node, service.now());
        let store = node.store.changes().await;
        if let Err(error) = &store {
            tracing::warn!(%error, "the store does not answer");
        }
        let manifest = node.publisher.served();
        let manifest = manifest.as_ref().map(|served| &served.contents);
        let signs_until = node.issuer.signs_until(now);
        let journal = node.journal.as_ref().map(|journal| journal.status());
        let clock_problem = service.runtime.clock().disagreement().map(|disagreement| disagreement.to_string());
        let signing_problem = service.runtime.canary().check(node).await.err();
        let tomorrow = node.issuer.config().calendar.day_of(now).and_then(|today| today.checked_add_days(1));
        Self {
            stopping: service.stop.is_cancelled(),
            store: store.is_ok() && !service.runtime.store_fails(),
            reconciled: !store.is_ok_and(|changes| changes.reconcile_due),
            published: manifest.is_some_and(|manifest| now < manifest.stale),
            stale_at: manifest.map(|manifest| manifest.stale),
            expires_at: manifest.map(|manifest| manifest.expires),
            publishes: service.runtime.publishes(),
            publisher: service.runtime.publisher(),
            keys: tomorrow.is_some_and(|tomorrow| signs_until.is_some_and(|last| last >= tomorrow)),
            signs_until,
            clock: clock_problem.is_none(),
            clock_problem,
            signing: signing_problem.is_none(),
            signing_problem,
            freshness: aging(&Expiry::of(&node.publisher, &node.issuer, now)),
            journal: journal.as_ref().map_or("off", |status| if status.paused.is_some() { "paused" } else { "on" }),
            journal_problem: journal.and_then(|status| status.paused.or(status.broken).or(status.unattested)),
            rules: service.runtime.rules().status(&node.publisher, now).into(),
        }
    }

    fn are_good(&self) -> bool {
        self.missing().is_empty()
    }

    fn missing(&self) -> Vec<Missing> {
        let checks = [
            (!self.stopping, Missing::Stopping),
            (self.store, Missing::Store),
            (self.reconciled, Missing::Reconcile),
            (self.published, Missing::Published),
            (self.keys, Missing::Keys),
            (self.clock, Missing::Clock),
            // Without keys it cannot be otherwise.
            (self.signing || !self.keys, Missing::Signing),
        ];
        checks.into_iter().filter_map(|(is_good, missing)| (!is_good).then_some(missing)).collect()
    }
}

/// Why a service is not ready, in one word without internal details.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Missing {
    /// It is about to stop
    Stopping,
    /// The store does not answer, or keeps nothing
    Store,
    /// The database lacks what was issued or published with it
    Reconcile,
    /// No manifest is served, or a stale one
    Published,
    /// The passes of today and tomorrow cannot be signed
    Keys,
    /// The clock cannot be believed
    Clock,
    /// A pass or a manifest that was made to try it was no good
    Signing,
}

/// The reasons why `service` is not ready.
pub(crate) async fn missing(service: &AppState) -> Vec<Missing> {
    Checks::run(service).await.missing()
}

fn aging(expiry: &Expiry) -> BTreeMap<&'static str, Aging> {
    let aging = |life: &Lifetime| Aging { level: life.level().as_str(), seconds_left: life.left };
    expiry.lifetimes().iter().map(|(subject, life)| (subject.as_str(), aging(life))).collect()
}

/// Whether the process runs
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "health",
    responses((status = 200, description = "It runs", body = Health))
)]
async fn healthz(State(service): State<Arc<AppState>>) -> impl IntoResponse {
    let load_test = service.settings.load_test;
    ([(header::CACHE_CONTROL, "no-store")], Json(Health { status: "alive", load_test }))
}

/// Whether the service can do its work
///
/// The store works and has everything that was published, a fresh manifest is served, the passes of today and tomorrow
/// can be signed, the clock agrees, and a pass and a manifest that are made to try it are good. On the operator
/// listener it says which of these is not so.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "health",
    responses(
        (status = 200, description = "It can", body = Readiness),
        (status = 503, description = "It cannot, or is about to stop", body = Readiness)
    )
)]
async fn ready(State(service): State<Arc<AppState>>) -> Response {
    let checks = Checks::run(&service).await;
    readiness(checks.are_good(), None)
}

#[utoipa::path(get, path = "/readyz", tag = "health", responses((status = 200, body = Readiness)))]
async fn ready_and_why(State(service): State<Arc<AppState>>) -> Response {
    let checks = Checks::run(&service).await;
    readiness(checks.are_good(), Some(checks))
}

fn readiness(is_ready: bool, checks: Option<Checks>) -> Response {
    let (code, status) =
        if is_ready { (StatusCode::OK, "ready") } else { (StatusCode::SERVICE_UNAVAILABLE, "not_ready") };
    (code, [(header::CACHE_CONTROL, "no-store")], Json(Readiness { status, checks })).into_response()
}
