use std::fmt;
use std::sync::Arc;

use arc_swap::ArcSwap;
use haetae_core::{TrustStore, UnixTime};
use tokio_util::sync::CancellationToken;

use super::connections::ClientRequests;
use super::live::Live;
use super::metrics::Metrics;
use super::problem::Problem;
use super::ready::ReadyAnswers;
use super::request_id::RequestIds;
use super::routes::verify::Scanners;
use super::settings::HttpSettings;
use crate::issuing::{IssueService, Refusal};
use crate::operators::{Gate, RevocationsAlone};
use crate::runtime::{Node, Runtime, RuntimeStatus};

/// Gives a scanner's view of what is published; `None` while nothing is.
pub type TrustSource = Arc<dyn Fn() -> Option<Arc<TrustStore>> + Send + Sync>;

/// The state that the routes share.
pub struct AppState {
    pub(super) node: Node,
    pub(super) settings: HttpSettings,
    /// Those of the settings that change while the service runs.
    pub(super) live: ArcSwap<Live>,
    pub(super) gate: Gate,
    pub(super) revocations_alone: RevocationsAlone,
    pub(super) metrics: Metrics,
    pub(super) request_ids: RequestIds,
    pub(super) clients: ClientRequests,
    pub(super) ready: ReadyAnswers,
    pub(super) scanners: Scanners,
    pub(super) stop: CancellationToken,
    pub(super) issuing: IssueService,
    pub(super) runtime: RuntimeStatus,
    trust: TrustSource,
}

impl AppState {
    /// Serves the node of `runtime`. From `stop` on the service reports itself not ready.
    pub fn new(runtime: &Runtime, settings: HttpSettings, stop: CancellationToken) -> Self {
        let (node, status) = (runtime.node().clone(), runtime.status().clone());
        let publisher = Arc::clone(&node.publisher);
        let trust: TrustSource = Arc::new(move || publisher.served().map(|served| Arc::clone(&served.trust)));
        let request_ids = RequestIds::new(settings.instance);
        let issuing = node.issuing();
        let gate = Gate::new(Arc::clone(&node.store) as _, Arc::clone(&node.clock));
        let revocations_alone = RevocationsAlone::new(settings.revocations_alone);
        Self {
            node,
            issuing,
            live: ArcSwap::from_pointee(Live::of(&settings)),
            settings,
            gate,
            revocations_alone,
            metrics: Metrics::new(),
            request_ids,
            clients: ClientRequests::default(),
            ready: ReadyAnswers::default(),
            scanners: Scanners::default(),
            stop,
            runtime: status,
            trust,
        }
    }

    /// The same service, but codes are checked against other trust data than it publishes.
    #[must_use]
    pub fn with_trust(self, trust: TrustSource) -> Self {
        Self { trust, ..self }
    }

    /// Who may use the operator listener.
    pub const fn gate(&self) -> &Gate {
        &self.gate
    }

    pub(super) fn trust(&self) -> Option<Arc<TrustStore>> {
        (self.trust)()
    }

    /// The problem of a request that got no pass, which is counted to the partner that signed it.
    pub(super) fn refused(&self, refusal: Refusal) -> Problem {
        let problem = Problem::from(refusal.error);
        if let Some(partner) = refusal.partner {
            self.metrics.partner_refused(partner, problem.code);
        }
        problem
    }

    pub(super) fn now(&self) -> UnixTime {
        self.node.clock.now()
    }
}

impl fmt::Debug for AppState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppState").field("settings", &self.settings).finish_non_exhaustive()
    }
}
