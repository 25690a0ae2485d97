//! Decodes pictures with limits on their size.

use std::borrow::Cow;
use std::io::Cursor;

use haetae_reader::FileKind;
use image::{DynamicImage, GrayImage, ImageError, ImageFormat, ImageReader, Limits};

use super::{ScanError, png};

/// The most pixels that a picture may have: 50 million.
pub const MAX_PIXELS: u64 = 50_000_000;
/// The reader counts runs of pixels in 16 bits.
const MAX_SIDE: u32 = 32_767;
/// 16 bits each of red, green, blue and opacity, and as much again for the decoder.
const MAX_MEMORY: u64 = MAX_PIXELS * 8 * 2;

/// Decodes a PNG or JPEG to grey; the content decides, not the name. Transparent parts become white, like a page.
pub(super) fn decode(file: &[u8]) -> Result<GrayImage, ScanError> {
    let (file, format) = match FileKind::of(file) {
        Some(FileKind::Png) => (png::without_extras(file), ImageFormat::Png),
        Some(FileKind::Jpeg) => (Cow::Borrowed(file), ImageFormat::Jpeg),
        Some(FileKind::Other(name)) => return Err(ScanError::AnotherKind(name)),
        None => return Err(ScanError::NotAPicture),
    };
    let reader = || ImageReader::with_format(Cursor::new(&*file), format);
    let (width, height) = reader().into_dimensions().map_err(refusal)?;
    if u64::from(width) * u64::from(height) > MAX_PIXELS || width.max(height) > MAX_SIDE {
        return Err(ScanError::TooLarge);
    }
    if width == 0 || height == 0 {
        return Err(ScanError::Damaged("it has no pixels".into()));
    }
    let mut reader = reader();
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    Ok(on_white(reader.decode().map_err(refusal)?))
}

fn refusal(error: ImageError) -> ScanError {
    match error {
        ImageError::Limits(_) => ScanError::TooLarge,
        error => ScanError::Damaged(error.to_string()),
    }
}

fn on_white(picture: DynamicImage) -> GrayImage {
    if !picture.color().has_alpha() {
        return picture.into_luma8();
    }
    let picture = picture.into_luma_alpha8();
    let (width, height) = picture.dimensions();
    GrayImage::from_fn(width, height, |x, y| {
        let [grey, opacity] = picture.get_pixel(x, y).0.map(u32::from);
        let blended = (grey * opacity + 255 * (255 - opacity)) / 255;
        image::Luma([u8::try_from(blended).unwrap_or(u8::MAX)])
    })
}
