use haetae_core::{RootSet, Scanner, Unclear as CoreUnclear, Verdict as CoreVerdict, json};

use crate::challenge;
use crate::error::CoreError;
use crate::next::{Next, SyncSettings, fetch, file_hash};
use crate::policies::PolicyList;
use crate::shared::Shared;
use crate::time::time;
use crate::trust::{TrustOutcome, TrustState};
use crate::verdict::Verdict;

/// A scanner: what it trusts, how it keeps that up to date, and what it remembers between codes. It may be used from
/// any thread. Times are seconds since 1970.
#[derive(Debug, uniffi::Object)]
pub struct CoreScanner(pub(crate) Shared<Scanner>);

#[uniffi::export]
impl CoreScanner {
    /// A scanner that holds nothing but the pinned roots: JSON as in the file `roots.json`. The seed spreads what many
    /// scanners do: any number will do that differs from one to the other, and it need not be secret. Fails if the
    /// roots are no root set.
    #[uniffi::constructor]
    pub fn new(roots: &str, seed: i64) -> Result<Self, CoreError> {
        let pinned: RootSet = json::read(roots.as_bytes()).map_err(|error| CoreError::Roots(error.to_string()))?;
        Ok(Self(Shared::new(Scanner::new(pinned, seed.cast_unsigned()))))
    }

    /// Takes other settings, and makes the manifest due at once.
    pub fn configure(&self, settings: SyncSettings) {
        self.0.lock().configure(settings.into());
    }

    /// Goes on from a snapshot, in the place of what is in force, and makes the manifest due at once. Every signature
    /// in it is verified again, from the pinned roots on; returns how many parts were left out because they do not
    /// verify. Fails if the bytes are no snapshot: then nothing has changed.
    pub fn restore(&self, snapshot: Vec<u8>) -> Result<u32, CoreError> {
        let dropped = self.0.lock().restore(&snapshot).map_err(|_| CoreError::Snapshot)?;
        Ok(u32::try_from(dropped).unwrap_or(u32::MAX))
    }

    /// Everything that is in force, to be written down whenever something was taken.
    pub fn snapshot(&self) -> Vec<u8> {
        self.0.lock().snapshot()
    }

    /// Takes what another scanner of the same device has in force, as far as it is newer: nothing here becomes older by
    /// it. Fails if the bytes are no snapshot: then nothing has changed.
    pub fn snapshot_arrived(&self, snapshot: Vec<u8>) -> Result<TrustOutcome, CoreError> {
        let taken = self.0.lock().snapshot_arrived(&snapshot);
        taken.map(TrustOutcome::from).map_err(|_| CoreError::Snapshot)
    }

    /// The verdict on the text of a code at the time `now`. An unknown key makes the next manifest due. Fails if `now`
    /// is no time.
    pub fn check(&self, text: &str, now: i64) -> Result<Verdict, CoreError> {
        let now = time(now)?;
        Ok(Verdict::from(&self.0.lock().check(text, now)))
    }

    /// The verdict where a picture shows no code.
    pub fn unreadable(&self) -> Verdict {
        Verdict::from(&CoreVerdict::Unclear(CoreUnclear::Unreadable))
    }

    /// Notes that this scanner shows a challenge of these 8 to 16 random bytes from `now` on, and returns its text
    /// (`HQ1:`). Fails if there are more or fewer bytes, or `now` is no time.
    pub fn show_challenge(&self, bytes: Vec<u8>, now: i64) -> Result<String, CoreError> {
        let (challenge, now) = (challenge::from_bytes(&bytes)?, time(now)?);
        let text = challenge.text();
        self.0.lock().show_challenge(challenge, now);
        Ok(text)
    }

    /// The venue's own switch: whether a code that answers none of the open challenges is `challenge_missing`, paper
    /// too. Off at the start; `forget` leaves it as it is.
    pub fn require_challenge(&self, required: bool) {
        self.0.lock().require_challenge(required);
    }

    /// Chooses the policy of this venue by its id in the rules in force, or none: then a genuine pass is enough. An id
    /// that the rules do not have is `rules_missing`. `forget` leaves the choice as it is.
    #[uniffi::method(default(id = None))]
    pub fn choose_policy(&self, id: Option<String>) {
        self.0.lock().choose_policy(id);
    }

    /// What a venue can choose of the rules in force, as of the time `now`. Fails if `now` is no time.
    pub fn policies(&self, now: i64) -> Result<PolicyList, CoreError> {
        let now = time(now)?;
        Ok(self.0.lock().policies(now).into())
    }

    /// What is trusted and how old it is at the time `now`. Fails if `now` is no time.
    pub fn trust(&self, now: i64) -> Result<TrustState, CoreError> {
        let now = time(now)?;
        Ok(self.0.lock().trust_state(now).into())
    }

    /// Forgets who was admitted, which challenges were shown and what the phones' clocks said.
    pub fn forget(&self) {
        self.0.lock().forget();
    }

    /// Makes the manifest due at once, whatever failed before.
    pub fn refresh(&self) {
        self.0.lock().refresh();
    }

    /// Notes that another scanner of this device was shown a code whose key is not on the trust list. `check` notes it
    /// by itself.
    pub fn unknown_key_seen(&self) {
        self.0.lock().unknown_key_seen();
    }

    /// What to fetch next. Asking changes nothing; until the answer or its failure is here, it stays the same. Fails if
    /// `now` is no time.
    pub fn next(&self, now: i64) -> Result<Next, CoreError> {
        let now = time(now)?;
        Ok(self.0.lock().next(now).into())
    }

    /// Takes a manifest that was fetched. Nothing means that it is judged when the files are here that come next.
    /// Fails if `now` is no time.
    pub fn manifest_arrived(&self, bytes: Vec<u8>, now: i64) -> Result<Option<TrustOutcome>, CoreError> {
        let now = time(now)?;
        Ok(self.0.lock().manifest_arrived(&bytes, now).map(TrustOutcome::from))
    }

    /// Takes a file that was fetched; nothing as above. One that nobody has asked for is malformed. Fails if `now` is
    /// no time or the hash none.
    pub fn file_arrived(&self, sha256: &str, bytes: Vec<u8>, now: i64) -> Result<Option<TrustOutcome>, CoreError> {
        let (sha256, now) = (file_hash(sha256)?, time(now)?);
        Ok(self.0.lock().file_arrived(sha256, &bytes, now).map(TrustOutcome::from))
    }

    /// Notes that the manifest, or the file of this hash, could not be fetched, was longer than it may be, or took too
    /// long. Fails if `now` is no time or the hash none.
    pub fn failed(&self, sha256: Option<String>, now: i64) -> Result<(), CoreError> {
        let (what, now) = (fetch(sha256.as_deref())?, time(now)?);
        self.0.lock().failed(what, now);
        Ok(())
    }

    /// Takes a bundle, from a file or another scanner's screen.
    pub fn bundle_arrived(&self, bytes: Vec<u8>) -> TrustOutcome {
        self.0.lock().bundle_arrived(&bytes).into()
    }

    /// Takes a trust list by itself, from a file.
    pub fn trust_list_arrived(&self, bytes: Vec<u8>) -> TrustOutcome {
        self.0.lock().trust_list_arrived(&bytes).into()
    }

    /// What is in force as a bundle of about `most_bytes` bytes at the most, for another scanner: the trust list first,
    /// the status lists of the days around `now` last. Nothing before the first manifest. Fails if `now` is no time or
    /// the number is below 0.
    pub fn bundle(&self, now: i64, most_bytes: i64) -> Result<Option<Vec<u8>>, CoreError> {
        let now = time(now)?;
        let most_bytes = u64::try_from(most_bytes).map_err(|_| CoreError::Size(most_bytes))?;
        Ok(self.0.lock().bundle(now, usize::try_from(most_bytes).unwrap_or(usize::MAX)))
    }
}
