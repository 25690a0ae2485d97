//! Content negotiation (RFC 9110, section 12.5.1), as far as one route needs it.

use axum::http::{HeaderMap, header};

/// The first of the `offered` media types that the request prefers most; the first of all if it has no `Accept` header
/// or an empty one. `None` if it accepts none of them.
pub(super) fn preferred<'o>(headers: &HeaderMap, offered: &[&'o str]) -> Option<&'o str> {
    let values: Vec<&str> = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    if values.iter().flat_map(|value| value.split(',')).all(|value| value.trim().is_empty()) {
        return offered.first().copied();
    }
    let ranges: Vec<Range<'_>> = values.iter().flat_map(|value| value.split(',')).filter_map(Range::parse).collect();
    let quality = |media_type: &str| {
        // The most specific range that matches gives the weight of the type.
        let fitting = ranges.iter().filter(|range| range.fits(media_type));
        fitting.max_by_key(|range| range.exactness()).map_or(0, |range| range.thousandths)
    };
    let mut best: Option<(&'o str, u16)> = None;
    for media_type in offered {
        let quality = quality(media_type);
        if quality > best.map_or(0, |(_, quality)| quality) {
            best = Some((media_type, quality));
        }
    }
    best.map(|(media_type, _)| media_type)
}

/// `image/*;q=0.5`
struct Range<'h> {
    media: &'h str,
    /// The weight in thousandths.
    thousandths: u16,
}

impl<'h> Range<'h> {
    fn parse(text: &'h str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let media = parts.next().filter(|media| media.contains('/'))?;
        Some(Self { media, thousandths: weight(parts)? })
    }

    fn fits(&self, media_type: &str) -> bool {
        match self.media.strip_suffix('*') {
            Some("*/") => true,
            Some(family) => media_type.get(..family.len()).is_some_and(|start| start.eq_ignore_ascii_case(family)),
            None => media_type.eq_ignore_ascii_case(self.media),
        }
    }

    fn exactness(&self) -> u8 {
        match self.media.strip_suffix('*') {
            Some("*/") => 0,
            Some(_) => 1,
            None => 2,
        }
    }
}

/// The weight among the parameters of a range, in thousandths; a range without one has the full weight. `None` if it is
/// not a weight.
pub(super) fn weight<'h>(mut parameters: impl Iterator<Item = &'h str>) -> Option<u16> {
    let weight = parameters.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    weight.map_or(Some(1_000), thousandths)
}

/// A weight of 0 to 1 with up to three digits after the point.
fn thousandths(weight: &str) -> Option<u16> {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let fraction: u16 = format!("{fraction:0<3}").parse().ok()?;
    match whole {
        "0" => Some(fraction),
        "1" if fraction == 0 => Some(1_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFERED: [&str; 3] = ["application/json", "image/png", "application/pdf"];

    fn choice(accept: &str) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, accept.parse().expect("a header"));
        preferred(&headers, &OFFERED)
    }

    #[test]
    fn the_most_liked_of_what_is_offered_wins() {
        assert_eq!(preferred(&HeaderMap::new(), &OFFERED), Some("application/json"));
        let cases = [
            ("*/*", Some("application/json")),
            ("image/*", Some("image/png")),
            ("IMAGE/PNG", Some("image/png")),
            ("application/json;q=0.5, application/pdf", Some("application/pdf")),
            ("application/json; q=0.2, image/png; q=0.25", Some("image/png")),
            ("*/*;q=0.1, application/json;q=0", Some("image/png")),
            ("image/*, image/png;q=0.1, application/*;q=0.2", Some("application/json")),
            ("text/html", None),
            ("application/json;q=0", None),
            ("application/json;q=2", None),
            ("nonsense", None),
            // RFC 9110, section 12.5.1: an empty list means the same as no header.
            ("", Some("application/json")),
            (" , ", Some("application/json")),
        ];
        for (accept, expected) in cases {
            assert_eq!(choice(accept), expected, "{accept}");
        }
    }
}
