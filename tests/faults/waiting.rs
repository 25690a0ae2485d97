//! Waiting for a condition, with a bound.

use std::time::{Duration, Instant};

/// Asks until it holds.
///
/// # Panics
///
/// If it does not within `limit`.
#[expect(clippy::disallowed_methods, reason = "it bounds a wait")]
pub(crate) fn until(limit: Duration, what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < limit, "not within {limit:?}: {what}");
        std::thread::yield_now();
    }
}
