use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use haetae_core::FileKind;
use sha2::{Digest as _, Sha256};
use tower_http::cors::{Any, CorsLayer};
use utoipa::IntoResponses;
use utoipa::openapi::{RefOr, Response as ResponseSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::app_state::AppState;
use crate::http::conditional::{etag, is_known};
use crate::http::openapi::Binary;
use crate::http::problem::{Problem, ProblemCode, problem_responses};
use crate::http::range::{Part, part};
use crate::http::ready::{MadeFrom, SameForAll};
use crate::publishing::ServedSet;

/// At most a minute old while this service answers; a day old while a cache fetches a newer one; a week old if the
/// service does not answer at all.
const SMALL: &str = "public, max-age=60, stale-while-revalidate=86400, stale-if-error=604800";

/// The address is the content's hash: it never changes.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

const COSE_SIGN1: &str = r#"application/cose; cose-type="cose-sign1""#;
const COSE_SIGN: &str = r#"application/cose; cose-type="cose-sign""#;
const STATUS_LIST: &str = "application/statuslist+cwt";
const CBOR: &str = "application/cbor";

/// The data for scanners. Web pages of other origins may read it, too.
pub(crate) fn routes() -> OpenApiRouter<Arc<AppState>> {
    let anybody = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([header::IF_NONE_MATCH, header::IF_RANGE, header::RANGE])
        .expose_headers([header::ACCEPT_RANGES, header::CONTENT_RANGE, header::ETAG, header::RETRY_AFTER]);
    let routes = OpenApiRouter::new().routes(routes!(manifest)).routes(routes!(bundle)).routes(routes!(file));
    routes.layer(anybody)
}

struct TrustProblems;

impl IntoResponses for TrustProblems {
    fn responses() -> BTreeMap<String, RefOr<ResponseSchema>> {
        problem_responses(&[ProblemCode::RangeNotSatisfiable, ProblemCode::NotPublished, ProblemCode::TookTooLong])
    }
}

struct FileProblems;

impl IntoResponses for FileProblems {
    fn responses() -> BTreeMap<String, RefOr<ResponseSchema>> {
        problem_responses(&[
            ProblemCode::NotFound,
            ProblemCode::RangeNotSatisfiable,
            ProblemCode::NotPublished,
            ProblemCode::TookTooLong,
        ])
    }
}

/// The manifest
///
/// The small signed index that a scanner asks for first (wire format, section 7). It names the files by their hashes.
#[utoipa::path(
    get,
    path = "/v1/trust/manifest",
    tag = "trust",
    responses(
        (
            status = 200,
            description = "The signed manifest",
            body = Binary,
            content_type = "application/cose",
            headers(
                ("etag" = String, description = "For If-None-Match and If-Range"),
                ("cache-control" = String),
                ("accept-ranges" = String, description = "`bytes`")
            )
        ),
        (
            status = 206,
            description = "The bytes that the header Range asks for",
            body = Binary,
            content_type = "application/cose",
            headers(
                ("etag" = String, description = "For If-Range"),
                ("cache-control" = String),
                ("content-range" = String, description = "Which bytes these are, and of how many")
            )
        ),
        (status = 304, description = "The reader has it: its ETag is in If-None-Match"),
        TrustProblems
    )
)]
async fn manifest(
    State(service): State<Arc<AppState>>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let served = served(&service)?;
    let etag = etag(&Sha256::digest(&served.manifest), "");
    let content = Content { etag, media_type: COSE_SIGN1, cache_control: SMALL, bytes: &served.manifest };
    let answer = content.answer(&method, &headers);
    Ok(repeated(answer, &served, "/v1/trust/manifest", &served.manifest))
}

/// Manifest and files in one
///
/// For a new scanner, and for USB sticks (wire format, section 7).
#[utoipa::path(
    get,
    path = "/v1/trust/bundle",
    tag = "trust",
    responses(
        (
            status = 200,
            description = "The bundle",
            body = Binary,
            content_type = "application/cbor",
            headers(
                ("etag" = String, description = "For If-None-Match and If-Range"),
                ("cache-control" = String),
                ("accept-ranges" = String, description = "`bytes`")
            )
        ),
        (
            status = 206,
            description = "The bytes that the header Range asks for",
            body = Binary,
            content_type = "application/cbor",
            headers(
                ("etag" = String, description = "For If-Range"),
                ("cache-control" = String),
                ("content-range" = String, description = "Which bytes these are, and of how many")
            )
        ),
        (status = 304, description = "The reader has it: its ETag is in If-None-Match"),
        TrustProblems
    )
)]
async fn bundle(State(service): State<Arc<AppState>>, method: Method, headers: HeaderMap) -> Result<Response, Problem> {
    let served = served(&service)?;
    // The manifest pins everything else in it, so its hash identifies the whole.
    let etag = etag(&Sha256::digest(&served.manifest), "");
    let content = Content { etag, media_type: CBOR, cache_control: SMALL, bytes: &served.bundle };
    Ok(content.answer(&method, &headers))
}

/// A file that the manifest names
///
/// The trust list or a day's status list, under the SHA-256 of its bytes.
#[utoipa::path(
    get,
    path = "/v1/trust/files/{sha256}",
    tag = "trust",
    params(("sha256" = String, Path, description = "64 lower-case hexadecimal digits", pattern = "^[0-9a-f]{64}$")),
    responses(
        (
            status = 200,
            description = "The signed file",
            body = Binary,
            content_type = "application/octet-stream",
            headers(
                ("etag" = String, description = "For If-None-Match and If-Range"),
                ("cache-control" = String),
                ("accept-ranges" = String, description = "`bytes`")
            )
        ),
        (
            status = 206,
            description = "The bytes that the header Range asks for",
            body = Binary,
            content_type = "application/octet-stream",
            headers(
                ("etag" = String, description = "For If-Range"),
                ("cache-control" = String),
                ("content-range" = String, description = "Which bytes these are, and of how many")
            )
        ),
        (status = 304, description = "The reader has it: its ETag is in If-None-Match"),
        FileProblems
    )
)]
async fn file(
    State(service): State<Arc<AppState>>,
    sha256: Result<Path<String>, PathRejection>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let hash = sha256.ok().and_then(|Path(sha256)| parse_hash(&sha256)).ok_or_else(|| {
        Problem::new(ProblemCode::NotFound, "A file's address ends in 64 lower-case hexadecimal digits.")
    })?;
    let served = served(&service)?;
    let Some(bytes) = served.file(&hash) else {
        let detail = "No file with this hash is published now. The manifest lists the published files.";
        return Err(Problem::new(ProblemCode::NotFound, detail));
    };
    let media_type = media_type(&served, &hash);
    let content = Content { etag: etag(&hash, ""), media_type, cache_control: IMMUTABLE, bytes };
    let answer = content.answer(&method, &headers);
    Ok(repeated(answer, &served, "/v1/trust/files/{sha256}", bytes))
}

/// The same answer, which is kept for the next who ask. Bundles are not: few ask for them, and each is large.
fn repeated(mut answer: Response, served: &Arc<ServedSet>, route: &'static str, content: &Bytes) -> Response {
    let body = if answer.status() == StatusCode::OK { content.clone() } else { Bytes::new() };
    answer.extensions_mut().insert(SameForAll { made_from: MadeFrom::Trust(Arc::clone(served)), route, body });
    answer
}

fn served(service: &AppState) -> Result<Arc<ServedSet>, Problem> {
    let detail = "Nothing is published yet. The service signs its first manifest right after it starts.";
    service.node.publisher.served().ok_or_else(|| Problem::new(ProblemCode::NotPublished, detail))
}

/// The content at an address.
struct Content<'s> {
    etag: String,
    media_type: &'static str,
    cache_control: &'static str,
    bytes: &'s Bytes,
}

impl Content<'_> {
    fn answer(self, method: &Method, headers: &HeaderMap) -> Response {
        let length = self.bytes.len();
        let known = is_known(headers, &self.etag);
        let part = part(method, headers, &self.etag, length);
        let about = [
            (header::ETAG, self.etag),
            (header::CACHE_CONTROL, self.cache_control.to_owned()),
            (header::ACCEPT_RANGES, "bytes".to_owned()),
        ];
        let media_type = [(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type))];
        match part {
            _ if known => (StatusCode::NOT_MODIFIED, about).into_response(),
            Part::Whole => (about, media_type, self.bytes.clone()).into_response(),
            Part::Bytes(range) => {
                let place = format!("bytes {}-{}/{length}", range.start, range.end - 1);
                let place = [(header::CONTENT_RANGE, place)];
                (StatusCode::PARTIAL_CONTENT, about, media_type, place, self.bytes.slice(range)).into_response()
            }
            Part::Unsatisfiable => {
                let detail = format!("The content has {length} bytes; the Range header asks for bytes beyond its end.");
                let place = [(header::CONTENT_RANGE, format!("bytes */{length}"))];
                (place, Problem::new(ProblemCode::RangeNotSatisfiable, detail)).into_response()
            }
        }
    }
}

fn media_type(served: &ServedSet, hash: &[u8; 32]) -> &'static str {
    let pinned = served.contents.files().iter().find(|pinned| pinned.sha256 == *hash);
    match pinned.map(|pinned| FileKind::of(&pinned.name)) {
        Some(FileKind::TrustList | FileKind::EarlierTrustList(_)) => COSE_SIGN,
        Some(FileKind::Status(_)) => STATUS_LIST,
        Some(FileKind::Rules | FileKind::Changes(_)) => COSE_SIGN1,
        Some(FileKind::Other) | None => "application/octet-stream",
    }
}

/// One file has one address: capital letters are refused.
fn parse_hash(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    let mut hash = [0; 32];
    for (byte, place) in hash.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(text.get(place..place + 2)?, 16).ok()?;
    }
    Some(hash)
}
