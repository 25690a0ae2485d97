use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use super::app_state::AppState;
use super::problem::{Problem, ProblemCode};

/// A partner's assertion, not yet parsed.
pub(super) struct Assertion(pub(super) String);

impl FromRequestParts<Arc<AppState>> for Assertion {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<AppState>) -> Result<Self, Problem> {
        bearer_token(&parts.headers).map(|token| Self(token.to_owned())).ok_or_else(|| {
            let detail = "Send the partner's assertion, a JWT, as Authorization: Bearer.";
            Problem::new(ProblemCode::AssertionMissing, detail)
        })
    }
}

/// The token of `Authorization: Bearer`, if there is exactly one such header.
pub(super) fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let value = values.next().filter(|_| values.next().is_none())?;
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    let token = token.trim_start_matches(' ');
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}
