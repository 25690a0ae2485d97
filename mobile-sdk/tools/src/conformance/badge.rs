//! A picture for a README.

use super::report::badge_words;
use super::results::Counts;

const LABEL: &str = "Haetae vectors";

/// Of a character in pixels. The text is stretched to it, whatever the font.
const CHARACTER: usize = 7;

/// The badge as SVG: green where all is covered and passed, yellow where something is not covered, red where something
/// failed.
pub(crate) fn svg(counts: Counts) -> String {
    let words = badge_words(counts);
    let colour = match counts {
        Counts { failed: 1.., .. } => "#b3261e",
        Counts { not_covered: 1.., .. } => "#8a6d00",
        Counts { .. } => "#1b7f3b",
    };
    let [label, value] = [LABEL, &words].map(|text| text.len() * CHARACTER);
    let [left, right] = [label + 20, value + 20];
    let width = left + right;
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{LABEL}: {words}">
<title>{LABEL}: {words}</title>
<rect width="{left}" height="20" fill="#444"/>
<rect x="{left}" width="{right}" height="20" fill="{colour}"/>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
<text x="10" y="14" textLength="{label}">{LABEL}</text>
<text x="{}" y="14" textLength="{value}">{words}</text>
</g>
</svg>
"##,
        left + 10
    )
}
