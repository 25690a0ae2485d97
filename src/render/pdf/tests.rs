use haetae_core::{CivilDate, Doses, Language, PolicyId, Product, TestMethod};

use super::super::sheet::{fitting, mm};
use super::super::tests::SAMPLE;
use super::*;

fn date(text: &str) -> CivilDate {
    CivilDate::parse(text).expect("a date")
}

/// One piece of each of four kinds.
fn evidence() -> [Evidence; 4] {
    let time = UnixTime::saturating_new(1_792_200_000);
    [
        Evidence::Vaccination {
            doses: Doses::new(3).expect("a number"),
            date: date("2026-06-11"),
            product: Product::new("CVX-208").expect("a code"),
        },
        Evidence::Test { sampled_at: time, method: TestMethod::Naat },
        Evidence::Recovery { date: date("2026-02-03") },
        Evidence::Clearance { policy: PolicyId::new("restaurant").expect("an id"), until: time },
    ]
}

/// A page with that name and issuer.
fn page(name: &str, issuer: &str, evidence: &[Evidence]) -> PaperPassPdf {
    let zone = TimeZone::get("Asia/Seoul").expect("bundled");
    let name = DisplayName::new(name).expect("a name");
    let document = PaperPassDocument {
        qr_text: SAMPLE,
        correction: ErrorCorrection::M,
        name: Some(&name),
        birth: BirthDay::from_mmdd(704),
        partial_birth: None,
        evidence,
        issuer,
        not_before: UnixTime::saturating_new(1_792_249_200),
        expires: UnixTime::saturating_new(1_793_458_800),
        zone: &zone,
    };
    document.to_pdf().expect("a page")
}

#[test]
fn a_page_is_small_and_the_same_each_time() {
    let first = page("김*수", "질병관리청", &evidence());
    assert!(first.bytes.starts_with(b"%PDF-"));
    assert!(first.bytes.len() < 100_000, "{} bytes", first.bytes.len());
    assert!(first.missing.is_empty());
    assert_eq!(first, page("김*수", "질병관리청", &evidence()));
    assert_ne!(first, page("김*주", "질병관리청", &evidence()));
}

#[test]
fn characters_that_the_fonts_lack_are_reported_and_their_code_points_written() {
    let pieces = &evidence()[..1];
    assert!(page("王*", "한국 1", pieces).missing.is_empty());
    assert!(page("Nguyễn Đ* ガ", "한국 1", pieces).missing.is_empty());
    let page = page("\u{4E02}\u{0149}*", "\u{4E04}", pieces);
    assert_eq!(page.missing, ['\u{4E02}', '\u{0149}', '\u{4E04}']);
    // The line is the one that names the code point.
    let fonts = Fonts::get().expect("fonts");
    assert_eq!(fonts.line("a\u{4E02}").width(10.0), fonts.line("aU+4E02").width(10.0));
    assert!(fonts.line("\u{4E02}").width(10.0) > 0.0);
}

#[test]
fn the_fonts_have_what_their_readme_says() {
    let fonts = Fonts::get().expect("fonts");
    let lacking = |first: char, last: char| -> Vec<char> {
        let letters = (first..=last).filter(|&letter| haetae_core::is_name_character(letter));
        fonts.line(&letters.collect::<String>()).missing
    };
    assert_eq!(lacking(' ', '\u{3200}'), ['\u{0149}', '\u{3095}', '\u{3096}']);
    assert!(lacking('\u{AC00}', '\u{D7A3}').is_empty());
    assert_eq!(0x9FFF - 0x4E00 + 1 - lacking('\u{4E00}', '\u{9FFF}').len(), 10_570);
}

#[test]
fn a_line_is_set_smaller_only_where_it_would_be_too_wide() {
    let zone = TimeZone::UTC;
    let fonts = Fonts::get().expect("fonts");
    for piece in &evidence() {
        for language in [Language::Korean, Language::English] {
            let words = evidence_text(piece, language, &zone);
            assert_eq!(fitting(&fonts.line(&words), 12.0, mm(WIDTH)), 12.0, "{words}");
        }
    }
    for line in UNREADABLE_ADVICE {
        assert_eq!(fitting(&fonts.line(line), 9.0, mm(WIDTH)), 9.0, "{line}");
    }
    assert_eq!(fitting(&fonts.line(""), 9.0, mm(WIDTH)), 9.0);
    // Ten code points instead of ten letters.
    let line = fonts.line(&"\u{4E02}".repeat(10));
    let size = fitting(&line, 22.0, mm(FACTS_WIDTH));
    assert!((5.0..22.0).contains(&size), "{size}");
    assert!((line.width(size) - mm(FACTS_WIDTH)).abs() < 0.01);
}

#[test]
fn a_birth_date_without_a_day_is_printed_as_far_as_it_is_known() {
    let zone = TimeZone::UTC;
    let document = PaperPassDocument {
        qr_text: SAMPLE,
        correction: ErrorCorrection::M,
        name: None,
        birth: None,
        partial_birth: None,
        evidence: &[],
        issuer: "x",
        not_before: UnixTime::saturating_new(0),
        expires: UnixTime::saturating_new(1),
        zone: &zone,
    };
    let of = |partial_birth| PaperPassDocument { partial_birth, ..document }.to_pdf().expect("a page");
    let pages = [None, BirthDate::parse("1950").ok(), BirthDate::parse("1950-07").ok()].map(of);
    assert!(pages.iter().all(|page| page.missing.is_empty()));
    assert!(pages[0] != pages[1] && pages[1] != pages[2] && pages[0] != pages[2]);
    let with_a_day = PaperPassDocument { birth: BirthDay::from_mmdd(704), ..document };
    let both = PaperPassDocument { partial_birth: BirthDate::parse("1950").ok(), ..with_a_day };
    assert_eq!(both.to_pdf(), with_a_day.to_pdf(), "the day says more");
}

#[test]
fn a_text_that_is_no_pass_gets_no_page() {
    let zone = TimeZone::UTC;
    let document = PaperPassDocument {
        qr_text: "lower case",
        correction: ErrorCorrection::M,
        name: None,
        birth: None,
        partial_birth: None,
        evidence: &[],
        issuer: "x",
        not_before: UnixTime::saturating_new(0),
        expires: UnixTime::saturating_new(1),
        zone: &zone,
    };
    assert_eq!(document.to_pdf(), Err(RenderError::NotAlphanumeric));
    assert!(PaperPassDocument { qr_text: SAMPLE, ..document }.to_pdf().is_ok(), "nothing but the code is needed");
}
