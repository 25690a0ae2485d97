//! Chooses the mask of a code: the first of the eight with the least penalty of ISO/IEC 18004.

use qrcodegen_no_heap::QrCode;

use super::area::{Line, WIDEST, data};
use super::line::{penalty, same_as_next};

const MASKS: usize = 8;
/// After so many modules each mask repeats, in both directions.
const PERIOD: usize = 12;
/// Times a pattern of one period: the pattern all along a line.
const REPEAT: Line = {
    let (mut repeat, mut place) = (0, 0);
    while place < Line::BITS as usize {
        repeat |= 1 << place;
        place += PERIOD;
    }
    repeat
};

/// What a block of four modules of one colour costs.
const BLOCK: u32 = 3;
/// What each 5 % costs by which dark and light modules differ more than 45 to 55.
const IMBALANCE: u32 = 10;

/// The places at which each mask is other than mask 0: for each row of a period, and for each column.
const ROWS: [[u16; PERIOD]; MASKS] = differences(false);
const COLUMNS: [[u16; PERIOD]; MASKS] = differences(true);

const fn differences(are_columns: bool) -> [[u16; PERIOD]; MASKS] {
    let mut all = [[0; PERIOD]; MASKS];
    let mut at = 0;
    while at < MASKS * PERIOD * PERIOD {
        let (mask, line, place) = (at / (PERIOD * PERIOD), at / PERIOD % PERIOD, at % PERIOD);
        let (x, y) = if are_columns { (line, place) } else { (place, line) };
        if inverts(mask, x, y) != inverts(0, x, y) {
            all[mask][line] |= 1 << place;
        }
        at += 1;
    }
    all
}

/// Whether a mask inverts a module, by the standard's table.
const fn inverts(mask: usize, x: usize, y: usize) -> bool {
    let remainder = match mask {
        0 => (x + y) % 2,
        1 => y % 2,
        2 => x % 3,
        3 => (x + y) % 3,
        4 => (x / 3 + y / 2) % 2,
        5 => x * y % 2 + x * y % 3,
        6 => (x * y % 2 + x * y % 3) % 2,
        _ => ((x + y) % 2 + x * y % 3) % 2,
    };
    remainder == 0
}

/// A code by its rows and by its columns.
#[derive(Clone)]
struct Lines {
    width: usize,
    rows: [Line; WIDEST],
    columns: [Line; WIDEST],
}

/// The rows of a code, which is drawn with mask 0, with the best mask.
pub(super) fn best(code: &QrCode<'_>) -> alloc::vec::Vec<Line> {
    let first = Lines::of(code);
    let data = data(first.width);
    let mut least = first.penalty(u32::MAX);
    let mut best = None;
    for mask in 1..MASKS {
        let other = first.with(mask, &data);
        let penalty = other.penalty(least);
        if penalty < least {
            (least, best) = (penalty, Some(other));
        }
    }
    let Lines { width, rows, .. } = best.unwrap_or(first);
    rows.into_iter().take(width).collect()
}

impl Lines {
    fn of(code: &QrCode<'_>) -> Self {
        let width = code.size().unsigned_abs() as usize;
        let mut lines = Self { width, rows: [0; WIDEST], columns: [0; WIDEST] };
        for (row, y) in lines.rows.iter_mut().zip(0..code.size()) {
            for (column, x) in lines.columns.iter_mut().zip(0..code.size()) {
                let dark = Line::from(code.get_module(x, y));
                *row |= dark << x;
                *column |= dark << y;
            }
        }
        lines
    }

    /// The same code with another mask than 0.
    fn with(&self, mask: usize, data: &[Line; WIDEST]) -> Self {
        let mut other = self.clone();
        for (lines, patterns) in [(&mut other.rows, &ROWS[mask]), (&mut other.columns, &COLUMNS[mask])] {
            let patterns = patterns.iter().cycle();
            for ((line, pattern), data) in lines.iter_mut().zip(patterns).zip(data).take(self.width) {
                *line ^= Line::from(*pattern).wrapping_mul(REPEAT) & data;
            }
        }
        other.write_number(mask);
        other
    }

    /// Writes the number of the mask, where that of mask 0 stands, in both places. What stands there is linear, so the
    /// difference does not depend on the level.
    fn write_number(&mut self, mask: usize) {
        let mut rest = mask;
        for _ in 0..10 {
            rest = (rest << 1) ^ ((rest >> 9) * 0x537);
        }
        let difference = mask << 10 | rest;
        for bit in (0..15).filter(|bit| difference >> bit & 1 == 1) {
            let (near, far) = match bit {
                0..6 => ((8, bit), (self.width - 1 - bit, 8)),
                6 => ((8, 7), (self.width - 7, 8)),
                7 => ((8, 8), (self.width - 8, 8)),
                8 => ((7, 8), (8, self.width - 7)),
                _ => ((14 - bit, 8), (8, self.width - 15 + bit)),
            };
            for (x, y) in [near, far] {
                self.rows[y] ^= 1 << x;
                self.columns[x] ^= 1 << y;
            }
        }
    }

    /// The penalty, or some number of at least `least` if it is that large.
    fn penalty(&self, least: u32) -> u32 {
        let (rows, columns) = (&self.rows[..self.width], &self.columns[..self.width]);
        let mut sum = self.imbalance() + BLOCK * blocks(rows);
        for line in rows.iter().chain(columns) {
            if sum >= least {
                break;
            }
            sum += penalty(*line, self.width);
        }
        sum
    }

    fn imbalance(&self) -> u32 {
        let dark: u32 = self.rows.iter().map(|row| row.count_ones()).sum();
        let all = u32::try_from(self.width * self.width).unwrap_or(u32::MAX);
        // The side is odd, so they are never as many.
        (dark * 20).abs_diff(all * 10).div_ceil(all).saturating_sub(1) * IMBALANCE
    }
}

/// The blocks of four modules of one colour.
fn blocks(rows: &[Line]) -> u32 {
    let width = rows.len();
    let pairs = rows.iter().zip(rows.iter().skip(1));
    pairs.map(|(row, next)| (same_as_next(*row, width) & !(row ^ next) & same_as_next(*next, width)).count_ones()).sum()
}
