use haetae_core::{Fetch, FileKind, Outcome, Plan, SECONDS_PER_DAY, TrustSync};

use super::publisher::Publisher;
use crate::nation::authority::Authority;
use crate::nation::calendar::at;
use crate::nation::random::Random;

/// No set has more files than this.
const MOST_STEPS: u32 = 200;

/// What a tablet has fetched, in bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fetched {
    pub(super) manifests: u64,
    pub(super) changes: u64,
    pub(super) lists: u64,
    pub(super) others: u64,
}

impl Fetched {
    pub(super) const fn sum(self) -> u64 {
        self.manifests + self.changes + self.lists + self.others
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self {
            manifests: self.manifests + other.manifests,
            changes: self.changes + other.changes,
            lists: self.lists + other.lists,
            others: self.others + other.others,
        }
    }
}

/// A tablet with default settings that counts what it fetches.
pub(super) struct Reader {
    /// When it looks next.
    pub(super) next: u64,
    pub(super) sync: TrustSync,
    /// What it refused: a publisher that is modelled well gives no reason.
    pub(super) refused: Vec<Outcome>,
    /// The manifest that it fetched last: asked again, the service answers 304 without it.
    known: Vec<u8>,
    /// Seconds of the UTC day between which it is on; the second may lie on the next day.
    open: Option<[u64; 2]>,
}

impl Reader {
    pub(super) fn new(open: Option<[u64; 2]>, authority: &Authority, seed: u64, number: u64) -> Self {
        let sync = TrustSync::new(authority.roots(), Random::of(seed, "reader", number).any());
        Self { next: 0, sync, refused: Vec::new(), known: Vec::new(), open }
    }

    /// Does what the core plans until there is nothing to fetch, and notes when to look again.
    pub(super) fn look(&mut self, publisher: &Publisher<'_>, now: u64) -> Fetched {
        let mut fetched = Fetched::default();
        for _ in 0..MOST_STEPS {
            match self.sync.next(at(now)) {
                Plan::Idle { until } => {
                    self.next = self.when_open(until.seconds().max(now + 1));
                    return fetched;
                }
                Plan::FetchManifest { .. } => {
                    let manifest = publisher.manifest();
                    if self.known != manifest {
                        self.known = manifest.to_vec();
                        fetched.manifests += manifest.len() as u64;
                    }
                    let outcome = self.sync.manifest_arrived(manifest, at(now));
                    self.note(outcome);
                }
                Plan::FetchFile { sha256, size } => {
                    let Some(bytes) = publisher.file(&sha256) else {
                        self.sync.failed(Fetch::File(sha256), at(now));
                        continue;
                    };
                    let pinned = self.sync.store().manifest().map(|manifest| manifest.files()).unwrap_or_default();
                    match pinned.iter().find(|file| file.sha256 == sha256).map(|file| FileKind::of(&file.name)) {
                        Some(FileKind::Status(_)) => fetched.lists += size,
                        Some(FileKind::Changes(_)) => fetched.changes += size,
                        _ => fetched.others += size,
                    }
                    let outcome = self.sync.file_arrived(sha256, bytes, at(now));
                    self.note(outcome);
                }
            }
        }
        self.next = now + 60;
        fetched
    }

    fn note(&mut self, outcome: Option<Outcome>) {
        self.refused.extend(outcome.filter(|outcome| !matches!(outcome, Outcome::Taken | Outcome::Unchanged)));
    }

    fn when_open(&self, wanted: u64) -> u64 {
        let Some([opens, closes]) = self.open else { return wanted };
        let since_opening = (wanted + SECONDS_PER_DAY - opens) % SECONDS_PER_DAY;
        if since_opening < closes - opens { wanted } else { wanted + SECONDS_PER_DAY - since_opening }
    }
}
