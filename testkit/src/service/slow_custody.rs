use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use haetae::clock::ManualClock;
use haetae_core::{Kid, PublicKey, Signature};
use haetae_keys::{Custody, CustodyError, KeyRing};

/// The keys of a node, which sign as slowly as a test says.
pub struct SlowCustody {
    ring: KeyRing,
    clock: Arc<ManualClock>,
    pace: Mutex<Pace>,
    changed: Condvar,
}

#[derive(Default)]
struct Pace {
    seconds: u64,
    is_held: bool,
    waiting: usize,
}

impl SlowCustody {
    pub(super) fn new(ring: KeyRing, clock: Arc<ManualClock>) -> Self {
        Self { ring, clock, pace: Mutex::default(), changed: Condvar::new() }
    }

    /// From now on so many seconds pass with each signature.
    pub fn takes(&self, seconds: u64) {
        self.pace().seconds = seconds;
    }

    /// From now on every signature waits.
    pub fn hold(&self) {
        self.pace().is_held = true;
    }

    /// All that wait go on.
    pub fn go_on(&self) {
        self.pace().is_held = false;
        self.changed.notify_all();
    }

    /// How many signatures wait.
    pub fn waiting(&self) -> usize {
        self.pace().waiting
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Custody for SlowCustody {
    fn kids(&self) -> Vec<Kid> {
        self.ring.kids()
    }

    fn public_key(&self, kid: Kid) -> Option<PublicKey> {
        self.ring.public_key(kid)
    }

    fn sign(&self, kid: Kid, message: &[u8]) -> Result<Signature, CustodyError> {
        let mut pace = self.pace();
        pace.waiting += 1;
        let held = self.changed.wait_while(pace, |pace| pace.is_held);
        pace = held.unwrap_or_else(PoisonError::into_inner);
        pace.waiting -= 1;
        self.clock.advance(pace.seconds);
        drop(pace);
        self.ring.sign(kid, message)
    }
}

impl fmt::Debug for SlowCustody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SlowCustody")
    }
}
