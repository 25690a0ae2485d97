use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::settings::HttpSettings;

/// Instructions to a running service.
#[derive(Clone, Debug)]
pub struct Control {
    /// To stop: it reports itself not ready from then on, and closes its listeners after [`Edge::drain`](super::Edge).
    pub stop: CancellationToken,
    /// To stop without waiting for load balancers.
    pub at_once: CancellationToken,
    settings: watch::Sender<Option<HttpSettings>>,
}

impl Control {
    /// Puts other settings in force, as far as a running service can take them: trusted proxies, how many connections
    /// and requests there may be, and how the service stops.
    pub fn reload(&self, settings: HttpSettings) {
        self.settings.send_replace(Some(settings));
    }

    pub(super) fn settings(&self) -> watch::Receiver<Option<HttpSettings>> {
        self.settings.subscribe()
    }
}

impl Default for Control {
    fn default() -> Self {
        Self::from(CancellationToken::new())
    }
}

impl From<CancellationToken> for Control {
    fn from(stop: CancellationToken) -> Self {
        Self { stop, at_once: CancellationToken::new(), settings: watch::Sender::new(None) }
    }
}
