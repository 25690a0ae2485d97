use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::app_state::AppState;
use super::connections::{Listener, Register};
use super::router::{operator_router, public_router};
use super::settings::HttpSettings;
use crate::runtime::Runtime;

/// How often measured times are moved into their buckets.
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

/// Answers on both listeners until `stop`. Then it accepts no more connections and reports itself not ready, and
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
    stop: CancellationToken,
) -> io::Result<Stopped> {
    tracing::info!(public = %public.local_addr()?, operator = %operator.local_addr()?, "serving");
    let grace = settings.shutdown_grace;
    let service = Arc::new(AppState::new(runtime, settings, stop.clone()));
    match service.gate.learn().await {
        Ok(0) => {
            tracing::warn!("no operator has a credential: everyone is refused on their listener; haetae operator add");
        }
        Ok(operators) => tracing::info!(operators, "operators with a credential"),
        Err(error) => tracing::warn!(%error, "the store does not say who the operators are"),
    }
    let (connections, cut) = (TaskTracker::new(), CancellationToken::new());
    let listener = |name, router, register| {
        let service = Arc::clone(&service);
        Listener { service, name, router, register, cut: cut.clone() }
    };
    let (most, of_client) = (service.settings.max_connections, service.settings.max_connections_per_address);
    // Operators and their tools often share one address.
    let (for_all, for_operators) =
        (Register::new(most, of_client), Register::new(OPERATOR_CONNECTIONS, OPERATOR_CONNECTIONS));

    tokio::join!(
        listener("public", public_router(Arc::clone(&service)), for_all).run(public, connections.clone()),
        listener("operator", operator_router(Arc::clone(&service)), for_operators).run(operator, connections.clone()),
        keep_tidy(&service, &stop),
    );

    tracing::info!(connections = connections.len(), "stopping");
    connections.close();
    let ended = tokio::time::timeout(grace, connections.wait()).await;
    let stopped = Stopped { cut: if ended.is_ok() { 0 } else { connections.len() } };
    cut.cancel();
    connections.wait().await;
    tracing::info!(cut = stopped.cut, "stopped");
    Ok(stopped)
}

/// Keeps the memory of the metrics flat while they are not read.
async fn keep_tidy(service: &AppState, stop: &CancellationToken) {
    let mut interval = tokio::time::interval(TIDY_INTERVAL);
    while stop.run_until_cancelled(interval.tick()).await.is_some() {
        service.metrics.tidy();
    }
}
