use alloc::collections::BinaryHeap;
use alloc::sync::Arc;
use alloc::vec::Vec;

use sha2::{Digest as _, Sha256};

use super::file::{FileInForce, SignerRole};
use super::files::FilesInForce;
use super::list::TrustedRoots;
use super::{ManifestInForce, Outcome, TrustStore};
use crate::manifest::{FileHash, FileKind, Manifest, PinnedFile, SignedManifest};
use crate::trust_list::TrustList;

/// The files that are at hand: given now, or in force.
struct FilesAtHand<'a> {
    /// Sorted by hash, no two alike.
    given: Vec<(FileHash, &'a [u8])>,
    in_force: &'a FilesInForce,
}

impl<'a> FilesAtHand<'a> {
    fn given(&self, sha256: &FileHash) -> Option<&'a [u8]> {
        let place = self.given.binary_search_by(|(given, _)| given.cmp(sha256)).ok()?;
        self.given.get(place).map(|(_, bytes)| *bytes)
    }

    fn bytes(&self, sha256: &FileHash) -> Option<&'a [u8]> {
        let in_force = || self.in_force.values().find(|file| file.sha256 == *sha256).map(|file| file.bytes.as_slice());
        self.given(sha256).or_else(in_force)
    }
}

impl TrustStore {
    /// The state after a set is taken. The steps are those of section 7, and the first that fails is the outcome.
    pub(super) fn after_set(&self, manifest: &[u8], files: &[&[u8]]) -> Result<Self, Outcome> {
        // 1
        let signed = SignedManifest::decode(manifest).map_err(|_| Outcome::Malformed)?;
        let at_hand = self.files_at_hand(&signed.manifest, files)?;
        // 2
        let list = pinned_trust_list(&signed.manifest, &at_hand).ok_or(Outcome::MissingFile)?;
        // 3
        let trusted = self.trusted_after(&signed.manifest, list, &at_hand)?;
        // 4
        require_signature(&signed, &trusted)?;
        // 5
        self.require_newer(manifest, &signed, &trusted, &at_hand)?;
        // 6 and 7
        let mut next = self.clone();
        next.trusted = trusted;
        next.files = FilesInForce::default();
        for pinned in signed.manifest.files().iter().filter(|pinned| Self::is_kept(&pinned.name)) {
            if let Some(file) = self.file_after(pinned, &at_hand, &next.trusted)? {
                next.files.insert(&pinned.name, file);
            }
        }
        next.drop_files_of_removed_keys();
        next.manifest =
            Some(Arc::new(ManifestInForce { bytes: manifest.to_vec(), kid: signed.kid, manifest: signed.manifest }));
        next.set_floor();
        Ok(next)
    }

    fn files_at_hand<'a>(&'a self, manifest: &Manifest, given: &[&'a [u8]]) -> Result<FilesAtHand<'a>, Outcome> {
        // A heap sorts with the least code, which counts where a page fetches it.
        let given: BinaryHeap<(FileHash, &[u8])> =
            given.iter().map(|bytes| (Sha256::digest(bytes).into(), *bytes)).collect();
        let given = given.into_sorted_vec();
        let are_alike = given.iter().zip(given.iter().skip(1)).any(|((left, _), (right, _))| left == right);
        let is_pinned = |sha256: &FileHash| manifest.files().iter().any(|pinned| pinned.sha256 == *sha256);
        if are_alike || !given.iter().all(|(sha256, _)| is_pinned(sha256)) {
            return Err(Outcome::Malformed);
        }
        let at_hand = FilesAtHand { given, in_force: &self.files };
        let wrong_size =
            |pinned: &PinnedFile| at_hand.bytes(&pinned.sha256).is_some_and(|bytes| bytes.len() as u64 != pinned.size);
        if manifest.files().iter().any(wrong_size) { Err(Outcome::Malformed) } else { Ok(at_hand) }
    }

    /// The roots after the links of the chain and the list itself. `taken` and `unchanged` go on.
    fn trusted_after(
        &self,
        manifest: &Manifest,
        list: &[u8],
        at_hand: &FilesAtHand<'_>,
    ) -> Result<TrustedRoots, Outcome> {
        let version = TrustList::decode_unverified(list).map_err(|_| Outcome::Malformed)?.version;
        let held = self.trust_list().map(|list| list.version);
        let mut trusted = self.trusted.clone();
        // The order of a manifest's names is that of the numbers in them.
        for pinned in manifest.files() {
            if let FileKind::EarlierTrustList(number) = FileKind::of(&pinned.name)
                && held.is_none_or(|held| number > held)
                && number < version
                && let Some(link) = at_hand.bytes(&pinned.sha256)
                && let Ok(after) = trusted.after(link)
                && after.list().is_some_and(|list| list.version == number)
            {
                trusted = after;
            }
        }
        match trusted.after(list) {
            Ok(after) => Ok(after),
            Err(Outcome::Unchanged) => Ok(trusted),
            Err(outcome) => Err(outcome),
        }
    }

    /// Section 7, step 5. Where the key of the manifest in force is gone, its version counts no more: a thief of the key could
    /// else push the version to the end and freeze everybody.
    fn require_newer(
        &self,
        bytes: &[u8],
        signed: &SignedManifest<'_>,
        trusted: &TrustedRoots,
        at_hand: &FilesAtHand<'_>,
    ) -> Result<(), Outcome> {
        let Some(held) = &self.manifest else { return Ok(()) };
        if trusted.signer(held.kid, SignerRole::Status).is_none() {
            return Ok(());
        }
        if signed.manifest.version < held.manifest.version {
            return Err(Outcome::Rollback);
        }
        if signed.manifest.version > held.manifest.version {
            return Ok(());
        }
        if held.bytes != bytes {
            return Err(Outcome::Conflict);
        }
        let brings_something = signed.manifest.files().iter().any(|pinned| {
            at_hand.given(&pinned.sha256).is_some()
                && Self::is_kept(&pinned.name)
                && !self.is_in_force(&pinned.name, &pinned.sha256)
        });
        if brings_something { Ok(()) } else { Err(Outcome::Unchanged) }
    }

    /// What is in force under a pinned name afterwards: the pinned file if it is at hand, or the one that is in force now.
    fn file_after(
        &self,
        pinned: &PinnedFile,
        at_hand: &FilesAtHand<'_>,
        trusted: &TrustedRoots,
    ) -> Result<Option<Arc<FileInForce>>, Outcome> {
        let held = self.files.get(&pinned.name);
        if let Some(held) = held.filter(|held| held.sha256 == pinned.sha256) {
            if let Some(signature) = held.content.signature() {
                signature.require_known(trusted)?;
            }
            return Ok(Some(Arc::clone(held)));
        }
        let Some(bytes) = at_hand.bytes(&pinned.sha256) else { return Ok(held.cloned()) };
        let file = FileInForce::read(bytes, FileKind::of(&pinned.name), trusted)?;
        if let Some(held) = held {
            let held_is_trusted = held
                .content
                .signature()
                .is_some_and(|signature| trusted.signer(signature.kid, signature.role).is_some());
            file.require_not_older(held, held_is_trusted)?;
        }
        Ok(Some(Arc::new(file)))
    }
}

fn pinned_trust_list<'a>(manifest: &Manifest, at_hand: &FilesAtHand<'a>) -> Option<&'a [u8]> {
    let pinned = manifest.files().iter().find(|pinned| FileKind::of(&pinned.name) == FileKind::TrustList)?;
    at_hand.bytes(&pinned.sha256)
}

/// Section 7, step 4.
pub(super) fn require_signature(signed: &SignedManifest<'_>, trusted: &TrustedRoots) -> Result<(), Outcome> {
    match trusted.signer(signed.kid, SignerRole::Status) {
        Some((key, verifier)) if key.window_holds(signed.manifest.issued) => {
            if verifier.is_some_and(|verifier| signed.is_signed_by(verifier)) {
                Ok(())
            } else {
                Err(Outcome::BadSignature)
            }
        }
        _ => Err(Outcome::UnknownKey),
    }
}
