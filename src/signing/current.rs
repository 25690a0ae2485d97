use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use haetae_core::{Kid, UnixTime};

use super::error::SigningError;
use super::files::SigningFiles;
use super::marks::Marks;
use super::state::Signing;

/// Files that could not be used are read again after so many seconds, even if they look the same: the reason may be
/// outside of them.
const SECONDS_TO_NEXT_TRY: u64 = 60;

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
    marks: Marks,
    failed: Option<UnixTime>,
}

impl CurrentSigning {
    /// What stays as it is.
    pub fn fixed(signing: Signing) -> Self {
        let (withdrawn, changes) = (Mutex::default(), AtomicU64::new(0));
        Self { signing: ArcSwap::from_pointee(signing), withdrawn, changes, watched: None }
    }

    /// What the files hold, now and after every [`CurrentSigning::look`].
    ///
    /// # Errors
    ///
    /// [`SigningError`] where they cannot be used.
    pub fn open(files: SigningFiles) -> Result<Self, SigningError> {
        // Before the files are read: what changes meanwhile is seen at the next look.
        let marks = files.marks();
        let current = Self::fixed(files.read()?);
        Ok(Self { watched: Some(Watched { files, seen: Mutex::new(Seen { marks, failed: None }) }), ..current })
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
    pub fn look(&self, now: UnixTime) -> Result<bool, SigningError> {
        let Some(Watched { files, seen }) = &self.watched else { return Ok(false) };
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        let marks = files.marks();
        let again = seen.failed.is_some_and(|failed| now.seconds().abs_diff(failed.seconds()) >= SECONDS_TO_NEXT_TRY);
        if marks == seen.marks && !again {
            return Ok(false);
        }
        let successor = files.read_successor(&self.load());
        *seen = Seen { marks, failed: successor.is_err().then_some(now) };
        self.replace(successor?);
        Ok(true)
    }
}
