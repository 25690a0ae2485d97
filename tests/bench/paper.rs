//! Measures what a code and a page cost, each beside what it would cost otherwise: a code as PNG by the crates `qrcode`
//! and `image`, and a page whose fonts are read anew and whose code is drawn by `qrcode`.

mod estimates;

use std::fs;
use std::path::Path;

use criterion::Criterion;
use haetae::render::pdf::PaperPassDocument;
use haetae::render::{ErrorCorrection, QrCode, Scale};
use haetae_core::{BirthDay, DisplayName, Evidence, UnixTime};
use haetae_testkit::service::{NOW, vaccination};
use image::{ExtendedColorType, ImageEncoder as _};
use jiff::tz::TimeZone;
use qrcode::bits::Bits;
use qrcode::{Color, EcLevel, Version};

use estimates::median;

/// As long as the text of a paper pass with one vaccination.
const LENGTH: usize = 253;
/// The version that holds it with error correction M.
const VERSION: i16 = 9;

const FONTS: [&str; 2] = ["haetae-sans.otf", "haetae-sans-han.ttf"];

fn main() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("criterion");
    let mut criterion = Criterion::default().output_directory(&directory).configure_from_args();
    let text = text();

    let mut group = criterion.benchmark_group("qr-png");
    group.bench_function("ours", |b| b.iter(|| png(&text)));
    group.bench_function("others", |b| b.iter(|| png_by_others(&text)));
    group.finish();

    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/render/fonts");
    let fonts = FONTS.map(|name| fs::read(fonts.join(name)).expect("a font"));
    let evidence = [vaccination()];
    let mut group = criterion.benchmark_group("pdf");
    group.bench_function("ours", |b| b.iter(|| page(&text, &evidence)));
    group.bench_function("others", |b| {
        b.iter(|| {
            let read = fonts.clone().map(|font| krilla::text::Font::new(font.into(), 0).expect("a font"));
            (code_by_others(&text), read, page(&text, &evidence))
        });
    });
    group.finish();
    criterion.final_summary();
    print(&directory, "qr-png", "a code as PNG by qrcode and image");
    print(&directory, "pdf", "a page with its fonts read anew and its code by qrcode");
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

/// Prints how the medians compare. Nothing is printed if nothing was measured, as under `--test`.
fn print(directory: &Path, group: &str, others: &str) {
    let median = |name: &str| median(&directory.join(group).join(name));
    if let (Some(ours), Some(theirs)) = (median("ours"), median("others")) {
        let (us, other_us, ratio) = (ours / 1e3, theirs / 1e3, ours / theirs);
        println!("{group:>6}: {us:>6.0} us, {ratio:.3} times {others} ({other_us:.0} us)");
    }
}
