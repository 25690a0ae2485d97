use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::client::Client;
use super::paced::Paced;
use super::progress::Progress;
use super::refusing::{Refusing, WAIT};
use super::register::{Place, Register};
use super::requests::Connection;
use super::tied_body::TiedBody;
use crate::http::app_state::AppState;

/// The age after which a connection gets no further requests; a client that has more of them connects again.
const LIFETIME: Duration = Duration::from_secs(600);
/// How long a closing connection may take to send its last answer.
const FAREWELL: Duration = Duration::from_secs(300);
/// Room for the headers of a request: an assertion takes a kilobyte.
const HEADER_BYTES: usize = 16 * 1024;
/// How long to wait before accepting is tried again if the system has no more sockets.
const ACCEPT_AGAIN: Duration = Duration::from_millis(200);

/// A listener: its connections, and the routes that answer them.
pub(in crate::http) struct Listener {
    pub(in crate::http) service: Arc<AppState>,
    /// `public` or `operator`.
    pub(in crate::http) name: &'static str,
    pub(in crate::http) router: Router,
    pub(in crate::http) register: Arc<Register>,
    /// Closes all connections.
    pub(in crate::http) cut: CancellationToken,
}

impl Listener {
    /// Accepts connections until the service stops. Connections that are open then continue in `connections`.
    pub(in crate::http) async fn run(self, socket: TcpListener, connections: TaskTracker) {
        let listener = Arc::new(self);
        let service = &listener.service;
        let refusing = Refusing::new();
        loop {
            let accepted = tokio::select! {
                () = service.stop.cancelled() => return,
                accepted = socket.accept() => accepted,
            };
            let (stream, peer) = match accepted {
                Ok((stream, peer)) => (stream, peer.ip()),
                Err(error) => {
                    tracing::warn!(listener = listener.name, %error, "no connection can be accepted");
                    // Not again at once: the reason, too many open files for instance, lasts a while.
                    let _ = tokio::time::timeout(ACCEPT_AGAIN, service.stop.cancelled()).await;
                    continue;
                }
            };
            let own = Arc::clone(&listener);
            match listener.register.enter(Client::of(peer), service.settings.proxies.contain(peer)) {
                Ok(place) => {
                    connections.spawn(async move { own.answer(stream, peer, place).await });
                }
                Err(why) => match refusing.wait(why) {
                    Some(waiting) => {
                        connections.spawn(async move { own.wait(stream, peer, waiting).await });
                    }
                    None => service.metrics.connection_refused(listener.name, why.as_str()),
                },
            }
        }
    }

    /// Answers as soon as there is room. If there is none within a moment, says so.
    async fn wait(&self, stream: TcpStream, peer: IpAddr, waiting: OwnedSemaphorePermit) {
        let service = &self.service;
        let place = self.register.enter_within(WAIT, Client::of(peer), service.settings.proxies.contain(peer));
        match service.stop.run_until_cancelled(place).await {
            Some(Ok(place)) => {
                drop(waiting);
                self.answer(stream, peer, place).await;
            }
            Some(Err(why)) => {
                service.metrics.connection_refused(self.name, why.as_str());
                why.say(stream, &service.request_ids.next()).await;
            }
            None => {}
        }
    }

    async fn answer(&self, stream: TcpStream, peer: IpAddr, place: Place) {
        let metrics = &self.service.metrics;
        metrics.connection_opened(self.name);
        self.converse(stream, peer, place).await;
        metrics.connection_closed(self.name);
    }

    async fn converse(&self, stream: TcpStream, peer: IpAddr, place: Place) {
        let settings = &self.service.settings;
        // Answers are short: they are not held back to fill a packet.
        let _ = stream.set_nodelay(true);
        let progress = Arc::new(Progress::new(place));
        let stream = Paced::new(stream, Arc::clone(&progress), settings.write_timeout, settings.answer_pace);
        let router = TowerToHyperService::new(self.router.clone());
        let service = service_fn(|mut request: Request<Incoming>| {
            progress.begin();
            request.extensions_mut().insert(Connection { peer, progress: Arc::clone(&progress) });
            let (answer, progress) = (router.call(request), Arc::clone(&progress));
            async move {
                let answer = answer.await?;
                progress.answer();
                Ok::<_, Infallible>(answer.map(|body| TiedBody::new(body, progress)))
            }
        });
        let mut connection = pin!(
            http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(settings.header_timeout)
                .max_buf_size(HEADER_BYTES)
                .serve_connection(TokioIo::new(stream), service)
        );
        let mut end = pin!(tokio::time::timeout(LIFETIME, self.service.stop.cancelled()));
        let is_over = tokio::select! {
            // Errors of clients that disconnect or do not send HTTP are ignored.
            _ = connection.as_mut() => true,
            () = self.cut.cancelled() => true,
            () = progress.place.shed.cancelled() => {
                self.service.metrics.connection_ended(self.name, "shed");
                // Unless a request has just come, it can be closed at once.
                progress.gives_way()
            }
            _ = end.as_mut() => false,
        };
        if !is_over {
            connection.as_mut().graceful_shutdown();
            tokio::select! {
                _ = tokio::time::timeout(FAREWELL, connection) => {}
                () = self.cut.cancelled() => {}
            }
        }
        if let Some(slow) = progress.slow() {
            self.service.metrics.connection_ended(self.name, slow.as_str());
        }
    }
}
