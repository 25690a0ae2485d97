use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use haetae_core::SECONDS_PER_DAY;
use utoipa::IntoResponses;
use utoipa::openapi::{RefOr, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::app_state::AppState;
use crate::http::metrics::{Cached, Present, Queued};
use crate::http::problem::{ProblemCode, problem_responses};
use crate::runtime::expiry::Expiry;

pub(crate) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(metrics))
}

struct MetricsProblems;

impl IntoResponses for MetricsProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problem_responses(&[
            ProblemCode::OperatorTokenRequired,
            ProblemCode::ScopeMissing,
            ProblemCode::TooManyAttempts,
            ProblemCode::StoreUnavailable,
            ProblemCode::TookTooLong,
        ])
    }
}

/// Metrics in the Prometheus format
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "operator",
    security(("operator" = [])),
    responses((status = 200, description = "Prometheus text", body = String, content_type = "text/plain"), MetricsProblems)
)]
async fn metrics(State(service): State<Arc<AppState>>) -> impl IntoResponse {
    let now = service.now();
    let manifest = service.node.publisher.served().map(|served| {
        let manifest = &served.contents;
        (now.seconds_since(manifest.issued), manifest.expires.seconds())
    });
    let signing_days = service.node.issuer.signing_days(now);
    let expiry = Expiry::of(&service.node.publisher, &service.node.issuer, now);
    let unpublished = service.node.publisher.unpublished_since().map_or(0, |since| now.seconds_since(since));
    let publishes = service.runtime.publishes();
    let publish_failures = service.runtime.publish_failures();
    let clock_ahead = service.runtime.clock().disagreement().map(|disagreement| disagreement.ahead);
    let attested = service.node.journal.as_ref().and_then(|journal| journal.status().attested_until);
    let journal_attested = attested.and_then(|day| {
        u64::try_from(day.days()).ok().map(|days| days.saturating_add(1).saturating_mul(SECONDS_PER_DAY))
    });
    let journal =
        service.node.journal.as_ref().map(|journal| (journal.head().entries, journal.status().paused.is_some()));
    let unusual_hours = service.node.limits.unusual_hours();
    let cached = match &service.node.cache {
        Some(cache) => Some(Cached::of(cache).await),
        None => None,
    };
    let text = service.metrics.text(&Present {
        manifest,
        signing_days,
        expiry,
        publishes,
        unpublished,
        publish_failures,
        unusual_hours,
        clock_ahead,
        journal,
        attestations: service.node.attestations.counts(),
        journal_attested,
        in_progress: service.node.limits.in_progress(),
        load: service.node.limits.load(),
        graces: service.node.limits.graces(),
        redis: service.node.limits.redis(),
        spans: service.settings.spans.as_ref().map(|spans| spans.now()),
        cached,
        queued: Queued::of(&service.node.queue, now).await,
        eligibility: service.node.eligibility.status(),
        rules: service.runtime.rules().status(&service.node.publisher, now),
    });
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text)
}
