use crate::black_and_white::BlackAndWhite;
use crate::code::{Found, find};
use crate::grey::Grey;
use crate::threshold::{Blocks, Noise, by_the_whole};

/// The most pixels of a picture that is searched as it is: no camera of a phone sees a code in more that is not in these.
const MAX_PIXELS: usize = 16_000_000;
/// Pixels on the longer side up to which a picture is searched once more at twice its size.
const SMALL: usize = 1_500;

/// The texts in a frame, one of many, but not more than `most`: as it is, or without noise where there is much. Where traces of a
/// code are seen, a little more is tried; the rest is for the next frame. Most frames show no code, and are done with soon.
pub(crate) fn frame(grey: &Grey<'_>, most: usize) -> Vec<String> {
    if let Some(smaller) = smaller(grey) {
        return frame(&smaller, most);
    }
    let Some(blocks) = Blocks::of(grey) else { return Vec::new() };
    let black_and_white = match blocks.noise() {
        Noise::All => None,
        Noise::Much => by_neighbourhood(&grey.softened()),
        Noise::Little => blocks.black_and_white(grey),
    };
    match black_and_white.map_or(Found::Nothing, |picture| find(&picture, most)) {
        Found::Texts(texts) => texts,
        Found::Nothing => Vec::new(),
        Found::Traces => in_each_way(&grey.softened(), most),
    }
}

/// The texts in the only picture there is, but not more than `most`: those of the first attempt that reads any.
pub(crate) fn picture(grey: &Grey<'_>, most: usize) -> Vec<String> {
    if let Some(smaller) = smaller(grey) {
        return picture(&smaller, most);
    }
    let longer = grey.width.max(grey.height);
    let in_each_way = |grey: &Grey<'_>| in_each_way(grey, most);
    let attempts: [&dyn Fn() -> Vec<String>; 7] = [
        &|| frame(grey, most),
        &|| in_each_way(grey),
        &|| in_each_way(&grey.shrunk((longer / 1_000).max(2))),
        &|| in_each_way(&grey.softened()),
        &|| if longer <= SMALL { in_each_way(&grey.doubled()) } else { Vec::new() },
        &|| in_each_way(&grey.inverted()),
        &|| in_each_way(&grey.inverted().softened()),
    ];
    attempts.iter().map(|attempt| attempt()).find(|texts| !texts.is_empty()).unwrap_or_default()
}

/// A picture of too many pixels, smaller.
fn smaller(grey: &Grey<'_>) -> Option<Grey<'static>> {
    let pixels = grey.width * grey.height;
    (pixels > MAX_PIXELS).then(|| grey.shrunk(pixels.div_ceil(MAX_PIXELS).isqrt() + 1))
}

/// By neighbourhood, and then with one threshold for the whole picture.
fn in_each_way(grey: &Grey<'_>, most: usize) -> Vec<String> {
    let found = |picture: Option<BlackAndWhite>| picture.map_or_else(Vec::new, |picture| find(&picture, most).texts());
    let texts = found(by_neighbourhood(grey));
    if texts.is_empty() { found(by_the_whole(grey)) } else { texts }
}

/// With thresholds by neighbourhood.
fn by_neighbourhood(grey: &Grey<'_>) -> Option<BlackAndWhite> {
    Blocks::of(grey)?.black_and_white(grey)
}
