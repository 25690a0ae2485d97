use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::app_state::AppState;

/// The age after which a connection gets no further requests; a client that has more of them connects again.
const LIFETIME: Duration = Duration::from_secs(600);
/// How long a closing connection may take to send its last answer.
const FAREWELL: Duration = Duration::from_secs(300);
/// Room for the headers of a request: an assertion takes a kilobyte.
const HEADER_BYTES: usize = 16 * 1024;
/// How long to wait before accepting is tried again if the system has no more sockets.
const ACCEPT_AGAIN: Duration = Duration::from_millis(200);

/// A listener: its connections, and the routes that answer them.
pub(super) struct Listener {
    pub(super) service: Arc<AppState>,
    /// `public` or `operator`.
    pub(super) name: &'static str,
    pub(super) router: Router,
    /// Closes all connections.
    pub(super) cut: CancellationToken,
}

impl Listener {
    /// Accepts connections until the service stops. Connections that are open then continue in `connections`.
    pub(super) async fn run(self, socket: TcpListener, connections: TaskTracker) {
        let places = Arc::new(Semaphore::new(self.service.settings.max_connections.min(Semaphore::MAX_PERMITS)));
        let listener = Arc::new(self);
        let stop = &listener.service.stop;
        loop {
            // Without a free place nothing is accepted: new clients wait in the system's queue.
            let place = tokio::select! {
                () = stop.cancelled() => return,
                place = Arc::clone(&places).acquire_owned() => place,
            };
            let accepted = tokio::select! {
                () = stop.cancelled() => return,
                accepted = socket.accept() => accepted,
            };
            match accepted {
                Ok((stream, _)) => {
                    let listener = Arc::clone(&listener);
                    connections.spawn(async move {
                        listener.answer(stream).await;
                        drop(place);
                    });
                }
                Err(error) => {
                    tracing::warn!(listener = listener.name, %error, "no connection can be accepted");
                    // Not again at once: the reason, too many open files for instance, lasts a while.
                    let _ = tokio::time::timeout(ACCEPT_AGAIN, stop.cancelled()).await;
                }
            }
        }
    }

    async fn answer(&self, stream: TcpStream) {
        let metrics = &self.service.metrics;
        metrics.connection_opened(self.name);
        // Answers are short: they are not held back to fill a packet.
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(self.router.clone());
        let mut connection = pin!(
            http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(self.service.settings.header_timeout)
                .max_buf_size(HEADER_BYTES)
                .serve_connection(TokioIo::new(stream), service)
        );
        let mut end = pin!(tokio::time::timeout(LIFETIME, self.service.stop.cancelled()));
        tokio::select! {
            // Errors of clients that disconnect or do not send HTTP are ignored.
            _ = connection.as_mut() => {}
            () = self.cut.cancelled() => {}
            _ = end.as_mut() => {
                connection.as_mut().graceful_shutdown();
                tokio::select! {
                    _ = tokio::time::timeout(FAREWELL, connection) => {}
                    () = self.cut.cancelled() => {}
                }
            }
        }
        metrics.connection_closed(self.name);
    }
}
