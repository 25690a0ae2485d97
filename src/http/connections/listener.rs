use std::convert::Infallible;
use std::future::poll_fn;
use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderValue, header};
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::answering::Answering;
use super::client::Client;
use super::paced::Paced;
use super::progress::Progress;
use super::proxy_protocol::{self, For};
use super::refusing::{Refusing, WAIT};
use super::register::{Place, Refusal, Register};
use super::requests::Connection;
use super::tied_body::TiedBody;
use super::tls::TlsCertificate;
use super::transport::Transport;
use crate::http::app_state::AppState;

/// The age after which a connection gets no further requests; a client that has more of them connects again.
const LIFETIME: Duration = Duration::from_secs(600);
/// How long a closing connection may take to send its last answer.
const FAREWELL: Duration = Duration::from_secs(300);
/// How long a new connection may take to send its first request when the listener closes.
const FIRST_REQUEST: Duration = Duration::from_secs(1);
/// Room for the headers of a request: an assertion takes a kilobyte.
const HEADER_BYTES: usize = 16 * 1024;
/// How long to wait before accepting is tried again if the system has no more sockets.
const ACCEPT_AGAIN: Duration = Duration::from_millis(200);

const CLOSE: HeaderValue = HeaderValue::from_static("close");

/// A listener: its connections, and the routes that answer them.
pub(in crate::http) struct Listener {
    pub(in crate::http) service: Arc<AppState>,
    /// `public` or `operator`.
    pub(in crate::http) name: &'static str,
    pub(in crate::http) router: Router,
    /// Whether answers that are the same for everybody are kept.
    pub(in crate::http) keeps: bool,
    pub(in crate::http) register: Arc<Register>,
    /// `None` if it does not speak TLS.
    pub(in crate::http) tls: Option<Arc<TlsCertificate>>,
    /// Whether connections of trusted proxies begin with the PROXY protocol.
    pub(in crate::http) proxy_protocol: bool,
    /// Closes the socket, and each connection when its request is answered.
    pub(in crate::http) close: CancellationToken,
    /// Closes all connections.
    pub(in crate::http) cut: CancellationToken,
}

/// A connection about to speak HTTP.
struct Arrived {
    transport: Transport,
    /// Whose it is: what a trusted proxy says, or the address at its other end.
    peer: IpAddr,
    progress: Arc<Progress>,
}

impl Listener {
    /// Accepts connections until it is closed. Connections that are open then continue in `connections`.
    pub(in crate::http) async fn run(self, socket: TcpListener, connections: TaskTracker) {
        let listener = Arc::new(self);
        let refusing = Refusing::new();
        loop {
            let accepted = tokio::select! {
                () = listener.close.cancelled() => break,
                accepted = socket.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => listener.take(stream, peer.ip(), &refusing, &connections),
                Err(error) => {
                    tracing::warn!(listener = listener.name, %error, "no connection can be accepted");
                    // Not again at once: the reason, too many open files for instance, lasts a while.
                    let _ = tokio::time::timeout(ACCEPT_AGAIN, listener.close.cancelled()).await;
                }
            }
        }
        // Connections that the system has accepted by now would be reset.
        while let Poll::Ready(Ok((stream, peer))) = poll_fn(|cx| Poll::Ready(socket.poll_accept(cx))).await {
            listener.take(stream, peer.ip(), &refusing, &connections);
        }
    }

    /// Answers a connection, lets it wait for room, or closes it.
    fn take(self: &Arc<Self>, stream: TcpStream, peer: IpAddr, refusing: &Refusing, connections: &TaskTracker) {
        let own = Arc::clone(self);
        match self.enter(peer) {
            Ok(place) => {
                connections.spawn(async move { own.answer(stream, peer, place).await });
            }
            Err(why) => match refusing.wait(why) {
                Some(waiting) => {
                    connections.spawn(async move { own.wait(stream, peer, waiting).await });
                }
                None => self.service.metrics.connection_refused(self.name, why.as_str()),
            },
        }
    }

    fn enter(&self, peer: IpAddr) -> Result<Place, Refusal> {
        self.register.enter(Client::of(peer), self.service.live.load().proxies.contain(peer))
    }

    /// Answers as soon as there is room. If there is none within a moment, says so.
    async fn wait(&self, stream: TcpStream, peer: IpAddr, waiting: OwnedSemaphorePermit) {
        let is_proxy = self.service.live.load().proxies.contain(peer);
        let place = self.register.enter_within(WAIT, Client::of(peer), is_proxy);
        match self.close.run_until_cancelled(place).await {
            Some(Ok(place)) => {
                drop(waiting);
                self.answer(stream, peer, place).await;
            }
            Some(Err(why)) => self.refuse(stream, why).await,
            None => {}
        }
    }

    /// Says why there is no room. Under TLS nothing is said: the handshake costs more than an answer.
    async fn refuse(&self, stream: TcpStream, why: Refusal) {
        self.service.metrics.connection_refused(self.name, why.as_str());
        if self.tls.is_none() {
            why.say(stream, &self.service.request_ids.next()).await;
        }
    }

    async fn answer(&self, stream: TcpStream, peer: IpAddr, place: Place) {
        let metrics = &self.service.metrics;
        metrics.connection_opened(self.name);
        // Answers are short: they are not held back to fill a packet.
        let _ = stream.set_nodelay(true);
        if let Some(arrived) = self.arrive(stream, peer, place).await {
            self.converse(arrived).await;
        }
        metrics.connection_closed(self.name);
    }

    /// What comes before HTTP. `None` if the connection is over.
    async fn arrive(&self, mut stream: TcpStream, mut peer: IpAddr, mut place: Place) -> Option<Arrived> {
        let settings = &self.service.settings;
        if self.proxy_protocol && self.service.live.load().proxies.contain(peer) {
            let header = self.opening(&place, proxy_protocol::read(&mut stream)).await?;
            match header {
                Ok(For::Client(client)) => {
                    // It counts as the client's from now on.
                    drop(place);
                    peer = client;
                    place = match self.enter(peer) {
                        Ok(place) => place,
                        Err(why) => {
                            self.refuse(stream, why).await;
                            return None;
                        }
                    };
                }
                Ok(For::Itself) => {}
                Err(error) => {
                    tracing::debug!(listener = self.name, %error, "a proxy's connection was closed");
                    self.service.metrics.connection_ended(self.name, "proxy_protocol");
                    return None;
                }
            }
        }
        let progress = Arc::new(Progress::new(place));
        let stream = Paced::new(stream, Arc::clone(&progress), settings.write_timeout, settings.answer_pace);
        let transport = match &self.tls {
            None => Transport::Plain(stream),
            Some(tls) => match self.opening(&progress.place, tls.acceptor().accept(stream)).await? {
                Ok(stream) => Transport::Tls(Box::new(stream)),
                Err(error) => {
                    tracing::debug!(listener = self.name, %error, "a TLS handshake failed");
                    self.service.metrics.connection_ended(self.name, "tls");
                    return None;
                }
            },
        };
        Some(Arrived { transport, peer, progress })
    }

    /// Waits for what a connection must begin with, as long as for the headers of a request; `None` if it is over.
    async fn opening<T>(&self, place: &Place, beginning: impl Future<Output = io::Result<T>>) -> Option<io::Result<T>> {
        let limit = self.service.settings.header_timeout;
        tokio::select! {
            begun = tokio::time::timeout(limit, beginning) => {
                Some(begun.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())))
            }
            () = self.cut.cancelled() => None,
            () = place.shed.cancelled() => {
                self.service.metrics.connection_ended(self.name, "shed");
                None
            }
        }
    }

    async fn converse(&self, Arrived { transport, peer, progress }: Arrived) {
        let header_timeout = self.service.settings.header_timeout;
        let router = TowerToHyperService::new(self.router.clone());
        let answering = Answering { service: Arc::clone(&self.service), router, keeps: self.keeps };
        let (stop, answering) = (&self.service.stop, &answering);
        let service = service_fn(|request: Request<Incoming>| {
            progress.begin();
            let progress = Arc::clone(&progress);
            async move {
                let connection = Connection { peer, progress: Arc::clone(&progress) };
                let mut answer = answering.answer(request, connection).await;
                // Before the listener closes: a load balancer must not find its connections closed with a request.
                if stop.is_cancelled() {
                    answer.headers_mut().insert(header::CONNECTION, CLOSE);
                }
                progress.answer();
                Ok::<_, Infallible>(answer.map(|body| TiedBody::new(body, progress)))
            }
        });
        // What the system's clock says before 1970, with which hyper panics.
        let has_date = self.service.now().seconds() > 0;
        let mut connection = pin!(
            http1::Builder::new()
                .auto_date_header(has_date)
                .timer(TokioTimer::new())
                .header_read_timeout(header_timeout)
                .max_buf_size(HEADER_BYTES)
                .serve_connection(TokioIo::new(transport), service)
        );
        let mut end = pin!(tokio::time::timeout(LIFETIME, self.close.cancelled()));
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
        // A client that has just connected is about to send its first request, which must not be lost.
        let is_over = is_over
            || !progress.is_used()
                && tokio::select! {
                    ended = tokio::time::timeout(FIRST_REQUEST, connection.as_mut()) => ended.is_ok(),
                    () = self.cut.cancelled() => true,
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
