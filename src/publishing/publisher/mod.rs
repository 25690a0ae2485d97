use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use arc_swap::ArcSwapOption;
use haetae_core::{Kid, Manifest, Outcome, PinnedFile, SECONDS_PER_DAY, StatusDay, TRUST_LIST, TrustStore, UnixTime};
use tokio::sync::Notify;

use super::error::PublishError;
use super::journal_head;
use super::journal_log;
use super::last_set::LastSet;
use super::oldest_release::OldestRelease;
use super::schedule::{Schedule, phase};
use super::served::ServedSet;
use super::status_list;
use super::withdrawn;
use crate::journal::{Head, Journal, SignedCheckpoint};
use crate::model::{PublishedFile, PublishedSet};
use crate::signing::{CurrentSigning, Signing};
use crate::store::{Changes, Publication, Store, StoreError};

mod attested;
mod files;
mod offering;
mod reconciled;
mod rules;
mod unpublished;

use files::News;
pub(super) use offering::offer;
pub(super) use rules::of_set;
use unpublished::Unpublished;

/// The operator's settings for publishing.
#[derive(Clone, Debug)]
pub struct PublisherConfig {
    /// The address that status lists name themselves by: `<base>/status/<day>`.
    pub status_base: String,
    /// Seconds after which scanners say that their data is old.
    pub stale_after: u64,
    /// Seconds after which scanners admit no one, at most 28 days.
    pub expires_after: u64,
    /// Seconds after which a fresh manifest is signed even if nothing has changed.
    pub resign_after: u64,
    /// The shortest time between two sets, in seconds.
    pub interval: u64,
    /// For how many days a paper pass is valid.
    pub paper_days: u32,
    /// So many seconds after the beginning of a status day, no day pass of that day is valid any more.
    pub day_pass_end: u64,
}

/// Signs and publishes the data for scanners, and holds the set that is served.
#[derive(Debug)]
pub struct Publisher {
    config: PublisherConfig,
    signing: Arc<CurrentSigning>,
    oldest_release: Option<OldestRelease>,
    last_set: Option<LastSet>,
    store: Arc<dyn Store>,
    /// The counter of withdrawals when they were last applied.
    withdrawals_applied: AtomicU64,
    /// Held while they are applied: of two that do so, the later one must not put back what the earlier one read.
    applying: tokio::sync::Mutex<()>,
    served: ArcSwapOption<ServedSet>,
    snapshot: Mutex<Option<Snapshot>>,
    wake: Notify,
    journal: OnceLock<Arc<Journal>>,
    stored_head: Mutex<Head>,
    /// Checkpoints of this node's journal that are not in the store yet.
    unstored_checkpoints: tokio::sync::Mutex<VecDeque<SignedCheckpoint>>,
    unpublished: Unpublished,
}

/// The state of store and keys at the last check. While it is unchanged, nothing has to be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Snapshot {
    revocations: u64,
    withdrawals: u64,
    rules: Option<u64>,
    day: StatusDay,
    /// The turns of the status lists.
    phase: (u64, StatusDay),
    /// How often keys or trust list had changed.
    signing: u64,
}

impl Publisher {
    /// A publisher of the trust list that is in force; a scanner with the pinned roots must accept it.
    pub fn new(config: PublisherConfig, signing: Arc<CurrentSigning>, store: Arc<dyn Store>) -> Self {
        let (served, snapshot, wake) = (ArcSwapOption::empty(), Mutex::default(), Notify::new());
        let (withdrawals_applied, journal, stored_head) = (AtomicU64::new(0), OnceLock::new(), Mutex::default());
        let (oldest_release, last_set) = (None, None);
        Self {
            config,
            signing,
            oldest_release,
            last_set,
            store,
            withdrawals_applied,
            applying: tokio::sync::Mutex::default(),
            served,
            snapshot,
            wake,
            journal,
            stored_head,
            unstored_checkpoints: tokio::sync::Mutex::default(),
            unpublished: Unpublished::default(),
        }
    }

    /// The current signing keys, trust list and status keys.
    pub const fn signing(&self) -> &Arc<CurrentSigning> {
        &self.signing
    }

    /// Offers each set to this release too before it is published.
    pub fn with_oldest_release(self, oldest_release: Option<OldestRelease>) -> Self {
        Self { oldest_release, ..self }
    }

    /// Keeps each set outside the database too, and publishes only what may follow the one that is there.
    pub fn with_last_set(self, last_set: Option<LastSet>) -> Self {
        Self { last_set, ..self }
    }

    /// From now on each manifest pins the end of this journal's chain. The first journal stays.
    pub fn pin_journal(&self, journal: Arc<Journal>) {
        let _ = self.journal.set(journal);
    }

    /// What is served now; `None` until the first [`Publisher::refresh`].
    pub fn served(&self) -> Option<Arc<ServedSet>> {
        self.served.load_full()
    }

    /// Asks for a poll of the store soon: a person has been revoked.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Waits until [`Publisher::wake`] is called.
    pub async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Stops signing with withdrawn keys. Cheap to call if nothing is new.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be read.
    pub async fn apply_withdrawals(&self) -> Result<Changes, StoreError> {
        let _applying = self.applying.lock().await;
        let changes = self.store.changes().await?;
        if self.withdrawals_applied.load(Ordering::SeqCst) != changes.withdrawals {
            let keys = self.store.withdrawn_keys().await?;
            let number = keys.len();
            if self.signing.withdraw(keys.into_iter().map(|key| key.kid).collect()) {
                tracing::warn!(number, "the withdrawn keys have changed: nothing is signed with them");
            }
            self.withdrawals_applied.store(changes.withdrawals, Ordering::SeqCst);
        }
        Ok(changes)
    }

    /// Serves what is published, and publishes a new set if one is due: there is none yet, a person has been revoked, a
    /// key was withdrawn, rules were published, a day or a batch has begun, the trust list has changed, or the manifest
    /// is old. Returns whether it published. Cheap to call if nothing is due.
    ///
    /// # Errors
    ///
    /// [`PublishError`]; what was served before still is.
    pub async fn refresh(&self, now: UnixTime) -> Result<bool, PublishError> {
        let changes = self.apply_withdrawals().await?;
        self.refresh_after(changes, now).await
    }

    /// The same as [`Publisher::refresh`] if the store has just been asked for its changes.
    ///
    /// # Errors
    ///
    /// [`PublishError`]; what was served before still is.
    pub async fn refresh_after(&self, changes: Changes, now: UnixTime) -> Result<bool, PublishError> {
        self.require_reconciled(changes)?;
        self.keep_last_set();
        let snapshot = Snapshot {
            revocations: changes.revocations,
            withdrawals: changes.withdrawals,
            rules: changes.rules,
            day: now.status_day(),
            phase: phase(now),
            signing: self.signing.changes(),
        };
        if let (Some(last), Some(served)) = (self.last_snapshot(), self.served()) {
            if last.revocations != snapshot.revocations {
                self.unpublished.found(now);
            }
            let age = now.seconds().abs_diff(served.contents.issued.seconds());
            let nothing_new = last == snapshot && age < self.config.resign_after;
            if nothing_new || age < self.config.interval {
                return Ok(false);
            }
        }
        let published = self.publish_if_due(changes, now).await?;
        *self.snapshot.lock().unwrap_or_else(PoisonError::into_inner) = Some(snapshot);
        self.unpublished.none();
        Ok(published)
    }

    /// Serves what another node has published since, without publishing.
    ///
    /// # Errors
    ///
    /// [`PublishError`]; what was served before still is.
    pub async fn follow(&self) -> Result<(), PublishError> {
        let changes = self.store.changes().await?;
        self.follow_after(changes).await
    }

    /// The same as [`Publisher::follow`] if the store has just been asked for its changes.
    ///
    /// # Errors
    ///
    /// [`PublishError`]; what was served before still is.
    pub async fn follow_after(&self, changes: Changes) -> Result<(), PublishError> {
        self.require_reconciled(changes)?;
        self.keep_last_set();
        // Never an older one: after a restore, that of the database is.
        if changes.published <= self.served().map(|served| served.contents.version) {
            return Ok(());
        }
        if let Some(set) = self.store.published().await? {
            tokio::task::block_in_place(|| self.serve(&self.signing.load(), &set))?;
        }
        Ok(())
    }

    /// Stores the end of this node's journal if it has changed: the node that publishes next pins it.
    ///
    /// # Errors
    ///
    /// [`PublishError::Store`]; it is stored later.
    pub async fn store_journal_head(&self) -> Result<(), PublishError> {
        let Some(journal) = self.journal.get() else { return Ok(()) };
        let head = journal.head();
        if head.entries > 0 && head != *self.stored_head.lock().unwrap_or_else(PoisonError::into_inner) {
            self.store.store_journal_head(journal.node(), &head.document()).await?;
            *self.stored_head.lock().unwrap_or_else(PoisonError::into_inner) = head;
        }
        Ok(())
    }

    fn last_snapshot(&self) -> Option<Snapshot> {
        *self.snapshot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn publish_if_due(&self, changes: Changes, now: UnixTime) -> Result<bool, PublishError> {
        let signing = self.signing.load();
        let (previous, replaces) = self.previous(changes).await?;
        if let Some(previous) = &previous {
            self.compare_revocations(&signing, previous, changes.revocations, now).await?;
        }
        let news =
            News::read(self.store.as_ref(), previous.as_ref(), self.schedule(), changes.revocations, now).await?;
        let withdrawn = withdrawn::named(&self.store.withdrawn_keys().await?, &signing.list);
        let (mut files, revocations) =
            tokio::task::block_in_place(|| self.files(&signing, previous.as_ref(), &news, now))?;
        files.extend(rules::next(self.store.as_ref(), changes, previous.as_ref(), &signing).await?);
        files.sort_by(|left, right| left.name.cmp(&right.name));
        if let Some(previous) = &previous
            && replaces == Some(previous.version)
            && let Ok(manifest) = Manifest::decode_unverified(&previous.manifest)
            && files.iter().eq(previous.files.iter().filter(|file| !journal_head::is_of_journals(file)))
            && manifest.withdrawn() == withdrawn
            // One that is dated ahead, by a clock that was wrong then, is replaced too.
            && now.seconds().abs_diff(manifest.issued.seconds()) < self.config.resign_after
        {
            self.serve(&signing, previous)?;
            return Ok(false);
        }
        let heads = self.store.journal_heads().await?;
        files.extend(journal_head::files(self.journal.get().map(Arc::as_ref), heads, previous.as_ref(), now));
        let checkpoints = self.store.journal_checkpoints(journal_log::earliest(now)).await?;
        files.extend(journal_log::files(previous.as_ref(), checkpoints, &signing.list, now));
        files.sort_by(|left, right| left.name.cmp(&right.name));
        let set = PublishedSet { revocations, ..self.sign(&signing, files, withdrawn, previous.as_ref(), now)? };
        // Offered to the scanner's own code first: a set that scanners refuse is worse than an old one.
        let served = self.served();
        let offered = tokio::task::block_in_place(|| offer(&signing, &set, previous.as_ref(), served.as_deref()));
        if let (Err(PublishError::NotTaken(Outcome::Rollback)), Some(previous)) = (&offered, &previous) {
            self.require_nothing_lost(&signing, previous).await?;
        }
        let trust = offered?;
        if let Some(oldest) = &self.oldest_release {
            oldest.offer(&signing.roots, previous.as_ref(), &set).await?;
        }
        match self.store.publish(&set, replaces).await? {
            Publication::Done => {
                self.serve_as(&signing, &set, trust)?;
                Ok(true)
            }
            // Another node was faster: what it published is read next.
            Publication::Overtaken => Err(PublishError::Overtaken),
        }
    }

    /// The set that the next one follows, and the version that it replaces in the store.
    async fn previous(&self, changes: Changes) -> Result<(Option<PublishedSet>, Option<u64>), PublishError> {
        let served = self.served().filter(|served| changes.published == Some(served.contents.version));
        if let Some(served) = served {
            return Ok((Some(served.to_set()), changes.published));
        }
        let stored = self.store.published().await?;
        let replaces = stored.as_ref().map(|stored| stored.version);
        // Where the database was restored, the set that scanners have is newer than its own.
        Ok(([self.last_set()?, stored].into_iter().flatten().max_by_key(|set| set.version), replaces))
    }

    /// The files that must be published. Files that are still up to date keep their bytes.
    fn files(
        &self,
        signing: &Signing,
        previous: Option<&PublishedSet>,
        news: &News,
        now: UnixTime,
    ) -> Result<(Vec<PublishedFile>, BTreeMap<StatusDay, u64>), PublishError> {
        let list = PublishedFile::new(TRUST_LIST.to_owned(), signing.signed_list.clone());
        let is_another = previous.is_some_and(|previous| !previous.files.contains(&list));
        let (status, revocations) = self.status_files(signing, previous, news, is_another, now)?;
        let mut files = vec![list];
        files.extend(signing.earlier_lists.iter().cloned());
        files.extend(status);
        files.sort_by(|left, right| left.name.cmp(&right.name));
        Ok((files, revocations))
    }

    const fn schedule(&self) -> Schedule {
        Schedule::new(self.config.day_pass_end)
    }

    pub(super) fn sign(
        &self,
        signing: &Signing,
        files: Vec<PublishedFile>,
        withdrawn: Vec<(Kid, UnixTime)>,
        previous: Option<&PublishedSet>,
        now: UnixTime,
    ) -> Result<PublishedSet, PublishError> {
        // The time is used as the version, so that a signer restored from a backup does not fall behind.
        let version = previous.map_or(now.seconds(), |previous| now.seconds().max(previous.version.saturating_add(1)));
        let (stale, expires) =
            (now.saturating_add(self.config.stale_after), now.saturating_add(self.config.expires_after));
        let pinned = files.iter().map(|file| PinnedFile::new(file.name.as_str(), &file.bytes)).collect();
        let contents = Manifest::new(version, now, stale, expires, pinned, withdrawn)?;
        let kid = status_key(signing, now)?;
        let prepared = contents.prepare(kid);
        let signature = signing.custody.sign(kid, prepared.to_be_signed())?;
        let manifest = prepared.complete(&signature);
        Ok(PublishedSet { version, manifest, files, revocations: BTreeMap::new() })
    }

    /// For how many days, from `now` on without a gap, this node holds a key for manifests and status lists; at most
    /// one more than [`DAYS_AHEAD`](super::DAYS_AHEAD).
    pub fn status_key_days(&self, now: UnixTime) -> u32 {
        let signing = self.signing.load();
        let days = (0..=u64::from(status_list::DAYS_AHEAD)).map(|ahead| now.saturating_add(ahead * SECONDS_PER_DAY));
        let held = days.take_while(|time| signing.keys.status_key_at(*time).is_some()).count();
        u32::try_from(held).unwrap_or(u32::MAX)
    }

    fn serve(&self, signing: &Signing, set: &PublishedSet) -> Result<(), PublishError> {
        if self.served.load().as_deref().is_some_and(|served| served.manifest == set.manifest) {
            return Ok(());
        }
        let trust = offering::load(signing, set, self.served().as_deref())?;
        self.serve_as(signing, set, trust)
    }

    /// Serves a set. `trust` is a scanner that has taken it.
    fn serve_as(&self, signing: &Signing, set: &PublishedSet, trust: TrustStore) -> Result<(), PublishError> {
        let contents = Manifest::decode_unverified(&set.manifest)?;
        let (before, roots) = (self.served(), signing.roots.clone());
        self.served.store(Some(Arc::new(ServedSet::new(set, contents, trust, roots, before.as_deref()))));
        self.keep_last_set();
        Ok(())
    }
}

pub(super) fn status_key(signing: &Signing, now: UnixTime) -> Result<Kid, PublishError> {
    signing.keys.status_key_at(now).ok_or(PublishError::NoStatusKey)
}
