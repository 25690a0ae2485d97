#[cfg(test)]
mod tests;

use alloc::vec::Vec;

use super::bits::{MAX_UNPACKED_BYTES, StatusBits};
use super::packed::PackedBits;
use crate::manifest::FileHash;

/// The lists that are kept unpacked take at most so many bytes together.
const MOST_BYTES: usize = MAX_UNPACKED_BYTES;

/// A list whose bits are scattered, as FF1 scatters them (section 6), cannot be packed into less than a fifth of what
/// it takes unpacked, however few or many are set. One that would take more than eight times its packed size was made
/// to fill memory: it stays packed, and is read up to the bit that is asked for.
const MOST_GROWTH: usize = 8;
/// A list in which next to nobody is revoked packs better.
const SMALL: usize = 64 * 1_024;

/// The lists of the days in use, unpacked: a scanner asks for the same few days all day long, and unpacking one costs a
/// hundred times as much as the rest of a check.
#[derive(Clone, Debug, Default)]
pub(crate) struct UnpackedLists {
    /// By the hashes of their files, the one that was used last at the end.
    lists: Vec<(FileHash, StatusBits)>,
}

impl UnpackedLists {
    /// Whether the bit of `index` is set in the list of the file with this hash; `None` beyond its end, and where it
    /// cannot be unpacked.
    pub(crate) fn is_set(&mut self, sha256: &FileHash, packed: PackedBits<'_>, index: u32) -> Option<bool> {
        match self.lists.iter().position(|(of, _)| of == sha256) {
            Some(place) => self.lists.get_mut(place..).unwrap_or_default().rotate_left(1),
            None => {
                let zlib = packed.zlib();
                let most = zlib.len().saturating_mul(MOST_GROWTH).saturating_add(SMALL).min(MOST_BYTES);
                let Some(bits) = StatusBits::unpack_within(zlib, most).ok()? else {
                    return packed.is_set(index).ok()?;
                };
                self.keep(*sha256, bits);
            }
        }
        self.lists.last()?.1.is_set(index)
    }

    /// The hashes of their files.
    #[cfg(test)]
    pub(crate) fn files(&self) -> Vec<FileHash> {
        self.lists.iter().map(|(file, _)| *file).collect()
    }

    fn keep(&mut self, sha256: FileHash, bits: StatusBits) {
        let memory = |lists: &[(FileHash, StatusBits)]| {
            lists.iter().fold(bits.memory(), |sum, (_, bits)| sum.saturating_add(bits.memory()))
        };
        while !self.lists.is_empty() && memory(&self.lists) > MOST_BYTES {
            self.lists.remove(0);
        }
        self.lists.push((sha256, bits));
    }
}
