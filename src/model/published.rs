use std::collections::BTreeMap;

use haetae_core::StatusDay;
use sha2::{Digest as _, Sha256};

/// A published file: its name in the manifest, its bytes and their hash.
#[derive(Clone, PartialEq, Eq)]
pub struct PublishedFile {
    /// The name in the manifest, `trust-list` or `status/<day>` for instance.
    pub name: String,
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A manifest and the files that it pins: one consistent set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedSet {
    /// The manifest's version.
    pub version: u64,
    /// The signed manifest.
    pub manifest: Vec<u8>,
    /// The files, by name.
    pub files: Vec<PublishedFile>,
    /// How far the status files of each day have come: they hold all revocations up to that number. Only the database
    /// knows it; of a day that is not here it is not known.
    pub revocations: BTreeMap<StatusDay, u64>,
}

impl PublishedSet {
    /// The number of the last revocation that the status lists of some day hold; `None` where that is not known.
    pub fn newest_revocation(&self) -> Option<u64> {
        self.revocations.values().max().copied()
    }
}

impl PublishedFile {
    /// A file of these bytes.
    pub fn new(name: String, bytes: Vec<u8>) -> Self {
        Self { name, sha256: Sha256::digest(&bytes).into(), bytes }
    }
}

impl std::fmt::Debug for PublishedFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PublishedFile({}, {} bytes)", self.name, self.bytes.len())
    }
}
