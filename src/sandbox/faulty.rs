use std::sync::Arc;
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, Method};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::{Router, body::Body};

use super::admin::invalid;
use super::fault::Fault;
use super::reply;
use super::round::Round;
use crate::http::{Problem, ProblemCode};

/// The fault of one request.
const HEADER: HeaderName = HeaderName::from_static("haetae-sandbox-fault");

/// Where scanners fetch what is published.
const TRUST: &str = "/v1/trust/";
const MANIFEST: &str = "/v1/trust/manifest";

/// The public routes, with the faults of a round.
pub(super) fn faulty(routes: Router, round: Arc<Round>) -> Router {
    routes.layer(from_fn_with_state(round, apply))
}

async fn apply(State(round): State<Arc<Round>>, request: Request, next: Next) -> Response {
    // Kept from the beginning, so that there is an old one later.
    let first = round.first_manifest();
    let path = request.uri().path().to_owned();
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str);
    let name =
        format!("{} {route}", if *request.method() == Method::HEAD { "HEAD" } else { request.method().as_str() });
    let mut faults = round.board().take(name, &path, round.now());
    match asked(request.headers()) {
        Ok(fault) => faults.extend(fault),
        Err(problem) => return reply::dated(problem.into_response(), round.now()),
    }
    for fault in &faults {
        match fault {
            Fault::NoAnswer => return std::future::pending().await,
            Fault::Slow(seconds) => wait(*seconds).await,
            Fault::Unavailable(seconds) => return refused(&round, ProblemCode::StoreUnavailable, *seconds),
            Fault::FullQueue(seconds) => return refused(&round, ProblemCode::NodeFull, *seconds),
            Fault::TooManyRequests(seconds) => return refused(&round, ProblemCode::TooManyRequests, *seconds),
            _ => {}
        }
    }
    let mut response = next.run(request).await;
    let mut time = round.now();
    for fault in &faults {
        response = match fault {
            Fault::OldManifest if path == MANIFEST => with_bytes(response, first.clone().unwrap_or_default()),
            Fault::HostileMirror if path.starts_with(TRUST) => reply::with_wrong_bit(response).await,
            Fault::WrongTime(ahead) => {
                time = if *ahead < 0 {
                    time.saturating_sub(ahead.unsigned_abs())
                } else {
                    time.saturating_add(ahead.unsigned_abs())
                };
                reply::with_server_time(response, time).await
            }
            Fault::DroppedReply => reply::cut(response),
            _ => response,
        };
    }
    reply::dated(response, time)
}

/// The fault that a request asks for itself.
fn asked(headers: &HeaderMap) -> Result<Option<Fault>, Problem> {
    let Some(value) = headers.get(HEADER) else { return Ok(None) };
    let text = String::from_utf8_lossy(value.as_bytes());
    let fault: Fault = text.parse().map_err(|error: super::UnknownFault| invalid(error))?;
    if fault.changes_the_issuer() {
        let name = fault.kind().as_str();
        return Err(invalid(format!("{name} lasts until the reset and is not for one request: POST /sandbox/faults")));
    }
    Ok(Some(fault))
}

fn refused(round: &Round, code: ProblemCode, retry_after: u64) -> Response {
    let problem = Problem::new(code, "The sandbox was asked to refuse this request.").with_retry_after(retry_after);
    reply::dated(problem.into_response(), round.now())
}

/// The same answer with other bytes, from a cache that no validator reaches.
fn with_bytes(response: Response, bytes: bytes::Bytes) -> Response {
    let (mut parts, _) = response.into_parts();
    parts.status = axum::http::StatusCode::OK;
    for name in [axum::http::header::CONTENT_LENGTH, axum::http::header::ETAG, axum::http::header::CONTENT_RANGE] {
        parts.headers.remove(name);
    }
    Response::from_parts(parts, Body::from(bytes))
}

#[expect(clippy::disallowed_methods, reason = "that the answer takes time is what was asked for")]
async fn wait(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}
