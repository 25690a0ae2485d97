use std::io;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::connection::Listener;
use super::router::{operator_router, public_router};
use super::service::Service;
use super::settings::HttpSettings;
use crate::freshness::{Crossing, Freshness, Watch};
use crate::node::Node;
use crate::publishing::keep_published;

/// How a service came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// Connections whose last request did not end within the grace; they were broken off.
    pub cut: usize,
}

/// Answers on both listeners, and publishes what is due, until `stop`. Then nothing more is accepted, the service calls itself
/// not ready, and requests under way have the grace of the settings to end.
///
/// # Errors
///
/// Where a listener has no address, because it is not one any more.
pub async fn serve(
    node: Node,
    settings: HttpSettings,
    public: TcpListener,
    operator: TcpListener,
    stop: CancellationToken,
) -> io::Result<Stopped> {
    tracing::info!(public = %public.local_addr()?, operator = %operator.local_addr()?, "serving");
    let grace = settings.shutdown_grace;
    let service = Arc::new(Service::new(node, settings, stop.clone()));
    let (connections, cut) = (TaskTracker::new(), CancellationToken::new());
    let listener = |name, router| Listener { service: Arc::clone(&service), name, router, cut: cut.clone() };

    let publishing = tokio::spawn(publish(Arc::clone(&service)));
    tokio::join!(
        listener("public", public_router(Arc::clone(&service))).run(public, connections.clone()),
        listener("operator", operator_router(Arc::clone(&service))).run(operator, connections.clone()),
    );

    tracing::info!(connections = connections.len(), "stopping");
    connections.close();
    let ended = tokio::time::timeout(grace, connections.wait()).await;
    let stopped = Stopped { cut: if ended.is_ok() { 0 } else { connections.len() } };
    cut.cancel();
    connections.wait().await;
    // It ends with `stop`; a set that it was signing is published whole or not at all.
    if let Err(error) = publishing.await {
        tracing::error!(%error, "the publisher ended before its time");
    }
    tracing::info!(cut = stopped.cut, "stopped");
    Ok(stopped)
}

async fn publish(service: Arc<Service>) {
    let (node, settings) = (&service.node, &service.settings);
    let mut watch = Watch::default();
    let report = |result: &Result<bool, _>| {
        let freshness = Freshness::of(&node.publisher, &node.issuer, node.clock.now());
        watch.look(&freshness).iter().for_each(Crossing::log);
        if let Err(error) = result {
            service.metrics.publish_failed(error);
        }
        service.metrics.tidy();
    };
    let (clock, stop) = (&*node.clock, service.stop.clone());
    keep_published(&node.publisher, &service.duty, clock, settings.publish_pace, stop, report).await;
}
