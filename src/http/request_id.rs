use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::{HeaderMap, HeaderName};

/// Carries the id, in requests and in every answer.
pub(super) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives each request an id.
#[derive(Debug)]
pub(super) struct RequestIds {
    instance: u64,
    issued: AtomicU64,
}

impl RequestIds {
    /// Ids that begin with these random bytes, new with each start, and continue with a count.
    pub(super) const fn new(instance: [u8; 8]) -> Self {
        Self { instance: u64::from_be_bytes(instance), issued: AtomicU64::new(0) }
    }

    /// The id that the request carries, if it is well-formed, else a new one.
    pub(super) fn of(&self, headers: &HeaderMap) -> String {
        let brought = headers.get(X_REQUEST_ID).and_then(|id| id.to_str().ok()).filter(|id| is_sane(id));
        brought.map_or_else(|| self.next(), str::to_owned)
    }

    /// A new id.
    pub(super) fn next(&self) -> String {
        let number = self.issued.fetch_add(1, Ordering::Relaxed);
        format!("{:016x}-{number:08x}", self.instance)
    }
}

/// 16 to 64 lower-case hexadecimal digits and hyphens, as trace ids and UUIDs have. The id is logged, and this leaves
/// no room for a name.
fn is_sane(id: &str) -> bool {
    (16..=64).contains(&id.len()) && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-'))
}
