use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use arc_swap::ArcSwapOption;
use haetae_core::{
    Kid, Manifest, Outcome, PinnedFile, RootSet, SECONDS_PER_DAY, StatusDay, StatusListClaims, TRUST_LIST, TrustStore,
    UnixTime,
};
use haetae_keys::{Custody, KeyCalendar};
use tokio::sync::Notify;

use super::error::PublishError;
use super::journal_head;
use super::oldest_release::OldestRelease;
use super::served::ServedSet;
use super::set::{PublishedFile, PublishedSet};
use super::status_list;
use crate::issuing::StatusCiphers;
use crate::journal::{Head, Journal};
use crate::store::{Publication, RevokedSerial, Store};

/// What the operator decides about publishing.
#[derive(Clone, Debug)]
pub struct PublisherTerms {
    /// The address that status lists name themselves by: `<base>/status/<day>`.
    pub status_base: String,
    /// Seconds after which scanners say that their data is old.
    pub stale_after: u64,
    /// Seconds after which scanners admit nobody, at most 28 days.
    pub expires_after: u64,
    /// Seconds after which a fresh manifest is signed even if nothing has changed.
    pub resign_after: u64,
    /// Seconds between two sets at the least.
    pub interval: u64,
    /// For how many days a paper pass is valid.
    pub paper_days: u32,
}

/// Signs and publishes what scanners read, and holds what is served.
#[derive(Debug)]
pub struct Publisher {
    terms: PublisherTerms,
    roots: RootSet,
    trust_list: Vec<u8>,
    earlier_lists: Vec<PublishedFile>,
    oldest_release: Option<OldestRelease>,
    custody: Arc<dyn Custody>,
    keys: KeyCalendar,
    ciphers: Arc<StatusCiphers>,
    store: Arc<dyn Store>,
    served: ArcSwapOption<ServedSet>,
    looked: Mutex<Option<Look>>,
    wake: Notify,
    journal: OnceLock<Arc<Journal>>,
    told: Mutex<Head>,
}

/// What the last look at the store found. While it is still so, nothing has to be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    revocations: u64,
    day: StatusDay,
}

impl Publisher {
    /// A publisher of `trust_list`, which a scanner with the pinned `roots` must take.
    pub fn new(
        terms: PublisherTerms,
        roots: RootSet,
        trust_list: Vec<u8>,
        custody: Arc<dyn Custody>,
        keys: KeyCalendar,
        ciphers: Arc<StatusCiphers>,
        store: Arc<dyn Store>,
    ) -> Self {
        let (served, looked, wake) = (ArcSwapOption::empty(), Mutex::default(), Notify::new());
        let (earlier_lists, oldest_release) = (Vec::new(), None);
        let (journal, told) = (OnceLock::new(), Mutex::default());
        Self {
            terms,
            roots,
            trust_list,
            earlier_lists,
            oldest_release,
            custody,
            keys,
            ciphers,
            store,
            served,
            looked,
            wake,
            journal,
            told,
        }
    }

    /// Publishes these earlier trust lists too, which changed the roots, so that scanners that slept can follow.
    pub fn with_earlier_lists(self, earlier_lists: Vec<PublishedFile>) -> Self {
        Self { earlier_lists, ..self }
    }

    /// Offers each set to this release too before it is published.
    pub fn with_oldest_release(self, oldest_release: Option<OldestRelease>) -> Self {
        Self { oldest_release, ..self }
    }

    /// From now on each manifest pins the end of this journal's chain. The first journal stays.
    pub fn pin_journal(&self, journal: Arc<Journal>) {
        let _ = self.journal.set(journal);
    }

    /// What is served now; `None` until the first [`Publisher::refresh`].
    pub fn served(&self) -> Option<Arc<ServedSet>> {
        self.served.load_full()
    }

    /// Asks for a look at the store soon: somebody has been revoked.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Waits until somebody calls [`Publisher::wake`].
    pub async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Serves what is published, and publishes anew where that is due: there is nothing yet, somebody has been revoked, a
    /// day has begun, the trust list is another, or the manifest is old. Returns whether it published. Cheap to call where
    /// nothing is due.
    ///
    /// # Errors
    ///
    /// [`PublishError`]; what was served before still is.
    pub async fn refresh(&self, now: UnixTime) -> Result<bool, PublishError> {
        let look = Look { revocations: self.store.revocation_count().await?, day: now.status_day() };
        if let (Some(last), Some(served)) = (self.last_look(), self.served()) {
            let age = now.seconds().abs_diff(served.contents.issued.seconds());
            let nothing_new = last == look && age < self.terms.resign_after;
            if nothing_new || age < self.terms.interval {
                return Ok(false);
            }
        }
        let published = self.publish_if_due(now).await?;
        *self.looked.lock().unwrap_or_else(PoisonError::into_inner) = Some(look);
        Ok(published)
    }

    /// Serves what another node has published since, and publishes nothing. Cheap to call where there is nothing new.
    ///
    /// # Errors
    ///
    /// [`PublishError`]; what was served before still is.
    pub async fn follow(&self) -> Result<(), PublishError> {
        let version = self.store.published_version().await?;
        if version == self.served().map(|served| served.contents.version) {
            return Ok(());
        }
        if let Some(set) = self.store.published().await? {
            tokio::task::block_in_place(|| self.serve(&set))?;
        }
        Ok(())
    }

    /// Tells the store the end of this node's journal, if it is another than before: the node that publishes next pins it.
    ///
    /// # Errors
    ///
    /// [`PublishError::Store`]; it is told later.
    pub async fn tell_journal_head(&self) -> Result<(), PublishError> {
        let Some(journal) = self.journal.get() else { return Ok(()) };
        let head = journal.head();
        if head.entries > 0 && head != *self.told.lock().unwrap_or_else(PoisonError::into_inner) {
            self.store.tell_journal_head(journal.node(), &head.document()).await?;
            *self.told.lock().unwrap_or_else(PoisonError::into_inner) = head;
        }
        Ok(())
    }

    fn last_look(&self) -> Option<Look> {
        *self.looked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn publish_if_due(&self, now: UnixTime) -> Result<bool, PublishError> {
        let previous = self.store.published().await?;
        let revoked = self.store.revoked_since(status_list::earliest_revocation(now)).await?;
        let files = tokio::task::block_in_place(|| self.files(previous.as_ref(), &revoked, now))?;
        if let Some(previous) = &previous
            && let Ok(manifest) = Manifest::decode_unverified(&previous.manifest)
            && files.iter().eq(previous.files.iter().filter(|file| !journal_head::is_one(file)))
            && now.seconds_since(manifest.issued) < self.terms.resign_after
        {
            self.serve(previous)?;
            return Ok(false);
        }
        let mut files = files;
        let told = self.store.journal_heads().await?;
        files.extend(journal_head::files(self.journal.get().map(Arc::as_ref), told, previous.as_ref(), now));
        files.sort_by(|left, right| left.name.cmp(&right.name));
        let set = self.sign(files, previous.as_ref(), now)?;
        // Offered to the scanner's own code first: a set that scanners refuse is worse than an old one.
        self.offer(&set, previous.as_ref())?;
        if let Some(oldest) = &self.oldest_release {
            oldest.offer(&self.roots, previous.as_ref(), &set).await?;
        }
        match self.store.publish(&set, previous.as_ref().map(|previous| previous.version)).await? {
            Publication::Done => {
                self.serve(&set)?;
                Ok(true)
            }
            // Another node was faster: what it published is looked at next.
            Publication::Overtaken => Err(PublishError::Overtaken),
        }
    }

    /// The files that must be published. Those that still say what must be said keep their bytes.
    fn files(
        &self,
        previous: Option<&PublishedSet>,
        revoked: &[RevokedSerial],
        now: UnixTime,
    ) -> Result<Vec<PublishedFile>, PublishError> {
        let published = |name: &str| previous.and_then(|previous| previous.files.iter().find(|file| file.name == name));
        let mut files = vec![PublishedFile::new(TRUST_LIST.to_owned(), self.trust_list.clone())];
        files.extend(self.earlier_lists.iter().cloned());
        for day in status_list::days(now) {
            let name = format!("status/{day}");
            let set_bits = status_list::revoked_on(day, revoked).count() as u64;
            let old = published(&name);
            if let Some(old) = old.filter(|old| status_list::is_current(&old.bytes, set_bits, &self.ciphers)) {
                files.push(old.clone());
                continue;
            }
            let packed = status_list::pack(day, status_list::revoked_on(day, revoked), &self.ciphers)?;
            // A clock that was set back must not make a list look older than the one that it follows.
            let old_issued = old
                .and_then(|old| StatusListClaims::decode_unverified(&old.bytes).ok())
                .map_or(now, |claims| claims.issued);
            let claims = StatusListClaims {
                subject: format!("{}/{name}", self.terms.status_base),
                issued: now.max(old_issued),
                expires: status_list::expires(day, self.terms.paper_days),
                time_to_live: self.terms.stale_after,
                packed: &packed,
            };
            let kid = self.status_key(now)?;
            let prepared = claims.prepare(kid);
            let signature = self.custody.sign(kid, prepared.to_be_signed())?;
            files.push(PublishedFile::new(name, prepared.complete(&signature)));
        }
        files.sort_by(|left, right| left.name.cmp(&right.name));
        Ok(files)
    }

    fn sign(
        &self,
        files: Vec<PublishedFile>,
        previous: Option<&PublishedSet>,
        now: UnixTime,
    ) -> Result<PublishedSet, PublishError> {
        // The time stands in for the version, so that a signer restored from a backup does not fall behind.
        let version = previous.map_or(now.seconds(), |previous| now.seconds().max(previous.version.saturating_add(1)));
        let (stale, expires) =
            (now.saturating_add(self.terms.stale_after), now.saturating_add(self.terms.expires_after));
        let pinned = files.iter().map(|file| PinnedFile::new(file.name.as_str(), &file.bytes)).collect();
        let contents = Manifest::new(version, now, stale, expires, pinned, Vec::new())?;
        let kid = self.status_key(now)?;
        let prepared = contents.prepare(kid);
        let signature = self.custody.sign(kid, prepared.to_be_signed())?;
        Ok(PublishedSet { version, manifest: prepared.complete(&signature), files })
    }

    fn status_key(&self, now: UnixTime) -> Result<Kid, PublishError> {
        self.keys.status_key_at(now).ok_or(PublishError::NoStatusKey)
    }

    /// For how many days, from `now` on without a gap, this node holds a key for manifests and status lists; at most one more than
    /// [`DAYS_AHEAD`](super::DAYS_AHEAD).
    pub fn status_key_days(&self, now: UnixTime) -> u32 {
        let days = (0..=u64::from(status_list::DAYS_AHEAD)).map(|ahead| now.saturating_add(ahead * SECONDS_PER_DAY));
        let held = days.take_while(|time| self.keys.status_key_at(*time).is_some()).count();
        u32::try_from(held).unwrap_or(u32::MAX)
    }

    /// Offers a set to a scanner that starts today, and to one that has the previous set.
    fn offer(&self, set: &PublishedSet, previous: Option<&PublishedSet>) -> Result<TrustStore, PublishError> {
        let fresh = TrustStore::new(self.roots.clone());
        if let Some(previous) = previous {
            let mut follower = fresh.clone();
            // A previous set that scanners cannot take, of other roots for instance, binds nobody.
            if take(&mut follower, previous) == Outcome::Taken {
                require_taken(take(&mut follower, set))?;
            }
        }
        let mut newcomer = fresh;
        require_taken(take(&mut newcomer, set))?;
        Ok(newcomer)
    }

    fn serve(&self, set: &PublishedSet) -> Result<(), PublishError> {
        if self.served.load().as_deref().is_some_and(|served| served.manifest == set.manifest) {
            return Ok(());
        }
        let trust = self.offer(set, None)?;
        let contents = Manifest::decode_unverified(&set.manifest)?;
        let before = self.served();
        self.served.store(Some(Arc::new(ServedSet::new(set, contents, trust, before.as_deref()))));
        Ok(())
    }
}

fn take(scanner: &mut TrustStore, set: &PublishedSet) -> Outcome {
    let files: Vec<&[u8]> = set.files.iter().map(|file| &*file.bytes).collect();
    scanner.take_set(&set.manifest, &files)
}

fn require_taken(outcome: Outcome) -> Result<(), PublishError> {
    if outcome == Outcome::Taken { Ok(()) } else { Err(PublishError::NotTaken(outcome)) }
}
