use std::fmt::Debug;
use std::time::Duration;

use async_trait::async_trait;

use super::gcra::Quota;

/// A quota that has no room for another request now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exhausted {
    /// The quota.
    pub quota: Quota,
    /// When it has room again.
    pub wait: Duration,
}

/// Counts requests by name. One that several nodes share can take the place of [`LocalCounter`](super::LocalCounter);
/// it deals with its own failures, by a local and stricter count.
#[async_trait]
pub trait RequestCounter: Debug + Send + Sync {
    /// Counts one request to all quotas of a name. A name has the same periods each time.
    ///
    /// # Errors
    ///
    /// [`Exhausted`]; the request was counted to none of them.
    async fn count(&self, name: &str, quotas: &[Quota]) -> Result<(), Exhausted>;

    /// Whether a request of this name was counted so recently that it still matters.
    async fn knows(&self, name: &str) -> bool;
}
