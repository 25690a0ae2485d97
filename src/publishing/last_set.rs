//! The set that was published last, in a file outside the database: what a restored database is compared with.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use haetae_core::{Bundle, Manifest};
use sha2::{Digest as _, Sha256};

use super::error::PublishError;
use super::folder::{failed, replace};
use super::served::ServedSet;
use crate::model::{PublishedFile, PublishedSet};

/// The file, as a bundle.
#[derive(Debug)]
pub struct LastSet {
    path: PathBuf,
    /// The version that is in the file; 0 until that is known.
    kept: AtomicU64,
}

impl LastSet {
    /// The one of this data folder.
    pub fn of(data: &Path) -> Self {
        Self { path: data.join("published").join("bundle"), kept: AtomicU64::new(0) }
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What was published last as far as this node knows; `None` if the file is missing or no bundle: it is only a
    /// copy, and the next set replaces it. Its signatures are not checked.
    ///
    /// # Errors
    ///
    /// [`PublishError::File`] if it cannot be read.
    pub fn read(&self) -> Result<Option<PublishedSet>, PublishError> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(set_of(&bytes)
                .inspect_err(|error| tracing::warn!(path = %self.path.display(), %error, "the copy of the published set is damaged"))
                .ok()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(&self.path)(error)),
        }
    }

    /// Keeps this set if it is newer than the one in the file.
    pub(super) fn keep(&self, set: &ServedSet) -> Result<(), PublishError> {
        if self.kept.load(Ordering::SeqCst) >= set.contents.version {
            return Ok(());
        }
        let known = self.read().ok().flatten().map_or(0, |known| known.version);
        if known < set.contents.version {
            if let Some(folder) = self.path.parent() {
                fs::create_dir_all(folder).map_err(failed(folder))?;
            }
            replace(&self.path, &set.whole())?;
        }
        self.kept.store(known.max(set.contents.version), Ordering::SeqCst);
        Ok(())
    }
}

/// The set in a bundle.
///
/// # Errors
///
/// If it is no bundle, or lacks a file that its manifest pins.
pub fn set_of(bundle: &[u8]) -> io::Result<PublishedSet> {
    let no_bundle = |_| io::Error::new(io::ErrorKind::InvalidData, "it is not a bundle");
    let bundle = Bundle::decode(bundle).map_err(no_bundle)?;
    let contents = Manifest::decode_unverified(bundle.manifest).map_err(no_bundle)?;
    let mut files = Vec::with_capacity(bundle.files.len());
    for bytes in &bundle.files {
        let sha256: [u8; 32] = Sha256::digest(bytes).into();
        let pinned = contents.files().iter().find(|file| file.sha256 == sha256);
        files.extend(pinned.map(|pinned| PublishedFile { name: pinned.name.clone(), sha256, bytes: bytes.to_vec() }));
    }
    let (version, manifest) = (contents.version, bundle.manifest.to_vec());
    Ok(PublishedSet { version, manifest, files, revocations: BTreeMap::new() })
}
