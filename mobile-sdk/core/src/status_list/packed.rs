#[cfg(test)]
mod tests;

use super::inflate::Inflate;
use crate::malformed::Malformed;

/// The bits of a list as they are published: one zlib stream. Every answer reads it from the beginning, in the memory
/// of one window.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PackedBits<'b>(&'b [u8]);

impl<'b> PackedBits<'b> {
    pub(crate) const fn new(zlib: &'b [u8]) -> Self {
        Self(zlib)
    }

    pub(super) const fn zlib(self) -> &'b [u8] {
        self.0
    }

    /// The number of bits in the list: reads all of it.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where [`StatusBits::unpack`](super::StatusBits::unpack) says so.
    pub(crate) fn length(self) -> Result<u64, Malformed> {
        let mut own = Inflate::new(self.0);
        let mut bytes = 0_u64;
        loop {
            let piece = own.fill()?.len();
            if piece == 0 {
                return Ok(bytes.saturating_mul(8));
            }
            bytes = bytes.saturating_add(piece as u64);
            own.consume(piece);
        }
    }

    /// Whether the bit of `index` is set; `None` beyond the end of the list. Reads up to the bit.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if the stream is damaged before it.
    pub(crate) fn is_set(self, index: u32) -> Result<Option<bool>, Malformed> {
        let mut own = Inflate::new(self.0);
        let mut left = index as usize / 8;
        loop {
            let piece = own.fill()?;
            if let Some(byte) = piece.get(left) {
                return Ok(Some(byte & 1 << (index % 8) != 0));
            }
            let piece = piece.len();
            if piece == 0 {
                return Ok(None);
            }
            left = left.saturating_sub(piece);
            own.consume(piece);
        }
    }

    /// Whether this list is as long as `earlier`, and has every bit that is set there and every one of `indices`,
    /// which ascend: bits never vanish (section 6). Both lists are read side by side.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if a stream is damaged.
    pub(crate) fn holds_all_of(
        self,
        earlier: Option<Self>,
        indices: impl Iterator<Item = u32>,
    ) -> Result<bool, Malformed> {
        let mut indices = indices.peekable();
        if earlier.is_none() && indices.peek().is_none() {
            return Ok(true);
        }
        let mut own = Inflate::new(self.0);
        let mut earlier = earlier.map(|earlier| Inflate::new(earlier.0));
        let mut begins = 0_usize;
        loop {
            let before = match &mut earlier {
                Some(earlier) => earlier.fill()?,
                None => &[],
            };
            if before.is_empty() && indices.peek().is_none() {
                return Ok(true);
            }
            let piece = own.fill()?;
            if piece.is_empty() {
                return Ok(false);
            }
            let together = if before.is_empty() { piece.len() } else { piece.len().min(before.len()) };
            let (piece, before) = (piece.get(..together).unwrap_or(piece), before.get(..together).unwrap_or(before));
            if piece != before && before.iter().zip(piece).any(|(before, own)| before & !own != 0) {
                return Ok(false);
            }
            let ends = begins.saturating_add(together);
            while let Some(index) = indices.next_if(|index| (*index as usize / 8) < ends) {
                let byte = piece.get((index as usize / 8).saturating_sub(begins)).copied().unwrap_or_default();
                if byte & 1 << (index % 8) == 0 {
                    return Ok(false);
                }
            }
            let consumed = before.len();
            begins = ends;
            own.consume(together);
            if let Some(earlier) = &mut earlier {
                earlier.consume(consumed);
            }
        }
    }
}
