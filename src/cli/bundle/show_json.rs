use haetae_core::inspect::unchecked_file;
use haetae_core::{FileKind, Kid, Manifest, PinnedFile, UnixTime};
use serde::Serialize;

use super::show::Files;

/// The output of `haetae bundle show --json`.
#[derive(Serialize)]
pub(super) struct BundleJson<'b> {
    manifest: ManifestJson,
    files: Vec<FileJson<'b>>,
    /// Files in the bundle that the manifest does not name.
    not_pinned: usize,
    /// The outcome for a scanner with the given roots; null without roots.
    scanner: Option<&'b ScannerJson>,
}

/// The outcome of a bundle for a scanner.
#[derive(Serialize)]
pub(super) struct ScannerJson {
    pub(super) takes: bool,
    pub(super) outcome: &'static str,
    pub(super) expired: bool,
}

#[derive(Serialize)]
struct ManifestJson {
    version: u64,
    issued: UnixTime,
    stale: UnixTime,
    expires: UnixTime,
    /// The key that claims to have signed it.
    signed_by: Option<String>,
    withdrawn: Vec<WithdrawnJson>,
}

#[derive(Serialize)]
struct WithdrawnJson {
    kid: String,
    from: UnixTime,
}

#[derive(Serialize)]
struct FileJson<'b> {
    name: &'b str,
    sha256: String,
    /// Whether its bytes are in the bundle.
    in_bundle: bool,
    bytes: Option<usize>,
    issued: Option<UnixTime>,
    /// The keys that claim to have signed it.
    signed_by: Vec<String>,
}

impl<'b> BundleJson<'b> {
    pub(super) fn new(
        manifest: &Manifest,
        signer: Option<Kid>,
        files: &Files<'b>,
        scanner: Option<&'b ScannerJson>,
    ) -> Self {
        let withdrawn = manifest.withdrawn().iter();
        Self {
            manifest: ManifestJson {
                version: manifest.version,
                issued: manifest.issued,
                stale: manifest.stale,
                expires: manifest.expires,
                signed_by: signer.map(|kid| kid.to_string()),
                withdrawn: withdrawn.map(|(kid, from)| WithdrawnJson { kid: kid.to_string(), from: *from }).collect(),
            },
            files: files.pinned.iter().map(|(pinned, bytes)| FileJson::new(pinned, *bytes)).collect(),
            not_pinned: files.strangers.len(),
            scanner,
        }
    }
}

impl<'b> FileJson<'b> {
    fn new(pinned: &'b PinnedFile, bytes: Option<&[u8]>) -> Self {
        let head = bytes.and_then(|bytes| unchecked_file(FileKind::of(&pinned.name), bytes));
        let signers = head.as_ref().map(|head| head.signers.iter().map(Kid::to_string).collect());
        Self {
            name: &pinned.name,
            sha256: pinned.sha256.iter().map(|byte| format!("{byte:02x}")).collect(),
            in_bundle: bytes.is_some(),
            bytes: bytes.map(<[u8]>::len),
            issued: head.map(|head| head.issued),
            signed_by: signers.unwrap_or_default(),
        }
    }
}
