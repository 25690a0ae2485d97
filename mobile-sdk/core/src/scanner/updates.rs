//! What a scanner fetches, and what it makes of what arrives (section 7).

use alloc::vec::Vec;

use super::Scanner;
use crate::malformed::Malformed;
use crate::manifest::FileHash;
use crate::sync::{Fetch, Plan};
use crate::time::UnixTime;
use crate::trust_store::Outcome;

impl Scanner {
    /// What to fetch next. Asking changes nothing; until the answer or its failure is here, the plan stays the same.
    pub fn next(&self, now: UnixTime) -> Plan {
        self.sync.next(now)
    }

    /// Makes the manifest due at once, whatever failed before.
    pub fn refresh(&mut self) {
        self.resume(self.store().clone());
    }

    /// Notes that a code was shown elsewhere on this device, in another tab for instance, whose key is not on the trust
    /// list. [`Scanner::check`] notes it by itself.
    pub const fn unknown_key_seen(&mut self) {
        self.sync.unknown_kid_seen();
    }

    /// Takes a manifest that was fetched. `None` means that it is judged when the files are here that are planned next;
    /// after [`Outcome::Taken`], write a snapshot.
    pub fn manifest_arrived(&mut self, bytes: &[u8], now: UnixTime) -> Option<Outcome> {
        self.sync.manifest_arrived(bytes, now)
    }

    /// Takes a file that was fetched; as above. One that nobody has asked for is [`Outcome::Malformed`].
    pub fn file_arrived(&mut self, sha256: FileHash, bytes: &[u8], now: UnixTime) -> Option<Outcome> {
        self.sync.file_arrived(sha256, bytes, now)
    }

    /// Notes that something could not be fetched, was longer than it may be, or took too long.
    pub fn failed(&mut self, what: Fetch, now: UnixTime) {
        self.sync.failed(what, now);
    }

    /// Takes a bundle, from a file or another scanner's screen.
    pub fn bundle_arrived(&mut self, bytes: &[u8]) -> Outcome {
        self.sync.bundle_arrived(bytes)
    }

    /// Takes a trust list by itself (section 5), from a file.
    pub fn trust_list_arrived(&mut self, bytes: &[u8]) -> Outcome {
        self.sync.trust_list_arrived(bytes)
    }

    /// Takes what another scanner of the same device has in force, as far as it is newer: nothing here becomes older by
    /// it.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where the bytes are no snapshot: then nothing has changed.
    pub fn snapshot_arrived(&mut self, snapshot: &[u8]) -> Result<Outcome, Malformed> {
        self.sync.snapshot_arrived(snapshot)
    }

    /// What is in force as a bundle of about `most_bytes` bytes at the most, for another scanner: the trust list first,
    /// the status lists of the days around `now` last. `None` before the first manifest.
    pub fn bundle(&self, now: UnixTime, most_bytes: usize) -> Option<Vec<u8>> {
        self.store().bundle(now.status_day(), most_bytes)
    }
}
