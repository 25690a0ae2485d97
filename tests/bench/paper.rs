//! Measures what a code and a page cost, each beside what it would cost otherwise: a code as PNG by the crates `qrcode`
//! and `image`, and a page whose fonts are read anew and whose code is drawn by `qrcode`.

use std::fs;
use std::path::Path;

use haetae::render::pdf::PaperPassDocument;
use haetae::render::{ErrorCorrection, QrCode, Scale};
use haetae_core::{BirthDay, DisplayName, Evidence, UnixTime};
use haetae_testkit::service::{NOW, vaccination};
use haetae_testkit::turns::{Aim, Row, Work};
use image::{ExtendedColorType, ImageEncoder as _};
use jiff::tz::TimeZone;
use qrcode::bits::Bits;
use qrcode::{Color, EcLevel, Version};

/// As long as the text of a paper pass with one vaccination.
const LENGTH: usize = 253;
/// The version that holds it with error correction M.
const VERSION: i16 = 9;

/// Ours takes no longer.
const AIM: Aim = Aim::AtMost(1.0);

const FONTS: [&str; 2] = ["haetae-sans.otf", "haetae-sans-han.ttf"];

fn main() {
    let text = text();
    Row { name: "qr-png", with: "a code as PNG / by the crates qrcode and image", aim: AIM }
        .measure(Work::new(|| png(&text)), Work::new(|| png_by_others(&text)));

    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/render/fonts");
    let fonts = FONTS.map(|name| fs::read(fonts.join(name)).expect("a font"));
    let evidence = [vaccination()];
    let by_others = || {
        let read = fonts.clone().map(|font| krilla::text::Font::new(font.into(), 0).expect("a font"));
        (code_by_others(&text), read, page(&text, &evidence))
    };
    Row { name: "pdf", with: "a page / its fonts read anew, its code by qrcode", aim: AIM }
        .measure(Work::new(|| page(&text, &evidence)), Work::new(by_others));
}

/// Text in the alphabet of passes.
fn text() -> String {
    let alphabet = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let place = |number: usize| char::from(alphabet[(number * number * 7 + number * 3) % alphabet.len()]);
    "HT1:".chars().chain((4..LENGTH).map(place)).collect()
}

fn png(text: &str) -> Vec<u8> {
    let code = QrCode::new(text, ErrorCorrection::M).expect("a code");
    code.to_png(Scale::default()).expect("a picture")
}

fn code_by_others(text: &str) -> qrcode::QrCode {
    let mut bits = Bits::new(Version::Normal(VERSION));
    bits.push_alphanumeric_data(text.as_bytes()).expect("it fits");
    bits.push_terminator(EcLevel::M).expect("it fits");
    qrcode::QrCode::with_bits(bits, EcLevel::M).expect("a code")
}

fn png_by_others(text: &str) -> Vec<u8> {
    let code = code_by_others(text);
    let (quiet, scale) = (4, 8);
    let side = (code.width() + 2 * quiet) * scale;
    let inside = quiet..quiet + code.width();
    let mut pixels = vec![255; side * side];
    for (at, pixel) in pixels.iter_mut().enumerate() {
        let (x, y) = (at % side / scale, at / side / scale);
        if inside.contains(&x) && inside.contains(&y) && code[(x - quiet, y - quiet)] == Color::Dark {
            *pixel = 0;
        }
    }
    let (mut png, side) = (Vec::new(), u32::try_from(side).expect("a small picture"));
    let encoder = image::codecs::png::PngEncoder::new(&mut png);
    encoder.write_image(&pixels, side, side, ExtendedColorType::L8).expect("a picture");
    png
}

fn page(text: &str, evidence: &[Evidence]) -> Vec<u8> {
    let name = DisplayName::new("김*수").expect("a name");
    let document = PaperPassDocument {
        qr_text: text,
        correction: ErrorCorrection::M,
        name: Some(&name),
        birth: BirthDay::from_mmdd(704),
        partial_birth: None,
        evidence,
        issuer: "한국 1",
        not_before: UnixTime::saturating_new(NOW),
        expires: UnixTime::saturating_new(NOW + 1_209_600),
        zone: &TimeZone::UTC,
    };
    document.to_pdf().expect("a page").bytes
}
