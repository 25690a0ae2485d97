//! Black or white: a threshold for each block of 8 x 8 pixels, from what is light and dark around it. The way of
//! zxing-cpp's `HybridBinarizer`, but what counts as contrast depends on the picture.

use crate::black_and_white::BlackAndWhite;
use crate::grey::Grey;
use crate::lanes::{Lanes, bits_at_most, ordered};

/// Pixels on a side of a block.
const BLOCK: usize = 8;
/// Blocks on each side of one whose contrast counts for it.
const AROUND: usize = 2;
/// The least sides of a picture in pixels.
const LEAST: usize = BLOCK * (2 * AROUND + 1);
/// A block whose greys differ by more than this is of two colours;
/// in faint pictures by a third of what the best blocks have.
const CONTRAST: u8 = 24;
/// What counts as contrast in the faintest pictures.
const LEAST_CONTRAST: u8 = 6;
/// The contrast from which on greys may be cut off at black or white, and noise looks like less than it is.
const UNCUT: u8 = 128;

/// What stands out in each block of a picture.
pub(crate) struct Blocks {
    /// Blocks in a row.
    columns: usize,
    /// The darkest and the lightest grey of each, row by row.
    extremes: Vec<(u8, u8)>,
}

impl Blocks {
    /// The blocks of a picture; `None` where it is smaller than a block's neighbourhood.
    pub(crate) fn of(grey: &Grey<'_>) -> Option<Self> {
        if grey.width < LEAST || grey.height < LEAST {
            return None;
        }
        Some(Self { columns: grey.width.div_ceil(BLOCK), extremes: extremes(grey) })
    }

    /// How much of what stands out is noise.
    pub(crate) fn noise(&self) -> Noise {
        let (still, best) = (self.contrast_above(9, 10), self.contrast_above(1, 50));
        if best < UNCUT && u32::from(still) * 20 > u32::from(best) * 11 {
            Noise::All
        } else if u32::from(still) * 3 > u32::from(best) {
            Noise::Much
        } else {
            Noise::Little
        }
    }

    /// Whether each block is of one grey and not all of the same: sharp pictures whose edges lie between blocks.
    pub(crate) fn are_plain(&self) -> bool {
        let darkest = self.extremes.iter().map(|(darkest, _)| *darkest).min().unwrap_or(0);
        let lightest = self.extremes.iter().map(|(_, lightest)| *lightest).max().unwrap_or(0);
        lightest - darkest > CONTRAST && self.contrast_above(0, 1) <= LEAST_CONTRAST
    }

    /// Thresholds by neighbourhood, which takes shadows. `None` if nothing stands out from anything.
    pub(crate) fn black_and_white(&self, grey: &Grey<'_>) -> Option<BlackAndWhite> {
        let least = (self.contrast_above(1, 50) / 3).clamp(LEAST_CONTRAST, CONTRAST);
        let middle = |&(darkest, lightest): &(u8, u8)| {
            if lightest - darkest > least { darkest.midpoint(lightest) } else { 0 }
        };
        let middles: Vec<u8> = self.extremes.iter().map(middle).collect();
        let mut thresholds = smoothed(&middles, self.columns);
        fill(&mut thresholds)?;
        Some(black_up_to(grey, |band| &thresholds[band * self.columns..(band + 1) * self.columns]))
    }

    /// The contrast that so many blocks of so many have, or more.
    fn contrast_above(&self, part: usize, of: usize) -> u8 {
        let mut counted = [0; 256];
        for (darkest, lightest) in &self.extremes {
            counted[usize::from(lightest - darkest)] += 1;
        }
        let mut seen = 0;
        let found = (0..=255_u8).rev().find(|contrast| {
            seen += counted[usize::from(*contrast)];
            seen * of > self.extremes.len() * part
        });
        found.unwrap_or(0)
    }
}

/// How much of what stands out in a picture is noise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Noise {
    /// The stillest blocks have far less contrast than the best.
    Little,
    /// The stillest blocks are restless.
    Much,
    /// All blocks have about the same contrast: it is that of noise, or of nothing.
    All,
}

/// One threshold for the whole picture, which takes noise: the middle between its dark and its light greys, as far as
/// two means can tell them apart. `None` if there is one grey only.
pub(crate) fn by_the_whole(grey: &Grey<'_>) -> Option<BlackAndWhite> {
    let histogram = grey.histogram();
    let mean = |greys: std::ops::Range<usize>| {
        let (sum, count) = histogram[greys.clone()].iter().zip(greys).fold((0, 0), |(sum, count), (pixels, grey)| {
            (sum + u64::from(*pixels) * grey as u64, count + u64::from(*pixels))
        });
        (count > 0).then(|| sum / count)
    };
    let mut threshold = mean(0..256)?;
    for _ in 0..8 {
        let split = usize::try_from(threshold).unwrap_or(255) + 1;
        threshold = (mean(0..split)? + mean(split..256)?) / 2;
    }
    let thresholds = vec![u8::try_from(threshold).unwrap_or(255); grey.width.div_ceil(BLOCK)];
    Some(black_up_to(grey, |_| &thresholds))
}

/// Black is what is at most as light as the threshold of its block; they are given for each row of blocks.
fn black_up_to<'a>(grey: &Grey<'_>, thresholds: impl Fn(usize) -> &'a [u8]) -> BlackAndWhite {
    let mut picture = BlackAndWhite::white(grey.width, grey.height);
    let lines = picture.bytes.chunks_exact_mut(picture.stride).zip(grey.pixels.chunks_exact(grey.width));
    for (y, (bytes, row)) in lines.enumerate() {
        let (whole, rest) = row.as_chunks::<BLOCK>();
        let last = (!rest.is_empty()).then(|| std::array::from_fn(|at| rest.get(at).copied().unwrap_or(255)));
        let greys = whole.iter().copied().chain(last).map(Lanes::from_le_bytes);
        for ((byte, greys), threshold) in bytes.iter_mut().zip(greys).zip(thresholds(y / BLOCK)) {
            *byte = bits_at_most(greys, *threshold);
        }
    }
    picture
}

/// The darkest and the lightest grey of each block, row by row.
fn extremes(grey: &Grey<'_>) -> Vec<(u8, u8)> {
    let (columns, rows) = (grey.width.div_ceil(BLOCK), grey.height.div_ceil(BLOCK));
    let mut extremes = Vec::with_capacity(columns * rows);
    let mut band = vec![(Lanes::MAX, 0); columns];
    for top in (0..rows).map(|row| (row * BLOCK).min(grey.height - BLOCK)) {
        band.fill((Lanes::MAX, 0));
        for row in grey.pixels[top * grey.width..].chunks_exact(grey.width).take(BLOCK) {
            let (whole, rest) = row.as_chunks::<BLOCK>();
            // What is left over counts with its neighbours: the last eight of the row.
            let last = if rest.is_empty() { None } else { row.last_chunk::<BLOCK>() };
            for ((darkest, lightest), greys) in band.iter_mut().zip(whole.iter().chain(last)) {
                let greys = Lanes::from_le_bytes(*greys);
                *darkest = ordered(*darkest, greys).0;
                *lightest = ordered(*lightest, greys).1;
            }
        }
        extremes.extend(band.iter().map(|(darkest, lightest)| {
            let darkest = darkest.to_le_bytes().into_iter().min().unwrap_or(0);
            (darkest, lightest.to_le_bytes().into_iter().max().unwrap_or(0))
        }));
    }
    extremes
}

/// The mean of the middles around each block that have contrast, its own counted thrice; 0 where none has any.
fn smoothed(middles: &[u8], columns: usize) -> Vec<u8> {
    // Sum and count in one number, the count above.
    let weighed = |middle: u8| u32::from(middle) | u32::from(middle > 0) << 16;
    let rows = middles.len() / columns;
    let (width, height) = (2 * AROUND + 1, 2 * AROUND + 1);
    let mut smooth = Vec::with_capacity(middles.len());
    let mut sums = vec![0; columns];
    for y in 0..rows {
        let top = y.clamp(AROUND, rows - 1 - AROUND) - AROUND;
        sums.fill(0);
        for row in middles[top * columns..].chunks_exact(columns).take(height) {
            for (sum, middle) in sums.iter_mut().zip(row) {
                *sum += weighed(*middle);
            }
        }
        for (x, own) in middles[y * columns..(y + 1) * columns].iter().enumerate() {
            let left = x.clamp(AROUND, columns - 1 - AROUND) - AROUND;
            let sum: u32 = sums[left..left + width].iter().sum::<u32>() + 2 * weighed(*own);
            smooth.push(u8::try_from((sum & 0xffff).checked_div(sum >> 16).unwrap_or(0)).unwrap_or(255));
        }
    }
    smooth
}

/// Gives the blocks without contrast the threshold of the next one that has some.
fn fill(thresholds: &mut [u8]) -> Option<()> {
    let mut next = *thresholds.iter().rev().find(|threshold| **threshold > 0)?;
    for threshold in thresholds.iter_mut().rev() {
        if *threshold == 0 {
            *threshold = next;
        }
        next = *threshold;
    }
    Some(())
}
