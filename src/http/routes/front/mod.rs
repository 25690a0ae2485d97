//! `/`: what this service is, where its apps and documents are, and whether it works.
//! A page for people, JSON for programs.

mod links;
mod messages;
mod page;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::links::Link;
use super::health::{Missing, missing};
use crate::http::accept::preferred;
use crate::http::app_state::AppState;
use crate::http::language::Language;

const HTML: &str = "text/html";
const JSON: &str = "application/json";

/// For everybody.
pub(crate) fn public() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(front))
}

/// For operators: the links on their listener.
pub(crate) fn operator() -> Router<Arc<AppState>> {
    Router::new().route("/", get(operator_front))
}

/// What is where, and whether the service can do its work.
#[derive(Serialize, ToSchema)]
struct Front {
    /// `haetae`
    #[schema(example = "haetae")]
    service: &'static str,
    /// The version of the program
    #[schema(example = "0.1.0")]
    version: &'static str,
    /// `ready` or `not_ready`, as `/readyz` has it
    #[schema(example = "ready")]
    status: &'static str,
    /// What the service lacks; nothing where it is ready
    missing: Vec<Missing>,
    /// Paths on this listener by what is there: `docs`, `openapi`, `readiness`, `bundle`, and `wallet`, `scanner`,
    /// `demo_sign_in` where they are served
    #[schema(value_type = BTreeMap<String, String>, example = json!({ "wallet": "/wallet/", "docs": "/docs/" }))]
    links: BTreeMap<&'static str, String>,
}

impl Front {
    /// The links have the path of the service before them.
    fn new(missing: Vec<Missing>, prefix: &str, links: impl IntoIterator<Item = (&'static str, &'static str)>) -> Self {
        Self {
            service: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            status: if missing.is_empty() { "ready" } else { "not_ready" },
            missing,
            links: links.into_iter().map(|(name, path)| (name, format!("{prefix}{path}"))).collect(),
        }
    }
}

/// What this service is
///
/// Its apps, its documents and whether it can do its work: JSON for clients that prefer it
/// (`Accept: application/json`), otherwise a page in Korean or English (`Accept-Language`,
/// or `?lang=ko` and `?lang=en`).
#[utoipa::path(
    get,
    path = "/",
    tag = "health",
    params(("lang" = Option<String>, Query, description = "The language of the page: `ko` or `en`; others are ignored")),
    responses((
        status = 200,
        description = "Also when the service is not ready; see `status`",
        content((Front = "application/json"), (String = "text/html")),
        headers(("vary" = String, description = "The answer depends on Accept and Accept-Language"))
    ))
)]
async fn front(State(service): State<Arc<AppState>>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let missing = missing(&service).await;
    let prefix = service.settings.edge.path_prefix.as_str();
    let apps = Link::apps(&service);
    let mut response = if preferred(&headers, &[HTML, JSON]) == Some(JSON) {
        let links = apps.iter().chain(&Link::DOCUMENTS).map(|link| (link.name(), link.path()));
        Json(Front::new(missing, prefix, links)).into_response()
    } else {
        let asked = query.as_deref().unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("lang="));
        let language = asked.and_then(Language::of_tag).unwrap_or_else(|| Language::preferred(&headers));
        page::answer(language, &missing, &apps, prefix)
    };
    let headers = response.headers_mut();
    headers.insert(header::VARY, header::HeaderValue::from_static("accept, accept-language"));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}

async fn operator_front(State(service): State<Arc<AppState>>) -> Response {
    let links = [
        ("readiness", "/readyz"),
        ("metrics", "/metrics"),
        ("openapi", "/openapi.json"),
        ("revocations", "/v1/revocations"),
        ("reinstatements", "/v1/reinstatements"),
        ("verify", "/v1/verify"),
    ];
    let front = Front::new(missing(&service).await, &service.settings.edge.path_prefix, links);
    ([(header::CACHE_CONTROL, "no-store")], Json(front)).into_response()
}
