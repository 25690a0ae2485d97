//! Pictures that are made to keep a reader busy, or to make it stumble.

use super::tests::{frame, picture, picture_of};
use super::*;

/// Numbers that the same seed gives again: SplitMix64.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).expect("below")
    }
}

/// A picture by what stands at each place.
fn drawn(width: usize, height: usize, mut grey: impl FnMut(usize, usize) -> u8) -> Grey<'static> {
    let pixels = (0..width * height).map(|place| grey(place % width, place / width)).collect();
    Grey { pixels, width, height }
}

/// A plane tiled with finder patterns, of modules of so many pixels.
fn tiled(side: usize, module: usize) -> Grey<'static> {
    drawn(side, side, |x, y| {
        let from_middle = |place: usize| (place / module % 9).abs_diff(4);
        match from_middle(x).max(from_middle(y)) {
            2 | 4 => 255,
            _ => 0,
        }
    })
}

#[test]
fn a_plane_of_finder_patterns_is_given_up() {
    for module in [1, 3, 5] {
        let plane = tiled(600, module);
        assert_eq!(frame(&plane), None);
        assert_eq!(picture(&plane), None);
    }
    let blocks = threshold::Blocks::of(&tiled(900, 3)).expect("large enough");
    let picture = blocks.black_and_white(&tiled(900, 3)).expect("black and white");
    let patterns = finder::finder_patterns(&picture, 100);
    assert_eq!(patterns.len(), 100, "of more than a thousand");
    assert!(triples::triples(patterns).len() > 1_000, "more than are tried");
}

#[test]
fn a_code_beside_a_plane_of_finder_patterns_is_read() {
    let code = picture_of("HT1:BESIDE", 4);
    let plane = tiled(900, 5);
    let both = drawn(900, 300 + 2 * code.width, |x, y| {
        let (column, row) = (x.wrapping_sub(90), y.wrapping_sub(30));
        if y >= 60 + code.width {
            plane.pixels[y % 900 * 900 + x]
        } else if column < code.width && row < code.height {
            code.pixels[row * code.width + column]
        } else {
            255
        }
    });
    assert_eq!(frame(&both).as_deref(), Some("HT1:BESIDE"));
}

#[test]
fn noise_is_nothing_and_no_code_is_misread() {
    let mut random = Seeded(7);
    let text = "HT1:EVERY BIT OF THIS IS GUARDED BY REED AND SOLOMON 0123456789";
    for round in 0..ROUNDS {
        let grain = 1 + random.below(6);
        let share = 1 + random.below(9);
        let (width, height) = (40 + random.below(260), 40 + random.below(260));
        let columns = width.div_ceil(grain);
        let grains: Vec<u8> = (0..columns * height.div_ceil(grain))
            .map(|_| if random.below(10) < share { random.below(100) } else { 155 + random.below(100) })
            .map(|grey| u8::try_from(grey).expect("a grey"))
            .collect();
        let noise = drawn(width, height, |x, y| grains[y / grain * columns + x / grain]);
        assert_eq!(picture(&noise), None, "round {round}");

        let mut code = picture_of(text, 2 + random.below(3));
        let (width, height) = (code.width, code.height);
        for _ in 0..random.below(40) {
            let (left, top, side) = (random.below(width), random.below(height), 1 + random.below(30));
            let grey = u8::try_from(random.below(256)).expect("a grey");
            for place in (0..side * side).map(|at| (left + at % side, top + at / side)) {
                if place.0 < width && place.1 < height {
                    code.pixels.to_mut()[place.1 * width + place.0] = grey;
                }
            }
        }
        let read = picture(&code);
        assert!(read.is_none() || read.as_deref() == Some(text), "round {round}: {read:?}");
    }
}

#[test]
fn a_picture_of_many_pixels_is_searched_smaller() {
    let code = picture_of("HT1:LARGE", 40);
    let large = drawn(6_000, 3_000, |x, y| {
        let (column, row) = (x.wrapping_sub(1_000), y.wrapping_sub(700));
        if column < code.width && row < code.height { code.pixels[row * code.width + column] } else { 200 }
    });
    assert_eq!(frame(&large).as_deref(), Some("HT1:LARGE"));
    assert_eq!(picture(&large).as_deref(), Some("HT1:LARGE"));
}

/// Pictures of each kind.
const ROUNDS: usize = 60;
