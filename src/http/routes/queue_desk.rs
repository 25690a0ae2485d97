//! What operators do with the waiting room.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use haetae_core::UnixTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::openapi::{RefOr, Response};
use utoipa::{IntoResponses, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::revocations::IdempotencyKey;
use crate::http::acts::{enter, require_journal, to_its_end};
use crate::http::app_state::AppState;
use crate::http::body::{JsonBody, given};
use crate::http::guard::Acting;
use crate::http::problem::{Problem, ProblemCode, problem_responses};
use crate::journal::{ActKind, ActOutcome, Detail};
use crate::queue::desk::{self, Order};
use crate::queue::{Change, Changed, Room};

pub(crate) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(change))
}

pub(crate) fn reading_routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(room))
}

/// What is to change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct QueueChange {
    change: ChangeWord,
    /// `schedule`: when the room opens
    #[serde(default, deserialize_with = "given")]
    #[schema(format = DateTime, pattern = "^(19[7-9][0-9]|[2-9][0-9]{3})-", nullable = false, example = "2026-11-15T08:00:00+09:00")]
    opens: Option<String>,
    /// `schedule`: from when on people can join; without it, half an hour before the opening
    #[serde(default, deserialize_with = "given")]
    #[schema(format = DateTime, pattern = "^(19[7-9][0-9]|[2-9][0-9]{3})-", nullable = false, example = "2026-11-15T07:30:00+09:00")]
    pre_queue: Option<String>,
    /// `rate`: how many people are let in a second; without it, as many as issuing can take
    #[serde(default, deserialize_with = "given")]
    #[schema(minimum = 1, maximum = 1000000, nullable = false)]
    per_second: Option<u32>,
    /// The `revision` of the room that was looked at, 0 if there was none. Without it nothing is changed: the answer
    /// shows what would be
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    revision: Option<u64>,
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ChangeWord {
    /// Plan a room, or move the times of one that has not opened
    Schedule,
    /// Let people in from now on
    Open,
    /// Let nobody in until it is opened again
    Pause,
    /// Take nobody in any more, and let in who waits
    Drain,
    /// Set how many are let in a second
    Rate,
}

/// The waiting room for operators.
#[derive(Serialize, ToSchema)]
struct QueueStanding {
    /// Whether something was changed: not without `revision`, and not if it was like this already
    changed: bool,
    /// The revision to send with a change
    revision: u64,
    /// The room after the change; null if there has been none
    room: Option<OperatorRoom>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = OperatorQueueRoom)]
struct OperatorRoom {
    number: u32,
    #[schema(example = "open")]
    state: &'static str,
    pre_queue: TimeInZones,
    opens: TimeInZones,
    /// How many are let in a second, if an operator has set it
    rate: Option<u32>,
    /// How many are let in a second at present
    per_second: f64,
    /// Who changed it last
    changed_by: String,
    #[schema(value_type = String, format = DateTime)]
    changed: UnixTime,
}

/// A time in UTC and in the issuer's zone.
#[derive(Serialize, ToSchema)]
struct TimeInZones {
    #[schema(value_type = String, format = DateTime, example = "2026-11-14T23:00:00Z")]
    utc: UnixTime,
    /// The time of day in the issuer's zone, with its distance from UTC and the name of the zone
    #[schema(example = "2026-11-15T08:00:00+09:00[Asia/Seoul]")]
    local: String,
}

impl TimeInZones {
    fn of(time: UnixTime, zone: &TimeZone) -> Self {
        let stamp = jiff::Timestamp::from_second(time.seconds().cast_signed()).unwrap_or_default();
        Self { utc: time, local: stamp.to_zoned(zone.clone()).to_string() }
    }
}

impl QueueStanding {
    fn of(room: Option<&Room>, changed: bool, service: &AppState) -> Self {
        let zone = service.node.issuer.config().calendar.zone();
        let now = service.now();
        let shown = room.map(|room| OperatorRoom {
            number: room.number,
            state: room.state(now).as_str(),
            pre_queue: TimeInZones::of(room.pre_queue, zone),
            opens: TimeInZones::of(room.opens, zone),
            rate: room.rate,
            per_second: room.rate.map_or(room.serving.per_second, f64::from),
            changed_by: room.changed_by.clone(),
            changed: room.changed,
        });
        Self { changed, revision: room.map_or(0, |room| room.revision), room: shown }
    }
}

struct DeskProblems;

impl IntoResponses for DeskProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problem_responses(&[
            ProblemCode::MalformedJson,
            ProblemCode::InvalidBody,
            ProblemCode::IdempotencyKeyInvalid,
            ProblemCode::IdempotencyKeyReused,
            ProblemCode::RequestInProgress,
            ProblemCode::UnsupportedMediaType,
            ProblemCode::BodyTooLarge,
            ProblemCode::BodyTooSlow,
            ProblemCode::OperatorTokenRequired,
            ProblemCode::ScopeMissing,
            ProblemCode::TooManyAttempts,
            ProblemCode::QueueUnchanged,
            ProblemCode::JournalUnavailable,
            ProblemCode::StoreUnavailable,
            ProblemCode::TookTooLong,
            ProblemCode::InternalError,
        ])
    }
}

struct RoomProblems;

impl IntoResponses for RoomProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problem_responses(&[
            ProblemCode::OperatorTokenRequired,
            ProblemCode::ScopeMissing,
            ProblemCode::TooManyAttempts,
            ProblemCode::StoreUnavailable,
            ProblemCode::TookTooLong,
            ProblemCode::InternalError,
        ])
    }
}

/// The waiting room and who changed it
#[utoipa::path(
    get,
    path = "/v1/queue/room",
    tag = "operator",
    security(("operator" = [])),
    responses((status = 200, description = "The waiting room", body = QueueStanding), RoomProblems)
)]
async fn room(State(service): State<Arc<AppState>>) -> Result<Json<QueueStanding>, Problem> {
    let room = desk::room(service.node.store.as_ref()).await?;
    Ok(Json(QueueStanding::of(room.as_ref(), false, &service)))
}

/// Changes the waiting room
///
/// First without `revision`: the answer shows what would be, in all zones. Then with the revision that it shows.
#[utoipa::path(
    post,
    path = "/v1/queue/changes",
    tag = "operator",
    security(("operator" = [])),
    params(IdempotencyKey),
    request_body = QueueChange,
    responses((status = 200, description = "The room after the change", body = QueueStanding), DeskProblems)
)]
async fn change(
    State(service): State<Arc<AppState>>,
    acting: Acting,
    JsonBody(body): JsonBody<QueueChange>,
) -> Result<Json<QueueStanding>, Problem> {
    let change = body.change()?;
    to_its_end(change_as(service, acting, change, body.revision)).await
}

async fn change_as(
    service: Arc<AppState>,
    acting: Acting,
    change: Change,
    revision: Option<u64>,
) -> Result<Json<QueueStanding>, Problem> {
    let store = service.node.store.as_ref();
    let begin = service.node.queue.settings().least_per_second.into();
    let order = Order { change, now: service.now(), by: acting.0.name.as_str(), begin, revision };
    let before = desk::room(store).await?;
    let Some(revision) = revision else {
        let after = match desk::preview(store, &order).await? {
            Changed::To(room) => Some(*room),
            Changed::Already => before.clone(),
        };
        let shown = QueueStanding::of(after.as_ref(), false, &service);
        // What to send with the change is the revision before it.
        return Ok(Json(QueueStanding { revision: before.map_or(0, |room| room.revision), ..shown }));
    };
    require_journal(&service)?;
    let changed = desk::make(store, &order).await?;
    let (room, outcome) = match changed {
        Changed::To(room) => (Some(*room), ActOutcome::Done),
        Changed::Already => (before, ActOutcome::Already),
    };
    enter(&service, &acting, ActKind::QueueChange, details(&change, room.as_ref(), revision), outcome).await?;
    Ok(Json(QueueStanding::of(room.as_ref(), outcome == ActOutcome::Done, &service)))
}

/// What the journal has of a change.
fn details(change: &Change, room: Option<&Room>, revision: u64) -> Vec<(&'static str, Detail)> {
    let mut on = vec![("change", Detail::from(change.as_str())), ("after_revision", revision.into())];
    if let Some(room) = room {
        on.extend(room.details().into_iter().map(|(name, value)| (name, Detail::from(value))));
    }
    on
}

impl QueueChange {
    fn change(&self) -> Result<Change, Problem> {
        let wrong = |detail: &str| Problem::new(ProblemCode::InvalidBody, detail);
        // Members of the right form that this change does not take.
        let unfit = |detail: &str| Problem::new(ProblemCode::QueueUnchanged, detail);
        let time = |given: &String| {
            let read = given.parse::<jiff::Timestamp>().ok().and_then(|time| u64::try_from(time.as_second()).ok());
            let read = read.and_then(UnixTime::new);
            read.ok_or_else(|| wrong("A time is as 2026-11-15T08:00:00+09:00, from 1970 to the end of year 9999."))
        };
        let has_times = self.opens.is_some() || self.pre_queue.is_some();
        match self.change {
            ChangeWord::Schedule if self.per_second.is_none() => {
                let opens = self.opens.as_ref().ok_or_else(|| unfit("A schedule needs `opens`."))?;
                Ok(Change::Schedule { opens: time(opens)?, pre_queue: self.pre_queue.as_ref().map(time).transpose()? })
            }
            ChangeWord::Rate if !has_times => Ok(Change::Rate(self.per_second)),
            ChangeWord::Open if !has_times && self.per_second.is_none() => Ok(Change::Open),
            ChangeWord::Pause if !has_times && self.per_second.is_none() => Ok(Change::Pause),
            ChangeWord::Drain if !has_times && self.per_second.is_none() => Ok(Change::Drain),
            _ => Err(unfit("Only `schedule` has times, and only `rate` has `per_second`.")),
        }
    }
}
