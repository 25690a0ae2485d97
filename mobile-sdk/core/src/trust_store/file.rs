use alloc::vec::Vec;

use sha2::{Digest as _, Sha256};

use super::list::{SignerRole, TrustedRoots};
use super::outcome::Outcome;
use crate::key::Kid;
use crate::manifest::{FileHash, FileKind, MAX_FILE_BYTES};
use crate::rules::{RulesFile, SignedRules};
use crate::status_list::{PackedBits, SignedChanges, SignedStatusList, StatusChanges, StatusListClaims};
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
    /// `file` is what it says, if it is readable.
    Rules {
        signature: SignedBy,
        version: u64,
        file: Option<RulesFile>,
    },
    /// The bits stay as packed as they came: unpacked they take up to a thousand times as much.
    Status {
        signature: SignedBy,
        /// How many they are; `None` where nobody has read them since the start.
        length: Option<u64>,
    },
    Changes {
        signature: SignedBy,
        changes: StatusChanges,
    },
}

/// Who signed a file, and when, by its own words.
#[derive(Clone, Copy, Debug)]
pub(super) struct SignedBy {
    pub(super) kid: Kid,
    pub(super) role: SignerRole,
    pub(super) issued: UnixTime,
}

/// Where the bytes of a file come from.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    /// Somebody gave them. `list` is the status list that changes will stand beside, if there is one.
    Given { list: Option<&'a FileInForce> },
    /// They were in force or waited when the snapshot was written: the key must still have its role. Its window matters
    /// where the manifest pins the file, and was looked at when it was taken. So were the bits, which are read again
    /// when their day is asked for: a scanner that starts does not unpack all of its lists.
    Snapshot { is_pinned: bool },
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
            Self::Rules { signature, .. } | Self::Status { signature, .. } | Self::Changes { signature, .. } => {
                Some(signature)
            }
        }
    }
}

impl FileInForce {
    pub(super) fn new(bytes: Vec<u8>, content: Content) -> Self {
        Self { sha256: Sha256::digest(&bytes).into(), bytes, content }
    }

    /// Reads a file, in the order of section 7, step 6: malformed, unknown key, bad signature.
    pub(super) fn read(
        bytes: &[u8],
        kind: FileKind,
        source: Source<'_>,
        trusted: &TrustedRoots,
    ) -> Result<Self, Outcome> {
        let require_key = |signature: &SignedBy| match source {
            Source::Snapshot { is_pinned: false } => Ok(()),
            _ => signature.require_known(trusted),
        };
        let content = match kind {
            FileKind::TrustList => Content::TrustList,
            FileKind::EarlierTrustList(_) | FileKind::Other => Content::EarlierTrustList,
            FileKind::Rules | FileKind::Status(_) | FileKind::Changes(_) if bytes.len() > MAX_FILE_BYTES => {
                return Err(Outcome::Malformed);
            }
            FileKind::Rules => {
                let rules = SignedRules::decode(bytes).map_err(|_| Outcome::Malformed)?;
                let signature = SignedBy { kid: rules.kid, role: SignerRole::Rules, issued: rules.issued };
                require_key(&signature)?;
                verified(trusted, &signature, |key| rules.is_signed_by(key))?;
                Content::Rules { signature, version: rules.version, file: rules.read() }
            }
            FileKind::Status(day) => {
                let list = SignedStatusList::decode(bytes).map_err(|_| Outcome::Malformed)?;
                if !list.is_of(day) {
                    return Err(Outcome::Malformed);
                }
                let length = match source {
                    Source::Given { .. } => Some(list.bits().length().map_err(|_| Outcome::Malformed)?),
                    Source::Snapshot { .. } => None,
                };
                let signature = SignedBy { kid: list.kid, role: SignerRole::Status, issued: list.claims.issued };
                require_key(&signature)?;
                verified(trusted, &signature, |key| list.is_signed_by(key))?;
                Content::Status { signature, length }
            }
            FileKind::Changes(day) => {
                let signed = SignedChanges::decode(bytes).map_err(|_| Outcome::Malformed)?;
                if signed.changes.day != day {
                    return Err(Outcome::Malformed);
                }
                if let Source::Given { list } = source {
                    require_within(&signed.changes, list)?;
                }
                let signature = SignedBy { kid: signed.kid, role: SignerRole::Status, issued: signed.changes.issued };
                require_key(&signature)?;
                verified(trusted, &signature, |key| signed.is_signed_by(key))?;
                Content::Changes { signature, changes: signed.changes }
            }
        };
        Ok(Self::new(bytes.to_vec(), content))
    }

    /// The bits of a status list.
    pub(super) fn bits(&self) -> Option<PackedBits<'_>> {
        let Content::Status { .. } = &self.content else { return None };
        StatusListClaims::decode_unverified(&self.bytes).ok().map(|claims| PackedBits::new(claims.packed))
    }

    /// How many bits a status list has.
    fn length(&self) -> Option<u64> {
        let Content::Status { length, .. } = &self.content else { return None };
        length.or_else(|| self.bits()?.length().ok())
    }

    /// What changes say.
    pub(super) fn changes(&self) -> Option<&StatusChanges> {
        if let Content::Changes { changes, .. } = &self.content { Some(changes) } else { None }
    }

    /// Whether this is the list to which the changes add.
    pub(super) fn is_base_of(&self, changes: &StatusChanges) -> bool {
        self.sha256 == changes.base
    }

    /// Whether the key that signed it is still on the list with its role; what nobody signs singly needs none.
    pub(super) fn is_trusted(&self, trusted: &TrustedRoots) -> bool {
        self.content.signature().is_none_or(|signature| trusted.signer(signature.kid, signature.role).is_some())
    }
}

/// Changes that fit their list end within it.
pub(super) fn require_within(changes: &StatusChanges, list: Option<&FileInForce>) -> Result<(), Outcome> {
    let fits = list.filter(|list| list.is_base_of(changes));
    let is_within = fits.is_none_or(|list| list.length().is_some_and(|bits| changes.end_within(bits)));
    if is_within { Ok(()) } else { Err(Outcome::Malformed) }
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
