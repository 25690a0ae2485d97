#[cfg(test)]
mod tests;

use alloc::vec::Vec;
use core::mem;

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

use crate::malformed::Malformed;

/// The most bytes that a status list may unpack to (section 1).
pub const MAX_UNPACKED_BYTES: usize = 33_554_432;

/// The window that zlib needs, and the piece in which a list is unpacked.
const WINDOW: usize = 32_768;

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
        let mut state = alloc::boxed::Box::new(DecompressorOxide::new());
        let mut window = alloc::vec![0u8; WINDOW];
        let mut unpacked = Self { bytes: 0, set: Set::Sparse(Vec::new()) };
        let (mut taken, mut place) = (0usize, 0usize);
        loop {
            let rest = zlib.get(taken..).unwrap_or_default();
            let mut flags = inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER;
            if (unpacked.bytes as usize) < WINDOW {
                // Until the window has been filled once, only this flag makes a distance that reaches back before the
                // first byte an error; later no distance can.
                flags |= inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
            }
            let (status, read, written) = decompress(&mut state, rest, &mut window, place, flags);
            taken = taken.saturating_add(read);
            let end = place.saturating_add(written);
            unpacked.append(window.get(place..end).unwrap_or_default())?;
            // The window is a ring: its size is a power of two.
            place = end % WINDOW;
            match status {
                TINFLStatus::Done if taken == zlib.len() => return Ok(unpacked),
                TINFLStatus::Done => return Err(Malformed::AfterZlib),
                TINFLStatus::HasMoreOutput if read != 0 || written != 0 => {}
                _ => return Err(Malformed::Zlib),
            }
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

    /// Whether this list is as long as `earlier` and has every bit that is set there: bits never vanish (section 6).
    pub(crate) fn holds_all_of(&self, earlier: &Self) -> bool {
        let has_all = || match (&self.set, &earlier.set) {
            (_, Set::Sparse(indices)) => indices.iter().all(|index| self.is_set(*index) == Some(true)),
            (Set::Dense(own), Set::Dense(bytes)) => own.iter().zip(bytes).all(|(own, earlier)| earlier & !own == 0),
            (Set::Sparse(_), Set::Dense(bytes)) => (0_u32..).step_by(8).zip(bytes).all(|(first, byte)| {
                (0..8).all(|bit| byte & (1 << bit) == 0 || self.is_set(first.saturating_add(bit)) == Some(true))
            }),
        };
        self.bytes >= earlier.bytes && has_all()
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

    fn append(&mut self, piece: &[u8]) -> Result<(), Malformed> {
        let end = (self.bytes as usize).saturating_add(piece.len());
        if end > MAX_UNPACKED_BYTES {
            return Err(Malformed::StatusListSize);
        }
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
                    let indices = mem::take(indices);
                    self.set = Set::Dense(dense(&indices, end));
                }
            }
        }
        // At most MAX_UNPACKED_BYTES.
        self.bytes = u32::try_from(end).map_err(|_| Malformed::StatusListSize)?;
        Ok(())
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
