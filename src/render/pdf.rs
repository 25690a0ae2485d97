//! A paper pass: one A4 page with the code and, beside it, what it says in Korean and English.

use haetae_core::{BirthDay, DisplayName, Evidence, Language, UnixTime};
use jiff::tz::TimeZone;
use krilla::Document;
use krilla::color::luma;
use krilla::geom::{PathBuilder, Rect, Transform};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;

use super::fonts::{Fonts, Line};
use super::words::{civil_time_with_offset, evidence_in_words};
use super::{ErrorCorrection, QrCode, RenderError};

/// What a paper pass shows. The code alone is checked at the door; the rest is for people.
#[derive(Clone, Copy, Debug)]
pub struct PaperPassDocument<'a> {
    /// The pass, `HT1:...`
    pub qr_text: &'a str,
    /// How much of the code may be dirty.
    pub correction: ErrorCorrection,
    /// The masked name, if the pass carries one.
    pub name: Option<&'a DisplayName>,
    /// The birthday, if the pass carries one.
    pub birth: Option<BirthDay>,
    /// The evidence, one to four pieces.
    pub evidence: &'a [Evidence],
    /// Who issued it.
    pub issuer: &'a str,
    /// From when it is valid.
    pub not_before: UnixTime,
    /// At this time it is not valid any more.
    pub expires: UnixTime,
    /// The civil time of the page.
    pub zone: &'a TimeZone,
}

/// A page to print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperPassPdf {
    /// The PDF file. The same document gives the same bytes: it holds no creation date.
    pub bytes: Vec<u8>,
    /// Characters that the fonts lack, in the order of the page; the page shows the code point of each in its place,
    /// `U+4E02` for one. Usually empty.
    pub missing: Vec<char>,
}

impl PaperPassDocument<'_> {
    /// Sets the page. Fails where [`QrCode::new`] does, and if the PDF library does.
    pub fn to_pdf(&self) -> Result<PaperPassPdf, RenderError> {
        let code = QrCode::new(self.qr_text, self.correction)?;
        let fonts = Fonts::load()?;
        let size = PageSettings::from_wh(mm(210.0), mm(297.0)).ok_or(RenderError::Pdf("A4 is no size".into()))?;
        let mut document = Document::new();
        document.set_metadata(
            Metadata::new().title(format!("{} / {}", TITLE.korean, TITLE.english)).language("ko".to_owned()),
        );
        let mut page = document.start_page_with(size);
        let missing = {
            let mut sheet = Sheet { surface: page.surface(), fonts: &fonts, missing: Vec::new() };
            self.set(&code, &mut sheet)?;
            sheet.surface.finish();
            sheet.missing
        };
        page.finish();
        let bytes = document.finish().map_err(|error| RenderError::Pdf(format!("{error:?}")))?;
        Ok(PaperPassPdf { bytes, missing })
    }

    fn set(&self, code: &QrCode, sheet: &mut Sheet<'_>) -> Result<(), RenderError> {
        sheet.heading(TITLE.korean, LEFT, 36.0);
        sheet.text(TITLE.english, Style::QUIET.sized(13.0), LEFT, 44.0, WIDTH);
        sheet.rule(52.0)?;

        sheet.code(code, LEFT, CODE_TOP)?;
        self.facts(sheet);
        sheet.pair(&SHOW_WITH_CARD, 14.0, LEFT, CODE_TOP + CODE_SIDE + 14.0);

        sheet.text(ATTESTS, Style::QUIET.sized(9.0), LEFT, 172.0, WIDTH);
        sheet.rule(175.0)?;
        let mut y = 184.0;
        for piece in self.evidence {
            let korean = evidence_in_words(piece, Language::Korean, self.zone);
            let english = evidence_in_words(piece, Language::English, self.zone);
            sheet.pair(&Bilingual { korean: &korean, english: &english }, 12.0, LEFT, y);
            y += 14.0;
        }

        sheet.rule(250.0)?;
        sheet.text(UNREADABLE, Style::QUIET.sized(9.0), LEFT, 256.0, WIDTH);
        for (line, y) in UNREADABLE_ADVICE.iter().zip([262.5, 267.5, 274.0, 279.0]) {
            sheet.text(line, Style::PLAIN.sized(9.0), LEFT, y, WIDTH);
        }
        Ok(())
    }

    /// Name, birthday, validity and issuer, beside the code.
    fn facts(&self, sheet: &mut Sheet<'_>) {
        let name = self.name.map(|name| ("이름 · Name", name.as_str().to_owned(), 22.0));
        let birth = self.birth.map(|birth| ("생일(월-일) · Birthday (month-day)", birth.to_string(), 13.0));
        let others = [
            ("유효 시작 · Valid from", civil_time_with_offset(self.not_before, self.zone), 13.0),
            ("유효 종료 · Valid until", civil_time_with_offset(self.expires, self.zone), 13.0),
            ("발급 기관 · Issued by", self.issuer.to_owned(), 13.0),
        ];
        let mut y = CODE_TOP + 3.0;
        for (label, value, size) in name.into_iter().chain(birth).chain(others) {
            sheet.text(label, Style::QUIET.sized(8.5), FACTS, y, FACTS_WIDTH);
            // Large type stands lower.
            y += 2.6 + size * 0.28;
            sheet.text(&value, Style::PLAIN.sized(size), FACTS, y, FACTS_WIDTH);
            y += 8.0;
        }
    }
}

// The grid, in millimetres from the top left corner of the page.
const LEFT: f32 = 25.0;
const WIDTH: f32 = 160.0;
const CODE_TOP: f32 = 64.0;
const CODE_SIDE: f32 = 70.0;
const FACTS: f32 = LEFT + CODE_SIDE + 14.0;
const FACTS_WIDTH: f32 = LEFT + WIDTH - FACTS;

struct Bilingual<'a> {
    korean: &'a str,
    english: &'a str,
}

const TITLE: Bilingual<'_> = Bilingual { korean: "접종·검사 확인 패스", english: "Vaccination and test pass" };
const SHOW_WITH_CARD: Bilingual<'_> =
    Bilingual { korean: "신분증과 함께 보여 주세요", english: "Show this with an identity card" };
const ATTESTS: &str = "확인 내용 · What this pass attests";
const UNREADABLE: &str = "코드가 읽히지 않을 때 · If the code cannot be read";
const UNREADABLE_ADVICE: [&str; 4] = [
    "종이를 펴고 밝은 곳에서 코드 전체가 화면에 들어오게 비춰 주세요.",
    "그래도 읽히지 않으면 발급 기관에서 다시 출력해 주세요. 읽히지 않는다고 무효인 것은 아닙니다.",
    "Flatten the paper and show the whole code to the camera, in good light.",
    "If it still cannot be read, the issuer can print it again. An unreadable code does not mean that the pass is void.",
];

#[derive(Clone, Copy)]
struct Style {
    grey: u8,
    size: f32,
}

impl Style {
    const PLAIN: Self = Self { grey: 0, size: 12.0 };
    const QUIET: Self = Self { grey: 100, size: 12.0 };

    const fn sized(self, points: f32) -> Self {
        Self { size: points, ..self }
    }
}

/// A page in the making. Places and widths are in millimetres, sizes of type in points.
struct Sheet<'a> {
    surface: Surface<'a>,
    fonts: &'a Fonts,
    missing: Vec<char>,
}

impl Sheet<'_> {
    /// A line of text, set smaller where it would be wider than `width`.
    fn text(&mut self, text: &str, style: Style, x: f32, y: f32, width: f32) {
        let line = self.fonts.line(text);
        let size = fitting(&line, style.size, mm(width));
        self.surface.set_fill(Some(grey(style.grey)));
        line.draw(&mut self.surface, mm(x), mm(y), size);
        self.missing.extend(&line.missing);
    }

    fn pair(&mut self, words: &Bilingual<'_>, size: f32, x: f32, y: f32) {
        self.text(words.korean, Style::PLAIN.sized(size), x, y, WIDTH);
        self.text(words.english, Style::QUIET.sized(size - 2.0), x, y + size * 0.42, WIDTH);
    }

    /// The title, with an outline in place of a bold font.
    fn heading(&mut self, text: &str, x: f32, y: f32) {
        self.surface.set_stroke(Some(Stroke { paint: luma::Color::black().into(), width: 0.5, ..Stroke::default() }));
        self.text(text, Style::PLAIN.sized(27.0), x, y, WIDTH);
        self.surface.set_stroke(None);
    }

    fn rule(&mut self, y: f32) -> Result<(), RenderError> {
        let line = rectangle(mm(LEFT), mm(y), mm(WIDTH), 0.5)?;
        self.fill([line], 190)
    }

    /// The code in vectors; what surrounds it leaves its quiet zone white.
    fn code(&mut self, code: &QrCode, x: f32, y: f32) -> Result<(), RenderError> {
        let module = mm(CODE_SIDE) / f32::from(code.width());
        let runs: Vec<Rect> = code
            .runs()
            .map(|run| rectangle(f32::from(run.column), f32::from(run.row), f32::from(run.length), 1.0))
            .collect::<Result<_, _>>()?;
        self.surface.push_transform(&Transform::from_row(module, 0.0, 0.0, module, mm(x), mm(y)));
        let filled = self.fill(runs, 0);
        self.surface.pop();
        filled
    }

    fn fill(&mut self, rectangles: impl IntoIterator<Item = Rect>, lightness: u8) -> Result<(), RenderError> {
        let mut path = PathBuilder::new();
        for rectangle in rectangles {
            path.push_rect(rectangle);
        }
        let path = path.finish().ok_or(RenderError::Pdf("a path is empty".into()))?;
        self.surface.set_fill(Some(grey(lightness)));
        self.surface.draw_path(&path);
        Ok(())
    }
}

/// The size at which a line is no wider than `width` points: `size` or less.
fn fitting(line: &Line<'_>, size: f32, width: f32) -> f32 {
    let natural = line.width(size);
    if natural > width { size * width / natural } else { size }
}

fn grey(lightness: u8) -> Fill {
    Fill { paint: luma::Color::new(lightness).into(), opacity: NormalizedF32::ONE, ..Fill::default() }
}

fn rectangle(x: f32, y: f32, width: f32, height: f32) -> Result<Rect, RenderError> {
    Rect::from_xywh(x, y, width, height).ok_or(RenderError::Pdf("a rectangle is empty".into()))
}

/// Millimetres in points.
fn mm(millimetres: f32) -> f32 {
    millimetres * 72.0 / 25.4
}

#[cfg(test)]
mod tests;
