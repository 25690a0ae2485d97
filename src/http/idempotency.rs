//! Lets a request with an effect come twice: with the same `Idempotency-Key` (the IETF's draft-ietf-httpapi-
//! idempotency-key-header) it has one effect, and the same answer, byte for byte.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest as _, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http_body_util::BodyExt as _;
use sha2::{Digest as _, Sha256};

use super::acts::to_its_end;
use super::app_state::AppState;
use super::body::LimitedBody;
use super::guard::Acting;
use super::problem::{Problem, ProblemCode};
use crate::store::{KeptAnswer, KeyedRequest, Repetition, Store};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Says that an answer is that of an earlier request.
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
const LONGEST_KEY: usize = 128;
/// A request that has no answer for so much longer than a request may take is done again: its node is gone, or the
/// database was when the answer was to be kept. If it ends later all the same, it has its one effect: revoking and
/// reinstating twice is doing it once.
const MARGIN: Duration = Duration::from_secs(2);
/// The time between two attempts to give a key back.
const RETRY: Duration = Duration::from_secs(1);

/// Runs requests with a key once. Its place is behind the guard, which says who sends the request.
pub(super) async fn idempotent(
    State(service): State<Arc<AppState>>,
    acting: Acting,
    request: Request,
    next: Next,
) -> Response {
    // Only these have an effect. Any other method is refused by the router, whatever its key.
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    let key = match key(request.headers()) {
        Ok(None) => return next.run(request).await,
        Ok(Some(key)) => key,
        Err(detail) => return Problem::new(ProblemCode::IdempotencyKeyInvalid, detail).into_response(),
    };
    let (parts, body) = request.into_parts();
    let whole = Request::from_parts(parts.clone(), body);
    let body = match LimitedBody::from_request(whole, &service).await {
        Ok(body) => body.into_bytes(),
        Err(problem) => return problem.into_response(),
    };
    let keyed = KeyedRequest {
        id: hash(&[acting.0.name.as_str().as_bytes(), key.as_bytes()]),
        fingerprint: hash(&[parts.method.as_str().as_bytes(), parts.uri.path().as_bytes(), &body]),
    };
    let request = Request::from_parts(parts, Body::from(body));
    // Also if the operator hangs up: a request that was taken on gets its answer.
    let done = to_its_end(async move { run(&service, &keyed, request, next).await }).await;
    done.unwrap_or_else(|problem| problem.into_response())
}

async fn run(service: &AppState, keyed: &KeyedRequest, request: Request, next: Next) -> Result<Response, Problem> {
    let (store, now) = (&service.node.store, service.now());
    let abandoned = service.settings.request_timeout + MARGIN;
    match store.take_on(keyed, now, now.saturating_sub(abandoned.as_secs())).await? {
        Repetition::First => {}
        Repetition::Done(answer) => return replay(answer),
        Repetition::InProgress => {
            let detail = "A request with this Idempotency-Key is in progress.";
            return Err(Problem::new(ProblemCode::RequestInProgress, detail));
        }
        Repetition::OtherRequest => {
            let detail = "This Idempotency-Key was sent with another request in the past 24 hours. Use a new key for each request.";
            return Err(Problem::new(ProblemCode::IdempotencyKeyReused, detail));
        }
    }
    let response = next.run(request).await;
    // For so long nobody else can have taken it on.
    let left = || {
        let passed = Duration::from_secs(service.now().seconds().saturating_sub(now.seconds()));
        abandoned.saturating_sub(passed + MARGIN)
    };
    if !response.status().is_success() {
        // It has had no effect, or may be completed by doing it again.
        give_back(Arc::clone(store), *keyed, left()).await;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = body.collect().await.map_err(|error| Problem::internal(ProblemCode::InternalError, error))?.to_bytes();
    let answer = KeptAnswer { status: parts.status.as_u16(), body: body.to_vec() };
    if let Err(error) = store.keep_answer(keyed, &answer).await {
        give_back(Arc::clone(store), *keyed, left()).await;
        return Err(error.into());
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// Gives a key back: now, or as soon as the database answers again, so that whoever repeats the request need not wait
/// until it counts as abandoned. It tries no longer than is `left` until then: afterwards the key may be another
/// request's.
async fn give_back(store: Arc<dyn Store>, keyed: KeyedRequest, left: Duration) {
    if store.give_back(&keyed).await.is_ok() {
        return;
    }
    let again = async move {
        let mut retry = tokio::time::interval(RETRY);
        loop {
            retry.tick().await;
            if store.give_back(&keyed).await.is_ok() {
                return;
            }
        }
    };
    tokio::spawn(tokio::time::timeout(left, again));
}

fn replay(answer: KeptAnswer) -> Result<Response, Problem> {
    let status =
        StatusCode::from_u16(answer.status).map_err(|error| Problem::internal(ProblemCode::InternalError, error))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (REPLAYED, HeaderValue::from_static("true")),
    ];
    Ok((status, headers, Bytes::from(answer.body)).into_response())
}

/// The key: as the draft writes it, in quotes, or bare as most clients do.
fn key(headers: &HeaderMap) -> Result<Option<String>, &'static str> {
    const WRONG: &str =
        "An Idempotency-Key is 1 to 128 visible ASCII characters without backslashes, in quotes or without any.";
    let mut values = headers.get_all(KEY).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err("A request has one Idempotency-Key at most.");
    }
    let text = value.to_str().map_err(|_| WRONG)?.trim();
    let bare = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let fits = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\');
    let is_key = (1..=LONGEST_KEY).contains(&bare.len()) && bare.bytes().all(fits);
    if is_key { Ok(Some(bare.to_owned())) } else { Err(WRONG) }
}

/// SHA-256 of parts, each with its length before it, so that no two lists of parts have the same bytes.
fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_in_quotes_and_bare_and_once() {
        let read = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(KEY, HeaderValue::from_str(value).expect("a value"));
            }
            key(&headers).map(|key| key.unwrap_or_default())
        };
        assert_eq!(read(&[]), Ok(String::new()));
        let uuid = "8e03978e-40d5-43dd-bc93-6894a57f9324";
        assert_eq!(read(&[uuid]), Ok(uuid.to_owned()));
        assert_eq!(read(&[&format!("\"{uuid}\"")]), Ok(uuid.to_owned()));
        assert_eq!(read(&[&"k".repeat(128)]), Ok("k".repeat(128)));
        for wrong in ["", "\"\"", "\"half", "with blank", "back\\slash", &"k".repeat(129), "\"in\"side\""] {
            assert!(read(&[wrong]).is_err(), "{wrong}");
        }
        assert!(read(&["one", "one"]).is_err());
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(hash(&[b"ab", b"c"]), hash(&[b"a", b"bc"]));
    }
}
