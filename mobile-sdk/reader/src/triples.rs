//! Which three finder patterns may be those of one code.

use std::cmp::Reverse;

use rxing::common::cpp_essentials::ConcentricPattern;
use rxing::qrcode::cpp_port::detector::FinderPatternSet;

/// Modules on a side of the smallest code and of the largest, with what perspective does to the estimate.
const MODULES: std::ops::RangeInclusive<f64> = 21.0 * 0.9..=177.0 * 1.5;

/// All triples that may be a code's, the likeliest first. The way of zxing-cpp; what `rxing` has for it takes patterns
/// of different sizes in the wrong order, and misses codes that are seen from the side.
pub(crate) fn triples(mut patterns: Vec<ConcentricPattern>) -> Vec<FinderPatternSet> {
    patterns.sort_by_key(|pattern| Reverse(pattern.size));
    let mut found: Vec<(f64, FinderPatternSet)> = Vec::new();
    for (first, largest) in patterns.iter().enumerate() {
        // The nearer half of a code is not twice as large as the farther one.
        let similar = patterns[first + 1..].iter().take_while(|other| other.size * 2 >= largest.size);
        let similar: Vec<&ConcentricPattern> = similar.collect();
        for (second, middle) in similar.iter().enumerate() {
            found.extend(similar[second + 1..].iter().filter_map(|smallest| triple(smallest, middle, largest)));
        }
    }
    found.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    found.into_iter().map(|(_, triple)| triple).collect()
}

/// The three in their places, if there may be a code between them, and how unlikely that is.
fn triple(
    smallest: &ConcentricPattern,
    middle: &ConcentricPattern,
    largest: &ConcentricPattern,
) -> Option<(f64, FinderPatternSet)> {
    // The corner lies opposite the longest side.
    let sides = [
        (squared(smallest, middle), [smallest, largest, middle]),
        (squared(middle, largest), [middle, smallest, largest]),
        (squared(smallest, largest), [smallest, middle, largest]),
    ];
    let (longest, [one, corner, other]) = sides.into_iter().max_by(|(one, _), (other, _)| one.total_cmp(other))?;
    let (to_one, to_other) = (by_size(corner, one), by_size(corner, other));
    if to_one > 4.0 * to_other || to_other > 4.0 * to_one {
        return None;
    }
    let (one_side, other_side) = (to_one.sqrt(), to_other.sqrt());
    let module = f64::from(one.size + corner.size + other.size) / 21.0;
    if !MODULES.contains(&((one_side + other_side) / (2.0 * module) + 7.0)) {
        return None;
    }
    // Between 60 and 120 degrees.
    let cosine = (to_one + to_other - longest) / (2.0 * one_side * other_side);
    if cosine.is_nan() || cosine.abs() > 0.5 {
        return None;
    }
    let turned = (*other - *corner).cross(*one - *corner) < 0.0;
    let (bl, tr) = if turned { (other, one) } else { (one, other) };
    let unlikely = one_side + other_side + (one_side - other_side).abs();
    Some((unlikely, FinderPatternSet { bl: *bl, tl: *corner, tr: *tr }))
}

fn by_size(one: &ConcentricPattern, other: &ConcentricPattern) -> f64 {
    if one.size < other.size { squared(one, other) } else { squared(other, one) }
}

/// The squared distance of two patterns; what lies aslant is about as much shortened as its farther end is smaller.
fn squared(smaller: &ConcentricPattern, larger: &ConcentricPattern) -> f64 {
    let between = *larger - *smaller;
    f64::from(between.dot(between)) * f64::from(larger.size) / f64::from(smaller.size.max(1))
}

#[cfg(test)]
mod tests {
    use rxing::point;

    use super::*;

    #[test]
    fn the_corner_is_found_whichever_way_the_code_is_tilted_and_turned() {
        // As seen from the side: the farther a pattern, the smaller.
        let seen = [(503.0, 112.0, 72), (932.0, 170.0, 66), (514.0, 489.0, 41)];
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            for (swapped, mirrored) in [(false, 1.0), (true, 1.0), (false, -1.0), (true, -1.0)] {
                let place = |at: usize| {
                    let (x, y, size) = seen[at];
                    ConcentricPattern { p: if swapped { point(y, x * mirrored) } else { point(x * mirrored, y) }, size }
                };
                let found = triples(order.map(place).to_vec());
                let [FinderPatternSet { bl, tl, tr }] = found[..] else { panic!("one: {found:?}") };
                assert_eq!(tl, place(0), "{order:?}");
                assert!((tr - tl).cross(bl - tl) > 0.0, "the top right comes first, clockwise: {order:?}");
            }
        }
    }

    #[test]
    fn what_spans_no_square_is_none() {
        let pattern = |x, y, size| ConcentricPattern { p: point(x, y), size };
        for (three, why) in [
            ([pattern(0.0, 0.0, 20), pattern(100.0, 0.0, 20), pattern(200.0, 1.0, 20)], "in a line"),
            ([pattern(0.0, 0.0, 20), pattern(20.0, 0.0, 20), pattern(0.0, 20.0, 20)], "too near"),
            ([pattern(0.0, 0.0, 7), pattern(900.0, 0.0, 7), pattern(0.0, 900.0, 7)], "too far"),
            ([pattern(0.0, 0.0, 50), pattern(200.0, 0.0, 50), pattern(0.0, 200.0, 20)], "too different"),
            ([pattern(5.0, 5.0, 20), pattern(5.0, 5.0, 20), pattern(5.0, 5.0, 20)], "in one place"),
        ] {
            assert_eq!(triples(three.to_vec()), [], "{why}");
        }
    }
}
