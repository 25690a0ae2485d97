//! A sheet of specimen codes for training, each with its expected verdict below it, in Korean and English.

use haetae_core::{CheckOutcome, Language, Verdict, Warning};
use krilla::Document;
use krilla::metadata::Metadata;

use super::fonts::Fonts;
use super::sheet::{Bilingual, Sheet, Style, a4};
use super::{ErrorCorrection, QrCode, RenderError};

/// A specimen code, and the verdict that it leads to in training.
#[derive(Clone, Debug)]
pub struct SpecimenCard {
    /// What the QR code holds.
    pub text: String,
    /// The verdict of a scanner in training.
    pub verdict: Verdict,
    /// The policy by which it is checked, in Korean and in English; `None`: by none.
    pub policy: Option<[String; 2]>,
}

/// Sets the sheet: A4 pages with nine codes each. The same cards give the same bytes.
///
/// # Errors
///
/// Fails where [`QrCode::new`] does, and if the PDF library does.
pub fn specimen_sheet(cards: &[SpecimenCard]) -> Result<Vec<u8>, RenderError> {
    let fonts = Fonts::get()?;
    let mut document = Document::new();
    document
        .set_metadata(Metadata::new().title(format!("{} / {}", TITLE.korean, TITLE.english)).language("ko".to_owned()));
    let pages = cards.chunks(COLUMNS * ROWS);
    let number_of_pages = pages.len();
    for (number, cards) in pages.enumerate() {
        let mut page = document.start_page_with(a4()?);
        let mut sheet = Sheet::new(page.surface(), fonts);
        frame(&mut sheet, &format!("{} / {number_of_pages}", number + 1))?;
        for (place, card) in cards.iter().enumerate() {
            card.set(&mut sheet, number * COLUMNS * ROWS + place + 1, place)?;
        }
        sheet.finish();
        page.finish();
    }
    document.finish().map_err(|error| RenderError::Pdf(format!("{error:?}")))
}

// The grid, in millimetres from the top left corner of the page.
const LEFT: f32 = 18.0;
const WIDTH: f32 = 174.0;
const TOP: f32 = 46.0;
const COLUMNS: usize = 3;
const ROWS: usize = 3;
const COLUMN: f32 = 60.0;
const ROW: f32 = 78.0;
const CARD_WIDTH: f32 = 56.0;
const CODE_SIDE: f32 = 46.0;

const TITLE: Bilingual<'_> = Bilingual { korean: "연습용 코드", english: "Specimen codes for training" };
const HOW: [&str; 2] = [
    "스캐너에서 연습을 시작한 뒤 하나씩 비춰 보세요. 실제 입장에는 사용할 수 없습니다. 코드 아래에 적힌 방역 기준은 자동으로 적용됩니다.",
    "Start training on the scanner, then scan the codes one by one. They cannot be used for real entry. A policy named below a code applies by itself.",
];

fn frame(sheet: &mut Sheet<'_>, page: &str) -> Result<(), RenderError> {
    sheet.heading(TITLE.korean, LEFT, 25.0, WIDTH);
    sheet.text(TITLE.english, Style::QUIET.sized(13.0), LEFT + 62.0, 25.0, WIDTH);
    sheet.text(page, Style::QUIET.sized(10.0), LEFT + WIDTH - 10.0, 25.0, 10.0);
    for (line, y) in HOW.iter().zip([32.0, 36.5]) {
        sheet.text(line, Style::PLAIN.sized(8.5), LEFT, y, WIDTH);
    }
    sheet.rule(LEFT, 40.0, WIDTH)
}

impl SpecimenCard {
    /// `number` from 1; `place` on its page from 0.
    fn set(&self, sheet: &mut Sheet<'_>, number: usize, place: usize) -> Result<(), RenderError> {
        let (column, row) = (place % COLUMNS, place / COLUMNS);
        let (x, y) = (LEFT + coordinate(column) * COLUMN, TOP + coordinate(row) * ROW);
        let code = QrCode::new(&self.text, ErrorCorrection::M)?;
        sheet.code(&code, x, y, CODE_SIDE)?;

        let below = y + CODE_SIDE + 6.5;
        let outcome = outcome_in_words(self.verdict.outcome());
        sheet.text(&format!("{number}"), Style::PLAIN.sized(12.0), x, below, 8.0);
        sheet.text(
            &format!("{} · {}", outcome.korean, outcome.english),
            Style::PLAIN.sized(12.0),
            x + 8.0,
            below,
            46.0,
        );
        for (language, y) in [(Language::Korean, below + 5.0), (Language::English, below + 9.2)] {
            let headline = self.verdict.message(language).headline;
            let warning =
                self.warning().map_or_else(String::new, |warning| format!(" · {}", warning.message(language).headline));
            sheet.text(&format!("{headline}{warning}"), Style::PLAIN.sized(8.5), x, y, CARD_WIDTH);
        }
        sheet.text(self.verdict.code(), Style::QUIET.sized(7.5), x, below + 13.0, CARD_WIDTH);
        if let Some([korean, english]) = &self.policy {
            for (policy, y) in [(format!("방역 기준: {korean}"), 17.2), (format!("Policy: {english}"), 21.0)] {
                sheet.text(&policy, Style::PLAIN.sized(8.5), x, below + y, CARD_WIDTH);
            }
        }
        Ok(())
    }

    fn warning(&self) -> Option<Warning> {
        self.verdict.admission().and_then(|admission| admission.warnings().first().copied())
    }
}

const fn outcome_in_words(outcome: CheckOutcome) -> Bilingual<'static> {
    match outcome {
        CheckOutcome::Admit => Bilingual { korean: "입장", english: "Admit" },
        CheckOutcome::Refuse => Bilingual { korean: "사용 불가", english: "Refused" },
        CheckOutcome::Unclear => Bilingual { korean: "다시 확인", english: "Cannot tell" },
    }
}

/// The index of a cell as a number, to compute its position in millimetres.
fn coordinate(place: usize) -> f32 {
    f32::from(u16::try_from(place).unwrap_or(u16::MAX))
}
