//! What answers the requests of a connection: what is ready for everybody, and else the routes.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use hyper::Request;
use hyper::body::Incoming;
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;

use super::requests::Connection;
use crate::http::access::{Beginning, give_ready, is_ready_enough};
use crate::http::app_state::AppState;

/// The routes of a listener, for one connection.
pub(super) struct Answering {
    pub(super) service: Arc<AppState>,
    pub(super) router: TowerToHyperService<Router>,
    /// Whether answers that are the same for everybody are kept.
    pub(super) keeps: bool,
}

impl Answering {
    /// Answers a request of this connection.
    pub(super) async fn answer(&self, mut request: Request<Incoming>, connection: Connection) -> Response {
        if !self.keeps {
            request.extensions_mut().insert(connection);
            return self.by_routes(request).await;
        }
        let begin = Beginning::now();
        if is_ready_enough()
            && let Some(found) = self.service.ready.find(&self.service, &request)
            && connection.count(&self.service, request.headers()).is_ok()
        {
            return give_ready(&self.service, found, request.headers(), &begin);
        }
        request.extensions_mut().insert(connection);
        let path = request.uri().path().to_owned();
        let mut response = self.by_routes(request).await;
        self.service.ready.keep(&self.service, &path, &mut response);
        response
    }

    async fn by_routes(&self, request: Request<Incoming>) -> Response<Body> {
        match self.router.call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}
