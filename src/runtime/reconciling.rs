//! Compares a database with what was issued and published with it.

use std::io;
use std::path::{Path, PathBuf};

use haetae_core::{Outcome, TrustStore};

use crate::config::Config;
use crate::journal::{Folder, HEAD_PREFIX, Head, highest_serial};
use crate::model::PublishedSet;
use crate::publishing::{Gap, Known, LastSet, PublishError};
use crate::signing::Signing;
use crate::store::{Store, StoreError};

/// Why it cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum ReconcileError {
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A published set cannot be read.
    #[error(transparent)]
    Set(#[from] PublishError),
    /// A journal cannot be read.
    #[error("the journal in {} cannot be read: {source}", path.display())]
    Journal {
        /// Its folder.
        path: PathBuf,
        /// The I/O error.
        source: io::Error,
    },
}

/// What is around a database: journals of nodes, and sets that were published.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Folders of journals.
    pub journals: Vec<PathBuf>,
    /// Sets that scanners of this issuer accept.
    pub sets: Vec<PublishedSet>,
    reads_whole_journals: bool,
}

impl Evidence {
    /// What this node keeps: its journal, the last set in its data folder, and the one in the database itself.
    ///
    /// # Errors
    ///
    /// [`ReconcileError`] if something cannot be read.
    pub async fn of(config: &Config, store: &dyn Store, signing: &Signing) -> Result<Self, ReconcileError> {
        let sets = [LastSet::of(&config.data_dir).read()?, store.published().await?];
        let sets = sets.into_iter().flatten().filter(|set| is_accepted(set, signing)).collect();
        Ok(Self { journals: vec![config.journal_directory()], sets, reads_whole_journals: false })
    }

    /// The same, but all entries of the journals are read, not only those that the database has not heard of. That
    /// takes longer, and needs no belief in what the database says that it has heard of.
    #[must_use]
    pub fn reading_whole_journals(self) -> Self {
        Self { reads_whole_journals: true, ..self }
    }

    /// The same without the sets that are not newer than the one in the database: nothing new is in them.
    async fn newer(config: &Config, store: &dyn Store, signing: &Signing) -> Result<Self, ReconcileError> {
        let stored = store.changes().await?.published.unwrap_or_default();
        let last = LastSet::of(&config.data_dir).read()?;
        let sets = last.into_iter().filter(|set| set.version > stored && is_accepted(set, signing)).collect();
        Ok(Self { journals: vec![config.journal_directory()], sets, reads_whole_journals: false })
    }

    /// What the database lacks of it.
    ///
    /// # Errors
    ///
    /// [`ReconcileError`] if something cannot be read.
    pub async fn gap(&self, store: &dyn Store, signing: &Signing) -> Result<Gap, ReconcileError> {
        let (known, mut gap) = (Known::of(store).await?, Gap::default());
        for set in &self.sets {
            gap.add_set(set, &known, &signing.ciphers)?;
        }
        let heads = if self.reads_whole_journals { Vec::new() } else { store.journal_heads().await? };
        for path in &self.journals {
            let unreadable = |source| ReconcileError::Journal { path: path.clone(), source };
            if let Some(serial) = serial_after(path, &heads).map_err(unreadable)? {
                gap.add_serial(serial, &known);
            }
        }
        Ok(gap)
    }
}

/// Whether scanners that were delivered with this node's roots accept the set.
pub fn is_accepted(set: &PublishedSet, signing: &Signing) -> bool {
    let files: Vec<&[u8]> = set.files.iter().map(|file| &*file.bytes).collect();
    TrustStore::new(signing.roots.clone()).take_set(&set.manifest, &files) == Outcome::Taken
}

/// Marks a database that is older than what is around it, so that nothing is published from it and no serial is given.
pub(super) async fn mark_if_older(config: &Config, store: &dyn Store, signing: &Signing) -> Result<(), ReconcileError> {
    let gap = Evidence::newer(config, store, signing).await?.gap(store, signing).await?;
    if gap.is_empty() {
        return Ok(());
    }
    tracing::error!(missing = %gap, "the database lacks what was issued or published after it was saved: haetae db reconcile");
    Ok(store.require_reconciling().await?)
}

/// The highest serial in the entries that the journal got after the database last heard of it: what it got before was
/// issued from this database.
fn serial_after(journal: &Path, heads: &[(String, Vec<u8>)]) -> io::Result<Option<u32>> {
    let folder = Folder::new(journal);
    if !journal.is_dir() {
        return Ok(None);
    }
    let node = folder.node()?.unwrap_or_default();
    let own = heads.iter().find(|(name, _)| name.strip_prefix(HEAD_PREFIX).unwrap_or(name) == node);
    let head: Option<Head> = own.and_then(|(_, document)| serde_json::from_slice(document).ok());
    highest_serial(&folder, head.map_or(0, |head| head.entries))
}
