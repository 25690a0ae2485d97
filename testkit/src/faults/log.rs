//! What happened when: faults, repairs, and what clients saw of them.

use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A log of events, each with the time since it began.
#[derive(Debug)]
pub struct EventLog {
    begun: Instant,
    events: Mutex<Vec<(Duration, String)>>,
}

impl EventLog {
    /// An empty one that begins now.
    #[expect(clippy::disallowed_methods, reason = "it says how long things took, and decides nothing")]
    pub fn begin() -> Self {
        Self { begun: Instant::now(), events: Mutex::default() }
    }

    /// The time since it began.
    pub fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    /// Enters an event, and returns its time.
    pub fn enter(&self, event: impl Into<String>) -> Duration {
        let at = self.elapsed();
        self.events.lock().unwrap_or_else(PoisonError::into_inner).push((at, event.into()));
        at
    }

    /// All events, one a line.
    pub fn text(&self) -> String {
        let events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        events.iter().fold(String::new(), |mut text, (at, event)| {
            writeln!(text, "{:>9.3} s  {event}", at.as_secs_f64()).expect("text");
            text
        })
    }
}
