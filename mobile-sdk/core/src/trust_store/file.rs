use alloc::vec::Vec;

use sha2::{Digest as _, Sha256};

use super::Outcome;
use super::list::TrustedRoots;
use crate::key::Kid;
use crate::manifest::{FileHash, FileKind, MAX_FILE_BYTES};
use crate::rules::SignedRules;
use crate::status_list::{SignedStatusList, StatusBits};
use crate::time::UnixTime;

/// A file in force: what a scanner knows under one name.
#[derive(Debug)]
pub(super) struct FileInForce {
    pub(super) sha256: FileHash,
    pub(super) bytes: Vec<u8>,
    pub(super) content: Content,
}

/// What a file says, as far as it has been read.
#[derive(Debug)]
pub(super) enum Content {
    /// The list itself is held beside the roots.
    TrustList,
    /// Kept for others who must follow the roots; it is read when it is taken.
    EarlierTrustList,
    Rules {
        signature: SignedBy,
        version: u64,
    },
    Status {
        signature: SignedBy,
        bits: StatusBits,
    },
}

/// The roles whose signatures stand under files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignerRole {
    Status,
    Rules,
}

/// Who signed a file, and when, by its own words.
#[derive(Clone, Copy, Debug)]
pub(super) struct SignedBy {
    pub(super) kid: Kid,
    pub(super) role: SignerRole,
    pub(super) issued: UnixTime,
}

impl SignedBy {
    /// Whether the key is on the list with its role and was in use then.
    pub(super) fn require_known(&self, trusted: &TrustedRoots) -> Result<(), Outcome> {
        match trusted.signer(self.kid, self.role) {
            Some((key, _)) if key.window_holds(self.issued) => Ok(()),
            _ => Err(Outcome::UnknownKey),
        }
    }
}

impl Content {
    pub(super) fn signature(&self) -> Option<&SignedBy> {
        match self {
            Self::TrustList | Self::EarlierTrustList => None,
            Self::Rules { signature, .. } | Self::Status { signature, .. } => Some(signature),
        }
    }

    /// Whether this file would take back what `held`, in force under its name, has said.
    fn is_older_than(&self, held: &Self) -> bool {
        let lower_version = matches!((self, held),
            (Self::Rules { version, .. }, Self::Rules { version: held, .. }) if version < held);
        let issued_before = match (self.signature(), held.signature()) {
            (Some(own), Some(held)) => own.issued < held.issued,
            _ => false,
        };
        lower_version || issued_before
    }
}

impl FileInForce {
    pub(super) fn new(bytes: Vec<u8>, content: Content) -> Self {
        Self { sha256: Sha256::digest(&bytes).into(), bytes, content }
    }

    /// Reads a file that was given, in the order of section 7, step 6: malformed, unknown key, bad signature.
    pub(super) fn read(bytes: &[u8], kind: FileKind, trusted: &TrustedRoots) -> Result<Self, Outcome> {
        Self::read_signed_in(bytes, kind, trusted, |signature| signature.require_known(trusted))
    }

    /// Reads a file that was in force and that the manifest does not pin any more: its key must still have its role, and the
    /// window of that key was looked at when the file was taken.
    pub(super) fn read_held(bytes: &[u8], kind: FileKind, trusted: &TrustedRoots) -> Result<Self, Outcome> {
        Self::read_signed_in(bytes, kind, trusted, |_| Ok(()))
    }

    fn read_signed_in(
        bytes: &[u8],
        kind: FileKind,
        trusted: &TrustedRoots,
        require_key: impl Fn(&SignedBy) -> Result<(), Outcome>,
    ) -> Result<Self, Outcome> {
        let content = match kind {
            FileKind::TrustList => Content::TrustList,
            FileKind::EarlierTrustList(_) | FileKind::Other => Content::EarlierTrustList,
            FileKind::Rules | FileKind::Status(_) if bytes.len() > MAX_FILE_BYTES => return Err(Outcome::Malformed),
            FileKind::Rules => {
                let rules = SignedRules::decode(bytes).map_err(|_| Outcome::Malformed)?;
                let signature = SignedBy { kid: rules.kid, role: SignerRole::Rules, issued: rules.issued };
                require_key(&signature)?;
                verified(trusted, &signature, |key| rules.is_signed_by(key))?;
                Content::Rules { signature, version: rules.version }
            }
            FileKind::Status(day) => {
                let list = SignedStatusList::decode(bytes).map_err(|_| Outcome::Malformed)?;
                if !list.is_of(day) {
                    return Err(Outcome::Malformed);
                }
                let bits = list.unpack().map_err(|_| Outcome::Malformed)?;
                let signature = SignedBy { kid: list.kid, role: SignerRole::Status, issued: list.claims.issued };
                require_key(&signature)?;
                verified(trusted, &signature, |key| list.is_signed_by(key))?;
                Content::Status { signature, bits }
            }
        };
        Ok(Self::new(bytes.to_vec(), content))
    }

    /// Section 7, step 6, `rollback`: only a file whose key is still trusted holds its successor back.
    pub(super) fn require_not_older(&self, held: &Self, held_is_trusted: bool) -> Result<(), Outcome> {
        if held_is_trusted && self.content.is_older_than(&held.content) { Err(Outcome::Rollback) } else { Ok(()) }
    }
}

fn verified(
    trusted: &TrustedRoots,
    signature: &SignedBy,
    is_signed_by: impl FnOnce(&crate::key::Verifier) -> bool,
) -> Result<(), Outcome> {
    match trusted.signer(signature.kid, signature.role) {
        Some((_, Some(key))) if is_signed_by(key) => Ok(()),
        _ => Err(Outcome::BadSignature),
    }
}
