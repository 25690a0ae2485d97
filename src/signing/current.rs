use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use haetae_core::{Kid, StatusDay, UnixTime};

use super::error::SigningError;
use super::files::SigningFiles;
use super::fingerprint::Fingerprint;
use super::state::Signing;

/// Files that could not be used are read again after this many seconds, even if they look unchanged: the reason may be
/// outside of them.
const SECONDS_TO_NEXT_TRY: u64 = 60;

/// How many days after its day a status key is erased.
const STATUS_KEYS_KEPT: u32 = 28;

/// What a node signs with now. Code that signs several things that belong together loads it once.
#[derive(Debug)]
pub struct CurrentSigning {
    signing: ArcSwap<Signing>,
    /// Keys that sign nothing, whatever the files hold. Its lock is held while the state is replaced.
    withdrawn: Mutex<BTreeSet<Kid>>,
    changes: AtomicU64,
    watched: Option<Watched>,
}

/// The files, and their fingerprint at the last check.
#[derive(Debug)]
struct Watched {
    files: SigningFiles,
    seen: Mutex<Seen>,
}

#[derive(Debug)]
struct Seen {
    fingerprint: Fingerprint,
    failed: Option<UnixTime>,
    /// When the status keys could not be erased.
    not_erased: Option<UnixTime>,
}

impl CurrentSigning {
    /// A state that does not change.
    pub fn fixed(signing: Signing) -> Self {
        let (withdrawn, changes) = (Mutex::default(), AtomicU64::new(0));
        Self { signing: ArcSwap::from_pointee(signing), withdrawn, changes, watched: None }
    }

    /// The content of the files, now and after every [`CurrentSigning::reload_if_changed`].
    ///
    /// # Errors
    ///
    /// [`SigningError`] if they cannot be used.
    pub fn open(files: SigningFiles) -> Result<Self, SigningError> {
        // Before the files are read: a change meanwhile is noticed at the next check.
        let fingerprint = files.fingerprint();
        let current = Self::fixed(files.read()?);
        Ok(Self {
            watched: Some(Watched { files, seen: Mutex::new(Seen { fingerprint, failed: None, not_erased: None }) }),
            ..current
        })
    }

    /// The current state.
    pub fn load(&self) -> Arc<Signing> {
        self.signing.load_full()
    }

    /// Replaces the current state, for all users at once. Withdrawn keys stay withdrawn.
    pub fn replace(&self, signing: Signing) {
        let withdrawn = self.withdrawn.lock().unwrap_or_else(PoisonError::into_inner);
        self.put(signing.without(&withdrawn));
    }

    /// From now on these keys sign nothing, and all others may sign again. Returns whether the set of keys has changed.
    pub fn withdraw(&self, kids: BTreeSet<Kid>) -> bool {
        let mut withdrawn = self.withdrawn.lock().unwrap_or_else(PoisonError::into_inner);
        let changes = *withdrawn != kids;
        if changes {
            *withdrawn = kids;
            self.put(Signing::clone(&self.load()).without(&withdrawn));
        }
        changes
    }

    fn put(&self, signing: Signing) {
        self.signing.store(Arc::new(signing));
        self.changes.fetch_add(1, Ordering::SeqCst);
    }

    /// How often the state was replaced.
    pub(crate) fn changes(&self) -> u64 {
        self.changes.load(Ordering::SeqCst)
    }

    /// Reloads the files if they were changed since the last check. Returns whether they were. It blocks: briefly if
    /// nothing changed, otherwise for as long as opening keys takes.
    ///
    /// # Errors
    ///
    /// [`SigningError`] if the changed files cannot be used; the current state stays.
    pub fn reload_if_changed(&self, now: UnixTime) -> Result<bool, SigningError> {
        let Some(Watched { files, seen }) = &self.watched else { return Ok(false) };
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        let fingerprint = files.fingerprint();
        if fingerprint == seen.fingerprint && !seen.failed.is_some_and(|failed| may_try_again(failed, now)) {
            return Ok(false);
        }
        let successor = files.read_successor(&self.load());
        seen.fingerprint = fingerprint;
        seen.failed = successor.is_err().then_some(now);
        self.replace(successor?);
        Ok(true)
    }

    /// Erases the status keys whose days are 28 days over, from the file and, with the next
    /// [`CurrentSigning::reload_if_changed`], from memory. Returns whether there were any. Erasing is final, so `now`
    /// must be known from more than one reading of a clock; after the end of the trust list nothing is erased.
    ///
    /// # Errors
    ///
    /// [`SigningError`] if the file cannot be written. It is tried again after a minute.
    pub fn erase_status_keys(&self, now: UnixTime) -> Result<bool, SigningError> {
        let Some(Watched { files, seen }) = &self.watched else { return Ok(false) };
        let signing = self.load();
        let first = StatusDay(now.status_day().0.saturating_sub(STATUS_KEYS_KEPT));
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        let too_early = seen.not_erased.is_some_and(|failed| !may_try_again(failed, now));
        if signing.ciphers.origin() >= first || now >= signing.list.expires || too_early {
            return Ok(false);
        }
        let erased = files.erase_status_keys_before(first);
        seen.not_erased = erased.is_err().then_some(now);
        erased.map(|()| true)
    }
}

const fn may_try_again(failed: UnixTime, now: UnixTime) -> bool {
    now.seconds().abs_diff(failed.seconds()) >= SECONDS_TO_NEXT_TRY
}
