use alloc::sync::Arc;

use super::at_hand::FilesAtHand;
use super::files::FilesInForce;
use super::files_after::{FilesAfter, MAX_KEPT_BYTES};
use super::list::{SignerRole, TrustedRoots};
use super::outcome::Outcome;
use super::store::{ManifestInForce, TrustStore};
use crate::manifest::{FileKind, Manifest, SignedManifest};
use crate::trust_list::version_of;

/// More changes of the roots than anybody sleeps through. Each costs a signature, and anybody can hand a scanner a
/// bundle of thousands.
pub(crate) const MOST_LINKS: usize = 64;

impl TrustStore {
    /// The state after a set is taken. The steps are those of section 7, and the first that fails is the outcome.
    pub(super) fn after_set(&self, manifest: &[u8], files: &[&[u8]]) -> Result<Self, Outcome> {
        // 1
        let signed = SignedManifest::decode(manifest).map_err(|_| Outcome::Malformed)?;
        let at_hand = FilesAtHand::of(self, &signed.manifest, files)?;
        // 2
        let list = at_hand.trust_list(&signed.manifest).ok_or(Outcome::MissingFile)?;
        // 3
        let trusted = self.trusted_after(&signed.manifest, list, &at_hand)?;
        // 4
        require_signature(&signed, &trusted)?;
        // 5
        self.require_newer(manifest, &signed, &trusted, &at_hand)?;
        // 6 and 7
        let after = FilesAfter {
            before: self,
            trusted: &trusted,
            manifest: &signed.manifest,
            at_hand: &at_hand,
            in_force: FilesInForce::default(),
            waiting: FilesInForce::default(),
            room: MAX_KEPT_BYTES,
        };
        let (files, waiting) = after.all()?;
        let mut next = Self { trusted, manifest: None, files, waiting, floor: self.floor };
        next.manifest =
            Some(Arc::new(ManifestInForce { bytes: manifest.to_vec(), kid: signed.kid, manifest: signed.manifest }));
        next.set_floor();
        Ok(next)
    }

    /// The roots after the links of the chain and the list itself. `taken` and `unchanged` go on.
    fn trusted_after(
        &self,
        manifest: &Manifest,
        list: &[u8],
        at_hand: &FilesAtHand<'_>,
    ) -> Result<TrustedRoots, Outcome> {
        let version = version_of(list).map_err(|_| Outcome::Malformed)?;
        let held = self.trust_list().map(|list| list.version);
        let mut trusted = self.trusted.clone();
        // The order of a manifest's names is that of the numbers in them. Many names may pin one file, and only one of
        // them can have its number: no file is read twice.
        let links = manifest.files().iter().filter_map(|pinned| {
            let FileKind::EarlierTrustList(number) = FileKind::of(&pinned.name) else { return None };
            let link = at_hand.bytes(&pinned.sha256)?;
            let leads_on = held.is_none_or(|held| number > held) && number < version;
            (leads_on && version_of(link) == Ok(number)).then_some(link)
        });
        for link in links.take(MOST_LINKS) {
            if let Ok(after) = trusted.after(link) {
                trusted = after;
            }
        }
        match trusted.after(list) {
            Ok(after) => Ok(after),
            Err(Outcome::Unchanged) => Ok(trusted),
            Err(outcome) => Err(outcome),
        }
    }

    /// Section 7, step 5. Where the key of the manifest in force is gone, its version counts no more: a thief of the
    /// key could else push the version to the end and freeze everybody.
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
            at_hand.given(&pinned.sha256).is_some() && Self::is_kept(&pinned.name) && !self.holds(pinned)
        });
        if brings_something { Ok(()) } else { Err(Outcome::Unchanged) }
    }
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
