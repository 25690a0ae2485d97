//! The bits of a status list, unpacked for a moment and packed as zlib.

use haetae_core::MAX_UNPACKED_BYTES;
use miniz_oxide::deflate::core::{
    CompressionStrategy, CompressorOxide, TDEFLFlush, compress_to_output, create_comp_flags_from_zip_params,
};
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

/// The window of zlib, as bits of its size.
const WINDOW_BITS: i32 = 15;
/// Effort. With runs alone it makes no difference above this.
const LEVEL: i32 = 6;

/// One bit for each index, the least significant bit of each byte first.
pub(super) struct Bitmap(Vec<u8>);

impl Bitmap {
    /// At least `capacity` bits, and those of an earlier list, packed.
    pub(super) fn of(capacity: u32, earlier: Option<&[u8]>) -> Self {
        let unpacked = earlier.and_then(|packed| decompress_to_vec_zlib_with_limit(packed, MAX_UNPACKED_BYTES).ok());
        let mut bytes = unpacked.unwrap_or_default();
        bytes.resize(bytes.len().max(capacity as usize / 8), 0);
        Self(bytes)
    }

    /// Sets a bit.
    pub(super) fn set(&mut self, index: u32) {
        if let Some(byte) = self.0.get_mut(index as usize / 8) {
            *byte |= 1 << (index % 8);
        }
    }

    /// Packs all bits. Revoked people are scattered over a list by a cipher: only the runs of zeros between them can be
    /// packed, and looking for anything else makes it larger and takes seven times as long.
    pub(super) fn pack(&self) -> Vec<u8> {
        let flags = create_comp_flags_from_zip_params(LEVEL, WINDOW_BITS, CompressionStrategy::RLE as i32);
        let mut packed = Vec::new();
        // It fails only if the output is refused; the set is offered to a scanner in any case.
        compress_to_output(&mut CompressorOxide::new(flags), &self.0, TDEFLFlush::Finish, |bytes| {
            packed.extend_from_slice(bytes);
            true
        });
        packed
    }
}
