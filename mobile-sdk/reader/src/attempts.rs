use crate::code;
use crate::grey::Grey;
use crate::threshold::{Blocks, by_the_whole};

/// The most pixels of a picture that is searched as it is: no camera of a phone sees a code in more that is not in these.
const MAX_PIXELS: usize = 16_000_000;
/// Pixels on the longer side up to which a picture is searched once more at twice its size.
const SMALL: usize = 1_500;

/// The text in a frame, one of many: as it is, and then without noise; where there is noise everywhere, only without. More is
/// for the next frame.
pub(crate) fn frame(grey: &Grey<'_>) -> Option<String> {
    let blocks = Blocks::of(grey)?;
    let as_it_is = if blocks.are_noisy() { None } else { code::text(&blocks.black_and_white(grey)?) };
    as_it_is.or_else(|| by_neighbourhood(&grey.softened()))
}

/// The text in the only picture there is.
pub(crate) fn picture(grey: &Grey<'_>) -> Option<String> {
    let pixels = grey.width * grey.height;
    if pixels > MAX_PIXELS {
        return picture(&grey.shrunk(pixels.div_ceil(MAX_PIXELS).isqrt() + 1));
    }
    let longer = grey.width.max(grey.height);
    frame(grey)
        .or_else(|| by_the_whole(grey).and_then(|picture| code::text(&picture)))
        .or_else(|| in_each_way(&grey.shrunk((longer / 1_000).max(2))))
        .or_else(|| in_each_way(&grey.softened()))
        .or_else(|| if longer <= SMALL { in_each_way(&grey.doubled()) } else { None })
        .or_else(|| in_each_way(&grey.inverted()))
        .or_else(|| by_neighbourhood(&grey.inverted().softened()))
}

/// By neighbourhood, and then with one threshold for the whole picture.
fn in_each_way(grey: &Grey<'_>) -> Option<String> {
    by_neighbourhood(grey).or_else(|| code::text(&by_the_whole(grey)?))
}

fn by_neighbourhood(grey: &Grey<'_>) -> Option<String> {
    code::text(&Blocks::of(grey)?.black_and_white(grey)?)
}
