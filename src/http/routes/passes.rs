use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use haetae_core::{CivilDate, Jwk, UnixTime};
use serde::{Deserialize, Serialize};
use utoipa::openapi::{RefOr, Response};
use utoipa::{IntoResponses, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::attestation::AttestationJson;
use crate::http::app_state::AppState;
use crate::http::bearer::Assertion;
use crate::http::body::{JsonBody, given};
use crate::http::problem::{Problem, ProblemCode, problem_responses};
use crate::issuing::{Answer, HolderKey, MAX_HOLDER_KEYS, RequestError};
use crate::model::Pass;

pub(crate) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(issue))
}

/// Which passes a phone asks for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PassesRequest {
    /// 1 to 28 public keys of the phone, no two alike, each for a day of its own
    #[schema(min_items = 1, max_items = 28)]
    holder_keys: Vec<HolderKeyJson>,
    /// What the phone's platform says about the holder keys; ignored where the operator has not turned it on
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    attestation: Option<AttestationJson>,
    /// The ticket of the waiting room, made for these holder keys; ignored while there is no waiting room
    #[serde(default)]
    ticket: Option<String>,
}

/// The phone's key for the pass of one day.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HolderKey)]
struct HolderKeyJson {
    /// The civil day in the issuer's zone, 1900 to 9999; from today on, as far ahead as the issuer allows
    #[schema(value_type = String, format = Date, pattern = "^(19|[2-9][0-9])", example = "2026-11-22")]
    day: CivilDate,
    /// A public key: `OKP` with `Ed25519`, or `EC` with `P-256`
    #[schema(value_type = PublicJwk)]
    jwk: Jwk,
}

/// A public key (RFC 7517, RFC 8037).
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents haetae_core::Jwk, which is what is read")]
struct PublicJwk {
    /// `OKP` or `EC`
    #[schema(example = "OKP")]
    kty: String,
    /// `Ed25519` or `P-256`
    #[schema(example = "Ed25519")]
    crv: String,
    /// 32 bytes in base64url
    #[schema(example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")]
    x: String,
    /// P-256 only: 32 bytes in base64url
    #[schema(nullable = false)]
    y: Option<String>,
}

/// The passes.
#[derive(Serialize, ToSchema)]
struct PassesAnswer {
    /// One for each holder key, in their order; fewer where the issuer has no key for a day yet,
    /// no evidence holds any more, or the service is busy: then those of the first days come first
    passes: Vec<PassJson>,
    /// When the phone should ask for more
    #[schema(value_type = String, format = DateTime, example = "2026-11-20T02:14:05Z")]
    refresh_after: UnixTime,
    /// The service's time, so that a phone can notice that its own clock is wrong
    #[schema(value_type = String, format = DateTime, example = "2026-11-15T08:00:00Z")]
    server_time: UnixTime,
}

/// A pass for one day.
#[derive(Serialize, ToSchema)]
#[schema(as = Pass)]
struct PassJson {
    /// The day
    #[schema(value_type = String, format = Date, example = "2026-11-22")]
    day: CivilDate,
    /// The pass as the text of a QR code; a phone wraps and signs it before it shows it
    #[schema(example = "HT1:RRQT 9 60GO0G*C$:1F.SGSA8CK5KAFN0")]
    qr: String,
    /// The time from which it is valid
    #[schema(value_type = String, format = DateTime, example = "2026-11-21T11:00:00Z")]
    not_before: UnixTime,
    /// The time at which it stops being valid
    #[schema(value_type = String, format = DateTime, example = "2026-11-22T15:00:00Z")]
    expires: UnixTime,
}

struct PassProblems;

impl IntoResponses for PassProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problem_responses(&[
            ProblemCode::MalformedJson,
            ProblemCode::InvalidBody,
            ProblemCode::UnsupportedMediaType,
            ProblemCode::BodyTooLarge,
            ProblemCode::BodyTooSlow,
            ProblemCode::AssertionMissing,
            ProblemCode::AssertionInvalid,
            ProblemCode::AssertionUntimely,
            ProblemCode::AssertionForOtherKeys,
            ProblemCode::SignInTooOld,
            ProblemCode::FreshSignInNeeded,
            ProblemCode::TooManyRequests,
            ProblemCode::UseNotGranted,
            ProblemCode::QueueRequired,
            ProblemCode::QueueNotYet,
            ProblemCode::QueueExpired,
            ProblemCode::QueueTicketInvalid,
            ProblemCode::QueueUnavailable,
            ProblemCode::HolderKeyNumber,
            ProblemCode::HolderDayTwice,
            ProblemCode::HolderKeyTwice,
            ProblemCode::HolderKeyUnusable,
            ProblemCode::DayOutOfReach,
            ProblemCode::AttestationRequired,
            ProblemCode::AttestationInvalid,
            ProblemCode::NotEligible,
            ProblemCode::NotYetEligible,
            ProblemCode::EligibilityUnavailable,
            ProblemCode::UnknownSubject,
            ProblemCode::NoEvidence,
            ProblemCode::Revoked,
            ProblemCode::NoSigningKey,
            ProblemCode::SigningUnavailable,
            ProblemCode::JournalUnavailable,
            ProblemCode::StoreUnavailable,
            ProblemCode::NodeFull,
            ProblemCode::TookTooLong,
            ProblemCode::InternalError,
        ])
    }
}

/// Issues passes for a phone
///
/// One for each holder key. The same request always gets the same passes, byte for byte, from any node: nothing is lost
/// by asking again.
#[utoipa::path(
    post,
    path = "/v1/passes",
    tag = "issuing",
    security(("assertion" = [])),
    request_body = PassesRequest,
    responses((status = 200, description = "The passes", body = PassesAnswer), PassProblems)
)]
async fn issue(
    State(service): State<Arc<AppState>>,
    Assertion(assertion): Assertion,
    JsonBody(body): JsonBody<PassesRequest>,
) -> Result<impl IntoResponse, Problem> {
    let keys = holder_keys(&body)?;
    let attestation = body.attestation.map(AttestationJson::decode).transpose()?;
    let answer = service.issuing.to_phone(&assertion, keys, attestation, body.ticket.as_deref()).await;
    let Answer { issued, partner, time } = answer.map_err(|refusal| service.refused(refusal))?;
    service.metrics.passes_issued("phone", issued.passes.len(), partner);
    if issued.is_short {
        service.metrics.short_answer();
    }
    tracing::debug!(passes = issued.passes.len(), "issued to a phone");
    let passes = issued.passes.into_iter().map(PassJson::from).collect();
    let answer = PassesAnswer { passes, refresh_after: issued.refresh_after, server_time: time };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(answer)))
}

fn holder_keys(body: &PassesRequest) -> Result<Vec<HolderKey>, Problem> {
    // More are not checked at all: each costs some arithmetic, and no partner has vouched for this request yet.
    if body.holder_keys.len() > MAX_HOLDER_KEYS {
        return Err(RequestError::Number(body.holder_keys.len()).into());
    }
    let key = |json: &HolderKeyJson| {
        HolderKey::of_jwk(json.day, &json.jwk).map_err(|error| {
            let detail = format!("The holder key of {} is not usable: {error}.", json.day);
            Problem::new(ProblemCode::HolderKeyUnusable, detail)
        })
    };
    body.holder_keys.iter().map(key).collect()
}

impl From<Pass> for PassJson {
    fn from(pass: Pass) -> Self {
        let (not_before, expires) = (pass.claims.not_before, pass.claims.expires);
        Self { day: pass.day, qr: pass.text, not_before, expires }
    }
}
