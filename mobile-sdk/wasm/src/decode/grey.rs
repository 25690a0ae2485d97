use super::require_whole;
use crate::problem::Problem;

/// A picture in greys, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Grey {
    pub(super) pixels: Vec<u8>,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Grey {
    /// The greys of a frame whose rows are `stride` bytes apart.
    pub(super) fn of(data: &[u8], width: u32, height: u32, stride: u32, rgba: bool) -> Result<Self, Problem> {
        let pixel = if rgba { 4 } else { 1 };
        require_whole(data.len(), width, height, stride, pixel)?;
        let mut pixels = Vec::with_capacity(width as usize * height as usize);
        for row in data.chunks(stride as usize).take(height as usize) {
            let row = row.get(..width as usize * pixel as usize).unwrap_or(row);
            if rgba {
                let (colors, _) = row.as_chunks::<4>();
                pixels.extend(colors.iter().map(|&[red, green, blue, _]| luma(red, green, blue)));
            } else {
                pixels.extend_from_slice(row);
            }
        }
        Ok(Self { pixels, width, height })
    }

    /// The greys between the darkest and the lightest hundredth, spread over the whole range: the reader takes a neighbourhood
    /// whose greys differ by less than 24 for an empty one.
    pub(super) fn stretched(&self) -> Self {
        let mut histogram = [0_u32; 256];
        for pixel in &self.pixels {
            histogram[usize::from(*pixel)] += 1;
        }
        let darkest = past_a_hundredth(&histogram, self.pixels.len(), 0..=255).unwrap_or(0);
        let lightest = past_a_hundredth(&histogram, self.pixels.len(), (0..=255).rev()).unwrap_or(255);
        let range = u32::from(lightest.saturating_sub(darkest)).max(1);
        let spread: [u8; 256] = core::array::from_fn(|grey| {
            let above = u32::try_from(grey).unwrap_or(0).saturating_sub(darkest.into());
            u8::try_from(above * 255 / range).unwrap_or(255)
        });
        self.mapped(|pixel| spread[usize::from(pixel)])
    }

    /// Each pixel as the mean of the nine around it, which takes noise; the outermost stay as they are.
    pub(super) fn softened(&self) -> Self {
        let width = self.width as usize;
        let mut soft = self.clone();
        for (row, three) in soft.pixels.chunks_mut(width).skip(1).zip(self.pixels.windows(width * 3).step_by(width)) {
            let (above, rest) = three.split_at(width);
            let (same, below) = rest.split_at(width);
            let columns: Vec<u16> = above
                .iter()
                .zip(same)
                .zip(below)
                .map(|((above, same), below)| u16::from(*above) + u16::from(*same) + u16::from(*below))
                .collect();
            for (pixel, sums) in row.iter_mut().skip(1).zip(columns.windows(3)) {
                *pixel = u8::try_from(sums.iter().sum::<u16>() / 9).unwrap_or(255);
            }
        }
        soft
    }

    /// Light for dark.
    pub(super) fn inverted(&self) -> Self {
        self.mapped(|pixel| 255 - pixel)
    }

    /// Each `factor` x `factor` pixels as one: evens out noise and the grid of a screen, and takes less time to search.
    pub(super) fn shrunk(&self, factor: u32) -> Self {
        let (width, height) = (self.width / factor, self.height / factor);
        let mut pixels = Vec::with_capacity(width as usize * height as usize);
        let rows = self.pixels.chunks(self.width as usize * factor as usize);
        let (columns, area) = (factor as usize, factor * factor);
        for band in rows.take(height as usize) {
            let mut sums = vec![0_u32; width as usize];
            for row in band.chunks(self.width as usize) {
                for (sum, some) in sums.iter_mut().zip(row.chunks(columns)) {
                    *sum += some.iter().map(|&pixel| u32::from(pixel)).sum::<u32>();
                }
            }
            pixels.extend(sums.into_iter().map(|sum| u8::try_from(sum / area).unwrap_or(255)));
        }
        Self { pixels, width, height }
    }

    /// Twice as large, with the means between neighbours: for modules of one or two pixels.
    pub(super) fn doubled(&self) -> Self {
        let (width, height) = (self.width as usize, self.height as usize);
        let at = |x: usize, y: usize| {
            u16::from(self.pixels.get(y.min(height - 1) * width + x.min(width - 1)).copied().unwrap_or(255))
        };
        let mut pixels = Vec::with_capacity(width * height * 4);
        for y in 0..height * 2 {
            for x in 0..width * 2 {
                let (left, top) = (x / 2, y / 2);
                let (right, bottom) = (left + x % 2, top + y % 2);
                let sum = at(left, top) + at(right, top) + at(left, bottom) + at(right, bottom);
                pixels.push(u8::try_from(sum / 4).unwrap_or(255));
            }
        }
        Self { pixels, width: self.width * 2, height: self.height * 2 }
    }

    fn mapped(&self, change: impl Fn(u8) -> u8) -> Self {
        Self { pixels: self.pixels.iter().map(|&pixel| change(pixel)).collect(), ..*self }
    }
}

/// Rec. 601, as cameras make their own grey.
fn luma(red: u8, green: u8, blue: u8) -> u8 {
    let sum = u32::from(red) * 77 + u32::from(green) * 150 + u32::from(blue) * 29;
    u8::try_from(sum >> 8).unwrap_or(255)
}

/// The grey at which more than a hundredth of the picture is counted.
fn past_a_hundredth(histogram: &[u32; 256], pixels: usize, mut greys: impl Iterator<Item = u8>) -> Option<u8> {
    let mut counted = 0_usize;
    greys.find(|&grey| {
        counted += histogram[usize::from(grey)] as usize;
        counted > pixels / 100
    })
}
