//! Conditional requests (RFC 9110, section 13): content that a client has already is not sent again.

use std::fmt::Write as _;

use axum::http::{HeaderMap, header};

/// A strong entity tag from the hash of a content; `ending` distinguishes its codings.
pub(super) fn etag(hash: &[u8], ending: &str) -> String {
    let mut text = String::with_capacity(70);
    text.push('"');
    for byte in hash {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text.push_str(ending);
    text.push('"');
    text
}

/// Whether `If-None-Match` names this content (section 13.1.2: compared weakly).
pub(super) fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let values = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut tags = values.flat_map(|value| value.split(',')).map(str::trim);
    tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}
