//! A whole scanner (sections 5, 7 and 10): what it trusts, its verdicts, what it fetches next and what it writes down.
//! Bindings and programs that check codes hold one of these and bring the network, the disk, the clock and the random
//! numbers.

mod policies;
mod trust_state;
mod updates;

pub use policies::{PolicyList, PolicyStanding, PolicyState, RulesReading};
pub use trust_state::{FileState, ManifestState, TrustListState, TrustState};

use alloc::string::String;
use alloc::vec::Vec;

use crate::check::{Checker, ScannerState, Unclear, Verdict};
use crate::code::Challenge;
use crate::malformed::Malformed;
use crate::presentation::UnverifiedPass;
use crate::sync::{SyncSettings, TrustSync};
use crate::time::UnixTime;
use crate::trust_list::RootSet;
use crate::trust_store::TrustStore;

/// A scanner that begins with pinned roots.
#[derive(Clone, Debug)]
pub struct Scanner {
    pinned: RootSet,
    settings: SyncSettings,
    seed: u64,
    sync: TrustSync,
    memory: ScannerState,
    requires_challenge: bool,
    policy: Option<String>,
}

impl Scanner {
    /// A scanner that holds nothing but the pinned roots. The seed spreads what many scanners do: any number will do
    /// that differs from one to the other, and it need not be secret.
    pub fn new(pinned: RootSet, seed: u64) -> Self {
        Self {
            sync: TrustSync::new(pinned.clone(), seed),
            pinned,
            settings: SyncSettings::default(),
            seed,
            memory: ScannerState::new(),
            requires_challenge: false,
            policy: None,
        }
    }

    /// Takes other settings, and makes the manifest due at once.
    pub fn configure(&mut self, settings: SyncSettings) {
        self.settings = settings;
        self.refresh();
    }

    /// Goes on from a snapshot, in the place of what is in force, and makes the manifest due at once. Every signature
    /// is verified again, from the pinned roots on. Returns how many parts were left out because they do not verify.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where the bytes are no snapshot: then nothing has changed.
    pub fn restore(&mut self, snapshot: &[u8]) -> Result<usize, Malformed> {
        let restored = TrustStore::from_snapshot(self.pinned.clone(), snapshot)?;
        self.resume(restored.store);
        Ok(restored.dropped)
    }

    /// Everything that is in force, to be written down ([`TrustStore::to_snapshot`]). It is due whenever something was
    /// taken.
    pub fn snapshot(&self) -> Vec<u8> {
        self.store().to_snapshot()
    }

    /// What is in force.
    pub const fn store(&self) -> &TrustStore {
        self.sync.store()
    }

    /// What is trusted and how old it is at the time `now`.
    pub fn trust_state(&self, now: UnixTime) -> TrustState<'_> {
        TrustState::of(self.store(), &self.memory, now)
    }

    /// The verdict on the text of a code at the time `now` (section 10). A key that is unknown makes the next manifest
    /// due: perhaps the key is newer than what this scanner holds. A genuine pass whose status list is not here, or not
    /// the newest, makes that due.
    pub fn check(&mut self, text: &str, now: UnixTime) -> Verdict {
        let checker = Checker::new(self.sync.store())
            .requiring_challenge(self.requires_challenge)
            .with_policy(self.policy.as_deref());
        let verdict = checker.check(text, now, &mut self.memory);
        self.note_what_lacks(&verdict, text, now);
        verdict
    }

    /// Notes a code that was shown elsewhere on this device, in another tab for instance: what is missing for its
    /// verdict is due, as after [`Scanner::check`]. Nobody counts as admitted by it.
    pub fn shown_elsewhere(&mut self, text: &str, now: UnixTime) {
        let verdict = Checker::new(self.sync.store()).check(text, now, &mut self.memory.clone());
        self.note_what_lacks(&verdict, text, now);
    }

    /// Notes that this scanner shows `challenge` from `now` on (section 4). It may be answered for
    /// [`CHALLENGE_SECONDS`](crate::CHALLENGE_SECONDS).
    pub fn show_challenge(&mut self, challenge: Challenge, now: UnixTime) {
        self.memory.show_challenge(challenge, now);
    }

    /// The venue's own switch: where `required`, a code that answers none of the open challenges is
    /// [`Unclear::ChallengeMissing`], paper too. Off at the start; [`Scanner::forget`] leaves it as it is.
    pub const fn require_challenge(&mut self, required: bool) {
        self.requires_challenge = required;
    }

    /// Chooses the policy of this venue by its id (section 8), or none: then a genuine pass is enough. One that the
    /// rules in force do not have is [`Unclear::RulesMissing`]. [`Scanner::forget`] leaves the choice as it is.
    pub fn choose_policy(&mut self, id: Option<String>) {
        self.policy = id;
    }

    /// The id of the chosen policy.
    pub fn policy(&self) -> Option<&str> {
        self.policy.as_deref()
    }

    /// What a venue can choose of the rules in force, as of the time `now`.
    pub fn policies(&self, now: UnixTime) -> PolicyList<'_> {
        PolicyList::of(self.store(), now)
    }

    /// Forgets who was admitted, which challenges were shown and what the phones' clocks said.
    pub fn forget(&mut self) {
        self.memory = ScannerState::new();
    }

    fn note_what_lacks(&mut self, verdict: &Verdict, text: &str, now: UnixTime) {
        if *verdict == Verdict::Unclear(Unclear::UnknownKey) {
            self.unknown_key_seen();
        }
        if verdict.lacks_status()
            && let Ok(pass) = UnverifiedPass::parse(text)
        {
            self.sync.status_day_seen(pass.claims.not_before.status_day(), now);
        }
    }

    fn resume(&mut self, store: TrustStore) {
        self.sync = TrustSync::resume(store, self.seed).with_settings(self.settings);
    }
}
