//! The elements of printed pages: lines of text, rules, codes.

use krilla::color::luma;
use krilla::geom::{PathBuilder, Rect, Transform};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;

use super::fonts::{Fonts, Line};
use super::{QrCode, RenderError};

/// An upright A4 page.
pub(super) fn a4() -> Result<PageSettings, RenderError> {
    PageSettings::from_wh(mm(210.0), mm(297.0)).ok_or(RenderError::Pdf("A4 is no size".into()))
}

/// The same in both languages.
pub(super) struct Bilingual<'a> {
    pub(super) korean: &'a str,
    pub(super) english: &'a str,
}

/// How a line of text looks.
#[derive(Clone, Copy)]
pub(super) struct Style {
    grey: u8,
    size: f32,
}

impl Style {
    /// Black.
    pub(super) const PLAIN: Self = Self { grey: 0, size: 12.0 };
    /// Grey.
    pub(super) const QUIET: Self = Self { grey: 100, size: 12.0 };

    /// In another size, in points.
    pub(super) const fn sized(self, points: f32) -> Self {
        Self { size: points, ..self }
    }
}

/// A page while it is laid out. Positions and widths are in millimetres, sizes of type in points.
pub(super) struct Sheet<'a> {
    surface: Surface<'a>,
    fonts: &'a Fonts,
    missing: Vec<char>,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(surface: Surface<'a>, fonts: &'a Fonts) -> Self {
        Self { surface, fonts, missing: Vec::new() }
    }

    /// Ends the page and returns the characters that the fonts lack.
    pub(super) fn finish(self) -> Vec<char> {
        self.surface.finish();
        self.missing
    }

    /// A line of text, set smaller if it would be wider than `width`.
    pub(super) fn text(&mut self, text: &str, style: Style, x: f32, y: f32, width: f32) {
        let line = self.fonts.line(text);
        let size = fitting(&line, style.size, mm(width));
        self.surface.set_fill(Some(grey(style.grey)));
        line.draw(&mut self.surface, mm(x), mm(y), size);
        self.missing.extend(&line.missing);
    }

    /// A line in Korean, and under it the same in English.
    pub(super) fn pair(&mut self, words: &Bilingual<'_>, size: f32, x: f32, y: f32, width: f32) {
        self.text(words.korean, Style::PLAIN.sized(size), x, y, width);
        self.text(words.english, Style::QUIET.sized(size - 2.0), x, y + size * 0.42, width);
    }

    /// The title, with an outline instead of a bold font.
    pub(super) fn heading(&mut self, text: &str, x: f32, y: f32, width: f32) {
        self.surface.set_stroke(Some(Stroke { paint: luma::Color::black().into(), width: 0.5, ..Stroke::default() }));
        self.text(text, Style::PLAIN.sized(27.0), x, y, width);
        self.surface.set_stroke(None);
    }

    /// A thin line across.
    pub(super) fn rule(&mut self, x: f32, y: f32, width: f32) -> Result<(), RenderError> {
        let line = rectangle(mm(x), mm(y), mm(width), 0.5)?;
        self.fill([line], 190)
    }

    /// The code in vectors; the layout keeps its quiet zone white.
    pub(super) fn code(&mut self, code: &QrCode, x: f32, y: f32, side: f32) -> Result<(), RenderError> {
        let module = mm(side) / f32::from(code.width());
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
pub(super) fn fitting(line: &Line<'_>, size: f32, width: f32) -> f32 {
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
pub(super) fn mm(millimetres: f32) -> f32 {
    millimetres * 72.0 / 25.4
}
