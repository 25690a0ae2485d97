use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Mutex, PoisonError};

use super::register::Place;
use super::requests::InProgress;

/// How far a connection is with a request, and with its place.
#[derive(Debug)]
pub(super) struct Progress {
    pub(super) place: Place,
    stage: AtomicU8,
    is_used: AtomicBool,
    stalls: AtomicBool,
    slow: AtomicU8,
    request: Mutex<Option<InProgress>>,
}

/// It waits for a request.
const WAITS: u8 = 0;
/// It has a request.
const WORKS: u8 = 1;
/// There is an answer to send.
const ANSWERS: u8 = 2;
/// All of the answer is on its way to the socket.
const SENDS: u8 = 3;

/// A peer that took an answer too slowly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Slow {
    /// It took nothing for a while.
    Stalled = 1,
    /// It took too little on average.
    Trickled = 2,
}

impl Progress {
    pub(super) const fn new(place: Place) -> Self {
        Self {
            place,
            stage: AtomicU8::new(WAITS),
            is_used: AtomicBool::new(false),
            stalls: AtomicBool::new(false),
            slow: AtomicU8::new(0),
            request: Mutex::new(None),
        }
    }

    /// Whether it waits for a request, or its peer reads nothing: it can be closed.
    pub(super) fn gives_way(&self) -> bool {
        self.stage() == WAITS || self.stalls.load(Ordering::Relaxed)
    }

    /// Whether the peer reads nothing of an answer from now on.
    pub(super) fn stall(&self, stalls: bool) {
        if self.stage() != WAITS && self.stalls.swap(stalls, Ordering::Relaxed) != stalls {
            if stalls { self.place.stalls() } else { self.place.works() }
        }
    }

    /// Whether there was a request already.
    pub(super) fn is_used(&self) -> bool {
        self.is_used.load(Ordering::Relaxed)
    }

    /// A request has come.
    pub(super) fn begin(&self) {
        self.is_used.store(true, Ordering::Relaxed);
        self.stage.store(WORKS, Ordering::Relaxed);
        self.place.works();
    }

    /// Keeps what counts the request until its answer has been sent.
    pub(super) fn hold(&self, request: InProgress) {
        *self.request.lock().unwrap_or_else(PoisonError::into_inner) = Some(request);
    }

    /// Its answer begins.
    pub(super) fn answer(&self) {
        self.stage.store(ANSWERS, Ordering::Relaxed);
    }

    /// Its answer is complete, and only has to be sent.
    pub(super) fn complete(&self) {
        self.stage.store(SENDS, Ordering::Relaxed);
    }

    /// Whether there is an answer that is not yet sent.
    pub(super) fn has_answer(&self) -> bool {
        self.stage() >= ANSWERS
    }

    /// Everything so far was given to the socket. Whether that was a whole answer: the connection waits for the next
    /// request then.
    pub(super) fn flushed(&self) -> bool {
        let is_sent = self.stage.compare_exchange(SENDS, WAITS, Ordering::Relaxed, Ordering::Relaxed).is_ok();
        if is_sent {
            self.place.waits();
            self.request.lock().unwrap_or_else(PoisonError::into_inner).take();
        }
        is_sent
    }

    /// The peer was too slow, and the connection ends.
    pub(super) fn is_slow(&self, slow: Slow) {
        self.slow.store(slow as u8, Ordering::Relaxed);
    }

    /// How the peer was too slow, if that ended the connection.
    pub(super) fn slow(&self) -> Option<Slow> {
        [Slow::Stalled, Slow::Trickled].into_iter().find(|slow| *slow as u8 == self.slow.load(Ordering::Relaxed))
    }

    fn stage(&self) -> u8 {
        self.stage.load(Ordering::Relaxed)
    }
}

impl Slow {
    /// Its name in metrics.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Stalled => "stalled",
            Self::Trickled => "slow",
        }
    }
}
