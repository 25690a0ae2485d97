//! How many requests a proxy's client may have in progress: its connections are the proxy's.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::http::Extensions;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::client::Client;
use super::progress::Progress;
use crate::http::app_state::AppState;
use crate::http::problem::{Problem, ProblemCode};

/// The connection of a request.
#[derive(Clone, Debug)]
pub(super) struct Connection {
    /// The address at its other end.
    pub(super) peer: IpAddr,
    pub(super) progress: Arc<Progress>,
}

/// The address at the other end of the connection that a request came on; `None` where no listener was asked.
pub(in crate::http) fn peer(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<Connection>().map(|connection| connection.peer)
}

/// The requests in progress of clients behind proxies.
#[derive(Debug, Default)]
pub(in crate::http) struct ClientRequests(Mutex<HashMap<Client, usize>>);

/// A request in progress: dropped when its answer has been sent.
#[derive(Debug)]
pub(super) struct InProgress {
    service: Arc<AppState>,
    client: Client,
}

/// Refuses a request if its client has as many in progress as it may have.
pub(in crate::http) async fn admit(State(service): State<Arc<AppState>>, request: Request, next: Next) -> Response {
    let Some(Connection { peer, progress }) = request.extensions().get() else { return next.run(request).await };
    let live = service.live.load_full();
    let Some(client) = live.proxies.client(*peer, request.headers()) else {
        return next.run(request).await;
    };
    let most = live.max_requests_per_client;
    if !service.clients.begin(client, most) {
        let detail = format!("There are {most} requests from this address in progress, the most at a time.");
        return Problem::new(ProblemCode::TooManyAtOnce, detail).into_response();
    }
    progress.hold(InProgress { service, client });
    next.run(request).await
}

impl ClientRequests {
    /// Counts one more; `false` if there are `most` already.
    fn begin(&self, client: Client, most: usize) -> bool {
        let mut clients = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = clients.get(&client).copied().unwrap_or_default();
        if number >= most {
            return false;
        }
        clients.insert(client, number + 1);
        true
    }

    fn end(&self, client: Client) {
        let mut clients = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(mut entry) = clients.entry(client) {
            *entry.get_mut() -= 1;
            if *entry.get() == 0 {
                entry.remove();
            }
        }
    }
}

impl Drop for InProgress {
    fn drop(&mut self) {
        self.service.clients.end(self.client);
    }
}
