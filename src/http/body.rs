use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer};
use tokio::time::error::Elapsed;

use super::app_state::AppState;
use super::connections::Pace;
use super::problem::{Problem, ProblemCode};

/// The body of a request, read whole within the limits of size and time.
pub(super) struct LimitedBody {
    bytes: Bytes,
    is_json: bool,
}

/// A JSON body of the given type.
pub(super) struct JsonBody<T>(pub(super) T);

impl FromRequest<Arc<AppState>> for LimitedBody {
    type Rejection = Problem;

    async fn from_request(request: Request, service: &Arc<AppState>) -> Result<Self, Problem> {
        let is_json = has_json(request.headers());
        let settings = &service.settings;
        let too_large =
            || Problem::new(ProblemCode::BodyTooLarge, format!("A body has at most {} bytes.", settings.body_limit));
        if declared_length(request.headers()).is_some_and(|length| length > settings.body_limit as u64) {
            return Err(too_large());
        }
        let body = Limited::new(request.into_body(), settings.body_limit);
        let too_slow = |detail: String| Problem::new(ProblemCode::BodyTooSlow, detail);
        let collected = tokio::time::timeout(settings.body_timeout, collect(body, settings.body_pace)).await;
        let collected =
            collected.map_err(|_| too_slow(format!("The body did not arrive within {:?}.", settings.body_timeout)))?;
        match collected {
            Ok(bytes) => Ok(Self { bytes, is_json }),
            Err(error) if error.is::<LengthLimitError>() => Err(too_large()),
            Err(error) if error.is::<Elapsed>() => {
                let rate = settings.body_pace.bytes_per_second;
                Err(too_slow(format!("The body came with fewer than {rate} bytes a second.")))
            }
            Err(_) => Err(Problem::new(ProblemCode::InvalidBody, "The body ended too early.")),
        }
    }
}

impl<T: DeserializeOwned> FromRequest<Arc<AppState>> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, service: &Arc<AppState>) -> Result<Self, Problem> {
        LimitedBody::from_request(request, service).await?.parse().map(Self)
    }
}

impl LimitedBody {
    /// The bytes.
    pub(super) fn into_bytes(self) -> Bytes {
        self.bytes
    }

    /// Whether the body is empty.
    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Reads the body as JSON.
    pub(super) fn parse<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        if !self.is_json {
            let detail = "The body must be JSON and say so: Content-Type: application/json.";
            return Err(Problem::new(ProblemCode::UnsupportedMediaType, detail));
        }
        // A list is not a body, although serde would read its members one after the other.
        if !self.bytes.trim_ascii_start().starts_with(b"{") {
            return Err(match serde_json::from_slice::<IgnoredAny>(&self.bytes) {
                Ok(_) => Problem::new(ProblemCode::InvalidBody, "The body must be a JSON object."),
                Err(error) => unread(&error),
            });
        }
        serde_json::from_slice(&self.bytes).map_err(|error| unread(&error))
    }
}

/// A member that may be left out but not be null, which the types of serde and of OpenAPI do not distinguish.
pub(super) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

fn unread(error: &serde_json::Error) -> Problem {
    if error.is_data() {
        Problem::new(ProblemCode::InvalidBody, format!("The body does not fit: {error}."))
    } else {
        Problem::new(ProblemCode::MalformedJson, format!("The body is not JSON: {error}."))
    }
}

/// Reads a body whole; [`Elapsed`] as soon as it is slower than `pace`.
async fn collect(mut body: Limited<Body>, pace: Pace) -> Result<Bytes, Box<dyn std::error::Error + Send + Sync>> {
    #[expect(clippy::disallowed_methods, reason = "how long a peer may take is a time")]
    let grace = tokio::time::sleep(pace.grace).deadline();
    let mut bytes = BytesMut::new();
    loop {
        let until = grace.checked_add(pace.time_for(bytes.len() as u64)).unwrap_or(grace);
        let Some(frame) = tokio::time::timeout_at(until, body.frame()).await? else { return Ok(bytes.freeze()) };
        if let Ok(data) = frame?.into_data() {
            bytes.extend_from_slice(&data);
        }
    }
}

fn declared_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn has_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = content_type.and_then(|value| value.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}
