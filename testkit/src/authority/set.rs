use std::collections::{BTreeMap, BTreeSet};

use haetae_core::{FileHash, FileKind, Kid, Manifest, PinnedFile, StatusDay, UnixTime};
use sha2::{Digest as _, Sha256};

use super::Authority;

/// A manifest and all files that it pins.
#[derive(Clone, Debug)]
pub struct Set {
    /// The manifest's bytes.
    pub manifest: Vec<u8>,
    /// What the manifest says.
    pub says: Manifest,
    /// The files by their hashes.
    pub files: BTreeMap<FileHash, Vec<u8>>,
    /// The number of the key that signed the manifest and its status lists.
    pub status: u8,
    /// The indices that its status lists revoke.
    pub revoked: BTreeSet<usize>,
}

impl Set {
    /// The hash of the file with this name.
    pub fn hash(&self, name: &str) -> FileHash {
        self.says.files().iter().find(|file| file.name == name).expect("a pinned file").sha256
    }

    /// Whether it has a status list of this day.
    pub fn pins_status_of(&self, day: u32) -> bool {
        self.says.files().iter().any(|file| FileKind::of(&file.name) == FileKind::Status(StatusDay(day)))
    }
}

impl Authority {
    /// The set of these files.
    pub(super) fn seal(
        &self,
        version: u64,
        now: u64,
        named: Vec<(String, Vec<u8>)>,
        withdrawn: Vec<(Kid, UnixTime)>,
        revoked: BTreeSet<usize>,
    ) -> Set {
        let pinned = named.iter().map(|(name, bytes)| PinnedFile::new(name, bytes)).collect();
        let (says, manifest) = self.manifest(version, now, pinned, withdrawn);
        let files = named.into_iter().map(|(_, bytes)| (Sha256::digest(&bytes).into(), bytes)).collect();
        Set { manifest, says, files, status: self.status.number, revoked }
    }
}
