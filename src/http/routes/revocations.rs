use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::openapi::{RefOr, Response};
use utoipa::{IntoParams, IntoResponses, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::acts::{enter, require_journal, to_its_end};
use crate::http::app_state::AppState;
use crate::http::body::JsonBody;
use crate::http::guard::Acting;
use crate::http::problem::{Problem, ProblemCode, problem_responses};
use crate::journal::{ActKind, ActOutcome};
use crate::model::{Reason, SubjectId};
use crate::store::StandingChange;

pub(crate) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(revoke)).routes(routes!(reinstate))
}

/// Whose passes become void.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Revocation {
    /// Who it is
    #[serde(deserialize_with = "subject")]
    #[schema(value_type = String, pattern = "^[A-Za-z0-9._:-]{1,64}$", example = "SYN-000042")]
    subject: SubjectId,
    /// Why, for the operators: 1 to 500 characters on one line, and not only blanks
    #[schema(
        min_length = 1,
        max_length = 500,
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"
    )]
    reason: Option<String>,
}

/// Who may have passes again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Reinstatement {
    /// Who it is
    #[serde(deserialize_with = "subject")]
    #[schema(value_type = String, pattern = "^[A-Za-z0-9._:-]{1,64}$", example = "SYN-000042")]
    subject: SubjectId,
}

/// The result.
#[derive(Serialize, ToSchema)]
struct Standing {
    status: StandingWord,
}

#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum StandingWord {
    /// The passes are void from now on.
    Revoked,
    /// They were void before.
    AlreadyRevoked,
    /// New passes will be issued.
    Reinstated,
    /// The passes were not void.
    NotRevoked,
}

/// A header that makes a request safe to repeat.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
pub(super) struct IdempotencyKey {
    /// 1 to 128 visible ASCII characters, perhaps in quotes: a new one for each request, a UUID for instance. Sent
    /// again within 24 hours, the request has no second effect and gets the same answer, byte for byte
    #[param(
        rename = "Idempotency-Key",
        required = false,
        min_length = 1,
        max_length = 130,
        pattern = r#"^("[!#-\[\]-~]{1,128}"|[!#-\[\]-~]{1,128})$"#,
        example = "8e03978e-40d5-43dd-bc93-6894a57f9324"
    )]
    _idempotency_key: Option<String>,
}

struct StandingProblems;

impl IntoResponses for StandingProblems {
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
            ProblemCode::UnknownSubject,
            ProblemCode::SecondOperatorRequired,
            ProblemCode::JournalUnavailable,
            ProblemCode::StoreUnavailable,
            ProblemCode::TookTooLong,
            ProblemCode::InternalError,
        ])
    }
}

/// Voids a person's passes
///
/// It is on disk when the answer comes; the status lists follow at once. Sending it again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/revocations",
    tag = "operator",
    security(("operator" = [])),
    params(IdempotencyKey),
    request_body = Revocation,
    responses((status = 200, description = "The passes are void", body = Standing), StandingProblems)
)]
async fn revoke(
    State(service): State<Arc<AppState>>,
    acting: Acting,
    JsonBody(body): JsonBody<Revocation>,
) -> Result<Json<Standing>, Problem> {
    let reason = body.reason.as_deref().map(Reason::new).transpose();
    let reason = reason.map_err(|error| Problem::new(ProblemCode::InvalidBody, format!("A reason {error}.")))?;
    to_its_end(revoke_as(service, acting, body.subject, reason)).await
}

async fn revoke_as(
    service: Arc<AppState>,
    acting: Acting,
    subject: SubjectId,
    reason: Option<Reason>,
) -> Result<Json<Standing>, Problem> {
    require_journal(&service)?;
    let on = [("serial", serial(&service, &subject).await?.into())];
    if !service.revocations_alone.count(&acting.0.name, service.now()) {
        enter(&service, &acting, ActKind::Revoke, on, ActOutcome::Refused).await?;
        let detail = "One operator alone may not revoke more people today. Two do it with `haetae revoke --from FILE`.";
        return Err(Problem::new(ProblemCode::SecondOperatorRequired, detail));
    }
    let change = service.node.store.revoke(&subject, service.now(), reason.as_ref()).await;
    // Also if it failed: the database may have done it.
    service.node.forget_cached();
    let change = change?;
    // Also if nothing changed: an operator who asks again wants the lists to be published.
    service.node.publisher.wake();
    enter(&service, &acting, ActKind::Revoke, on, outcome(change)).await?;
    standing(&service, change, (StandingWord::Revoked, "revoked"), StandingWord::AlreadyRevoked)
}

/// Lets a person have passes again
///
/// With a new serial number: the old passes stay void.
#[utoipa::path(
    post,
    path = "/v1/reinstatements",
    tag = "operator",
    security(("operator" = [])),
    params(IdempotencyKey),
    request_body = Reinstatement,
    responses((status = 200, description = "New passes will be issued", body = Standing), StandingProblems)
)]
async fn reinstate(
    State(service): State<Arc<AppState>>,
    acting: Acting,
    JsonBody(body): JsonBody<Reinstatement>,
) -> Result<Json<Standing>, Problem> {
    to_its_end(reinstate_as(service, acting, body.subject)).await
}

async fn reinstate_as(service: Arc<AppState>, acting: Acting, subject: SubjectId) -> Result<Json<Standing>, Problem> {
    require_journal(&service)?;
    let before = serial(&service, &subject).await?;
    let change = service.node.store.reinstate(&subject).await;
    service.node.forget_cached();
    let change = change?;
    let mut on = vec![("serial", before.into())];
    // What is done is entered in any case.
    if let Ok(after) = serial(&service, &subject).await {
        on.push(("new_serial", after.into()));
    }
    enter(&service, &acting, ActKind::Reinstate, on, outcome(change)).await?;
    standing(&service, change, (StandingWord::Reinstated, "reinstated"), StandingWord::NotRevoked)
}

/// The person's serial, for the journal, which has no subject ids.
async fn serial(service: &AppState, subject: &SubjectId) -> Result<u32, Problem> {
    Ok(service.node.store.record(subject).await?.ok_or_else(unknown)?.serial.0)
}

fn unknown() -> Problem {
    Problem::new(ProblemCode::UnknownSubject, "There is no record of this subject.")
}

const fn outcome(change: StandingChange) -> ActOutcome {
    match change {
        StandingChange::Done => ActOutcome::Done,
        StandingChange::Already | StandingChange::Unknown => ActOutcome::Already,
    }
}

fn standing(
    service: &AppState,
    change: StandingChange,
    (done, counted): (StandingWord, &'static str),
    already: StandingWord,
) -> Result<Json<Standing>, Problem> {
    let status = match change {
        StandingChange::Done => {
            service.metrics.standing_changed(counted);
            tracing::info!(change = counted, "the standing of a person changed");
            done
        }
        StandingChange::Already => already,
        StandingChange::Unknown => return Err(unknown()),
    };
    Ok(Json(Standing { status }))
}

fn subject<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SubjectId, D::Error> {
    let text = String::deserialize(deserializer)?;
    SubjectId::new(&text).ok_or_else(|| de::Error::custom("a subject is 1 to 64 characters of A-Z a-z 0-9 . _ : -"))
}
