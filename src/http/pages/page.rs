use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use crate::http::conditional::{etag, is_known};

/// The endings of compressed files.
pub(super) const BROTLI: &str = ".br";
pub(super) const GZIP: &str = ".gz";

/// Below this folder the name of a file contains a hash of its content.
const HASHED: &str = "assets/";

const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Cached, but revalidated each time: an update arrives with the next visit.
const ASK: HeaderValue = HeaderValue::from_static("no-cache");

/// A file, as it is and compressed.
#[derive(Clone, Debug)]
pub(super) struct Page {
    media_type: HeaderValue,
    cache_control: HeaderValue,
    /// The entity tag of the plain bytes; compressed ones have it with another ending.
    hash: [u8; 32],
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

impl Page {
    pub(super) fn new(path: &str, plain: Bytes, brotli: Option<Bytes>, gzip: Option<Bytes>) -> Self {
        let guessed = mime_guess::from_path(path).first_or_octet_stream();
        let text = if guessed.type_() == "text" { format!("{guessed}; charset=utf-8") } else { guessed.to_string() };
        Self {
            media_type: HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("application/octet-stream")),
            cache_control: if path.starts_with(HASHED) { IMMUTABLE } else { ASK },
            hash: Sha256::digest(&plain).into(),
            plain,
            brotli,
            gzip,
        }
    }

    /// The answer to a request with these headers.
    pub(super) fn answer(&self, request: &HeaderMap) -> Response {
        let smallest = [("br", "-br", &self.brotli), ("gzip", "-gz", &self.gzip)];
        let chosen = smallest.into_iter().find_map(|(coding, ending, bytes)| {
            let bytes = bytes.as_ref().filter(|_| accepts(request, coding))?;
            Some((Some(coding), ending, bytes))
        });
        let (coding, ending, bytes) = chosen.unwrap_or((None, "", &self.plain));
        let etag = etag(&self.hash, ending);
        let known = is_known(request, &etag);
        let caching = [
            (header::ETAG, HeaderValue::from_str(&etag).unwrap_or(HeaderValue::from_static("\"\""))),
            (header::CACHE_CONTROL, self.cache_control.clone()),
            (header::VARY, HeaderValue::from_static("accept-encoding")),
        ];
        if known {
            return (StatusCode::NOT_MODIFIED, caching).into_response();
        }
        let content = [(header::CONTENT_TYPE, self.media_type.clone())];
        let mut response = (caching, content, bytes.clone()).into_response();
        if let Some(coding) = coding {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        response
    }
}

/// Whether `Accept-Encoding` names a coding and does not refuse it (RFC 9110, section 12.5.3).
fn accepts(request: &HeaderMap, coding: &str) -> bool {
    let values = request.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|entry| {
        let mut parts = entry.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let refused = parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
        named && !refused
    })
}
