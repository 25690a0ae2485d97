//! A scanner that syncs: the manifest, and each file that it lacks.

use std::sync::{Arc, Mutex};

use haetae_core::{FileHash, Outcome, Plan, TrustSync, UnixTime};

use super::doing::Doing;
use super::job::StreamJob;
use super::outcome;
use super::visit::{Step, Visit};

/// A manifest pins fewer files than so many.
const MOST_STEPS: usize = 1_000;

impl Doing {
    /// Does what the core plans for a scanner that has what was there at the beginning, until it lacks nothing or
    /// something was not good.
    pub(super) async fn sync(&self, stream: &StreamJob, visit: Visit) {
        let Some(checks) = &self.checks else { return };
        let sync = Arc::new(Mutex::new(checks.scanner(visit.number)));
        let mut visit = Visit { sync: Some(Arc::clone(&sync)), ..visit };
        for _ in 0..MOST_STEPS {
            let now = UnixTime::saturating_new(self.clock.unix_at(visit.due));
            let Ok(plan) = sync.lock().map(|sync| sync.next(now)) else { return };
            let (step, path) = match plan {
                Plan::FetchManifest { .. } => (Step::Manifest, "/v1/trust/manifest".to_owned()),
                Plan::FetchFile { sha256, .. } => {
                    (Step::File(sha256), format!("/v1/trust/files/{}", hexadecimal(&sha256)))
                }
                Plan::Idle { .. } => return,
            };
            visit = Visit { step, ..visit };
            let counted = self.ask(stream, &visit, self.requests.get(&path)).await;
            if counted.outcome != outcome::Outcome::Good {
                return;
            }
            visit = Visit { due: counted.end, ..visit };
        }
    }
}

/// Whether the scanner takes what has arrived.
pub(super) fn taken(sync: &Mutex<TrustSync>, step: Step, body: &[u8], now: UnixTime) -> Result<(), String> {
    let mut sync = sync.lock().map_err(|_| "the check broke down".to_owned())?;
    let outcome = match step {
        Step::File(sha256) => sync.file_arrived(sha256, body, now),
        _ => sync.manifest_arrived(body, now),
    };
    match outcome {
        // It is judged when the trust list is here.
        None | Some(Outcome::Taken | Outcome::Unchanged) => Ok(()),
        Some(other) => Err(other.as_str().to_owned()),
    }
}

fn hexadecimal(hash: &FileHash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
