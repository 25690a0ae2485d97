use std::sync::{Mutex, MutexGuard, PoisonError};

use haetae_core::ScannerState;

/// So many are kept; where more are needed at once, the others unpack what they need anew.
const KEPT: usize = 2;

/// Scanners for the next checks: each as if just started, but with the status lists that it has unpacked, which costs
/// more than all the rest of a check.
#[derive(Debug, Default)]
pub(in crate::http) struct Scanners(Mutex<Vec<ScannerState>>);

impl Scanners {
    /// One that remembers nothing and nobody.
    pub(super) fn take(&self) -> ScannerState {
        self.kept().pop().unwrap_or_default()
    }

    /// Keeps what it has unpacked.
    pub(super) fn give_back(&self, scanner: ScannerState) {
        let restarted = scanner.restarted();
        let mut kept = self.kept();
        if kept.len() < KEPT {
            kept.push(restarted);
        }
    }

    fn kept(&self) -> MutexGuard<'_, Vec<ScannerState>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
