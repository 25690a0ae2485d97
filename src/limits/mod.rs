//! Limits of partners' keys: how many requests each may make, and which hours are unusual. A stolen key is slowed down
//! and noticed; another partner's key is not affected. Everything is counted in this process and since its start.

mod counter;
mod gcra;
mod local;
#[cfg(test)]
mod tests;
mod volume;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::config::LimitsSection;

pub use counter::{Exhausted, RequestCounter};
pub use gcra::Quota;
pub use local::LocalCounter;

use volume::{Unusual, Volume};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(86_400);

/// How often one assertion may be used again within [`REPEATS_IN`]: a phone asks again after a lost answer.
const REPEATS: u32 = 10;
const REPEATS_IN: Duration = Duration::from_secs(300);

/// The limits of one service.
pub struct Limits {
    settings: LimitsSection,
    counter: Arc<dyn RequestCounter>,
    clock: Arc<dyn Clock>,
    volume: Volume,
}

/// A limit is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{which} has reached its limit of {requests} requests in {} s; try again in {retry_after} s",
    period.as_secs()
)]
pub struct LimitReached {
    /// Whose limit it is: the key's or the assertion's.
    which: &'static str,
    requests: u32,
    period: Duration,
    /// After how many seconds a request has room again, at least 1.
    pub retry_after: u64,
}

impl Limits {
    /// Limits that this process counts alone.
    pub fn new(settings: LimitsSection, clock: Arc<dyn Clock>) -> Self {
        let counter = Arc::new(LocalCounter::new(Arc::clone(&clock)));
        Self { settings, counter, clock, volume: Volume::default() }
    }

    /// The settings.
    pub const fn settings(&self) -> &LimitsSection {
        &self.settings
    }

    /// Counts a request with a valid assertion of this partner and key. One that brings an assertion again is not
    /// counted to the key: otherwise anybody with a phone could use up the partner's limit with one assertion.
    ///
    /// # Errors
    ///
    /// [`LimitReached`]: the request must not be answered now.
    pub async fn admit(&self, partner: &str, key: &str, assertion: &str) -> Result<(), LimitReached> {
        let limit = self.settings.of_key(partner, key);
        let quotas = [Quota::new(limit.per_minute, MINUTE), Quota::new(limit.per_day, DAY)];
        let quotas: Vec<Quota> = quotas.into_iter().flatten().collect();
        let name = format!("{partner} {key}");
        // A valid assertion has a signature of its own.
        let repeated = format!("{name} {}", assertion.rsplit('.').next().unwrap_or_default());
        let repeats: Vec<Quota> = Quota::new(REPEATS, REPEATS_IN).into_iter().filter(|_| !quotas.is_empty()).collect();
        if self.counter.knows(&repeated).await {
            let counted = self.counter.count(&repeated, &repeats).await;
            return counted.map_err(|exhausted| reached("the assertion", exhausted));
        }
        if let Some(Unusual { requests, usual }) =
            self.volume.note(partner, &name, self.clock.monotonic(), &self.settings)
        {
            tracing::warn!(partner, key, requests, usual, "this hour of a partner's key is unusual: was it stolen?");
        }
        self.counter.count(&name, &quotas).await.map_err(|exhausted| reached("the partner's key", exhausted))?;
        self.counter.count(&repeated, &repeats).await.map_err(|exhausted| reached("the assertion", exhausted))
    }

    /// How many hours were unusual, by partner.
    pub fn unusual_hours(&self) -> Vec<(String, u64)> {
        self.volume.unusual_hours()
    }
}

fn reached(which: &'static str, Exhausted { quota, wait }: Exhausted) -> LimitReached {
    // Rounded up: a second too early would be refused again.
    let retry_after = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    LimitReached { which, requests: quota.requests(), period: quota.period(), retry_after: retry_after.max(1) }
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits").field("settings", &self.settings).finish_non_exhaustive()
    }
}
