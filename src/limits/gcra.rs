//! The generic cell rate algorithm: a bucket that holds the requests of one period and fills up evenly. Its whole state
//! is one time.

use std::time::Duration;

/// At most so many requests in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    requests: u32,
    period: Duration,
}

impl Quota {
    /// `None` for no requests, which means that there is no limit.
    pub fn new(requests: u32, period: Duration) -> Option<Self> {
        (requests > 0).then_some(Self { requests, period })
    }

    /// The most requests at once; then they come back evenly, all of them in one period.
    pub const fn requests(self) -> u32 {
        self.requests
    }

    /// The period.
    pub const fn period(self) -> Duration {
        self.period
    }

    /// The time in which one request comes back.
    pub(super) fn each(self) -> Duration {
        self.period / self.requests
    }

    /// The part of one of so many nodes that share the quota: no more in all than the whole.
    pub(super) fn share(self, nodes: u32) -> Self {
        let nodes = nodes.max(1);
        match self.requests / nodes {
            0 => Self { requests: 1, period: self.period * nodes / self.requests },
            requests => Self { requests, ..self },
        }
    }

    /// Counts a request at `now`. `full` is when the bucket is full again; returns the same after this request.
    ///
    /// # Errors
    ///
    /// How long to wait, if the bucket is empty.
    pub fn take(self, full: Duration, now: Duration) -> Result<Duration, Duration> {
        let after = full.max(now) + self.each();
        match after.saturating_sub(now).saturating_sub(self.period) {
            Duration::ZERO => Ok(after),
            wait => Err(wait),
        }
    }

    /// Counts a request that has been admitted already, also if the bucket was empty.
    pub(super) fn note(self, full: Duration, now: Duration) -> Duration {
        (full.max(now) + self.each()).min(now + self.period)
    }
}
