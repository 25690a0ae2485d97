//! Reports what went wrong as RFC 9457 problem documents.

mod code;
mod eligibility;
mod of_errors;
mod rate_limit;

use std::collections::BTreeMap;

use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use haetae_core::UnixTime;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::{Content, RefOr, Response as ResponseSchema};

pub use code::ProblemCode;

use super::contact::Contact;
use eligibility::{Explained, Message};
use rate_limit::RateLimit;

/// Why a request was not done. The request's observer turns it into the document, with the request's id.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Which of the known problems it is.
    pub code: ProblemCode,
    /// What went wrong this time, in a sentence for developers.
    pub detail: String,
    /// Further details for the log; never anything about a person.
    cause: Option<Box<str>>,
    /// Seconds after which a later try may help, where that is not the same for all problems of the code.
    retry_after: Option<u64>,
    /// The limits of the partner, where one of them is reached.
    rate_limit: Option<RateLimit>,
    /// What a person reads who is not eligible.
    eligibility: Option<Box<Explained>>,
}

/// A problem document.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemDocument {
    /// `urn:haetae:problem:` and the code
    #[serde(rename = "type")]
    #[schema(example = "urn:haetae:problem:holder_day_twice")]
    kind: String,
    /// A short summary of the problem
    #[schema(example = "Two holder keys are for the same day")]
    title: &'static str,
    /// The HTTP status
    #[schema(example = 422)]
    status: u16,
    /// What went wrong this time, in a sentence for developers
    #[schema(example = "There are two holder keys for 2026-11-22.")]
    detail: String,
    code: ProblemCode,
    /// The id of the request; the service's log has it too
    #[schema(example = "9f86d081884c7d65-0000002a")]
    request_id: String,
    /// Who the person can ask: with `revoked`, `unknown_subject` and `no_evidence`,
    /// if the operator configured a contact
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    contact: Option<Contact>,
    /// What an app shows the person: with `not_eligible` and `not_yet_eligible`
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    message: Option<Message>,
    /// From when on the person is eligible: with `not_yet_eligible`
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<String>, format = DateTime, example = "2026-11-14T15:00:00Z")]
    eligible_from: Option<UnixTime>,
}

impl Problem {
    /// A problem with its sentence.
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), cause: None, retry_after: None, rate_limit: None, eligibility: None }
    }

    /// The same, but a later try may help after so many seconds.
    #[must_use]
    pub fn with_retry_after(self, seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    /// The same with the limits of the partner.
    #[must_use]
    fn with_rate_limit(self, rate_limit: RateLimit) -> Self {
        Self { rate_limit: Some(rate_limit), ..self }
    }

    /// A failure of the service itself. The cause goes to the log; the answer only says that it failed.
    pub(super) fn internal(code: ProblemCode, cause: impl ToString) -> Self {
        let detail = match code.retry_after() {
            Some(seconds) => format!("The service cannot do this now. Try again in {seconds} s."),
            None => {
                "Something went wrong in the service. Its operators can find the cause with the request id.".to_owned()
            }
        };
        Self {
            code,
            detail,
            cause: Some(cause.to_string().into()),
            retry_after: None,
            rate_limit: None,
            eligibility: None,
        }
    }

    /// Logs a failure of the service itself. Called once per request, within its span.
    pub(super) fn log(&self) {
        let cause = self.cause.as_deref().unwrap_or(&self.detail);
        if self.code == ProblemCode::NodeFull {
            // No failure, and in a flood there are thousands a second: metrics count them.
            tracing::debug!(cause, "no room for a request");
        } else if self.code.status().is_server_error() {
            tracing::error!(code = self.code.as_str(), cause, "request failed");
        }
    }

    /// The whole HTTP answer, for a client whose request is not read.
    pub(super) fn alone(self, request_id: &str) -> Vec<u8> {
        let (status, retry_after) = (self.code.status(), self.code.retry_after().unwrap_or_default());
        let body = serde_json::to_string(&self.into_document(request_id, None)).unwrap_or_default();
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/problem+json\r\ncache-control: no-store\r\n\
             retry-after: {retry_after}\r\nx-request-id: {request_id}\r\nconnection: close\r\n\
             content-length: {length}\r\n\r\n"
        );
        (head + &body).into_bytes()
    }

    fn into_document(self, request_id: &str, contact: Option<&Contact>) -> ProblemDocument {
        ProblemDocument {
            kind: format!("urn:haetae:problem:{}", self.code.as_str()),
            title: self.code.title(),
            status: self.code.status().as_u16(),
            detail: self.detail,
            code: self.code,
            request_id: request_id.to_owned(),
            contact: contact.filter(|_| Contact::answers(self.code)).cloned(),
            eligible_from: self.eligibility.as_ref().and_then(|explained| explained.from),
            message: self.eligibility.map(|explained| explained.message),
        }
    }

    /// The answer. `response` is the one that carried the problem: headers that it has stay, `Allow` for instance.
    pub(super) fn document(self, request_id: &str, contact: Option<&Contact>, response: Response) -> Response {
        let code = self.code;
        let retry_after = self.retry_after.or(code.retry_after());
        let rate_limit = self.rate_limit.clone();
        let mut answer = (code.status(), Json(self.into_document(request_id, contact))).into_response();
        let headers = answer.headers_mut();
        for (name, value) in response.headers() {
            if *name != header::CONTENT_LENGTH && *name != header::CONTENT_TYPE {
                headers.append(name, value.clone());
            }
        }
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if let Some(rate_limit) = rate_limit {
            rate_limit.write(headers);
        }
        if code.status() == axum::http::StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        answer
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The responses of an OpenAPI operation that may end in these problems, one for each status.
pub(super) fn problem_responses(codes: &[ProblemCode]) -> BTreeMap<String, RefOr<ResponseSchema>> {
    let mut sentences: BTreeMap<u16, Vec<String>> = BTreeMap::new();
    for code in codes {
        let sentence = format!("`{}`: {}", code.as_str(), code.title());
        sentences.entry(code.status().as_u16()).or_default().push(sentence);
    }
    let reference = || utoipa::openapi::Ref::from_schema_name("Problem");
    let response = |sentences: Vec<String>| {
        let content = Content::new(Some(reference()));
        let builder = ResponseSchema::builder().description(sentences.join("; "));
        RefOr::T(builder.content("application/problem+json", content).build())
    };
    sentences.into_iter().map(|(status, sentences)| (status.to_string(), response(sentences))).collect()
}
