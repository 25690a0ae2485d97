//! What is in a code or a published file, for people who debug one. Nothing here is checked, and nothing here may open
//! a door.

use alloc::vec;
use alloc::vec::Vec;

use crate::key::Kid;
use crate::manifest::{FileKind, SignedManifest};
use crate::pass::PassClaims;
use crate::presentation::UnverifiedPass;
use crate::rules::SignedRules;
use crate::status_list::{SignedChanges, SignedStatusList};
use crate::time::UnixTime;
use crate::trust_list::SignedTrustList;

/// The unchecked content of a code: anybody can write such a code.
#[derive(Clone, Copy, Debug)]
pub struct Unchecked<'a> {
    /// The key that is said to have signed the pass.
    pub kid: Kid,
    /// What the pass says.
    pub claims: &'a PassClaims,
    /// What the phone is said to have signed, unless the pass is shown as it is.
    pub presentation: Option<UncheckedPresentation>,
}

/// The unchecked content of a presentation.
#[derive(Clone, Copy, Debug)]
pub struct UncheckedPresentation {
    /// When it was made, by the phone's clock.
    pub issued: UnixTime,
    /// Whether it says that it answers a challenge.
    pub challenged: bool,
}

/// Looks into a code without checking anything.
pub fn unchecked(pass: &UnverifiedPass) -> Unchecked<'_> {
    let presentation =
        pass.proof.as_ref().map(|proof| UncheckedPresentation { issued: proof.issued, challenged: proof.challenged });
    Unchecked { kid: pass.kid, claims: &pass.claims, presentation }
}

/// The unchecked head of a published file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UncheckedFile {
    /// When it was issued, by its own words.
    pub issued: UnixTime,
    /// The keys that are said to have signed it: of a trust list the roots, of any other file one.
    pub signers: Vec<Kid>,
}

/// Looks into a published file without checking anything; `None` where it is not what its name says, or the name says
/// nothing.
pub fn unchecked_file(kind: FileKind, bytes: &[u8]) -> Option<UncheckedFile> {
    let (issued, signers) = match kind {
        FileKind::TrustList | FileKind::EarlierTrustList(_) => {
            let signed = SignedTrustList::decode(bytes).ok()?;
            (signed.list.issued, signed.signers().collect())
        }
        FileKind::Rules => {
            let rules = SignedRules::decode(bytes).ok()?;
            (rules.issued, vec![rules.kid])
        }
        FileKind::Status(_) => {
            let list = SignedStatusList::decode(bytes).ok()?;
            (list.claims.issued, vec![list.kid])
        }
        FileKind::Changes(_) => {
            let signed = SignedChanges::decode(bytes).ok()?;
            (signed.changes.issued, vec![signed.kid])
        }
        FileKind::Other => return None,
    };
    Some(UncheckedFile { issued, signers })
}

/// The key that is said to have signed a manifest.
pub fn manifest_signer(manifest: &[u8]) -> Option<Kid> {
    SignedManifest::decode(manifest).ok().map(|signed| signed.kid)
}
