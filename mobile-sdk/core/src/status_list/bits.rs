#[cfg(test)]
mod tests;

use alloc::vec::Vec;
use core::mem;

use super::inflate::{Inflate, WINDOW};
use crate::malformed::Malformed;

/// The most bytes that a status list may unpack to (section 1).
pub const MAX_UNPACKED_BYTES: usize = 33_554_432;

/// One bit for each pass of a day, the least significant bit of each byte first. A list in which few are revoked takes
/// four bytes for each of them; another takes its full size.
#[derive(Clone, Debug)]
pub struct StatusBits {
    bytes: u32,
    set: Set,
}

#[derive(Clone, Debug)]
enum Set {
    /// The indices of the set bits, ascending.
    Sparse(Vec<u32>),
    Dense(Vec<u8>),
}

impl StatusBits {
    /// Unpacks exactly one zlib stream.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if it is none, if anything follows it, or if it unpacks to more than [`MAX_UNPACKED_BYTES`]; that
    /// is found out without making them.
    pub fn unpack(zlib: &[u8]) -> Result<Self, Malformed> {
        Self::unpack_within(zlib, MAX_UNPACKED_BYTES)?.ok_or(Malformed::StatusListSize)
    }

    /// The same; `None` as soon as it would take more than `most` bytes of memory.
    pub(super) fn unpack_within(zlib: &[u8], most: usize) -> Result<Option<Self>, Malformed> {
        let mut inflate = Inflate::new(zlib);
        let mut unpacked = Self { bytes: 0, set: Set::Sparse(Vec::new()) };
        loop {
            let piece = inflate.fill()?;
            if piece.is_empty() {
                unpacked.shrink();
                return Ok(Some(unpacked));
            }
            if !unpacked.append(piece, most)? {
                return Ok(None);
            }
            let read = piece.len();
            inflate.consume(read);
        }
    }

    /// Whether the bit of `index` is set; `None` beyond the end of the list.
    pub fn is_set(&self, index: u32) -> Option<bool> {
        if index / 8 >= self.bytes {
            return None;
        }
        Some(match &self.set {
            Set::Sparse(indices) => indices.binary_search(&index).is_ok(),
            Set::Dense(bytes) => bytes.get(index as usize / 8).is_some_and(|byte| byte & (1 << (index % 8)) != 0),
        })
    }

    /// The number of bits in the list.
    pub fn len(&self) -> u64 {
        u64::from(self.bytes).saturating_mul(8)
    }

    /// The number of set bits.
    pub fn count_set(&self) -> u64 {
        match &self.set {
            Set::Sparse(indices) => indices.len() as u64,
            Set::Dense(bytes) => bytes.iter().map(|byte| u64::from(byte.count_ones())).sum(),
        }
    }

    /// Whether the list has no bits at all.
    pub fn is_empty(&self) -> bool {
        self.bytes == 0
    }

    /// The bytes that the bits take in memory.
    pub(super) fn memory(&self) -> usize {
        match &self.set {
            Set::Sparse(indices) => indices.len().saturating_mul(4),
            Set::Dense(bytes) => bytes.len(),
        }
    }

    /// Adds what comes next, and says whether all of it takes at most `most` bytes.
    fn append(&mut self, piece: &[u8], most: usize) -> Result<bool, Malformed> {
        let end = (self.bytes as usize).saturating_add(piece.len());
        match &mut self.set {
            Set::Dense(bytes) => bytes.extend_from_slice(piece),
            Set::Sparse(indices) => {
                let mut first = self.bytes.saturating_mul(8);
                for byte in piece {
                    let mut bits = *byte;
                    while bits != 0 {
                        indices.push(first.saturating_add(bits.trailing_zeros()));
                        bits &= bits.wrapping_sub(1);
                    }
                    first = first.saturating_add(8);
                }
                if indices.len().saturating_mul(4) > end.max(WINDOW) {
                    if end > most {
                        return Ok(false);
                    }
                    let indices = mem::take(indices);
                    self.set = Set::Dense(dense(&indices, end));
                }
            }
        }
        // At most MAX_UNPACKED_BYTES.
        self.bytes = u32::try_from(end).map_err(|_| Malformed::StatusListSize)?;
        Ok(self.memory() <= most)
    }

    /// Gives back what growing has taken too much.
    fn shrink(&mut self) {
        match &mut self.set {
            Set::Sparse(indices) => indices.shrink_to_fit(),
            Set::Dense(bytes) => bytes.shrink_to_fit(),
        }
    }
}

fn dense(indices: &[u32], length: usize) -> Vec<u8> {
    let mut bytes = alloc::vec![0u8; length];
    for index in indices {
        if let Some(byte) = bytes.get_mut(*index as usize / 8) {
            *byte |= 1 << (index % 8);
        }
    }
    bytes
}
