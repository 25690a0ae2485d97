//! What ISO/IEC 18004 counts against one row or column of a code, all of its modules at once. Outside the code
//! everything is light.

use super::area::Line;

/// What five modules of one colour in a row cost; each more costs 1.
const LONG_RUN: u32 = 3;
/// What a stretch costs that looks like the middle of a large mark.
const LIKE_A_MARK: u32 = 40;

/// The modules of a line, but the last, whose next one is of the same colour.
pub(super) const fn same_as_next(line: Line, width: usize) -> Line {
    !(line ^ (line >> 1)) & ((1 << (width - 1)) - 1)
}

/// The penalty of a line for long runs, and for what looks like a mark.
pub(super) fn penalty(line: Line, width: usize) -> u32 {
    let two = same_as_next(line, width);
    let three = two & (two >> 1);
    let five = three & (three >> 2);
    // Where a long run begins; each module on, but for the last four, is the first of five too.
    let runs = five & !(five << 1);
    five.count_ones() + (LONG_RUN - 1) * runs.count_ones() + LIKE_A_MARK * marks(line, width)
}

/// How often the line has dark, light, dark, light, dark in the proportion 1:1:3:1:1, with light of 4 before or after
/// it: one with light of 4 on both sides counts twice.
fn marks(line: Line, width: usize) -> u32 {
    let mut found = marks_of(line, 1);
    for unit in 2..=width / 7 {
        if all_dark(line, 3 * unit) == 0 {
            break;
        }
        found += marks_of(line, unit);
    }
    found
}

/// Those whose shortest part is so long.
#[inline]
fn marks_of(line: Line, unit: usize) -> u32 {
    let (dark, any) = (all_dark(line, unit), any_dark(line, unit));
    let core = dark
        & !any_dark_before(line, unit)
        & !(any >> unit)
        & (all_dark(line, 3 * unit) >> (2 * unit))
        & !(any >> (5 * unit))
        & (dark >> (6 * unit))
        & !(any >> (7 * unit));
    if core == 0 {
        return 0;
    }
    let before = core & !any_dark_before(line, 4 * unit);
    let after = core & !(any_dark(line, 4 * unit) >> (7 * unit));
    before.count_ones() + after.count_ones()
}

/// Where so many modules are dark, from the place on.
#[inline]
fn all_dark(line: Line, length: usize) -> Line {
    (1..length).fold(line, |all, by| all & (line >> by))
}

/// Where one of so many modules is dark, from the place on.
#[inline]
fn any_dark(line: Line, length: usize) -> Line {
    (1..length).fold(line, |any, by| any | (line >> by))
}

/// Where one of so many modules before the place is dark.
#[inline]
fn any_dark_before(line: Line, length: usize) -> Line {
    (1..=length).fold(0, |any, by| any | (line << by))
}
