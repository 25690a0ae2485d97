mod documents;
mod scanners;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use haetae_core::{
    Challenge, Checker, MAX_CHALLENGE_BYTES, MAX_OPEN_CHALLENGES, MIN_CHALLENGE_BYTES, TrustStore, UnixTime, Verdict,
};
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::openapi::{RefOr, Response as ResponseSchema};
use utoipa::{IntoResponses, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::documents::VerifyRequestDocument;
pub(in crate::http) use self::scanners::Scanners;
use crate::http::app_state::AppState;
use crate::http::body::{JsonBody, given};
use crate::http::problem::{Problem, ProblemCode, problem_responses};

/// The most texts of one request.
const MAX_TEXTS: usize = 1_000;

pub(crate) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(verify))
}

/// Codes to check: `text` or `texts`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VerifyRequest {
    #[serde(default, deserialize_with = "given")]
    text: Option<String>,
    #[serde(default, deserialize_with = "given")]
    texts: Option<Vec<String>>,
    #[serde(default, deserialize_with = "given")]
    at: Option<UnixTime>,
    #[serde(default, deserialize_with = "challenges")]
    challenges: Vec<Challenge>,
    #[serde(default)]
    require_challenge: bool,
    #[serde(default, deserialize_with = "given")]
    policy: Option<String>,
}

/// Answers to `texts`, in their order.
#[derive(Serialize, ToSchema)]
struct Verdicts {
    #[schema(value_type = Vec<VerdictDocument>)]
    verdicts: Vec<Verdict>,
}

/// What a check ended in (wire format, section 10).
#[derive(ToSchema)]
#[schema(as = Verdict)]
#[expect(dead_code, reason = "it documents haetae_core::Verdict, which writes itself")]
struct VerdictDocument {
    /// `admit`, `refuse` or `unclear`
    #[schema(example = "admit", pattern = "^(admit|refuse|unclear)$")]
    outcome: String,
    /// `admit`, or why not
    #[schema(example = "admit")]
    code: String,
    /// What to pay attention to, with `admit` only
    warnings: Vec<String>,
    /// What the pass attests, with `admit` only
    #[schema(nullable = false)]
    evidence: Option<Vec<serde_json::Value>>,
    /// The holder's masked name, where the pass carries it, with `admit` only
    #[schema(nullable = false)]
    name: Option<String>,
    /// The holder's birthday, month and day, where the pass carries it, with `admit` only
    #[schema(nullable = false)]
    birth: Option<String>,
    /// Who issued the pass, with `admit` only
    #[schema(nullable = false)]
    issuer: Option<String>,
    /// The rules that are false, with `policy_not_met`, or the one that cannot be evaluated, with `rule_failed`
    #[schema(nullable = false)]
    rules: Option<Vec<String>>,
    /// What people read of the rules that are false: `rule`, and `text` by language. With `policy_not_met` only
    #[schema(nullable = false)]
    messages: Option<Vec<serde_json::Value>>,
    /// The time at which the pass stops being valid, with `admit` only
    #[schema(format = DateTime, nullable = false)]
    valid_until: Option<String>,
    /// With `expired` only
    #[schema(format = DateTime, nullable = false)]
    expired_at: Option<String>,
    /// With `not_yet_valid` only
    #[schema(format = DateTime, nullable = false)]
    valid_from: Option<String>,
}

/// One verdict for `text`, a list of them for `texts`.
#[derive(ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it documents two answers, each of which is made where it is known")]
enum VerifyAnswer {
    One(Box<VerdictDocument>),
    Many(Verdicts),
}

struct VerifyProblems;

impl IntoResponses for VerifyProblems {
    fn responses() -> BTreeMap<String, RefOr<ResponseSchema>> {
        problem_responses(&[
            ProblemCode::MalformedJson,
            ProblemCode::InvalidBody,
            ProblemCode::UnsupportedMediaType,
            ProblemCode::BodyTooLarge,
            ProblemCode::BodyTooSlow,
            ProblemCode::OperatorTokenRequired,
            ProblemCode::ScopeMissing,
            ProblemCode::TooManyAttempts,
            ProblemCode::StoreUnavailable,
            ProblemCode::NotPublished,
            ProblemCode::TookTooLong,
            ProblemCode::InternalError,
        ])
    }
}

/// Checks codes as a scanner that has what is published now
///
/// Each as if it were the first that the scanner sees.
/// For operators only: on a public listener the centre would learn who is where.
#[utoipa::path(
    post,
    path = "/v1/verify",
    tag = "operator",
    security(("operator" = [])),
    request_body = VerifyRequestDocument,
    responses((status = 200, description = "What the check ended in", body = VerifyAnswer), VerifyProblems)
)]
async fn verify(
    State(service): State<Arc<AppState>>,
    JsonBody(body): JsonBody<VerifyRequest>,
) -> Result<Response, Problem> {
    let now = body.at.unwrap_or_else(|| service.now());
    let trust = service.trust().ok_or_else(|| {
        Problem::new(ProblemCode::NotPublished, "Nothing is published yet, so codes cannot be checked.")
    })?;
    let VerifyRequest { challenges, require_challenge, policy, .. } = &body;
    let door = CheckRequest {
        service: Arc::clone(&service),
        trust,
        challenges: challenges.clone(),
        require_challenge: *require_challenge,
        policy: policy.clone(),
    };
    let uncached = [(header::CACHE_CONTROL, "no-store")];
    match (body.text, body.texts) {
        (Some(text), None) => {
            let verdict = door.check(&text, now);
            Ok((uncached, Json(verdict)).into_response())
        }
        (None, Some(texts)) if texts.len() <= MAX_TEXTS => {
            // A thousand checks take a while: other requests continue meanwhile.
            let checks = move || texts.iter().map(|text| door.check(text, now)).collect();
            let verdicts = tokio::task::spawn_blocking(checks).await;
            let verdicts = verdicts.map_err(|error| Problem::internal(ProblemCode::InternalError, error))?;
            Ok((uncached, Json(Verdicts { verdicts })).into_response())
        }
        (None, Some(_)) => {
            Err(Problem::new(ProblemCode::InvalidBody, format!("There are more than {MAX_TEXTS} texts.")))
        }
        (Some(_), Some(_)) | (None, None) => {
            Err(Problem::new(ProblemCode::InvalidBody, "Send either text (one code) or texts (a list of codes)."))
        }
    }
}

/// A scanner that remembers nothing but the challenges that it shows.
struct CheckRequest {
    service: Arc<AppState>,
    trust: Arc<TrustStore>,
    challenges: Vec<Challenge>,
    require_challenge: bool,
    policy: Option<String>,
}

impl CheckRequest {
    fn check(&self, text: &str, now: UnixTime) -> Verdict {
        let mut scanner = self.service.scanners.take();
        for challenge in &self.challenges {
            scanner.show_challenge(challenge.clone(), now);
        }
        let checker = Checker::new(&self.trust).requiring_challenge(self.require_challenge);
        let verdict = checker.with_policy(self.policy.as_deref()).check(text, now, &mut scanner);
        self.service.scanners.give_back(scanner);
        verdict
    }
}

fn challenges<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Challenge>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    if texts.len() > MAX_OPEN_CHALLENGES {
        return Err(de::Error::custom(format_args!("there are at most {MAX_OPEN_CHALLENGES} challenges")));
    }
    let wrong = || {
        de::Error::custom(format_args!(
            "a challenge is {MIN_CHALLENGE_BYTES} to {MAX_CHALLENGE_BYTES} bytes in hexadecimal"
        ))
    };
    texts.iter().map(|text| Challenge::parse_hex(text).ok_or_else(wrong)).collect()
}
