use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, ImageFormat, Luma};
use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::*;
use crate::render::{ErrorCorrection, QrCode, Scale};

const CORRECTIONS: [ErrorCorrection; 4] =
    [ErrorCorrection::L, ErrorCorrection::M, ErrorCorrection::Q, ErrorCorrection::H];

/// A text of that many characters of the alphanumeric mode.
fn text(length: usize) -> String {
    "HT1:9K2 Q$%*+-./:X7".chars().cycle().take(length).collect()
}

fn png_of(text: &str, correction: ErrorCorrection, scale: u32) -> Vec<u8> {
    QrCode::new(text, correction).expect("a code").to_png(Scale::new(scale).expect("a scale")).expect("a PNG")
}

fn picture_of(text: &str) -> GrayImage {
    image::load_from_memory(&png_of(text, ErrorCorrection::M, 6)).expect("a picture").into_luma8()
}

fn file_of(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.into().write_to(&mut file, format).expect("a picture");
    file.into_inner()
}

fn read_png(picture: GrayImage) -> Option<String> {
    read_code(&file_of(picture, ImageFormat::Png)).expect("a picture")
}

#[test]
fn every_size_and_every_correction_is_read_back() {
    for length in (200..=1000).step_by(100) {
        for correction in CORRECTIONS {
            let text = text(length);
            assert_eq!(read_code(&png_of(&text, correction, 3)), Ok(Some(text)), "{length} {correction:?}");
        }
    }
}

#[test]
fn faint_turned_inverted_and_small_pictures_are_read() {
    let text = text(300);
    let mut faint = picture_of(&text);
    for pixel in faint.iter_mut() {
        *pixel = if *pixel < 128 { 105 } else { 140 };
    }
    assert_eq!(read_png(faint.clone()), Some(text.clone()), "grey 105 on 140");
    for pixel in faint.iter_mut() {
        *pixel = if *pixel < 128 { 120 } else { 132 };
    }
    assert_eq!(read_png(faint), Some(text.clone()), "grey 120 on 132");
    let picture = picture_of(&text);
    for turned in [imageops::rotate90(&picture), imageops::rotate180(&picture), imageops::rotate270(&picture)] {
        assert_eq!(read_png(turned), Some(text.clone()), "turned");
    }
    let mut inverted = picture.clone();
    imageops::invert(&mut inverted);
    assert_eq!(read_png(inverted), Some(text.clone()), "inverted");
    assert_eq!(read_code(&png_of(&text, ErrorCorrection::M, 1)), Ok(Some(text.clone())), "one pixel a module");
    let uneven = imageops::resize(&picture, 190, 190, FilterType::Triangle);
    assert_eq!(read_png(uneven), Some(text), "not a whole number of pixels a module");
}

#[test]
fn a_jpeg_is_read() {
    let text = text(419);
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 40).encode_image(&picture_of(&text)).expect("a JPEG");
    assert_eq!(read_code(&file), Ok(Some(text)));
}

#[test]
fn two_codes_in_one_picture_are_both_read_and_twins_once() {
    let (left, right) = (picture_of(&text(200)), picture_of(&text(210)));
    let beside = |left: &GrayImage, right: &GrayImage| {
        let mut both =
            GrayImage::from_pixel(left.width() + right.width(), left.height().max(right.height()), Luma([255]));
        imageops::replace(&mut both, left, 0, 0);
        imageops::replace(&mut both, right, i64::from(left.width()), 0);
        read_codes(&file_of(both, ImageFormat::Png)).expect("a picture")
    };
    let mut texts = beside(&left, &right);
    texts.sort_by_key(String::len);
    assert_eq!(texts, [text(200), text(210)]);
    assert_eq!(beside(&left, &left), [text(200)]);
}

#[test]
fn transparent_parts_count_as_white() {
    let text = text(250);
    let picture = picture_of(&text);
    let (width, height) = picture.dimensions();
    let black_on_nothing = DynamicImage::ImageLumaA8(image::ImageBuffer::from_fn(width, height, |x, y| {
        image::LumaA([0, 255 - picture.get_pixel(x, y).0[0]])
    }));
    assert_eq!(read_code(&file_of(black_on_nothing, ImageFormat::Png)), Ok(Some(text)));
}

#[test]
fn a_picture_without_a_code_is_no_error() {
    for side in [1, 2, 3, 7, 39, 40, 41, 300] {
        for grey in [0, 128, 255] {
            assert_eq!(read_png(GrayImage::from_pixel(side, side, Luma([grey]))), None, "{side} {grey}");
        }
        let stripes = GrayImage::from_fn(side, 2 * side, |x, y| Luma([if (x / 2 + y / 3) % 2 == 0 { 0 } else { 255 }]));
        assert_eq!(read_png(stripes), None, "{side}");
    }
    assert_eq!(read_png(GrayImage::from_pixel(30_000, 1, Luma([9]))), None);
}

/// A code of which a part is overlaid with another part of itself, and then noise: finder patterns in odd places.
fn torn(seed: [u8; 32]) -> (String, GrayImage) {
    let mut random = ChaCha8Rng::from_seed(seed);
    let mut below = |bound: u32| random.next_u32() % bound;
    let text = text(20 + below(300) as usize);
    let mut picture = picture_of(&text);
    let (width, height) = picture.dimensions();
    for _ in 0..below(4) {
        let piece = imageops::crop_imm(&picture, below(width), below(height), 1 + below(width), 1 + below(height));
        let piece = imageops::resize(&piece.to_image(), 1 + below(width), 1 + below(height), FilterType::Nearest);
        imageops::replace(&mut picture, &piece, below(width).into(), below(height).into());
    }
    let noise = below(120);
    for pixel in picture.iter_mut() {
        let grey = u32::from(*pixel) + below(noise + 1);
        *pixel = u8::try_from(grey.saturating_sub(noise / 2)).unwrap_or(255);
    }
    (text, picture)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_torn_code_is_read_right_or_not_at_all(seed: [u8; 32]) {
        let (text, picture) = torn(seed);
        for read in read_codes(&file_of(picture, ImageFormat::Png)).expect("a picture") {
            prop_assert_eq!(&read, &text);
        }
    }
}

#[test]
fn a_picture_tiled_with_finder_patterns_is_given_up() {
    let beside_tiles = |tiles: u32| {
        let text = text(200);
        let code = picture_of(&text);
        let mut picture = GrayImage::from_pixel(code.width() + 36 * 20, code.height().max(36 * 20), Luma([255]));
        imageops::replace(&mut picture, &code, 0, 0);
        for tile in 0..tiles {
            let (left, top) = (code.width() + tile % 20 * 36, tile / 20 * 36);
            for (x, y) in (0..28).flat_map(|x| (0..28).map(move |y| (x, y))) {
                let ring = (x / 4_u32).abs_diff(3).max((y / 4_u32).abs_diff(3));
                picture.put_pixel(left + x, top + y, Luma([if ring == 2 { 255 } else { 0 }]));
            }
        }
        (read_png(picture), text)
    };
    let (read, text) = beside_tiles(4);
    assert_eq!(read, Some(text));
    assert_eq!(beside_tiles(400).0, None);
}

#[test]
fn damaged_files_are_refused() {
    for file in [&b""[..], b"HT1:", b"\xff\xd8"] {
        assert_eq!(read_codes(file), Err(ScanError::NotAPicture), "{file:?}");
    }
    for (file, kind) in [(&b"GIF89a\x01\x00\x01\x00"[..], "GIF"), (b"%PDF-1.7", "PDF")] {
        assert_eq!(read_codes(file), Err(ScanError::AnotherKind(kind)));
    }
    let png = png_of(&text(200), ErrorCorrection::M, 2);
    let jpeg = file_of(picture_of(&text(200)), ImageFormat::Jpeg);
    // A JPEG that is cut within its pixels is still a picture, the rest of it grey: any outcome except a panic is
    // right.
    for length in (0..jpeg.len()).step_by(jpeg.len() / 7) {
        let _ = read_codes(&jpeg[..length]);
    }
    assert!(matches!(read_codes(&jpeg[..100]), Err(ScanError::Damaged(_))));
    for length in (8..png.len() - 12).step_by(7) {
        let outcome = read_codes(&png[..length]);
        assert!(matches!(outcome, Err(ScanError::Damaged(_))), "{length}: {outcome:?}");
    }
}

#[test]
fn claimed_sizes_are_refused_before_memory_is_allocated() {
    let png = png_of(&text(200), ErrorCorrection::M, 1);
    let claiming = |width: u32, height: u32| {
        let mut header = b"IHDR".to_vec();
        header.extend(width.to_be_bytes());
        header.extend(height.to_be_bytes());
        header.extend(&png[24..29]);
        let mut file = png[..12].to_vec();
        file.extend(&header);
        file.extend(crc32(&header).to_be_bytes());
        file.extend(&png[33..]);
        read_codes(&file)
    };
    for (width, height) in [(2_000_000_000, 2_000_000_000), (10_000, 5_001), (32_768, 1), (1, 32_768)] {
        assert_eq!(claiming(width, height), Err(ScanError::TooLarge), "{width} x {height}");
    }
    assert!(matches!(claiming(0, 5), Err(ScanError::Damaged(_))));
    assert!(matches!(claiming(5, 0), Err(ScanError::Damaged(_))));
    assert!(matches!(claiming(7_000, 7_000), Err(ScanError::Damaged(_))));
}

/// The checksum of a PNG chunk.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

#[test]
fn every_photograph_of_the_public_suite_is_read() {
    let Ok(suites) = std::env::var("HAETAE_SUITES") else {
        println!("skipped: HAETAE_SUITES is not set");
        return;
    };
    let folder = std::path::Path::new(&suites).join("qr-images/qrcode-3");
    let (mut read, mut unread) = (0, Vec::new());
    for number in 1..=42 {
        let expected = std::fs::read(folder.join(format!("{number:02}.txt"))).expect("a text");
        let photograph = std::fs::read(folder.join(format!("{number:02}.png"))).expect("a photograph");
        match read_code(&photograph).expect("a picture") {
            Some(text) => {
                assert_eq!(text.as_bytes(), expected, "photograph {number}");
                read += 1;
            }
            None => unread.push(number),
        }
    }
    println!("{read} of 42 photographs read; not read: {unread:?}");
    assert_eq!(read, 42);
}

/// A picture of `tests/data/pictures`.
fn data(name: &str) -> Vec<u8> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pictures");
    std::fs::read(folder.join(name)).expect("a picture")
}

#[test]
fn a_haetae_code_is_preferred_to_another_in_every_kind_of_picture() {
    let mut read = Vec::new();
    for name in [
        "two-codes-link-and-pass.png",
        "cmyk.jpg",
        "progressive.jpg",
        "mirrored.jpg",
        "grey-16.png",
        "palette-interlaced.png",
        "one-bit.png",
    ] {
        let text = read_code(&data(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(text.as_deref().is_some_and(|text| text.starts_with("HP1:")), "{name}: {text:?}");
        read.push(text);
        assert_eq!(read_codes(&data(name)).map(|texts| texts.len()), Ok(2), "{name}");
    }
    read.dedup();
    assert_eq!(read.len(), 1, "the same pass in all of them");
}

#[test]
fn a_photograph_of_another_kind_is_named() {
    assert_eq!(read_codes(&data("photo-of-a-code.heic")), Err(ScanError::AnotherKind("HEIC")));
}

/// A PNG with another chunk after its header.
fn with_chunk(png: &[u8], kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut chunk = kind.to_vec();
    chunk.extend(content);
    let length = u32::try_from(content.len()).expect("short").to_be_bytes();
    [&png[..33], &length, &chunk, &crc32(&chunk).to_be_bytes(), &png[33..]].concat()
}

#[test]
fn profiles_and_comments_of_a_png_are_not_unpacked() {
    let png = png::without_extras(&png_of(&text(200), ErrorCorrection::M, 2)).into_owned();
    let bomb = [b"name\0\0".to_vec(), vec![0x78; 100_000]].concat();
    for kind in [b"iCCP", b"zTXt", b"iTXt", b"eXIf", b"acTL"] {
        let with_bomb = with_chunk(&png, kind, &bomb);
        assert_eq!(png::without_extras(&with_bomb), png, "{kind:?} is left out");
        assert_eq!(read_code(&with_bomb), Ok(Some(text(200))));
        assert!(png::without_extras(&with_bomb[..200]).len() <= 45, "one that breaks off, too");
    }
    assert_eq!(png::without_extras(&with_chunk(&png, b"tRNS", b"00")).len(), png.len() + 14, "transparency is kept");
}
