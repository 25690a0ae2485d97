//! How many passes are enough for one answer.

use std::sync::Arc;
use std::time::Duration;

use super::service::IssueService;

impl IssueService {
    /// Whether so many passes are enough for now: under pressure, and where signing takes long, those of a few days.
    /// The phone comes back for the others in time.
    pub(super) fn is_enough(&self) -> impl Fn(usize) -> bool + Send + use<> {
        let settings = self.limits.settings();
        let days = usize::try_from(settings.short_days).unwrap_or(usize::MAX);
        let patience = Duration::from_millis(settings.signing_ms);
        let (is_pressed, clock, began) = (self.limits.is_pressed(), Arc::clone(&self.clock), self.clock.monotonic());
        move |made| {
            let is_long = || !patience.is_zero() && clock.monotonic().saturating_sub(began) >= patience;
            days > 0 && made >= days && (is_pressed || is_long())
        }
    }
}
