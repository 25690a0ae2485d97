use std::time::Duration;

use super::connections::TrustedProxies;
use super::settings::HttpSettings;

/// The settings that a running service takes from a changed configuration.
#[derive(Clone, Debug)]
pub(super) struct Live {
    pub(super) proxies: TrustedProxies,
    pub(super) max_requests_per_client: usize,
    pub(super) drain: Duration,
    pub(super) shutdown_grace: Duration,
}

impl Live {
    pub(super) fn of(settings: &HttpSettings) -> Self {
        Self {
            proxies: settings.proxies.clone(),
            max_requests_per_client: settings.max_requests_per_client,
            drain: settings.edge.drain,
            shutdown_grace: settings.shutdown_grace,
        }
    }
}
