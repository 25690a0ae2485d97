use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse as _;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::OpenApiRouter;

use super::access::{Observer, observe};
use super::app_state::AppState;
use super::guard::guarded;
use super::idempotency::idempotent;
use super::pages;
use super::path_prefix::under;
use super::problem::{Problem, ProblemCode};
use super::routes::{
    demo, documentation, front, health, metrics, paper, passes, queue, revocations, security_txt, trust, verify,
};
use crate::model::Scope;

/// The routes for everybody. The visits will be added here.
pub fn public_router(service: Arc<AppState>) -> Router {
    let prefix = service.settings.edge.path_prefix.clone();
    let routes = public_routes().merge(front::public()).merge(health::public()).split_for_parts().0;
    let mut routes =
        routes.merge(documentation::document(&prefix)).merge(documentation::pages(&prefix)).merge(pages::routes());
    if service.settings.demo.is_some() {
        routes = routes.merge(demo::routes());
    }
    if let Some(contact) = service.settings.security_contact.clone() {
        routes = routes.merge(security_txt::routes(contact));
    }
    let mut routes = routes.with_state(Arc::clone(&service));
    if let Some(surroundings) = &service.settings.surroundings {
        routes = (surroundings.public)(routes);
    }
    under(&prefix, observed(routes, service, "public"))
}

/// The routes for operators. Everything except `/healthz` needs a credential with the scope of the route, and paths
/// that do not exist any credential.
pub fn operator_router(service: Arc<AppState>) -> Router {
    let prefix = service.settings.edge.path_prefix.clone();
    let read = reading_routes().merge(health::operator()).split_for_parts().0;
    let read = guarded(read.merge(front::operator()), &service, Some(Scope::Read));
    let revoke = revoking_routes().split_for_parts().0.layer(from_fn_with_state(Arc::clone(&service), idempotent));
    let revoke = guarded(revoke, &service, Some(Scope::Revoke));
    let queue = queueing_routes().split_for_parts().0.layer(from_fn_with_state(Arc::clone(&service), idempotent));
    let queue = guarded(queue, &service, Some(Scope::Queue));
    // A separate fallback, so that a credential is required there, too.
    let rest = guarded(documentation::document(&prefix).fallback(async || StatusCode::NOT_FOUND), &service, None);
    let open = health::alive().split_for_parts().0;
    let routes = rest.merge(read).merge(revoke).merge(queue).merge(open);
    let mut routes = routes.with_state(Arc::clone(&service));
    if let Some(surroundings) = &service.settings.surroundings {
        routes = (surroundings.operator)(routes);
    }
    under(&prefix, observed(routes, service, "operator"))
}

/// The routes of the public listener that are documented under `/v1`.
pub(super) fn public_routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().merge(queue::routes()).merge(passes::routes()).merge(paper::routes()).merge(trust::routes())
}

/// The routes of the operator listener.
pub(super) fn operator_routes() -> OpenApiRouter<Arc<AppState>> {
    revoking_routes().merge(queueing_routes()).merge(reading_routes())
}

/// For operators with the scope `revoke`.
fn revoking_routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().merge(revocations::routes())
}

/// For operators with the scope `queue`.
fn queueing_routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().merge(queue::operator_routes())
}

/// For operators with the scope `read`.
fn reading_routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().merge(verify::routes()).merge(metrics::routes()).merge(queue::reading_routes())
}

fn observed(routes: Router, service: Arc<AppState>, listener: &'static str) -> Router {
    let panicked = |_: Box<dyn std::any::Any + Send>| {
        // The panic's message is not repeated: it could quote the data that was being handled.
        Problem::internal(ProblemCode::InternalError, "a handler panicked").into_response()
    };
    // In one layer: each is one more box and one more copy of what is inside it, for every request.
    routes.layer((from_fn_with_state(Observer { service, listener }, observe), CatchPanicLayer::custom(panicked)))
}
