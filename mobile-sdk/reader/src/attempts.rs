use crate::black_and_white::BlackAndWhite;
use crate::code::find;
use crate::grey::Grey;
use crate::texts::Texts;
use crate::threshold::{Blocks, Noise, by_the_whole};

/// The most pixels of a picture that is searched as it is:
/// no camera of a phone sees a code in more that is not in these.
const MAX_PIXELS: usize = 16_000_000;
/// Pixels on the longer side up to which a picture is searched once more at twice its size.
const SMALL: usize = 1_500;

/// Reads a frame, one of many: as it is, or without noise where there is much, dark on light and light on dark. Where
/// traces of a code are seen, a little more is tried; the rest is for the next frame. Most frames show no code, and are
/// done with soon. Returns whether there are traces of a code that was not read.
pub(crate) fn frame(grey: &Grey<'_>, texts: &mut Texts<'_>) -> bool {
    if let Some(smaller) = smaller(grey) {
        return frame(&smaller, texts);
    }
    let Some(picture) = in_black_and_white(grey) else { return false };
    let dark = find(&picture, texts);
    if texts.has_preferred() {
        return dark;
    }
    let light = find(&picture.inverted(), texts);
    if texts.are_enough(dark || light) || !(dark || light) {
        return dark || light;
    }
    let softened = grey.softened();
    let dark = dark && in_each_way(&softened, texts);
    let light = light && !texts.are_enough(dark) && in_each_way(&softened.inverted(), texts);
    dark || light
}

/// Reads the only picture there is: attempts until there is enough.
pub(crate) fn picture(grey: &Grey<'_>, texts: &mut Texts<'_>) {
    if let Some(smaller) = smaller(grey) {
        return picture(&smaller, texts);
    }
    let longer = grey.width.max(grey.height);
    let attempts: [&dyn Fn(&mut Texts<'_>) -> bool; 7] = [
        &|texts| frame(grey, texts),
        &|texts| in_each_way(grey, texts),
        &|texts| in_each_way(&grey.shrunk((longer / 1_000).max(2)), texts),
        &|texts| in_each_way(&grey.softened(), texts),
        &|texts| longer <= SMALL && in_each_way(&grey.doubled(), texts),
        &|texts| in_each_way(&grey.inverted(), texts),
        &|texts| in_each_way(&grey.inverted().softened(), texts),
    ];
    for attempt in attempts {
        let more = attempt(texts);
        if texts.are_enough(more) {
            return;
        }
    }
}

/// A frame in black and white: without noise where there is much, and with one threshold where every block is of one
/// grey, as in sharp pictures whose modules are whole blocks.
fn in_black_and_white(grey: &Grey<'_>) -> Option<BlackAndWhite> {
    let blocks = Blocks::of(grey)?;
    match blocks.noise() {
        Noise::All => None,
        Noise::Much => by_neighbourhood(&grey.softened()),
        Noise::Little if blocks.are_plain() => by_the_whole(grey),
        Noise::Little => blocks.black_and_white(grey),
    }
}

/// A picture of too many pixels, smaller.
fn smaller(grey: &Grey<'_>) -> Option<Grey<'static>> {
    let pixels = grey.width * grey.height;
    (pixels > MAX_PIXELS).then(|| grey.shrunk(pixels.div_ceil(MAX_PIXELS).isqrt() + 1))
}

/// By neighbourhood, and then with one threshold for the whole picture. Returns whether there are traces of a code that
/// was not read.
fn in_each_way(grey: &Grey<'_>, texts: &mut Texts<'_>) -> bool {
    let more = by_neighbourhood(grey).is_some_and(|picture| find(&picture, texts));
    if texts.are_enough(more) {
        return more;
    }
    by_the_whole(grey).is_some_and(|picture| find(&picture, texts)) || more
}

/// With thresholds by neighbourhood.
fn by_neighbourhood(grey: &Grey<'_>) -> Option<BlackAndWhite> {
    Blocks::of(grey)?.black_and_white(grey)
}
