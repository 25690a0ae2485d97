use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use haetae_core::UnixTime;
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{Schema, Type};
use utoipa::openapi::{ObjectBuilder, RefOr};
use utoipa::{OpenApi, PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::board::{Active, Ask};
use super::fault::{Fault, FaultKind};
use super::round::{ChangeError, Round};
use crate::clock::Clock as _;
use crate::http::{Problem, ProblemCode};

/// The parts that do not follow from the routes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Haetae sandbox",
        description = "The operator listener of `haetae serve --sandbox`: its clock, its faults, its state and its reset. No credential. Errors are RFC 9457 problem documents."
    ),
    components(schemas(FaultText))
)]
struct Administration;

fn routes() -> OpenApiRouter<Arc<Round>> {
    OpenApiRouter::with_openapi(Administration::openapi())
        .routes(routes!(state))
        .routes(routes!(clock))
        .routes(routes!(fault, end_faults))
        .routes(routes!(reset))
}

/// The OpenAPI 3.1 document of the administration, as JSON.
pub fn document() -> String {
    // A document of strings, lists and maps can always be written.
    routes().into_openapi().to_pretty_json().unwrap_or_default()
}

/// The administration of a round, for the operator listener.
pub(super) fn administration(round: Arc<Round>) -> Router {
    let described = get(|| async { ([(header::CONTENT_TYPE, "application/json")], document()) });
    routes().split_for_parts().0.with_state(round).route("/sandbox/openapi.json", described)
}

/// A fault, as it is written in calls and in the header `Haetae-Sandbox-Fault`.
struct FaultText;

impl PartialSchema for FaultText {
    fn schema() -> RefOr<Schema> {
        let line = |kind: &FaultKind| format!("- `{}`: {}", kind.form(), kind.what());
        let lines: Vec<String> = FaultKind::ALL.iter().map(line).collect();
        let names: Vec<&str> = FaultKind::ALL.iter().map(|kind| kind.as_str()).collect();
        let object = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(format!("A fault with its value:\n\n{}", lines.join("\n"))))
            .pattern(Some(format!("^({})(=.+)?$", names.join("|"))))
            .examples(FaultKind::ALL.iter().map(|kind| kind.form()))
            .build();
        RefOr::T(Schema::Object(object))
    }
}

impl ToSchema for FaultText {
    fn name() -> std::borrow::Cow<'static, str> {
        "Fault".into()
    }
}

/// Everything about a sandbox.
#[derive(Serialize, ToSchema)]
struct SandboxState {
    /// Grows with each reset; a reset is done when it has grown
    round: u64,
    /// What the sandbox's clock shows
    #[schema(value_type = String, format = DateTime)]
    time: UnixTime,
    /// How many times as fast as the machine's clock it runs
    speed: u32,
    /// The version of the manifest that is served; absent before the first
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    manifest: Option<u64>,
    /// The faults in force
    faults: Vec<ActiveFault>,
    /// How many requests the public listener has had in this round, by method and route
    requests: BTreeMap<String, u64>,
}

/// A fault in force.
#[derive(Serialize, ToSchema)]
struct ActiveFault {
    #[schema(value_type = FaultText)]
    fault: String,
    /// So many requests have it still; absent: all
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    requests_left: Option<u64>,
    /// Until when; absent: without end
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, format = DateTime, nullable = false)]
    until: Option<UnixTime>,
    /// What the paths begin with; absent: any
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    path: Option<String>,
}

impl From<&Active> for ActiveFault {
    fn from(active: &Active) -> Self {
        let Active { fault, requests_left, until, path } = active;
        Self { fault: fault.to_string(), requests_left: *requests_left, until: *until, path: path.clone() }
    }
}

/// What the clock is to do; first it is set or advanced, then its speed changes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ClockChange {
    /// The time to show, not before the present one
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    set: Option<String>,
    /// So many seconds pass at once
    #[serde(default)]
    advance: Option<u64>,
    /// How many times as fast as the machine's it runs; 0: it stands still; at most 86400
    #[serde(default)]
    speed: Option<u32>,
}

/// The fault that is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FaultChange {
    #[schema(value_type = FaultText)]
    fault: String,
    /// For the next so many requests
    #[serde(default)]
    requests: Option<u64>,
    /// For so many seconds of the sandbox
    #[serde(default)]
    seconds: Option<u64>,
    /// For requests whose path begins so
    #[serde(default)]
    path: Option<String>,
}

/// The state
#[utoipa::path(get, path = "/sandbox", responses((status = 200, description = "The state", body = SandboxState)))]
async fn state(State(round): State<Arc<Round>>) -> Json<SandboxState> {
    Json(state_of(&round))
}

/// Moves the clock
#[utoipa::path(
    post,
    path = "/sandbox/clock",
    request_body = ClockChange,
    responses(
        (status = 200, description = "The state after that", body = SandboxState),
        (status = 400, description = "A time that has been, or a speed that is too high", content_type = "application/problem+json")
    )
)]
async fn clock(
    State(round): State<Arc<Round>>,
    body: Result<Json<ClockChange>, JsonRejection>,
) -> Result<Json<SandboxState>, Problem> {
    let ClockChange { set, advance, speed } = read(body)?;
    // Kept before the time moves on: a later `old_manifest` is this one.
    round.first_manifest();
    let clock = &round.sandbox.clock;
    if let Some(text) = set {
        let to = UnixTime::parse_rfc3339(&text).ok_or_else(|| invalid("set is a time as 2026-11-22T09:00:00Z"))?;
        clock.set(to).map_err(invalid)?;
    }
    if let Some(seconds) = advance {
        clock.advance(seconds).map_err(invalid)?;
    }
    if let Some(speed) = speed {
        clock.run(speed).map_err(invalid)?;
    }
    round.publish().await;
    Ok(Json(state_of(&round)))
}

/// Puts a fault in force
///
/// Without `requests` and `seconds` it stays until `DELETE /sandbox/faults` or the reset. What changes the issuer
/// (`withdrawn_key`, `revoked_person`) is done and published when the answer comes, takes neither and lasts until the
/// reset.
#[utoipa::path(
    post,
    path = "/sandbox/faults",
    request_body = FaultChange,
    responses(
        (status = 200, description = "The state after that", body = SandboxState),
        (status = 400, description = "No fault, with the list of them", content_type = "application/problem+json")
    )
)]
async fn fault(
    State(round): State<Arc<Round>>,
    body: Result<Json<FaultChange>, JsonRejection>,
) -> Result<Json<SandboxState>, Problem> {
    let FaultChange { fault, requests, seconds, path } = read(body)?;
    let fault: Fault = fault.parse().map_err(|error: super::UnknownFault| invalid(error))?;
    if fault.changes_the_issuer() {
        if requests.is_some() || seconds.is_some() || path.is_some() {
            let name = fault.kind().as_str();
            return Err(invalid(format!("{name} lasts until the reset: it takes no requests, seconds or path")));
        }
        round.change(&fault).await?;
    } else {
        let ask = Ask { fault, requests, seconds, path };
        let now = round.now();
        round.board().add(ask, now).map_err(invalid)?;
    }
    Ok(Json(state_of(&round)))
}

/// Ends all faults
///
/// Withdrawn keys and revoked people stay until the reset.
#[utoipa::path(
    delete,
    path = "/sandbox/faults",
    responses((status = 200, description = "The state after that", body = SandboxState))
)]
async fn end_faults(State(round): State<Arc<Round>>) -> Json<SandboxState> {
    round.board().clear();
    Json(state_of(&round))
}

/// Begins anew
///
/// New data, no faults, counts from zero, and the machine's time. Requests in progress are cut. It is done when
/// `round` has grown.
#[utoipa::path(
    post,
    path = "/sandbox/reset",
    responses((status = 202, description = "The state before that", body = SandboxState))
)]
async fn reset(State(round): State<Arc<Round>>) -> impl IntoResponse {
    round.over.cancel();
    (StatusCode::ACCEPTED, Json(state_of(&round)))
}

fn state_of(round: &Round) -> SandboxState {
    let clock = &round.sandbox.clock;
    let time = clock.now();
    let mut board = round.board();
    let faults = board.active(time).iter().map(ActiveFault::from).collect();
    let requests = board.requests().clone();
    let manifest = round.node().publisher.served().map(|served| served.contents.version);
    SandboxState { round: round.number, time, speed: clock.speed(), manifest, faults, requests }
}

fn read<T>(body: Result<Json<T>, JsonRejection>) -> Result<T, Problem> {
    body.map(|Json(value)| value).map_err(|rejection| invalid(rejection.body_text()))
}

/// A request that is not understood, with the reason as a sentence.
pub(super) fn invalid(reason: impl ToString) -> Problem {
    Problem::new(ProblemCode::InvalidBody, sentence(&reason.to_string()))
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        let code = match error {
            ChangeError::UnknownPerson => ProblemCode::UnknownSubject,
            ChangeError::NoKey => ProblemCode::NoSigningKey,
            ChangeError::NotPublished | ChangeError::Store(_) => ProblemCode::StoreUnavailable,
        };
        Self::new(code, sentence(&error.to_string()))
    }
}
