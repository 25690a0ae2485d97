//! The three squares in a code's corners.

use rxing::common::cpp_essentials::{ConcentricPattern, FixedPattern, LocateConcentricPattern};
use rxing::point;

use crate::black_and_white::BlackAndWhite;

/// Every so many rows are looked at: the middle of a finder pattern is three modules high,
/// and a module a pixel or more.
const STEP: usize = 3;

/// The finder patterns of a picture, but not more than `most`: none are left out that lie above the last of them.
pub(crate) fn finder_patterns(picture: &BlackAndWhite, most: usize) -> Vec<ConcentricPattern> {
    let mut found: Vec<ConcentricPattern> = Vec::new();
    let mut changes = Vec::new();
    for y in (STEP - 1..picture.height).step_by(STEP) {
        picture.changes(y, &mut changes);
        for edges in changes.windows(6).step_by(2) {
            let runs: [u32; 5] = std::array::from_fn(|at| edges[at + 1] - edges[at]);
            if !is_pattern(runs) {
                continue;
            }
            let middle = edges[2] + runs[2] / 2;
            let here = point(narrow(middle) + 0.5 * narrow(runs[2] % 2), narrow(u32::try_from(y).unwrap_or(0)) + 0.5);
            let known =
                |old: &ConcentricPattern| rxing::Point::distance(here, old.p) < narrow(old.size.unsigned_abs()) / 2.0;
            let width: u32 = runs.iter().sum();
            if found.iter().any(known) || !stands_upright(picture, middle as usize, y, width) {
                continue;
            }
            let Some(matrix) = picture.matrix() else { return found };
            // Three times as high as wide, where it is seen from the side.
            let reach = i32::try_from(width * 3).unwrap_or(i32::MAX);
            let pattern = FixedPattern::<5, 7, false>::new([1, 1, 3, 1, 1]).into();
            if let Some(pattern) = LocateConcentricPattern::<true, 5, 7>(matrix, &pattern, here, reach) {
                found.push(pattern);
                if found.len() == most {
                    return found;
                }
            }
        }
    }
    found
}

/// Black, white, black, white, black as 1 : 1 : 3 : 1 : 1. The black ones may all be wider than the white, or narrower,
/// as ink and light spread.
fn is_pattern(runs: [u32; 5]) -> bool {
    let [first, second, third, fourth, fifth] = runs;
    if third < 3 || third < 2 * first.max(fifth) || third < second.max(fourth) {
        return false;
    }
    let (black, white) = (narrow(first + third + fifth) / 5.0, narrow(second + fourth) / 2.0);
    if black.max(white) > 4.0 * black.min(white) {
        return false;
    }
    let fits =
        |run: u32, modules: f32, module: f32, tolerance: f32| (narrow(run) - modules * module).abs() <= tolerance;
    let (by_black, by_white) = (black * 0.75 + 0.5, white / 3.0 + 0.5);
    fits(first, 1.0, black, by_black)
        && fits(second, 1.0, white, by_white)
        && fits(third, 3.0, black, by_black)
        && fits(fourth, 1.0, white, by_white)
        && fits(fifth, 1.0, black, by_black)
}

/// Whether it is the same pattern from top to bottom: most of what looks like one in a row is none,
/// and this is quickly seen.
fn stands_upright(picture: &BlackAndWhite, x: usize, y: usize, width: u32) -> bool {
    let mut left = width as usize * 3;
    let Some([above, white_above, black_above]) = runs_from(picture, x, (0..=y).rev(), &mut left) else { return false };
    let Some([below, white_below, black_below]) = runs_from(picture, x, y..picture.height, &mut left) else {
        return false;
    };
    is_pattern([black_above, white_above, (above + below).saturating_sub(1), white_below, black_below])
}

/// The first three runs of a column, black, white and black, on the way along `rows`; what they take of `left` is gone.
fn runs_from(
    picture: &BlackAndWhite,
    x: usize,
    mut rows: impl Iterator<Item = usize>,
    left: &mut usize,
) -> Option<[u32; 3]> {
    let mut runs = [0; 3];
    let mut run = 0;
    while *left > 0 {
        let Some(y) = rows.next() else { break };
        if picture.is_black(x, y) != (run % 2 == 0) {
            run += 1;
            if run == runs.len() {
                return Some(runs);
            }
        }
        runs[run] += 1;
        *left -= 1;
    }
    // At the picture's edge the last one ends.
    (*left > 0 && run == 2).then_some(runs)
}

/// A length in pixels; a picture has at most 32,767 on a side.
fn narrow(pixels: u32) -> f32 {
    f32::from(u16::try_from(pixels).unwrap_or(u16::MAX))
}
