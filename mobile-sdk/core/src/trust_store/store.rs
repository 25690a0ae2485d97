use alloc::sync::Arc;
use alloc::vec::Vec;

use super::by_hash::ByHash;
use super::file::{Content, FileInForce};
use super::files::FilesInForce;
use super::list::{SignerRole, TrustedRoots};
use super::outcome::Outcome;
use crate::bundle::Bundle;
use crate::key::{Kid, Verifier};
use crate::manifest::{FileHash, FileKind, Manifest, PinnedFile, RULES, SignedManifest, TRUST_LIST, status_name};
use crate::rules::{PresentationLimits, RulesFile};
use crate::status_list::StatusChanges;
use crate::time::{StatusDay, UnixTime};
use crate::trust_list::{RootSet, TrustList, TrustedKey};

/// The manifest in force and the key that signed it.
#[derive(Debug)]
pub(super) struct ManifestInForce {
    pub(super) bytes: Vec<u8>,
    pub(super) kid: Kid,
    pub(super) manifest: Manifest,
}

/// The roots, trust list, manifest and files that are in force.
#[derive(Clone, Debug)]
pub struct TrustStore {
    pub(super) trusted: TrustedRoots,
    pub(super) manifest: Option<Arc<ManifestInForce>>,
    pub(super) files: FilesInForce,
    /// Changes that the manifest pins and whose list is not in force: they count for nothing yet.
    pub(super) waiting: FilesInForce,
    pub(super) floor: UnixTime,
}

impl TrustStore {
    /// A store that holds nothing but the pinned roots.
    pub fn new(pinned: RootSet) -> Self {
        Self {
            trusted: TrustedRoots::pinned(pinned),
            manifest: None,
            files: FilesInForce::default(),
            waiting: FilesInForce::default(),
            floor: UnixTime::saturating_new(0),
        }
    }

    /// Offers a trust list by itself (section 5).
    pub fn take_trust_list(&mut self, bytes: &[u8]) -> Outcome {
        match self.trusted.after(bytes) {
            Ok(trusted) => {
                let file = Arc::new(FileInForce::new(bytes.to_vec(), Content::TrustList));
                self.files.insert(TRUST_LIST, file);
                self.trusted = trusted;
                self.drop_files_of_removed_keys();
                self.set_floor();
                Outcome::Taken
            }
            Err(outcome) => outcome,
        }
    }

    /// Offers a manifest with files: all of it is taken, or nothing (section 7).
    pub fn take_set(&mut self, manifest: &[u8], files: &[&[u8]]) -> Outcome {
        match self.after_set(manifest, files) {
            Ok(next) => {
                *self = next;
                Outcome::Taken
            }
            Err(outcome) => outcome,
        }
    }

    /// Offers a bundle: as [`TrustStore::take_set`] with what is in it.
    pub fn take_bundle(&mut self, bytes: &[u8]) -> Outcome {
        match Bundle::decode(bytes) {
            Ok(bundle) => self.take_set(bundle.manifest, &bundle.files),
            Err(_) => Outcome::Malformed,
        }
    }

    /// Offers one more file of the set in force.
    pub(crate) fn take_file(&mut self, bytes: &[u8]) -> Outcome {
        match self.manifest.clone() {
            Some(in_force) => self.take_set(&in_force.bytes, &[bytes]),
            None => Outcome::MissingFile,
        }
    }

    /// The root set that the next trust list must be signed by.
    pub fn roots(&self) -> &RootSet {
        self.trusted.roots()
    }

    /// The trust list in force.
    pub fn trust_list(&self) -> Option<&TrustList> {
        self.trusted.list()
    }

    /// The manifest in force.
    pub fn manifest(&self) -> Option<&Manifest> {
        self.manifest.as_deref().map(|in_force| &in_force.manifest)
    }

    /// When the manifest or the trust list in force was issued, whichever is later: the present cannot be earlier. 0
    /// before the first of them.
    pub const fn floor(&self) -> UnixTime {
        self.floor
    }

    /// The name, bytes and hash of every file in force, in the order of manifests.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8], &FileHash)> {
        self.files.iter().map(|(name, file)| (name, file.bytes.as_slice(), &file.sha256))
    }

    /// What is in force as a bundle of about `most_bytes` at the most, for another scanner ([`Bundle::within`]); `None`
    /// before the first manifest.
    pub fn bundle(&self, today: StatusDay, most_bytes: usize) -> Option<Vec<u8>> {
        let in_force = self.manifest.as_deref()?;
        let held = self.by_hash();
        // Who followed each change of the roots as it came holds the links all the same.
        let links = ByHash::of(self.trusted.path());
        let file = |sha256: &FileHash| held.find(sha256).or_else(|| links.find(sha256));
        Some(Bundle::within(most_bytes, &in_force.bytes, &in_force.manifest, today, file).encode())
    }

    /// The changes that wait for their list, as [`TrustStore::files`].
    pub fn waiting(&self) -> impl Iterator<Item = (&str, &[u8], &FileHash)> {
        self.waiting.iter().map(|(name, file)| (name, file.bytes.as_slice(), &file.sha256))
    }

    /// The hash of the file in force under a name; `None` where there is none.
    pub(crate) fn hash_in_force(&self, name: &str) -> Option<&FileHash> {
        self.files.get(name).map(|file| &file.sha256)
    }

    /// When the rules, the status list or the changes in force under a name were issued; `None` where there are none.
    pub fn issued(&self, name: &str) -> Option<UnixTime> {
        self.files.get(name)?.content.signature().map(|signature| signature.issued)
    }

    /// The rules in force: `None` where there are none, `Some(None)` where they are not readable here.
    pub fn rules(&self) -> Option<Option<&RulesFile>> {
        match &self.files.get(RULES)?.content {
            Content::Rules { file, .. } => Some(file.as_ref()),
            _ => None,
        }
    }

    /// How old live codes may be, by the rules in force.
    pub fn presentation_limits(&self) -> PresentationLimits {
        self.rules().flatten().map_or_else(PresentationLimits::default, |file| file.limits)
    }

    /// Whether exactly the pinned file is in force under its name, or waits.
    pub(crate) fn holds(&self, pinned: &PinnedFile) -> bool {
        let mut held = [&self.files, &self.waiting].into_iter().filter_map(|files| files.get(&pinned.name));
        held.any(|file| file.sha256 == pinned.sha256)
    }

    /// Whether a manifest names a status key that is held, and that key has not signed it.
    pub(crate) fn is_forged(&self, manifest: &[u8]) -> bool {
        let Ok(signed) = SignedManifest::decode(manifest) else { return true };
        let verifier = self.trusted.signer(signed.kid, SignerRole::Status).and_then(|(_, verifier)| verifier);
        verifier.is_some_and(|verifier| !signed.is_signed_by(verifier))
    }

    /// Whether the manifest or the trust list has expired, or there is none.
    pub fn is_expired(&self, now: UnixTime) -> bool {
        let manifest = self.manifest().is_none_or(|manifest| manifest.expires <= now);
        manifest || self.trust_list().is_none_or(|list| list.expires <= now)
    }

    /// Whether the data is so old that people should know.
    pub fn is_stale(&self, now: UnixTime) -> bool {
        self.manifest().is_none_or(|manifest| manifest.stale <= now)
    }

    /// The key of role 1 or 5 with this id, and what verifies its signatures unless no signature by it can be good.
    pub(crate) fn issuing_key(&self, kid: Kid) -> Option<(&TrustedKey, Option<&Verifier>)> {
        let (key, verifier) = self.trusted.key(kid)?;
        key.role.issuing_constraints()?;
        Some((key, verifier))
    }

    /// From when on the passes of a key are refused.
    pub(crate) fn withdrawn_from(&self, kid: Kid) -> Option<UnixTime> {
        self.manifest()?.withdrawn_from(kid)
    }

    /// The bytes of the files that are in force or wait.
    pub(super) fn by_hash(&self) -> ByHash<'_> {
        let held = self.files.values().chain(self.waiting.values());
        held.map(|file| (file.sha256, file.bytes.as_slice())).collect()
    }

    /// After a trust list: what its keys do not vouch for any more is dropped, and changes whose list went with that
    /// wait for another, as long as they are pinned.
    fn drop_files_of_removed_keys(&mut self) {
        self.files.retain(|_, file| file.is_trusted(&self.trusted));
        self.waiting.retain(|_, file| file.is_trusted(&self.trusted));
        let lists = self.files.clone();
        let has_its_list = |file: &FileInForce| {
            let list = |changes: &StatusChanges| lists.get(&status_name(changes.day)).map(Arc::clone);
            file.changes().is_none_or(|changes| list(changes).is_some_and(|list| list.is_base_of(changes)))
        };
        let manifest = self.manifest.as_deref().map(|in_force| &in_force.manifest);
        let is_pinned = |name: &str, file: &FileInForce| {
            manifest.and_then(|manifest| manifest.pinned(name)).is_some_and(|pinned| pinned.sha256 == file.sha256)
        };
        for (name, file) in lists.iter().filter(|(name, file)| !has_its_list(file) && is_pinned(name, file)) {
            self.waiting.insert(name, Arc::clone(file));
        }
        self.files.retain(|_, file| has_its_list(file));
    }

    pub(super) fn set_floor(&mut self) {
        let list = self.trust_list().map(|list| list.issued);
        let manifest = self.manifest().map(|manifest| manifest.issued);
        self.floor = list.max(manifest).unwrap_or(self.floor);
    }

    pub(super) fn is_kept(name: &str) -> bool {
        FileKind::of(name) != FileKind::Other
    }
}
