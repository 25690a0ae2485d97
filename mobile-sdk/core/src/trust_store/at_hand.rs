use super::by_hash::ByHash;
use super::outcome::Outcome;
use super::store::TrustStore;
use crate::manifest::{FileHash, FileKind, Manifest, PinnedFile};

/// The files that are at hand: given now, in force, or waiting for their list.
pub(super) struct FilesAtHand<'a> {
    given: ByHash<'a>,
    held: ByHash<'a>,
}

impl<'a> FilesAtHand<'a> {
    /// What of section 7, step 1, concerns the files: each given one is pinned and given once, and those at hand have
    /// the pinned sizes. Nobody has signed any of it yet, so it takes little more than hashing what was given.
    pub(super) fn of(store: &'a TrustStore, manifest: &Manifest, given: &[&'a [u8]]) -> Result<Self, Outcome> {
        if given.len() > manifest.files().len() {
            return Err(Outcome::Malformed);
        }
        let at_hand = Self { given: ByHash::of(given.iter().copied()), held: store.by_hash() };
        let wrong_size = |pinned: &PinnedFile| {
            at_hand.held.find(&pinned.sha256).is_some_and(|held| held.len() as u64 != pinned.size)
        };
        if at_hand.given.are_all_pinned_by(manifest) && !manifest.files().iter().any(wrong_size) {
            Ok(at_hand)
        } else {
            Err(Outcome::Malformed)
        }
    }

    pub(super) fn given(&self, sha256: &FileHash) -> Option<&'a [u8]> {
        self.given.find(sha256)
    }

    pub(super) fn bytes(&self, sha256: &FileHash) -> Option<&'a [u8]> {
        self.given(sha256).or_else(|| self.held.find(sha256))
    }

    pub(super) fn trust_list(&self, manifest: &Manifest) -> Option<&'a [u8]> {
        let pinned = manifest.files().iter().find(|pinned| FileKind::of(&pinned.name) == FileKind::TrustList)?;
        self.bytes(&pinned.sha256)
    }
}
