//! Sets lines of text in the fonts of the paper pass. A letter comes from the first font that has it; if no font does,
//! its code point is written instead.

use std::ops::Range;
use std::sync::LazyLock;

use krilla::geom::Point;
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use ttf_parser::Face;

use super::RenderError;

/// Hangul, Latin, kana; then ideographs. Where they are from: fonts/README.md.
const FILES: [&[u8]; 2] = [include_bytes!("fonts/haetae-sans.otf"), include_bytes!("fonts/haetae-sans-han.ttf")];

/// The fonts, read.
pub(super) struct Fonts {
    faces: Vec<(Face<'static>, Font)>,
}

impl Fonts {
    /// The fonts, which are read once: that takes longer than setting a page.
    pub(super) fn get() -> Result<&'static Self, RenderError> {
        static FONTS: LazyLock<Result<Fonts, RenderError>> = LazyLock::new(Fonts::load);
        FONTS.as_ref().map_err(Clone::clone)
    }

    fn load() -> Result<Self, RenderError> {
        let faces = FILES.iter().map(|&file| {
            let face = Face::parse(file, 0).map_err(|error| RenderError::Pdf(error.to_string()))?;
            let font = Font::new(file.into(), 0).ok_or(RenderError::Pdf("an embedded font cannot be read".into()))?;
            Ok((face, font))
        });
        Ok(Self { faces: faces.collect::<Result<_, RenderError>>()? })
    }

    /// Sets `text` as one line.
    pub(super) fn line(&self, text: &str) -> Line<'_> {
        let mut line = Line { fonts: self, stretches: Vec::new(), missing: Vec::new() };
        for character in text.chars() {
            if !line.push(character) {
                line.missing.push(character);
                for substitute in format!("U+{:04X}", u32::from(character)).chars() {
                    line.push(substitute);
                }
            }
        }
        line
    }

    /// The first font that has a character: its index in `faces`, the glyph, and the glyph's width in em.
    fn glyph(&self, character: char) -> Option<(usize, GlyphId, f32)> {
        self.faces.iter().enumerate().find_map(|(place, (face, _))| {
            let glyph = face.glyph_index(character)?;
            let width = f32::from(face.glyph_hor_advance(glyph)?) / f32::from(face.units_per_em());
            Some((place, GlyphId::new(u32::from(glyph.0)), width))
        })
    }
}

/// A line of text whose glyphs are chosen.
pub(super) struct Line<'a> {
    fonts: &'a Fonts,
    stretches: Vec<Stretch>,
    /// The characters that no font has, in their order.
    pub(super) missing: Vec<char>,
}

/// A part of a line in one font.
struct Stretch {
    face: usize,
    text: String,
    glyphs: Vec<KrillaGlyph>,
    width: f32,
}

impl Line<'_> {
    /// Whether a font has this character.
    fn push(&mut self, character: char) -> bool {
        let Some((face, glyph, width)) = self.fonts.glyph(character) else { return false };
        if self.stretches.last().is_none_or(|stretch| stretch.face != face) {
            self.stretches.push(Stretch { face, text: String::new(), glyphs: Vec::new(), width: 0.0 });
        }
        if let Some(stretch) = self.stretches.last_mut() {
            let start = stretch.text.len();
            stretch.text.push(character);
            let range: Range<usize> = start..stretch.text.len();
            stretch.glyphs.push(KrillaGlyph::new(glyph, width, 0.0, 0.0, 0.0, range, None));
            stretch.width += width;
        }
        true
    }

    /// The width of this line at a size, in points.
    pub(super) fn width(&self, size: f32) -> f32 {
        self.stretches.iter().map(|stretch| stretch.width).sum::<f32>() * size
    }

    /// Draws this line from (`x`, `y`), the left end of its base line, in the surface's fill. All in points.
    pub(super) fn draw(&self, surface: &mut Surface<'_>, mut x: f32, y: f32, size: f32) {
        for stretch in &self.stretches {
            if let Some((_, font)) = self.fonts.faces.get(stretch.face) {
                let start = Point::from_xy(x, y);
                surface.draw_glyphs(start, &stretch.glyphs, font.clone(), &stretch.text, size, false);
            }
            x += stretch.width * size;
        }
    }
}
