use alloc::collections::BinaryHeap;
use alloc::vec::Vec;

use sha2::{Digest as _, Sha256};

use crate::manifest::{FileHash, Manifest};

/// Files by their hashes. To find one among n takes log n steps: what nobody has signed may have many.
pub(super) struct ByHash<'a>(Vec<(FileHash, &'a [u8])>);

impl<'a> ByHash<'a> {
    pub(super) fn of(files: impl Iterator<Item = &'a [u8]>) -> Self {
        files.map(|bytes| (Sha256::digest(bytes).into(), bytes)).collect()
    }

    pub(super) fn find(&self, sha256: &FileHash) -> Option<&'a [u8]> {
        self.0.get(self.place(sha256)?).map(|(_, bytes)| *bytes)
    }

    /// Whether the manifest pins each of them with its size, and no two are alike: of two that are, one is not found.
    pub(super) fn are_all_pinned_by(&self, manifest: &Manifest) -> bool {
        let mut is_found = alloc::vec![false; self.0.len()];
        for pinned in manifest.files() {
            let Some(place) = self.place(&pinned.sha256) else { continue };
            let (Some((_, bytes)), Some(is_found)) = (self.0.get(place), is_found.get_mut(place)) else { continue };
            if bytes.len() as u64 != pinned.size {
                return false;
            }
            *is_found = true;
        }
        is_found.iter().all(|is_found| *is_found)
    }

    /// The files that the manifest pins, each once.
    pub(super) fn pinned_by(&self, manifest: &Manifest) -> Vec<&'a [u8]> {
        let mut is_found = alloc::vec![false; self.0.len()];
        let mut found = |sha256: &FileHash| {
            let place = self.place(sha256)?;
            let was_found = core::mem::replace(is_found.get_mut(place)?, true);
            self.0.get(place).filter(|_| !was_found).map(|(_, bytes)| *bytes)
        };
        manifest.files().iter().filter_map(|pinned| found(&pinned.sha256)).collect()
    }

    fn place(&self, sha256: &FileHash) -> Option<usize> {
        self.0.binary_search_by(|(of, _)| of.cmp(sha256)).ok()
    }
}

impl<'a> FromIterator<(FileHash, &'a [u8])> for ByHash<'a> {
    fn from_iter<T: IntoIterator<Item = (FileHash, &'a [u8])>>(files: T) -> Self {
        // A heap sorts with the least code, which counts where a page fetches it.
        Self(files.into_iter().collect::<BinaryHeap<_>>().into_sorted_vec())
    }
}
