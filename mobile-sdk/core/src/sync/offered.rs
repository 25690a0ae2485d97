use alloc::vec::Vec;

use crate::manifest::{FileHash, FileKind, MAX_FILE_BYTES, Manifest, PinnedFile, TRUST_LIST};
use crate::trust_list::TrustList;
use crate::trust_store::{MOST_LINKS, Outcome, TrustStore};

/// The most bytes of trust lists that are fetched for a manifest of which nobody knows yet whether it is genuine.
const MOST_LIST_BYTES: u64 = MAX_FILE_BYTES as u64;

/// A manifest that has arrived and cannot be judged before its trust list is here, and perhaps the earlier lists that
/// lead to it.
#[derive(Clone, Debug)]
pub(super) struct Offered {
    bytes: Vec<u8>,
    manifest: Manifest,
    /// The trust lists that have arrived.
    lists: Vec<(FileHash, Vec<u8>)>,
    /// The trust lists to fetch, the next one last.
    missing: Vec<PinnedFile>,
    has_asked_for_links: bool,
}

/// What became of an offered manifest.
pub(super) enum OfferedStep {
    /// More trust lists are needed.
    Fetch(Offered),
    /// It is decided.
    Decided(Outcome),
}

impl Offered {
    pub(super) fn new(bytes: &[u8], store: &TrustStore) -> Result<Self, Outcome> {
        let manifest = Manifest::decode_unverified(bytes).map_err(|_| Outcome::Malformed)?;
        if store.is_forged(bytes) {
            return Err(Outcome::BadSignature);
        }
        let (lists, missing) = (Vec::new(), Vec::new());
        Ok(Self { bytes: bytes.to_vec(), manifest, lists, missing, has_asked_for_links: false })
    }

    /// The next file to fetch.
    pub(super) fn missing(&self) -> Option<&PinnedFile> {
        self.missing.last()
    }

    /// Takes in a list of the right hash and size.
    pub(super) fn add(&mut self, sha256: FileHash, bytes: &[u8]) {
        self.missing.retain(|pinned| pinned.sha256 != sha256);
        if self.list(&sha256).is_none() {
            self.lists.push((sha256, bytes.to_vec()));
        }
    }

    /// Takes the set as soon as its trust lists are here. Its other files follow one by one: none of them keeps a newer
    /// manifest, and the keys that it withdraws, from a scanner.
    pub(super) fn step(mut self, store: &mut TrustStore) -> OfferedStep {
        if !self.missing.is_empty() {
            return OfferedStep::Fetch(self);
        }
        let lists: Vec<&[u8]> = self.lists.iter().map(|(_, bytes)| bytes.as_slice()).collect();
        let outcome = store.take_set(&self.bytes, &lists);
        let list = self.manifest.files().iter().find(|pinned| pinned.name == TRUST_LIST);
        self.missing = match outcome {
            Outcome::MissingFile => list.cloned().into_iter().collect(),
            Outcome::Unsigned if !self.has_asked_for_links => {
                self.has_asked_for_links = true;
                list.map(|list| self.links_to(list, store)).unwrap_or_default()
            }
            _ => return OfferedStep::Decided(outcome),
        };
        let bytes = self.missing.iter().fold(0_u64, |sum, pinned| sum.saturating_add(pinned.size));
        if self.missing.is_empty() || bytes > MOST_LIST_BYTES {
            OfferedStep::Decided(outcome)
        } else {
            OfferedStep::Fetch(self)
        }
    }

    /// The earlier lists between the one that is held and the pinned one, the lowest version last.
    fn links_to(&self, list: &PinnedFile, store: &TrustStore) -> Vec<PinnedFile> {
        let held = store.files().find(|(_, _, sha256)| **sha256 == list.sha256).map(|(_, bytes, _)| bytes);
        let bytes = self.list(&list.sha256).or(held).unwrap_or_default();
        let Ok(newest) = TrustList::decode_unverified(bytes) else { return Vec::new() };
        let oldest = store.trust_list().map(|list| list.version);
        let is_at_hand = |pinned: &PinnedFile| {
            self.list(&pinned.sha256).is_some() || store.files().any(|(_, _, sha256)| *sha256 == pinned.sha256)
        };
        let is_link = |pinned: &&PinnedFile| match FileKind::of(&pinned.name) {
            FileKind::EarlierTrustList(version) => {
                oldest.is_none_or(|oldest| version > oldest) && version < newest.version && !is_at_hand(pinned)
            }
            _ => false,
        };
        // The order of a manifest's names is that of the numbers in them.
        let mut links: Vec<PinnedFile> =
            self.manifest.files().iter().filter(is_link).take(MOST_LINKS).cloned().collect();
        links.reverse();
        links
    }

    fn list(&self, sha256: &FileHash) -> Option<&[u8]> {
        self.lists.iter().find(|(list, _)| list == sha256).map(|(_, bytes)| bytes.as_slice())
    }
}
