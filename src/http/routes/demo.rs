use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae_core::Evidence;
use serde::{Deserialize, Serialize};

use crate::http::app_state::AppState;
use crate::http::body::JsonBody;
use crate::http::problem::{Problem, ProblemCode};
use crate::identity::SYNTHETIC;
use crate::model::{Person, SubjectId};
use crate::store::PeopleQuery;

/// The most citizens in an answer: others can be found with the search.
const LISTED: u32 = 24;

/// The longest search, in characters.
const MAX_SEARCH: usize = 64;

/// The sign-in for demonstrations. These routes are there only where the operator turned them on, and know only
/// synthetic citizens.
pub(crate) fn routes() -> Router<Arc<AppState>> {
    // The page itself is part of the wallet's app, under the same policy.
    let page = || async { Redirect::to("/wallet/#/sign-in") };
    Router::new()
        .route("/demo", get(page))
        .route("/demo/", get(page))
        .route("/demo/citizens", get(citizens))
        .route("/demo/assertion", post(assertion))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Search {
    /// A part of the subject id or of the masked name.
    #[serde(default)]
    search: String,
}

#[derive(Serialize)]
struct Citizens {
    citizens: Vec<Citizen>,
}

/// A synthetic citizen.
#[derive(Serialize)]
struct Citizen {
    subject: String,
    /// Masked.
    name: String,
    evidence: Vec<Evidence>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AssertionRequest {
    subject: String,
    /// The digest of the holder keys.
    keys: String,
}

#[derive(Serialize)]
struct AssertionAnswer {
    assertion: String,
}

async fn citizens(
    State(service): State<Arc<AppState>>,
    search: Result<Query<Search>, QueryRejection>,
) -> Result<impl IntoResponse, Problem> {
    let invalid = || Problem::new(ProblemCode::InvalidBody, "The query must be search=... with up to 64 characters.");
    let Query(Search { search }) = search.map_err(|_| invalid())?;
    if search.chars().count() > MAX_SEARCH {
        return Err(invalid());
    }
    let query = PeopleQuery { prefix: SYNTHETIC.to_owned(), words: search.trim().to_owned(), ..PeopleQuery::default() };
    let records = service.node.store.find_people(&query, LISTED).await?;
    let citizens = records.into_iter().map(|record| Citizen::from(record.person)).collect();
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(Citizens { citizens })))
}

async fn assertion(
    State(service): State<Arc<AppState>>,
    JsonBody(body): JsonBody<AssertionRequest>,
) -> Result<impl IntoResponse, Problem> {
    let unknown = || Problem::new(ProblemCode::UnknownSubject, "There is no synthetic citizen with this subject id.");
    // Nobody else is looked up: otherwise the answer would tell who is on record.
    let subject = SubjectId::new(&body.subject).filter(|id| id.as_str().starts_with(SYNTHETIC)).ok_or_else(unknown)?;
    if Base64UrlUnpadded::decode_vec(&body.keys).ok().is_none_or(|digest| digest.len() != 32) {
        let detail = "The member keys must be the SHA-256 digest of the holder keys' thumbprints, in base64url.";
        return Err(Problem::new(ProblemCode::InvalidBody, detail));
    }
    service.issuing.record(&subject).await?;
    let demo = service.settings.demo.as_ref().ok_or_else(unknown)?;
    let signed = demo.vouch(&subject, &body.keys, service.now());
    let signed = signed.map_err(|error| Problem::internal(ProblemCode::SigningUnavailable, error))?;
    let answer = AssertionAnswer { assertion: signed.ok_or_else(unknown)? };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(answer)))
}

impl From<Person> for Citizen {
    fn from(person: Person) -> Self {
        Self {
            subject: person.subject.as_str().to_owned(),
            name: person.name.as_str().to_owned(),
            evidence: person.evidence,
        }
    }
}
