use rxing::common::{GlobalHistogramBinarizer, HybridBinarizer};
use rxing::qrcode::cpp_port::QrReader;
use rxing::qrcode::cpp_port::detector::FindFinderPatterns;
use rxing::{BarcodeFormat, Binarizer, BinaryBitmap, DecodeHints, Luma8Source, Reader as _};

use super::grey::Grey;

/// The most finder patterns in a picture that is read; a code has three. The reader tries up to a hundred triples with
/// each, so that a picture tiled with them would keep it busy for hours.
const MAX_FINDER_PATTERNS: usize = 200;

/// The text in a frame, one of many. What helps against noise is tried with every other frame.
pub(super) fn frame(grey: &Grey, number: u32) -> Option<String> {
    by_neighbourhood(grey).or_else(|| {
        let stretched = grey.softened().stretched();
        if number.is_multiple_of(2) { by_the_whole(&stretched) } else { by_neighbourhood(&stretched) }
    })
}

/// The text in the only picture there is.
pub(super) fn picture(grey: &Grey) -> Option<String> {
    if let Some(text) = in_each_way(grey) {
        return Some(text);
    }
    let stretched = grey.stretched();
    let longer = stretched.width.max(stretched.height);
    in_each_way(&stretched)
        .or_else(|| in_each_way(&stretched.softened()))
        .or_else(|| in_each_way(&stretched.shrunk((longer / 1_000).max(2))))
        .or_else(|| if longer <= 1_500 { in_each_way(&stretched.doubled()) } else { None })
        .or_else(|| in_each_way(&stretched.inverted()))
}

fn in_each_way(grey: &Grey) -> Option<String> {
    by_neighbourhood(grey).or_else(|| by_the_whole(grey))
}

/// Thresholds by neighbourhood, which takes shadows.
fn by_neighbourhood(grey: &Grey) -> Option<String> {
    in_black_and_white(HybridBinarizer::new(source(grey)?))
}

/// One threshold for the whole picture, which takes noise.
fn by_the_whole(grey: &Grey) -> Option<String> {
    in_black_and_white(GlobalHistogramBinarizer::new(source(grey)?))
}

fn source(grey: &Grey) -> Option<Luma8Source<'_>> {
    Luma8Source::new_with_slice(&grey.pixels, grey.width, grey.height).ok()
}

fn in_black_and_white(picture: impl Binarizer) -> Option<String> {
    let hints = DecodeHints {
        PossibleFormats: Some([BarcodeFormat::QR_CODE].into()),
        TryHarder: Some(true),
        ..DecodeHints::default()
    };
    let mut bitmap = BinaryBitmap::new(picture);
    if FindFinderPatterns(bitmap.get_black_matrix(), true, 0).len() > MAX_FINDER_PATTERNS {
        return None;
    }
    QrReader.decode_with_hints(&mut bitmap, &hints).ok().map(|code| code.getText().to_owned())
}
