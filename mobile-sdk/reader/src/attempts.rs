use crate::black_and_white::BlackAndWhite;
use crate::code::{Found, find};
use crate::grey::Grey;
use crate::threshold::{Blocks, Noise, by_the_whole};

/// The most pixels of a picture that is searched as it is: no camera of a phone sees a code in more that is not in these.
const MAX_PIXELS: usize = 16_000_000;
/// Pixels on the longer side up to which a picture is searched once more at twice its size.
const SMALL: usize = 1_500;

/// The text in a frame, one of many: as it is, or without noise where there is much. Where traces of a code are seen, a little
/// more is tried; the rest is for the next frame. Most frames show no code, and are done with soon.
pub(crate) fn frame(grey: &Grey<'_>) -> Option<String> {
    if let Some(smaller) = smaller(grey) {
        return frame(&smaller);
    }
    let blocks = Blocks::of(grey)?;
    let first = match blocks.noise() {
        Noise::All => return None,
        Noise::Much => find(&by_neighbourhood(&grey.softened())?),
        Noise::Little => find(&blocks.black_and_white(grey)?),
    };
    match first {
        Found::Text(text) => Some(text),
        Found::Nothing => None,
        Found::Traces => in_each_way(&grey.softened()),
    }
}

/// The text in the only picture there is.
pub(crate) fn picture(grey: &Grey<'_>) -> Option<String> {
    if let Some(smaller) = smaller(grey) {
        return picture(&smaller);
    }
    let longer = grey.width.max(grey.height);
    frame(grey)
        .or_else(|| in_each_way(grey))
        .or_else(|| in_each_way(&grey.shrunk((longer / 1_000).max(2))))
        .or_else(|| in_each_way(&grey.softened()))
        .or_else(|| if longer <= SMALL { in_each_way(&grey.doubled()) } else { None })
        .or_else(|| in_each_way(&grey.inverted()))
        .or_else(|| in_each_way(&grey.inverted().softened()))
}

/// A picture of too many pixels, smaller.
fn smaller(grey: &Grey<'_>) -> Option<Grey<'static>> {
    let pixels = grey.width * grey.height;
    (pixels > MAX_PIXELS).then(|| grey.shrunk(pixels.div_ceil(MAX_PIXELS).isqrt() + 1))
}

/// By neighbourhood, and then with one threshold for the whole picture.
fn in_each_way(grey: &Grey<'_>) -> Option<String> {
    let found = |picture| find(&picture).text();
    by_neighbourhood(grey).and_then(found).or_else(|| by_the_whole(grey).and_then(found))
}

/// With thresholds by neighbourhood.
fn by_neighbourhood(grey: &Grey<'_>) -> Option<BlackAndWhite> {
    Blocks::of(grey)?.black_and_white(grey)
}
