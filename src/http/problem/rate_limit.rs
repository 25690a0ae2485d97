use std::fmt::Write as _;

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::limits::{LimitReached, Policy};

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// The header fields `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-12, Structured Fields).
/// Only an answer for which a limit is reached has them: phones get the others, and need not know how much a partner
/// has left.
#[derive(Clone, Debug)]
pub(super) struct RateLimit {
    limit: String,
    policy: String,
}

impl RateLimit {
    pub(super) fn of(reached: &LimitReached) -> Self {
        // As Retry-After says: an effective window must not end later than that.
        let limit = format!("\"{}\";r=0;t={}", reached.limit.as_str(), reached.retry_after);
        let policies: Vec<String> = reached.policies.iter().map(item).collect();
        Self { limit, policy: policies.join(", ") }
    }

    pub(super) fn write(self, headers: &mut HeaderMap) {
        for (name, value) in [(RATE_LIMIT, self.limit), (RATE_LIMIT_POLICY, self.policy)] {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(name, value);
            }
        }
    }
}

fn item(policy: &Policy) -> String {
    let mut item = format!("\"{}\";q={}", policy.limit.as_str(), policy.requests);
    // Writing to a String cannot fail.
    let _ = match policy.period {
        Some(period) => write!(item, ";w={}", period.as_secs()),
        None => write!(item, ";qu=\"concurrent-requests\""),
    };
    item
}
