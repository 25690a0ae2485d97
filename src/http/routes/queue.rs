//! The waiting room for those who wait. What operators do with it is in `queue_desk`.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use bytes::Bytes;
use haetae_core::UnixTime;
use haetae_core::queue::Rank;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tower_http::cors::{Any, CorsLayer};
use utoipa::openapi::{RefOr, Response as ResponseSchema};
use utoipa::{IntoResponses, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::app_state::AppState;
use crate::http::body::JsonBody;
use crate::http::conditional::{etag, is_known};
use crate::http::problem::{Problem, ProblemCode, problem_responses};
use crate::http::ready::{MadeFrom, SameForAll};
use crate::queue::{KeysDigest, State as RoomState, View};

pub(crate) use super::queue_desk::{reading_routes, routes as operator_routes};

/// A cache asks once a second or two, whoever asks it: and shows what it has when the service does not answer.
const CACHE_CONTROL: &str = "public, max-age=2, stale-while-revalidate=10, stale-if-error=300";

pub(crate) fn routes() -> OpenApiRouter<Arc<AppState>> {
    let anybody = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD, Method::POST])
        .allow_headers([header::CONTENT_TYPE, header::IF_NONE_MATCH])
        .expose_headers([header::ETAG, header::RETRY_AFTER]);
    OpenApiRouter::new().routes(routes!(notice, join)).layer(anybody)
}

/// Who joins.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct QueueRequest {
    /// The number of the room, as `GET /v1/queue` has it
    #[schema(value_type = u64, minimum = 0, maximum = 4294967295_u64, example = 1)]
    room: u32,
    /// The digest of the holder keys for which passes will be asked: the member `keys` of the partner's assertion
    #[schema(
        min_length = 43,
        max_length = 43,
        pattern = "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$",
        example = "5GQG7i4RmqS2W4JorB88DmlQxBXQz4UTEQsalAlc1xc"
    )]
    keys: String,
}

/// A place in the waiting room.
#[derive(Serialize, ToSchema)]
struct QueueTicket {
    /// The ticket: to be kept, and sent with the request for passes once its rank is before `now_serving`
    #[schema(min_length = 100, max_length = 100)]
    ticket: String,
    room: u32,
    rank: RankJson,
    /// The service's time
    #[schema(value_type = String, format = DateTime, example = "2026-11-15T08:00:00Z")]
    server_time: UnixTime,
    /// After how many seconds to read `GET /v1/queue`, a fifth more or less at random
    #[schema(example = 15)]
    poll_after: u64,
}

/// A place in the order: the second first, then the draw, which is compared as text.
#[derive(Serialize, ToSchema)]
#[schema(as = Rank)]
struct RankJson {
    /// The second of arrival; that of the opening for all who came earlier
    #[schema(value_type = String, format = DateTime, example = "2026-11-15T08:00:00Z")]
    second: UnixTime,
    /// The place within the second: 16 hexadecimal digits
    #[schema(example = "8000000000000000")]
    draw: String,
}

impl From<Rank> for RankJson {
    fn from(rank: Rank) -> Self {
        Self { second: rank.second, draw: rank.draw.to_string() }
    }
}

/// The waiting room as everybody sees it.
#[derive(Serialize, ToSchema)]
#[schema(as = Queue)]
struct QueueNotice {
    /// `none`, `scheduled`, `pre_queue`, `open`, `paused`, `draining` or `drained`. With `none`, `scheduled` and
    /// `drained` passes are issued without a ticket
    #[schema(example = "open")]
    state: &'static str,
    /// When this was made, by the service's clock
    #[schema(value_type = String, format = DateTime, example = "2026-11-15T08:00:00Z")]
    made: UnixTime,
    /// After how many seconds to read it again, a fifth more or less at random
    #[schema(example = 15)]
    poll_after: u64,
    /// The room, unless there has been none
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    room: Option<RoomNotice>,
}

/// A waiting room.
#[derive(Serialize, ToSchema)]
#[schema(as = QueueRoom)]
struct RoomNotice {
    /// Its number
    number: u32,
    /// From when on people can join
    #[schema(value_type = String, format = DateTime, example = "2026-11-15T07:30:00Z")]
    pre_queue: UnixTime,
    /// When it opens: the rank of a ticket is its second of arrival, or this if that is later, and its draw
    #[schema(value_type = String, format = DateTime, example = "2026-11-15T08:00:00Z")]
    opens: UnixTime,
    /// Who has a rank before this one is let in
    now_serving: RankJson,
    /// Who has a rank before this one was let in too long ago, and joins again
    expired: RankJson,
    /// For how many seconds somebody who was let in can get their passes; the time of a pause does not count
    window: u64,
    /// How many are let in a second at present
    per_second: f64,
    /// How many came when: seconds after `opens`, and how many have ranks before that second, with straight lines
    /// between. Where somebody is in it, less where `now_serving` is, is how many are before them
    #[schema(value_type = Vec<Vec<u64>>)]
    curve: Vec<(u64, u64)>,
}

impl QueueNotice {
    fn of(view: &View, window: u64, poll_after: u64) -> Self {
        let state = view.room.as_ref().map(|room| room.state(view.made));
        let room = view.room.as_ref().map(|room| RoomNotice {
            number: room.number,
            pre_queue: room.pre_queue,
            opens: room.opens,
            now_serving: room.serving.now.into(),
            expired: room.serving.expired.into(),
            window,
            per_second: room.rate.map_or(room.serving.per_second, f64::from),
            curve: view.crowd.curve(room.opens),
        });
        Self { state: state.map_or("none", RoomState::as_str), made: view.made, poll_after, room }
    }
}

struct JoinProblems;

impl IntoResponses for JoinProblems {
    fn responses() -> BTreeMap<String, RefOr<ResponseSchema>> {
        problem_responses(&[
            ProblemCode::MalformedJson,
            ProblemCode::InvalidBody,
            ProblemCode::UnsupportedMediaType,
            ProblemCode::BodyTooLarge,
            ProblemCode::BodyTooSlow,
            ProblemCode::TooManyAtOnce,
            ProblemCode::QueueClosed,
            ProblemCode::QueueUnavailable,
            ProblemCode::StoreUnavailable,
            ProblemCode::TookTooLong,
            ProblemCode::InternalError,
        ])
    }
}

struct NoticeProblems;

impl IntoResponses for NoticeProblems {
    fn responses() -> BTreeMap<String, RefOr<ResponseSchema>> {
        problem_responses(&[ProblemCode::StoreUnavailable, ProblemCode::TookTooLong, ProblemCode::InternalError])
    }
}

/// Joins the waiting room
///
/// The ticket is for these holder keys alone, and every node knows it again. Whoever joins again with the same keys
/// before the opening gets the same rank.
#[utoipa::path(
    post,
    path = "/v1/queue",
    tag = "queue",
    request_body = QueueRequest,
    responses((status = 200, description = "The ticket", body = QueueTicket), JoinProblems)
)]
async fn join(
    State(service): State<Arc<AppState>>,
    JsonBody(body): JsonBody<QueueRequest>,
) -> Result<impl IntoResponse, Problem> {
    let keys = KeysDigest::parse(&body.keys).ok_or_else(|| {
        let detail = "`keys` is the digest of the holder keys: SHA-256 in base64url, 43 characters.";
        Problem::new(ProblemCode::InvalidBody, detail)
    })?;
    let queue = &service.node.queue;
    let joined = queue.join(body.room, keys).await?;
    let answer = QueueTicket {
        ticket: joined.ticket,
        room: body.room,
        rank: joined.rank.into(),
        server_time: joined.time,
        poll_after: queue.settings().poll,
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(answer)))
}

/// How far the waiting room has come
///
/// The same for everybody: it can be cached, and a wallet finds its own place in it.
#[utoipa::path(
    get,
    path = "/v1/queue",
    tag = "queue",
    responses(
        (
            status = 200,
            description = "The waiting room",
            body = QueueNotice,
            headers(("etag" = String, description = "For If-None-Match"), ("cache-control" = String))
        ),
        (status = 304, description = "The reader has it: its ETag is in If-None-Match"),
        NoticeProblems
    )
)]
async fn notice(State(service): State<Arc<AppState>>, headers: HeaderMap) -> Result<Response, Problem> {
    let queue = &service.node.queue;
    let view = queue.view().await?;
    let notice = QueueNotice::of(&view, queue.settings().window, queue.settings().poll);
    let body = serde_json::to_vec(&notice).map_err(|error| Problem::internal(ProblemCode::InternalError, error))?;
    let tag = etag(&Sha256::digest(&body), "");
    let shared = [(header::ETAG, tag.as_str()), (header::CACHE_CONTROL, CACHE_CONTROL)];
    let same = |body| SameForAll { made_from: MadeFrom::Queue(view), route: "/v1/queue", body };
    if is_known(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, shared, Extension(same(Bytes::new()))).into_response());
    }
    let body = Bytes::from(body);
    let same = Extension(same(body.clone()));
    Ok((shared, [(header::CONTENT_TYPE, "application/json")], same, body).into_response())
}
