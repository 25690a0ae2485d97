use std::fmt;
use std::sync::Arc;

use haetae_core::{TrustStore, UnixTime};
use tokio_util::sync::CancellationToken;

use super::metrics::Metrics;
use super::request_id::RequestIds;
use super::settings::HttpSettings;
use crate::node::Node;
use crate::publishing::Duty;

/// Gives a scanner's view of what is published; `None` while nothing is.
pub type TrustSource = Arc<dyn Fn() -> Option<Arc<TrustStore>> + Send + Sync>;

/// What the routes share.
pub struct Service {
    pub(super) node: Node,
    pub(super) settings: HttpSettings,
    pub(super) metrics: Metrics,
    pub(super) request_ids: RequestIds,
    pub(super) stop: CancellationToken,
    pub(super) duty: Duty,
    trust: TrustSource,
}

impl Service {
    /// Routes to `node`. From `stop` on the service calls itself not ready.
    pub fn new(node: Node, settings: HttpSettings, stop: CancellationToken) -> Self {
        let publisher = Arc::clone(&node.publisher);
        let trust: TrustSource = Arc::new(move || publisher.served().map(|served| Arc::clone(&served.trust)));
        let request_ids = RequestIds::new(settings.instance);
        let duty = Duty::new(name(&node, settings.instance), Arc::clone(&node.store));
        Self { node, settings, metrics: Metrics::new(), request_ids, stop, duty, trust }
    }

    /// The same service, but codes are checked against other trust data than it publishes.
    #[must_use]
    pub fn with_trust(self, trust: TrustSource) -> Self {
        Self { trust, ..self }
    }

    pub(super) fn trust(&self) -> Option<Arc<TrustStore>> {
        (self.trust)()
    }

    pub(super) fn now(&self) -> UnixTime {
        self.node.clock.now()
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// By which other nodes know this one: as its journal is named in manifests, so that a node that comes back takes up what it
/// did, and by chance where there is no journal.
fn name(node: &Node, instance: [u8; 8]) -> String {
    let by_chance = || format!("{:016x}", u64::from_be_bytes(instance));
    node.journal.as_ref().map_or_else(by_chance, |journal| journal.node().to_owned())
}
