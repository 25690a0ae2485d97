//! The bundle (section 7): a manifest and files in one, for a USB stick or another scanner's screen.

use alloc::vec::Vec;

use crate::cbor::{Decoder, Encoder};
use crate::malformed::Malformed;

/// The most bytes of a bundle.
pub const MAX_BUNDLE_BYTES: usize = 64 * 1024 * 1024;

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
    /// [`Malformed`] if the bytes are none or more than [`MAX_BUNDLE_BYTES`].
    pub fn decode(bytes: &'b [u8]) -> Result<Self, Malformed> {
        if bytes.len() > MAX_BUNDLE_BYTES {
            return Err(Malformed("a bundle of at most 64 MiB"));
        }
        Decoder::read_all(bytes, |d| {
            let files_inside = d.array()?.checked_sub(1).ok_or(Malformed("a bundle with a manifest"))?;
            let manifest = d.bytes()?;
            let mut files = Vec::new();
            for _ in 0..files_inside {
                files.push(d.bytes()?);
            }
            Ok(Self { manifest, files })
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_holds_a_manifest_and_as_many_files_as_it_says() {
        assert_eq!(
            Bundle::decode(&[0x82, 0x41, 1, 0x41, 2]),
            Ok(Bundle { manifest: &[1], files: alloc::vec![&[2][..]] })
        );
        for refused in [&[0x80][..], &[0x80, 0x41, 1], &[0x81, 0x41, 1, 0x41, 2], &[0x82, 0x41, 1], &[0x81, 0x61, 1]] {
            assert!(Bundle::decode(refused).is_err(), "{refused:?}");
        }
    }
}
