use std::borrow::Cow;

use thiserror::Error;

/// The most pixels on a side.
const MAX_SIDE: u32 = 32_767;

/// A frame whose pixels are not as many as its sides say, or that is too large to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the bytes are not those of a frame of these sides")]
pub struct NotAFrame;

/// A picture in greys, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grey<'a> {
    pub(crate) pixels: Cow<'a, [u8]>,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

impl<'a> Grey<'a> {
    /// The greys of a frame whose rows are `stride` bytes apart, of one byte of grey each or of four of red, green,
    /// blue and opacity. Copies nothing where they are greys without gaps.
    ///
    /// # Errors
    ///
    /// If there are fewer bytes than the sides say, or a side is 0 or above 32,767.
    pub fn of(data: &'a [u8], width: u32, height: u32, stride: u32, rgba: bool) -> Result<Self, NotAFrame> {
        let bytes = if rgba { 4 } else { 1 };
        require_whole(data.len(), width, height, stride, bytes)?;
        let (width, height, stride) = (width as usize, height as usize, stride as usize);
        let pixels = if rgba {
            let mut pixels = Vec::with_capacity(width * height);
            for row in data.chunks(stride).take(height) {
                let (colors, _) = row.as_chunks::<4>();
                pixels.extend(colors.iter().take(width).map(luma));
            }
            Cow::Owned(pixels)
        } else if stride == width {
            Cow::Borrowed(&data[..width * height])
        } else {
            Cow::Owned(data.chunks(stride).take(height).flat_map(|row| &row[..width]).copied().collect())
        };
        Ok(Self { pixels, width, height })
    }

    /// How many pixels there are of each grey.
    pub(crate) fn histogram(&self) -> [u32; 256] {
        let mut histogram = [0; 256];
        for pixel in self.pixels.iter() {
            histogram[usize::from(*pixel)] += 1;
        }
        histogram
    }

    /// Each pixel as the mean of the nine around it, which takes noise; the outermost stay as they are.
    pub(crate) fn softened(&self) -> Grey<'static> {
        let width = self.width;
        let mut pixels = self.pixels.to_vec();
        let mut columns = vec![0_u16; width];
        for (row, three) in pixels.chunks_mut(width).skip(1).zip(self.pixels.windows(width * 3).step_by(width)) {
            let (above, rest) = three.split_at(width);
            let (same, below) = rest.split_at(width);
            for (((sum, above), same), below) in columns.iter_mut().zip(above).zip(same).zip(below) {
                *sum = u16::from(*above) + u16::from(*same) + u16::from(*below);
            }
            for (pixel, sums) in row.iter_mut().skip(1).zip(columns.windows(3)) {
                // Divided by nine: the sum is at most 9 * 255.
                let sum = u32::from(sums[0]) + u32::from(sums[1]) + u32::from(sums[2]);
                *pixel = ((sum * 7_282) >> 16).to_le_bytes()[0];
            }
        }
        Grey { pixels: pixels.into(), width, height: self.height }
    }

    /// Light for dark.
    pub(crate) fn inverted(&self) -> Grey<'static> {
        let pixels = self.pixels.iter().map(|&pixel| 255 - pixel).collect();
        Grey { pixels, width: self.width, height: self.height }
    }

    /// Each `factor` x `factor` pixels as one: evens out noise and the grid of a screen, and takes less time to search.
    pub(crate) fn shrunk(&self, factor: usize) -> Grey<'static> {
        let (width, height) = (self.width / factor, self.height / factor);
        let mut pixels = Vec::with_capacity(width * height);
        let area = u32::try_from(factor * factor).unwrap_or(u32::MAX);
        let mut sums = vec![0_u32; width];
        for band in self.pixels.chunks(self.width * factor).take(height) {
            sums.fill(0);
            for row in band.chunks(self.width) {
                for (sum, some) in sums.iter_mut().zip(row.chunks_exact(factor)) {
                    *sum += some.iter().map(|&pixel| u32::from(pixel)).sum::<u32>();
                }
            }
            pixels.extend(sums.iter().map(|sum| (sum / area).to_le_bytes()[0]));
        }
        Grey { pixels: pixels.into(), width, height }
    }

    /// Twice as large, with the means between neighbours: for modules of one or two pixels.
    pub(crate) fn doubled(&self) -> Grey<'static> {
        let (width, height) = (self.width * 2, self.height * 2);
        let mut pixels = Vec::with_capacity(width * height);
        let mut rows = self.pixels.chunks_exact(self.width).peekable();
        while let Some(row) = rows.next() {
            let below = rows.peek().copied().unwrap_or(row);
            widened(row, row, &mut pixels);
            widened(row, below, &mut pixels);
        }
        Grey { pixels: pixels.into(), width, height }
    }
}

/// Twice as many pixels as the rows have: the means of both, and between them those of four.
fn widened(row: &[u8], below: &[u8], pixels: &mut Vec<u8>) {
    let mut both = row.iter().zip(below).map(|(one, other)| u16::from(*one) + u16::from(*other)).peekable();
    while let Some(sum) = both.next() {
        let next = both.peek().copied().unwrap_or(sum);
        pixels.extend([(sum / 2).to_le_bytes()[0], ((sum + next) / 4).to_le_bytes()[0]]);
    }
}

/// Whether a frame can be looked at.
fn require_whole(data: usize, width: u32, height: u32, stride: u32, bytes: u32) -> Result<(), NotAFrame> {
    let row = u64::from(width) * u64::from(bytes);
    let fits = (1..=MAX_SIDE).contains(&width)
        && (1..=MAX_SIDE).contains(&height)
        && row <= u64::from(stride)
        && u64::from(stride) * u64::from(height - 1) + row <= data as u64;
    if fits { Ok(()) } else { Err(NotAFrame) }
}

/// Rec. 601, as cameras make their own grey.
#[inline]
fn luma(color: &[u8; 4]) -> u8 {
    let color = u32::from_le_bytes(*color);
    // Red and blue with one multiplication, each by its weight; the sum of both stands in the upper half.
    let red_and_blue = (color & 0x00ff_00ff).wrapping_mul(77 << 16 | 29) >> 16;
    ((red_and_blue + (color >> 8 & 0xff) * 150) >> 8).to_le_bytes()[0]
}
