use alloc::collections::BinaryHeap;

use sha2::{Digest as _, Sha256};

use super::outcome::Outcome;
use super::store::TrustStore;
use crate::manifest::{FileHash, FileKind, Manifest, PinnedFile};

/// The files that are at hand: given now, in force, or waiting for their list.
pub(super) struct FilesAtHand<'a> {
    /// Sorted by hash, no two alike.
    given: alloc::vec::Vec<(FileHash, &'a [u8])>,
    store: &'a TrustStore,
}

impl<'a> FilesAtHand<'a> {
    /// What of section 7, step 1, concerns the files: each given one is pinned and given once, and those at hand have
    /// the pinned sizes.
    pub(super) fn of(store: &'a TrustStore, manifest: &Manifest, given: &[&'a [u8]]) -> Result<Self, Outcome> {
        // A heap sorts with the least code, which counts where a page fetches it.
        let given: BinaryHeap<(FileHash, &[u8])> =
            given.iter().map(|bytes| (Sha256::digest(bytes).into(), *bytes)).collect();
        let given = given.into_sorted_vec();
        let are_alike = given.iter().zip(given.iter().skip(1)).any(|((left, _), (right, _))| left == right);
        let is_pinned = |sha256: &FileHash| manifest.files().iter().any(|pinned| pinned.sha256 == *sha256);
        if are_alike || !given.iter().all(|(sha256, _)| is_pinned(sha256)) {
            return Err(Outcome::Malformed);
        }
        let at_hand = Self { given, store };
        let wrong_size =
            |pinned: &PinnedFile| at_hand.bytes(&pinned.sha256).is_some_and(|bytes| bytes.len() as u64 != pinned.size);
        if manifest.files().iter().any(wrong_size) { Err(Outcome::Malformed) } else { Ok(at_hand) }
    }

    pub(super) fn given(&self, sha256: &FileHash) -> Option<&'a [u8]> {
        let place = self.given.binary_search_by(|(given, _)| given.cmp(sha256)).ok()?;
        self.given.get(place).map(|(_, bytes)| *bytes)
    }

    pub(super) fn bytes(&self, sha256: &FileHash) -> Option<&'a [u8]> {
        self.given(sha256).or_else(|| self.store.held_bytes(sha256))
    }

    pub(super) fn trust_list(&self, manifest: &Manifest) -> Option<&'a [u8]> {
        let pinned = manifest.files().iter().find(|pinned| FileKind::of(&pinned.name) == FileKind::TrustList)?;
        self.bytes(&pinned.sha256)
    }
}
