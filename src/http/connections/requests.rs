//! How many requests a proxy's client may have in progress: its connections are the proxy's.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::Request;
use axum::http::{Extensions, HeaderMap};

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

/// Counts a request to the proxy's client that sends it.
///
/// # Errors
///
/// Its client has as many in progress as it may have.
pub(in crate::http) fn count(service: &Arc<AppState>, request: &Request) -> Result<(), Problem> {
    let Some(connection) = request.extensions().get::<Connection>() else { return Ok(()) };
    connection.count(service, request.headers()).map_err(|TooMany(most)| {
        let detail = format!("There are {most} requests from this address in progress, the most at a time.");
        Problem::new(ProblemCode::TooManyAtOnce, detail)
    })
}

/// A proxy's client has as many requests in progress as it may have, which is so many.
pub(super) struct TooMany(usize);

impl Connection {
    /// Counts a request on this connection to the proxy's client that sends it, until its answer has been sent. One
    /// that no proxy sends is not counted: its client has connections of its own.
    pub(super) fn count(&self, service: &Arc<AppState>, headers: &HeaderMap) -> Result<(), TooMany> {
        let live = service.live.load();
        let Some(client) = live.proxies.client(self.peer, headers) else { return Ok(()) };
        let most = live.max_requests_per_client;
        if !service.clients.begin(client, most) {
            return Err(TooMany(most));
        }
        self.progress.hold(InProgress { service: Arc::clone(service), client });
        Ok(())
    }
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
