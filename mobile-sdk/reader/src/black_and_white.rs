use std::cell::OnceCell;

use rxing::common::{BitArray, BitFieldBaseType, BitMatrix};

/// Bits of a word in which the reader keeps rows.
const WORD: usize = BitFieldBaseType::BITS as usize;

/// A picture in black (1) and white (0): eight pixels a byte, the first in the lowest bit.
#[derive(Clone, Debug)]
pub(crate) struct BlackAndWhite {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Bytes from one row to the next: whole words, so that rows can be handed over as such.
    pub(crate) stride: usize,
    pub(crate) bytes: Vec<u8>,
    /// The same as the reader of modules wants it, made when it is asked for:
    /// most frames show nothing that it could read.
    matrix: OnceCell<Option<BitMatrix>>,
}

impl BlackAndWhite {
    /// All white.
    pub(crate) fn white(width: usize, height: usize) -> Self {
        let stride = width.div_ceil(WORD) * (WORD / 8);
        Self { width, height, stride, bytes: vec![0; stride * height], matrix: OnceCell::new() }
    }

    /// Black for white.
    pub(crate) fn inverted(&self) -> Self {
        let mut inverted = Self::white(self.width, self.height);
        // What is left of the last byte, and what follows it, stays white.
        let (whole, rest) = (self.width / 8, self.width % 8);
        for (to, from) in inverted.bytes.chunks_exact_mut(self.stride).zip(self.bytes.chunks_exact(self.stride)) {
            for (to, from) in to.iter_mut().zip(from).take(whole) {
                *to = !from;
            }
            if let (Some(to), Some(from)) = (to.get_mut(whole), from.get(whole)) {
                *to = !from & ((1 << rest) - 1);
            }
        }
        inverted
    }

    /// Whether a pixel is black; what lies outside is white.
    #[inline]
    pub(crate) fn is_black(&self, x: usize, y: usize) -> bool {
        self.bytes.get(y * self.stride + x / 8).is_some_and(|byte| byte >> (x % 8) & 1 == 1)
    }

    /// The places in row `y` where the colour changes, from the white left of it on: black begins at the first, white
    /// at the second, and so on. What is black to the end ends there.
    pub(crate) fn changes(&self, y: usize, places: &mut Vec<u32>) {
        places.clear();
        let row = self.bytes.get(y * self.stride..(y + 1) * self.stride).unwrap_or(&[]);
        let (words, _) = row.as_chunks::<8>();
        let rest = &row[words.len() * 8..];
        let mut last = 0;
        let mut start = 0;
        for word in words.iter().copied().chain((!rest.is_empty()).then(|| padded(rest))) {
            let word = u64::from_le_bytes(word);
            let mut changed = word ^ (word << 1 | last);
            last = word >> 63;
            while changed != 0 {
                places.push(start + changed.trailing_zeros());
                changed &= changed - 1;
            }
            start += 64;
        }
        if places.len() % 2 == 1 {
            places.push(u32::try_from(self.width).unwrap_or(u32::MAX));
        }
    }

    /// The same as the reader of modules wants it.
    pub(crate) fn matrix(&self) -> Option<&BitMatrix> {
        self.matrix.get_or_init(|| self.to_matrix()).as_ref()
    }

    fn to_matrix(&self) -> Option<BitMatrix> {
        let mut matrix = BitMatrix::new(u32::try_from(self.width).ok()?, u32::try_from(self.height).ok()?).ok()?;
        let mut line = BitArray::with_size(self.width);
        for (y, row) in (0..).zip(self.bytes.chunks_exact(self.stride)) {
            let (words, _) = row.as_chunks::<{ WORD / 8 }>();
            for (at, word) in words.iter().enumerate() {
                line.setBulk(at * WORD, BitFieldBaseType::from_le_bytes(*word));
            }
            matrix.setRow(y, &line);
        }
        Some(matrix)
    }
}

fn padded(rest: &[u8]) -> [u8; 8] {
    std::array::from_fn(|at| rest.get(at).copied().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_and_the_matrix_say_what_is_black() {
        for width in [1, 7, 8, 31, 32, 33, 63, 64, 65, 127, 128, 200] {
            let mut picture = BlackAndWhite::white(width, 3);
            // Runs of 1, 2, 3 and so on; in the last row the other way round.
            let mut colors = (1..).flat_map(|run| std::iter::repeat_n(run % 2 == 1, run));
            let row: Vec<bool> = colors.by_ref().take(width).collect();
            for (x, black) in row.iter().enumerate() {
                picture.bytes[x / 8] |= u8::from(*black) << (x % 8);
                picture.bytes[2 * picture.stride + x / 8] |= u8::from(!black) << (x % 8);
            }
            let matrix = picture.matrix().expect("a matrix");
            let inverted_picture = picture.inverted();
            let mut places = Vec::new();
            for (y, inverted) in [(0, false), (2, true)] {
                picture.changes(y, &mut places);
                assert_eq!(places.len() % 2, 0);
                for (x, black) in row.iter().enumerate() {
                    let black = *black != inverted;
                    assert_eq!(picture.is_black(x, y), black);
                    assert_eq!(inverted_picture.is_black(x, y), !black);
                    assert_eq!(matrix.get(u32::try_from(x).expect("small"), u32::try_from(y).expect("small")), black);
                    let passed = places.iter().filter(|place| **place as usize <= x).count();
                    assert_eq!(passed % 2 == 1, black, "{width}: {x} of {places:?}");
                }
            }
            picture.changes(1, &mut places);
            assert_eq!(places, []);
            inverted_picture.changes(1, &mut places);
            assert_eq!(places, [0, u32::try_from(width).expect("small")], "nothing beyond the last pixel");
        }
    }
}
