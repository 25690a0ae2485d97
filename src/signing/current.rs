use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use haetae_core::{Kid, StatusDay, UnixTime};

use super::error::SigningError;
use super::files::SigningFiles;
use super::fingerprint::Fingerprint;
use super::state::Signing;

/// Files that could not be used are read again after so many seconds, even if they look the same: the reason may be
/// outside of them.
const SECONDS_TO_NEXT_TRY: u64 = 60;

/// The status key of a day is erased so many days after it.
const STATUS_KEYS_KEPT: u32 = 28;

/// What a node signs with now. Whoever signs several things that belong together loads it once.
#[derive(Debug)]
pub struct CurrentSigning {
    signing: ArcSwap<Signing>,
    /// Keys that nothing is signed with, whatever the files hold. Its lock is held while something else is put in force.
    withdrawn: Mutex<BTreeSet<Kid>>,
    changes: AtomicU64,
    watched: Option<Watched>,
}

/// Files, and what was last seen of them.
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
    /// What stays as it is.
    pub fn fixed(signing: Signing) -> Self {
        let (withdrawn, changes) = (Mutex::default(), AtomicU64::new(0));
        Self { signing: ArcSwap::from_pointee(signing), withdrawn, changes, watched: None }
    }

    /// What the files hold, now and after every [`CurrentSigning::reload_if_changed`].
    ///
    /// # Errors
    ///
    /// [`SigningError`] where they cannot be used.
    pub fn open(files: SigningFiles) -> Result<Self, SigningError> {
        // Before the files are read: what changes meanwhile is seen at the next look.
        let fingerprint = files.fingerprint();
        let current = Self::fixed(files.read()?);
        Ok(Self {
            watched: Some(Watched { files, seen: Mutex::new(Seen { fingerprint, failed: None, not_erased: None }) }),
            ..current
        })
    }

    /// What is in force now.
    pub fn load(&self) -> Arc<Signing> {
        self.signing.load_full()
    }

    /// Puts something else in force, for everybody at once. Withdrawn keys stay so.
    pub fn replace(&self, signing: Signing) {
        let withdrawn = self.withdrawn.lock().unwrap_or_else(PoisonError::into_inner);
        self.put(signing.without(&withdrawn));
    }

    /// From now on nothing is signed with these keys, and with all others again. Returns whether they are other ones than before.
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

    /// How often something else was put in force.
    pub(crate) fn changes(&self) -> u64 {
        self.changes.load(Ordering::SeqCst)
    }

    /// Puts in force what the files hold, if they were changed since the last look. Returns whether. It blocks: briefly where
    /// nothing changed, for as long as opening keys takes otherwise.
    ///
    /// # Errors
    ///
    /// [`SigningError`] where the changed files cannot be used; what was in force stays so.
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

    /// Erases the status keys whose days are 28 days over, from the file and, with the next [`CurrentSigning::reload_if_changed`], from memory.
    /// Returns whether there were any. A clock that shows a time after the end of the trust list may well be wrong, and what is
    /// erased is gone: then nothing is.
    ///
    /// # Errors
    ///
    /// [`SigningError`] where the file cannot be written. It is tried again after a minute.
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
