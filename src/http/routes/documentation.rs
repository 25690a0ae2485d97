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

/// `/openapi.json`
pub(crate) fn document() -> Router<Arc<AppState>> {
    let answer = || async {
        let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "public, max-age=3600")];
        (headers, DOCUMENT.clone()).into_response()
    };
    Router::new().route("/openapi.json", get(answer))
}

/// `/docs`: the document as pages. They are part of this program and load nothing from elsewhere.
pub(crate) fn pages() -> Router<Arc<AppState>> {
    SwaggerUi::new("/docs").config(Config::from("/openapi.json").validator_url("none")).into()
}
