use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use bytes::Bytes;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::http::app_state::AppState;
use crate::http::openapi;

/// Serialised once: it follows from the code.
static DOCUMENT: LazyLock<Bytes> = LazyLock::new(|| openapi::document().into());

/// `/openapi.json`, which says under which path the service is.
pub(crate) fn document(prefix: &str) -> Router<Arc<AppState>> {
    let document = if prefix.is_empty() { DOCUMENT.clone() } else { openapi::document_under(prefix).into() };
    let answer = move || async move {
        let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "public, max-age=3600")];
        (headers, document).into_response()
    };
    Router::new().route("/openapi.json", get(answer))
}

/// `/docs`: the document as pages. They are part of this program and load nothing from elsewhere.
pub(crate) fn pages(prefix: &str) -> Router<Arc<AppState>> {
    SwaggerUi::new("/docs").config(Config::from(format!("{prefix}/openapi.json")).validator_url("none")).into()
}
