//! Sets a paper pass: one A4 page with the code and, next to it, its content in Korean and English.

use haetae_core::{BirthDay, DisplayName, Evidence, Language, UnixTime};
use jiff::tz::TimeZone;
use krilla::Document;
use krilla::metadata::Metadata;

use super::fonts::Fonts;
use super::sheet::{Bilingual, Sheet, Style, a4};
use super::text::{civil_time, evidence_text};
use super::{ErrorCorrection, QrCode, RenderError};
use crate::model::{BirthDate, Pass, Precision};

/// What a paper pass shows. Only the code is checked by scanners; the rest is for people.
#[derive(Clone, Copy, Debug)]
pub struct PaperPassDocument<'a> {
    /// The pass, `HT1:...`
    pub qr_text: &'a str,
    /// The error correction of the code.
    pub correction: ErrorCorrection,
    /// The masked name, if the pass carries one.
    pub name: Option<&'a DisplayName>,
    /// The birthday, if the pass carries one.
    pub birth: Option<BirthDay>,
    /// The month or year of birth, which replaces the birthday if no more is known.
    pub partial_birth: Option<BirthDate>,
    /// The evidence, one to four pieces.
    pub evidence: &'a [Evidence],
    /// Who issued it.
    pub issuer: &'a str,
    /// From when it is valid.
    pub not_before: UnixTime,
    /// When it stops being valid.
    pub expires: UnixTime,
    /// The civil time of the page.
    pub zone: &'a TimeZone,
}

/// A page to print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperPassPdf {
    /// The PDF file. The same document gives the same bytes: it holds no creation date.
    pub bytes: Vec<u8>,
    /// Characters that the fonts lack, in the order of the page; the page shows the code point of each instead, for
    /// example `U+4E02`. Usually empty.
    pub missing: Vec<char>,
}

impl<'a> PaperPassDocument<'a> {
    /// What the page of a pass shows.
    pub fn of(pass: &'a Pass, correction: ErrorCorrection, zone: &'a TimeZone) -> Self {
        let claims = &pass.claims;
        Self {
            qr_text: &pass.text,
            correction,
            name: claims.name.as_ref(),
            birth: claims.birth,
            partial_birth: pass.partial_birth,
            evidence: claims.evidence.as_slice(),
            issuer: &pass.issuer,
            not_before: claims.not_before,
            expires: claims.expires,
            zone,
        }
    }
}

impl PaperPassDocument<'_> {
    /// Sets the page. Fails where [`QrCode::new`] does, and if the PDF library does.
    pub fn to_pdf(&self) -> Result<PaperPassPdf, RenderError> {
        let code = QrCode::new(self.qr_text, self.correction)?;
        let fonts = Fonts::get()?;
        let mut document = Document::new();
        document.set_metadata(
            Metadata::new().title(format!("{} / {}", TITLE.korean, TITLE.english)).language("ko".to_owned()),
        );
        let mut page = document.start_page_with(a4()?);
        let missing = {
            let mut sheet = Sheet::new(page.surface(), fonts);
            self.set(&code, &mut sheet)?;
            sheet.finish()
        };
        page.finish();
        let bytes = document.finish().map_err(|error| RenderError::Pdf(format!("{error:?}")))?;
        Ok(PaperPassPdf { bytes, missing })
    }

    fn set(&self, code: &QrCode, sheet: &mut Sheet<'_>) -> Result<(), RenderError> {
        sheet.heading(TITLE.korean, LEFT, 36.0, WIDTH);
        sheet.text(TITLE.english, Style::QUIET.sized(13.0), LEFT, 44.0, WIDTH);
        sheet.rule(LEFT, 52.0, WIDTH)?;

        sheet.code(code, LEFT, CODE_TOP, CODE_SIDE)?;
        self.facts(sheet);
        sheet.pair(&SHOW_WITH_CARD, 14.0, LEFT, CODE_TOP + CODE_SIDE + 14.0, WIDTH);

        sheet.text(ATTESTS, Style::QUIET.sized(9.0), LEFT, 172.0, WIDTH);
        sheet.rule(LEFT, 175.0, WIDTH)?;
        let mut y = 184.0;
        for piece in self.evidence {
            let korean = evidence_text(piece, Language::Korean, self.zone);
            let english = evidence_text(piece, Language::English, self.zone);
            sheet.pair(&Bilingual { korean: &korean, english: &english }, 12.0, LEFT, y, WIDTH);
            y += 14.0;
        }

        sheet.rule(LEFT, 250.0, WIDTH)?;
        sheet.text(UNREADABLE, Style::QUIET.sized(9.0), LEFT, 256.0, WIDTH);
        for (line, y) in UNREADABLE_ADVICE.iter().zip([262.5, 267.5, 274.0, 279.0]) {
            sheet.text(line, Style::PLAIN.sized(9.0), LEFT, y, WIDTH);
        }
        Ok(())
    }

    /// Name, birthday, validity and issuer, next to the code.
    fn facts(&self, sheet: &mut Sheet<'_>) {
        let name = self.name.map(|name| ("이름 · Name", name.as_str().to_owned(), 22.0));
        let birthday = self.birth.map(|birth| ("생일(월-일) · Birthday (month-day)", birth.to_string(), 13.0));
        let birth = birthday.or_else(|| self.partial_birth.map(|birth| (partial(birth), birth.to_string(), 13.0)));
        let others = [
            ("유효 시작 · Valid from", civil_time(self.not_before, self.zone), 11.0),
            ("유효 종료 · Valid until", civil_time(self.expires, self.zone), 11.0),
            ("발급 기관 · Issued by", self.issuer.to_owned(), 13.0),
        ];
        let mut y = CODE_TOP + 3.0;
        for (label, value, size) in name.into_iter().chain(birth).chain(others) {
            sheet.text(label, Style::QUIET.sized(8.5), FACTS, y, FACTS_WIDTH);
            // Large type is placed lower.
            y += 2.6 + size * 0.28;
            sheet.text(&value, Style::PLAIN.sized(size), FACTS, y, FACTS_WIDTH);
            y += 8.0;
        }
    }
}

/// The label of a birth date whose day is not known.
const fn partial(birth: BirthDate) -> &'static str {
    match birth.precision() {
        Precision::Year => "출생 연도 · Year of birth",
        Precision::Month | Precision::Day => "출생 연월 · Month of birth",
    }
}

// The grid, in millimetres from the top left corner of the page.
const LEFT: f32 = 25.0;
const WIDTH: f32 = 160.0;
const CODE_TOP: f32 = 64.0;
const CODE_SIDE: f32 = 70.0;
const FACTS: f32 = LEFT + CODE_SIDE + 14.0;
const FACTS_WIDTH: f32 = LEFT + WIDTH - FACTS;

const TITLE: Bilingual<'_> = Bilingual { korean: "접종·검사 확인 패스", english: "Vaccination and test pass" };
const SHOW_WITH_CARD: Bilingual<'_> =
    Bilingual { korean: "신분증과 함께 보여 주세요", english: "Show this with an identity card" };
const ATTESTS: &str = "확인 내용 · What this pass attests";
const UNREADABLE: &str = "코드가 인식되지 않을 때 · If the code cannot be read";
const UNREADABLE_ADVICE: [&str; 4] = [
    "종이를 펴고 밝은 곳에서 코드 전체가 화면에 들어오게 비춰 주세요.",
    "그래도 인식되지 않으면 발급 기관에서 다시 출력해 주세요. 인식되지 않아도 패스가 무효인 것은 아닙니다.",
    "Flatten the paper and show the whole code to the camera, in good light.",
    "If it still cannot be read, the issuer can print it again. An unreadable code does not mean that the pass is void.",
];

#[cfg(test)]
mod tests;
