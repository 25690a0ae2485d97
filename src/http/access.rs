//! Wraps every request: its id, log line, metrics, time limit, and its problem document.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use opentelemetry_http::HeaderExtractor;
use tracing::Instrument as _;

use super::app_state::AppState;
use super::connections::count;
use super::metrics::Answered;
use super::problem::{Problem, ProblemCode};
use super::ready::ReadyAnswer;
use super::request_id::X_REQUEST_ID;
use super::security_headers::secure;
use crate::telemetry::traces::{self, RequestSpan};

/// A service and the listener that received a request.
#[derive(Clone, Debug)]
pub(super) struct Observer {
    pub(super) service: Arc<AppState>,
    /// `public` or `operator`.
    pub(super) listener: &'static str,
}

/// Wraps every request. The log line has the route's template, not the address, and nothing from headers and bodies: no
/// subject id, name or pass can get into it.
pub(super) async fn observe(State(observer): State<Observer>, request: Request, next: Next) -> Response {
    let Observer { service, listener } = observer;
    let request_id = service.request_ids.of(request.headers());
    let method = known(request.method());
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", request_id, listener);
    let traced = RequestSpan::new(method, &route, listener, &request_id, &HeaderExtractor(request.headers()));
    let answer = async {
        let begin = Beginning::now();
        let limit = service.settings.request_timeout;
        let response = match count(&service, &request) {
            Ok(()) => tokio::time::timeout(limit, next.run(request)).await.unwrap_or_else(|_| {
                let detail = format_args!("no answer within {limit:?}");
                Problem::internal(ProblemCode::TookTooLong, detail).into_response()
            }),
            Err(problem) => problem.into_response(),
        };
        let (response, problem) = explained(response, &service, &request_id);
        let (status, latency) = (response.status().as_u16(), begin.elapsed());
        traced.answered(status);
        let latency_us = latency.as_micros();
        if is_one_of_many(&route, status, problem) {
            tracing::debug!(method, route, status, latency_us, "answered");
        } else {
            tracing::info!(method, route, status, latency_us, "answered");
        }
        service.metrics.answered(&Answered { listener, route: &route, method, status, latency });
        response
    };
    let mut response = answer.instrument(span).instrument(traced.span()).await;
    secure(route.starts_with("/docs"), &mut response);
    if let Ok(id) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert(X_REQUEST_ID, id);
    }
    response
}

/// Whether an answer that is ready can be given without what [`observe`] does besides counting it: nobody reads a log
/// line or a trace of it.
pub(super) fn is_ready_enough() -> bool {
    !tracing::enabled!(tracing::Level::DEBUG) && !traces::are_recorded()
}

/// An answer that is ready, with the id of its request, counted as any other.
pub(super) fn give_ready(service: &AppState, ready: ReadyAnswer, headers: &HeaderMap, begin: &Beginning) -> Response {
    let ReadyAnswer { route, mut response } = ready;
    if let Ok(id) = HeaderValue::from_str(&service.request_ids.of(headers)) {
        response.headers_mut().insert(X_REQUEST_ID, id);
    }
    let (status, latency) = (response.status().as_u16(), begin.elapsed());
    service.metrics.answered(&Answered { listener: "public", route, method: "GET", status, latency });
    response
}

/// Whether such answers come in thousands a second when many people come, each like the other: to those who wait, to
/// scanners and caches, and to those who find no room. Metrics count them; lines of them would cost more than the
/// answers.
fn is_one_of_many(route: &str, status: u16, problem: Option<ProblemCode>) -> bool {
    let is_shared = route == "/v1/queue" || route.starts_with("/v1/trust/");
    problem == Some(ProblemCode::NodeFull) || (is_shared && status < 400)
}

/// Turns a problem into its document, also one that axum found without an explanation.
fn explained(mut response: Response, service: &AppState, request_id: &str) -> (Response, Option<ProblemCode>) {
    let problem = response.extensions_mut().remove::<Problem>().or_else(|| match response.status() {
        // axum answers 400 if an address is not text.
        StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST => {
            Some(Problem::new(ProblemCode::NotFound, "There is nothing at this address."))
        }
        StatusCode::METHOD_NOT_ALLOWED => {
            let detail = "This address does not support this method; the header Allow lists those that it supports.";
            Some(Problem::new(ProblemCode::MethodNotAllowed, detail))
        }
        _ => None,
    });
    let Some(problem) = problem else { return (response, None) };
    let code = problem.code;
    problem.log();
    service.metrics.problem(code);
    let contact = service.settings.contact.as_ref();
    (problem.document(request_id, contact, response), Some(code))
}

/// The method for log and metrics: unknown methods share one name, because there could be any number of them.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::PATCH => "PATCH",
        _ => "other",
    }
}

/// When a request began.
pub(super) struct Beginning(std::time::Instant);

impl Beginning {
    #[expect(clippy::disallowed_methods, reason = "how long an answer takes is measured, nothing depends on it")]
    pub(super) fn now() -> Self {
        Self(std::time::Instant::now())
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
