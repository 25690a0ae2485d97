use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::app_state::AppState;
use super::connections::{Listener, Register};
use super::control::Control;
use super::live::Live;
use super::router::{operator_router, public_router};
use super::settings::HttpSettings;
use crate::runtime::Runtime;

/// How often measured times are moved into their buckets, and the certificate's files are looked at.
const TIDY_INTERVAL: Duration = Duration::from_secs(5);

/// The most connections at a time to the operator listener. They are reserved: what happens on the public listener
/// takes none of them.
pub const OPERATOR_CONNECTIONS: usize = 64;

/// How a service ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// Connections whose last request did not end within the grace period; they were closed.
    pub cut: usize,
}

/// Answers on both listeners until [`Control::stop`]. Then it reports itself not ready and still answers for the
/// configured time, in which load balancers send their requests elsewhere; then it accepts no more connections, and
/// requests in progress have the configured grace period to end.
///
/// # Errors
///
/// If a listener has no address, because its socket is closed.
pub async fn serve(
    runtime: &Runtime,
    settings: HttpSettings,
    public: TcpListener,
    operator: TcpListener,
    control: impl Into<Control>,
) -> io::Result<Stopped> {
    let control = control.into();
    let edge = settings.edge.clone();
    let (tls, operator_tls) = (edge.tls.is_some(), edge.tls.is_some() && edge.operator_tls);
    tracing::info!(public = %public.local_addr()?, operator = %operator.local_addr()?, tls, operator_tls, "serving");
    let service = Arc::new(AppState::new(runtime, settings, control.stop.clone()));
    match service.gate.learn().await {
        Ok(0) => {
            tracing::warn!("no operator has a credential: everyone is refused on their listener; haetae operator add");
        }
        Ok(operators) => tracing::info!(operators, "operators with a credential"),
        Err(error) => tracing::warn!(%error, "the store does not say who the operators are"),
    }
    let (connections, close, cut) = (TaskTracker::new(), CancellationToken::new(), CancellationToken::new());
    let listener = |name, router, register, tls, proxy_protocol| {
        let (service, close, cut) = (Arc::clone(&service), close.clone(), cut.clone());
        // What is around the routes may answer otherwise each time.
        let keeps = name == "public" && service.settings.surroundings.is_none();
        Listener { service, name, router, keeps, register, tls, proxy_protocol, close, cut }
    };
    let (most, of_client) = (service.settings.max_connections, service.settings.max_connections_per_address);
    // Operators and their tools often share one address.
    let (for_all, for_operators) =
        (Register::new(most, of_client), Register::new(OPERATOR_CONNECTIONS, OPERATOR_CONNECTIONS));
    let public_routes = public_router(Arc::clone(&service));
    let operators_tls = edge.tls.clone().filter(|_| edge.operator_tls);
    let everyone = listener("public", public_routes, Arc::clone(&for_all), edge.tls.clone(), edge.proxy_protocol);
    // A proxy's health checks and operators share an address, and only one of them speaks the PROXY protocol.
    let operators = listener("operator", operator_router(Arc::clone(&service)), for_operators, operators_tls, false);

    tokio::join!(
        everyone.run(public, connections.clone()),
        operators.run(operator, connections.clone()),
        attend(&service, &control, &for_all, &close),
    );

    tracing::info!(connections = connections.len(), "stopping");
    connections.close();
    let grace = service.live.load().shutdown_grace;
    let ended = tokio::time::timeout(grace, connections.wait()).await;
    let stopped = Stopped { cut: if ended.is_ok() { 0 } else { connections.len() } };
    cut.cancel();
    connections.wait().await;
    tracing::info!(cut = stopped.cut, "stopped");
    Ok(stopped)
}

/// Keeps a running service in order, and closes its listeners when it has to stop and the time for load
/// balancers is over.
async fn attend(service: &AppState, control: &Control, register: &Register, close: &CancellationToken) {
    let mut interval = tokio::time::interval(TIDY_INTERVAL);
    let mut settings = control.settings();
    let draining = async {
        control.stop.cancelled().await;
        let drain = service.live.load().drain;
        if !drain.is_zero() {
            tracing::info!(seconds = drain.as_secs(), "not ready any more, and still answering");
            let _ = tokio::time::timeout(drain, control.at_once.cancelled()).await;
        }
    };
    let mut drained = pin!(draining);
    loop {
        tokio::select! {
            () = drained.as_mut() => break,
            _ = interval.tick() => tidy(service),
            Ok(()) = settings.changed() => {
                if let Some(settings) = settings.borrow_and_update().as_ref() {
                    service.live.store(Arc::new(Live::of(settings)));
                    register.limit(settings.max_connections, settings.max_connections_per_address);
                }
            }
        }
    }
    close.cancel();
}

/// Keeps the memory of the metrics flat while they are not read, and takes certificates that were renewed.
fn tidy(service: &AppState) {
    service.metrics.tidy();
    let Some(tls) = &service.settings.edge.tls else { return };
    match tls.reload_if_changed() {
        None => {}
        Some(Ok(())) => {
            tracing::info!(expires = %tls.expires().to_rfc3339(), "new connections get the new certificate");
        }
        Some(Err(error)) => tracing::error!(%error, "the certificate from before stays in use"),
    }
    service.metrics.certificate_expires(tls.expires().seconds());
}
