use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use haetae_core::UnixTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::openapi::{RefOr, Response as ResponseSchema};
use utoipa::{IntoResponses, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::accept::preferred;
use crate::http::app_state::AppState;
use crate::http::bearer::Assertion;
use crate::http::body::LimitedBody;
use crate::http::openapi::Binary;
use crate::http::problem::{Problem, ProblemCode, problem_responses};
use crate::issuing::Answer;
use crate::model::Pass;
use crate::render::pdf::PaperPassDocument;
use crate::render::{ErrorCorrection, QrCode, RenderError, Scale};

/// The path at which paper passes are issued.
pub(crate) const PATH: &str = "/v1/passes/paper";

const JSON: &str = "application/json";
const PNG: &str = "image/png";
const SVG: &str = "image/svg+xml";
const PDF: &str = "application/pdf";

/// The text of the picture for screen readers.
const TITLE: &str = "Haetae pass";

pub(crate) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(issue_paper))
}

/// Nothing yet: the assertion says who it is for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PaperRequest {}

/// A paper pass.
#[derive(Serialize, ToSchema)]
struct PaperPass {
    /// The pass as the text of a QR code, to be shown as it is
    #[schema(example = "HT1:RRQT 9 60GO0G*C$:1F.SGSA8CK5KAFN0")]
    qr: String,
    /// The time from which it is valid
    #[schema(value_type = String, format = DateTime, example = "2026-11-14T15:00:00Z")]
    not_before: UnixTime,
    /// The time at which it stops being valid
    #[schema(value_type = String, format = DateTime, example = "2026-11-28T15:00:00Z")]
    expires: UnixTime,
    /// The masked name, as it is in the pass
    #[schema(example = "김*수", nullable = false)]
    name: Option<String>,
    /// The birthday, month and day, as it is in the pass
    #[schema(example = "07-06", nullable = false)]
    birth: Option<String>,
    /// Who issues it
    #[schema(example = "Korea")]
    issuer: String,
}

struct PaperProblems;

impl IntoResponses for PaperProblems {
    fn responses() -> BTreeMap<String, RefOr<ResponseSchema>> {
        problem_responses(&[
            ProblemCode::MalformedJson,
            ProblemCode::InvalidBody,
            ProblemCode::UnsupportedMediaType,
            ProblemCode::NotAcceptable,
            ProblemCode::BodyTooLarge,
            ProblemCode::BodyTooSlow,
            ProblemCode::AssertionMissing,
            ProblemCode::AssertionInvalid,
            ProblemCode::AssertionUntimely,
            ProblemCode::SignInTooOld,
            ProblemCode::AssertionUsed,
            ProblemCode::TooManyRequests,
            ProblemCode::UseNotGranted,
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

/// Issues a pass on paper
///
/// For a person without a phone; it carries the masked name and the birthday, to be compared with an identity card. The
/// `Accept` header says as what: JSON, a PNG or SVG picture of the code, or a PDF page to print.
#[utoipa::path(
    post,
    path = PATH,
    tag = "issuing",
    security(("assertion" = [])),
    request_body(content = PaperRequest, description = "Empty, or an empty object"),
    responses(
        (
            status = 200,
            description = "The pass",
            content(
                (PaperPass = "application/json"),
                (Binary = "image/png"),
                (String = "image/svg+xml"),
                (Binary = "application/pdf")
            )
        ),
        PaperProblems
    )
)]
async fn issue_paper(
    State(service): State<Arc<AppState>>,
    headers: HeaderMap,
    Assertion(assertion): Assertion,
    body: LimitedBody,
) -> Result<Response, Problem> {
    if !body.is_empty() {
        body.parse::<PaperRequest>()?;
    }
    let Some(media_type) = preferred(&headers, &[JSON, PNG, SVG, PDF]) else {
        let detail = format!(
            "A paper pass is available as {JSON}, {PNG}, {SVG} or {PDF}; the Accept header lists none of them."
        );
        return Err(Problem::new(ProblemCode::NotAcceptable, detail));
    };
    let answer = service.issuing.on_paper(&assertion).await;
    let Answer { issued: pass, partner, .. } = answer.map_err(|refusal| service.refused(refusal))?;
    let answer = if media_type == JSON {
        Json(PaperPass::from(&pass)).into_response()
    } else {
        let correction = service.settings.error_correction;
        let zone = service.node.issuer.config().calendar.zone().clone();
        // Drawing takes milliseconds: other requests continue meanwhile.
        let drawing = tokio::task::spawn_blocking(move || draw(&pass, media_type, correction, &zone));
        let drawn = drawing.await.map_err(|error| Problem::internal(ProblemCode::InternalError, error))?;
        let bytes = drawn.map_err(|error| Problem::internal(ProblemCode::InternalError, error))?;
        ([(header::CONTENT_TYPE, media_type)], bytes).into_response()
    };
    service.metrics.passes_issued("paper", 1, partner);
    tracing::debug!(media_type, "issued on paper");
    Ok(([(header::CACHE_CONTROL, "no-store"), (header::VARY, "accept")], answer).into_response())
}

fn draw(pass: &Pass, media_type: &str, correction: ErrorCorrection, zone: &TimeZone) -> Result<Vec<u8>, RenderError> {
    if media_type != PDF {
        let code = QrCode::new(&pass.text, correction)?;
        return if media_type == PNG { code.to_png(Scale::default()) } else { Ok(code.to_svg(TITLE, None).into()) };
    }
    PaperPassDocument::of(pass, correction, zone).to_pdf().map(|pdf| pdf.bytes)
}

impl From<&Pass> for PaperPass {
    fn from(pass: &Pass) -> Self {
        let claims = &pass.claims;
        Self {
            qr: pass.text.clone(),
            not_before: claims.not_before,
            expires: claims.expires,
            name: claims.name.as_ref().map(|name| name.as_str().to_owned()),
            birth: claims.birth.map(|birth| birth.to_string()),
            issuer: pass.issuer.clone(),
        }
    }
}
