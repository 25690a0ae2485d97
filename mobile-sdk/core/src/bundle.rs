//! The bundle (section 7): a manifest and files in one, for a USB stick or another scanner's screen.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use crate::cbor::{Decoder, Encoder};
use crate::malformed::Malformed;
use crate::manifest::{FileHash, FileKind, Manifest, PinnedFile};
use crate::time::StatusDay;

/// The most bytes of a bundle.
pub const MAX_BUNDLE_BYTES: usize = 64 * 1024 * 1024;

/// No entry of a manifest takes fewer bytes: a name of one character, a hash and a size.
const SMALLEST_PIN: u64 = 1 + 1 + 1 + 34 + 1;

/// A manifest and files, borrowed from the bytes of a bundle. Nothing about them has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle<'b> {
    /// The signed manifest.
    pub manifest: &'b [u8],
    /// The files, in any order.
    pub files: Vec<&'b [u8]>,
}

impl<'b> Bundle<'b> {
    /// Decodes a bundle.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if the bytes are none or more than [`MAX_BUNDLE_BYTES`], or if there are more files than a
    /// manifest of that size can pin: sixteen million of one byte would take a gigabyte before anybody has looked at a
    /// signature.
    pub fn decode(bytes: &'b [u8]) -> Result<Self, Malformed> {
        if bytes.len() > MAX_BUNDLE_BYTES {
            return Err(Malformed::BundleSize);
        }
        Decoder::read_all(bytes, |d| {
            let files_inside = d.array()?.checked_sub(1).ok_or(Malformed::NoManifest)?;
            let manifest = d.bytes()?;
            if files_inside > manifest.len() as u64 / SMALLEST_PIN {
                return Err(Malformed::BundleFiles);
            }
            let mut files = Vec::new();
            for _ in 0..files_inside {
                files.push(d.bytes()?);
            }
            Ok(Self { manifest, files })
        })
    }

    /// What fits into so many bytes of the files that `contents`, the content of `manifest`, pins and `file` finds: the
    /// trust list, the earlier lists, the rules, and then the status lists, those of the days around `today` first,
    /// each with its changes. Files of which scanners know nothing are left out. The trust list is always there,
    /// whatever its size, if it is found.
    pub fn within(
        most_bytes: usize,
        manifest: &'b [u8],
        contents: &Manifest,
        today: StatusDay,
        file: impl Fn(&FileHash) -> Option<&'b [u8]>,
    ) -> Self {
        let mut pinned: Vec<(u64, &PinnedFile)> =
            contents.files().iter().filter_map(|pinned| Some((urgency(pinned, today)?, pinned))).collect();
        pinned.sort_by_key(|(urgency, _)| *urgency);
        let mut bundle = Self { manifest, files: Vec::new() };
        let mut given = BTreeSet::new();
        let mut size = manifest.len().saturating_add(2 * MOST_HEAD);
        for (urgency, pinned) in pinned {
            let Some(bytes) = file(&pinned.sha256) else { continue };
            let after = size.saturating_add(bytes.len()).saturating_add(MOST_HEAD);
            // Two names may pin one file, which is given once.
            if (urgency == 0 || after <= most_bytes) && given.insert(&pinned.sha256) {
                bundle.files.push(bytes);
                size = after;
            }
        }
        bundle
    }

    /// Encodes this bundle.
    pub fn encode(&self) -> Vec<u8> {
        let size = self.files.iter().fold(self.manifest.len(), |size, file| size.saturating_add(file.len()));
        let mut e = Encoder::with_capacity(size.saturating_add(self.files.len().saturating_mul(5)).saturating_add(16));
        e.array((self.files.len() as u64).saturating_add(1)).bytes(self.manifest);
        for file in &self.files {
            e.bytes(file);
        }
        e.into_bytes()
    }
}

/// The most bytes in front of a byte string in CBOR, below 4 GiB.
const MOST_HEAD: usize = 5;

/// The smaller, the sooner a scanner needs the file.
fn urgency(pinned: &PinnedFile, today: StatusDay) -> Option<u64> {
    match FileKind::of(&pinned.name) {
        FileKind::TrustList => Some(0),
        FileKind::EarlierTrustList(_) => Some(1),
        FileKind::Rules => Some(2),
        FileKind::Status(day) => Some(days_away(day, today).saturating_add(3)),
        FileKind::Changes(day) => Some(days_away(day, today).saturating_add(4)),
        FileKind::Other => None,
    }
}

/// Twice the days between: after the list of a day there is a place for its changes.
fn days_away(day: StatusDay, today: StatusDay) -> u64 {
    u64::from(day.0.abs_diff(today.0)).saturating_mul(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_holds_a_manifest_and_as_many_files_as_it_says() {
        let manifest = [7; 40];
        let one_file = Bundle { manifest: &manifest, files: alloc::vec![&[2][..]] };
        let bytes = one_file.encode();
        assert_eq!(Bundle::decode(&bytes), Ok(one_file));
        assert!((0..bytes.len()).all(|length| Bundle::decode(&bytes[..length]).is_err()));
        for refused in [&[0x80][..], &[0x80, 0x41, 1], &[0x81, 0x41, 1, 0x41, 2], &[0x82, 0x41, 1], &[0x81, 0x61, 1]] {
            assert!(Bundle::decode(refused).is_err(), "{refused:?}");
        }
    }

    #[test]
    fn a_bundle_holds_no_more_files_than_its_manifest_can_pin() {
        let manifest = [7; 40];
        let two_files = Bundle { manifest: &manifest, files: alloc::vec![&[2][..], &[3][..]] };
        assert_eq!(Bundle::decode(&two_files.encode()), Err(Malformed::BundleFiles));
    }
}
