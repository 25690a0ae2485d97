use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use secrecy::ExposeSecret as _;
use subtle::ConstantTimeEq as _;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::OpenApiRouter;

use super::access::{Observer, observe};
use super::app_state::AppState;
use super::bearer::bearer_token;
use super::connections::admit;
use super::pages;
use super::problem::{Problem, ProblemCode};
use super::routes::{
    demo, documentation, front, health, metrics, paper, passes, revocations, security_txt, trust, verify,
};

/// The routes for everybody. The waiting room and the visits will be added here.
pub fn public_router(service: Arc<AppState>) -> Router {
    let routes = public_routes().merge(front::public()).merge(health::public()).split_for_parts().0;
    let mut routes = routes.merge(documentation::document()).merge(documentation::pages()).merge(pages::routes());
    if service.settings.demo.is_some() {
        routes = routes.merge(demo::routes());
    }
    if let Some(contact) = service.settings.security_contact.clone() {
        routes = routes.merge(security_txt::routes(contact));
    }
    observed(routes.with_state(Arc::clone(&service)), service, "public")
}

/// The routes for operators. Everything except `/healthz` needs the token, also paths that do not exist.
pub fn operator_router(service: Arc<AppState>) -> Router {
    let guarded = operator_routes().merge(health::operator()).split_for_parts().0;
    let guarded = guarded.merge(documentation::document()).merge(front::operator());
    // A separate fallback, so that the token is required there, too.
    let guarded = guarded.fallback(async || StatusCode::NOT_FOUND);
    let guarded = guarded.layer(from_fn_with_state(Arc::clone(&service), require_token));
    let open = health::alive().split_for_parts().0;
    observed(guarded.merge(open).with_state(Arc::clone(&service)), service, "operator")
}

/// The routes of the public listener that are documented under `/v1`.
pub(super) fn public_routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().merge(passes::routes()).merge(paper::routes()).merge(trust::routes())
}

/// The routes of the operator listener.
pub(super) fn operator_routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().merge(revocations::routes()).merge(verify::routes()).merge(metrics::routes())
}

fn observed(routes: Router, service: Arc<AppState>, listener: &'static str) -> Router {
    let panicked = |_: Box<dyn std::any::Any + Send>| {
        // The panic's message is not repeated: it could quote the data that was being handled.
        Problem::internal(ProblemCode::InternalError, "a handler panicked").into_response()
    };
    routes
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(Arc::clone(&service), admit))
        .layer(from_fn_with_state(Observer { service, listener }, observe))
}

async fn require_token(State(service): State<Arc<AppState>>, request: Request, next: Next) -> Response {
    let expected = service.settings.operator_token.expose_secret().as_bytes();
    let token = bearer_token(request.headers()).unwrap_or_default();
    // In constant time, so that the token cannot be guessed byte by byte.
    if bool::from(token.as_bytes().ct_eq(expected)) {
        return next.run(request).await;
    }
    let detail = "This listener is for operators: send their token as Authorization: Bearer.";
    Problem::new(ProblemCode::OperatorTokenRequired, detail).into_response()
}
