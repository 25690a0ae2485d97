use std::time::Duration;

/// How slowly bytes may come or go: after `grace`, not slower than `bytes_per_second` on average over the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The time before which the rate does not matter.
    pub grace: Duration,
    /// The least average rate from then on; at least 1.
    pub bytes_per_second: u32,
}

impl Pace {
    /// The time after `grace` that so many bytes give.
    pub(in crate::http) fn time_for(self, bytes: u64) -> Duration {
        let per_second = u64::from(self.bytes_per_second.max(1));
        Duration::from_millis(bytes.saturating_mul(1_000) / per_second)
    }
}
