use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use haetae_core::{Bundle, Manifest, TrustStore};

use super::set::PublishedSet;

/// The published set as it is served: bytes that are shared, not copied, and a scanner's view of it.
#[derive(Debug)]
pub struct ServedSet {
    /// The signed manifest.
    pub manifest: Bytes,
    /// Manifest and files in one.
    pub bundle: Bytes,
    /// The files by their hashes.
    pub files: HashMap<[u8; 32], Bytes>,
    /// What the manifest says.
    pub contents: Manifest,
    /// A scanner that has taken this set.
    pub trust: Arc<TrustStore>,
}

impl ServedSet {
    pub(super) fn new(set: &PublishedSet, contents: Manifest, trust: TrustStore) -> Self {
        let bundle = Bundle { manifest: &set.manifest, files: set.files.iter().map(|file| &*file.bytes).collect() };
        Self {
            manifest: Bytes::copy_from_slice(&set.manifest),
            bundle: bundle.encode().into(),
            files: set.files.iter().map(|file| (file.sha256, Bytes::copy_from_slice(&file.bytes))).collect(),
            contents,
            trust: Arc::new(trust),
        }
    }
}
