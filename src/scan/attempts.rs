//! Looking for codes in a picture: once as it is, and then again after each of a few changes that help hard pictures.

use image::GrayImage;
use image::imageops::{self, FilterType};
use rxing::common::{GlobalHistogramBinarizer, HybridBinarizer};
use rxing::multi::MultipleBarcodeReader;
use rxing::qrcode::cpp_port::QrReader;
use rxing::qrcode::cpp_port::detector::FindFinderPatterns;
use rxing::{BarcodeFormat, Binarizer, BinaryBitmap, DecodeHints, Luma8Source};

/// The most finder patterns in a picture that is read; a code has three. The reader tries up to a hundred triples with
/// each, so that a picture tiled with them would keep it busy for hours.
const MAX_FINDER_PATTERNS: usize = 200;

/// The texts that the first successful attempt finds, each once.
pub(super) fn read(picture: GrayImage) -> Vec<String> {
    // As it is comes first: it reads nearly every picture that can be read at all.
    let texts = in_each_way(&picture);
    if !texts.is_empty() {
        return texts;
    }
    let stretched = stretched(picture);
    [as_it_is, enlarged, halved, inverted]
        .iter()
        .filter_map(|change| change(&stretched))
        .map(|changed| in_each_way(&changed))
        .find(|texts| !texts.is_empty())
        .unwrap_or_default()
}

/// Thresholds by neighbourhood, which takes shadows, and then one for the whole picture, which takes noise.
fn in_each_way(picture: &GrayImage) -> Vec<String> {
    let Ok(source) = Luma8Source::new_with_slice(picture.as_raw(), picture.width(), picture.height()) else {
        return Vec::new();
    };
    let texts = in_black_and_white(HybridBinarizer::new(source.clone()));
    if texts.is_empty() { in_black_and_white(GlobalHistogramBinarizer::new(source)) } else { texts }
}

fn in_black_and_white(picture: impl Binarizer) -> Vec<String> {
    let hints = DecodeHints {
        PossibleFormats: Some([BarcodeFormat::QR_CODE].into()),
        TryHarder: Some(true),
        ..DecodeHints::default()
    };
    let mut bitmap = BinaryBitmap::new(picture);
    if FindFinderPatterns(bitmap.get_black_matrix(), true, 0).len() > MAX_FINDER_PATTERNS {
        return Vec::new();
    }
    let found = QrReader.decode_multiple_with_hints(&mut bitmap, &hints).unwrap_or_default();
    let mut texts: Vec<String> = Vec::new();
    for text in found.iter().map(|code| code.getText()) {
        if !texts.iter().any(|known| known == text) {
            texts.push(text.to_owned());
        }
    }
    texts
}

/// The greys between the darkest and the lightest hundredth, spread over the whole range: the reader takes a
/// neighbourhood whose greys differ by less than 24 for an empty one.
fn stretched(mut picture: GrayImage) -> GrayImage {
    let mut histogram = [0_u64; 256];
    for pixel in picture.as_raw() {
        histogram[usize::from(*pixel)] += 1;
    }
    let darkest = u32::from(past_a_hundredth(&histogram, 0..=255).unwrap_or(0));
    let lightest = u32::from(past_a_hundredth(&histogram, (0..=255).rev()).unwrap_or(255));
    let range = lightest.saturating_sub(darkest).max(1);
    for pixel in picture.iter_mut() {
        let spread = u32::from(*pixel).saturating_sub(darkest) * 255 / range;
        *pixel = u8::try_from(spread).unwrap_or(255);
    }
    picture
}

/// The grey at which more than a hundredth of the picture is counted.
fn past_a_hundredth(histogram: &[u64; 256], mut greys: impl Iterator<Item = u8>) -> Option<u8> {
    let hundredth = histogram.iter().sum::<u64>() / 100;
    let mut counted = 0;
    greys.find(|&grey| {
        counted += histogram[usize::from(grey)];
        counted > hundredth
    })
}

fn as_it_is(picture: &GrayImage) -> Option<GrayImage> {
    Some(picture.clone())
}

/// Three times as large, for modules of one or two pixels.
fn enlarged(picture: &GrayImage) -> Option<GrayImage> {
    let (width, height) = picture.dimensions();
    let small = width.max(height) <= 1000;
    small.then(|| imageops::resize(picture, width * 3, height * 3, FilterType::Triangle))
}

/// Half as large, or at most 1,000 pixels, which evens out noise and the grid of a screen.
fn halved(picture: &GrayImage) -> Option<GrayImage> {
    let (width, height) = picture.dimensions();
    let divisor = (width.max(height) / 1000).max(2);
    let large = width.min(height) / divisor >= 100;
    large.then(|| imageops::resize(picture, width / divisor, height / divisor, FilterType::Triangle))
}

/// Light modules on dark.
fn inverted(picture: &GrayImage) -> Option<GrayImage> {
    let mut inverted = picture.clone();
    imageops::invert(&mut inverted);
    Some(inverted)
}
