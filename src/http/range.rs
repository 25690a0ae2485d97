//! Parts of a content (RFC 9110, section 14): a client whose download was interrupted asks for the rest.

use std::ops::Range;

use axum::http::{HeaderMap, Method, header};

/// The part of a content that a request gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it: no part was asked for, or in a form that may be ignored.
    Whole,
    /// These bytes of it.
    Bytes(Range<usize>),
    /// The content is shorter than the requested range.
    Unsatisfiable,
}

/// Which part of a content of `length` bytes a request asks for. Only single ranges of bytes are supported. `If-Range`
/// must name the content: the rest of another one would not fit what the client has.
pub(super) fn part(method: &Method, headers: &HeaderMap, etag: &str, length: usize) -> Part {
    // Section 14.2: the header is only defined for GET.
    if method != Method::GET || !is_same(headers, etag) {
        return Part::Whole;
    }
    let mut values = headers.get_all(header::RANGE).iter();
    let range = match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok().and_then(parse),
        _ => None,
    };
    range.map_or(Part::Whole, |range| range.within(length))
}

/// Section 13.1.5: the validator must be strong and the same. Contents here have no date.
fn is_same(headers: &HeaderMap, etag: &str) -> bool {
    let mut values = headers.get_all(header::IF_RANGE).iter();
    match (values.next(), values.next()) {
        (None, _) => true,
        (Some(value), None) => value.to_str().is_ok_and(|value| value.trim() == etag),
        (Some(_), Some(_)) => false,
    }
}

/// `bytes=0-99`, `bytes=100-` or `bytes=-100`
enum Asked {
    From(u64),
    Between(u64, u64),
    Last(u64),
}

fn parse(text: &str) -> Option<Asked> {
    let (unit, range) = text.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (first, last) = range.trim().split_once('-')?;
    match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => Some(Asked::Between(first, last)),
        (Some(first), None) if last.is_empty() => Some(Asked::From(first)),
        (None, Some(last)) if first.is_empty() => Some(Asked::Last(last)),
        _ => None,
    }
}

/// Digits only; a number that is too large counts as the largest number.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

impl Asked {
    fn within(&self, length: usize) -> Part {
        let place = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let range = match *self {
            Self::From(first) => place(first)..length,
            Self::Between(first, last) => place(first)..place(last).saturating_add(1).min(length),
            Self::Last(bytes) => length.saturating_sub(place(bytes))..length,
        };
        if range.is_empty() { Part::Unsatisfiable } else { Part::Bytes(range) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(method: Method, range: &[&str], if_range: &[&str]) -> Part {
        let mut headers = HeaderMap::new();
        for value in range {
            headers.append(header::RANGE, value.parse().expect("a header"));
        }
        for value in if_range {
            headers.append(header::IF_RANGE, value.parse().expect("a header"));
        }
        part(&method, &headers, "\"tag\"", 100)
    }

    #[test]
    fn single_ranges_are_cut_out_and_all_else_gets_the_whole() {
        for (range, expected) in [
            ("bytes=0-0", Part::Bytes(0..1)),
            ("bytes=0-99", Part::Bytes(0..100)),
            ("bytes=10-19", Part::Bytes(10..20)),
            ("Bytes = 10-19 ", Part::Bytes(10..20)),
            ("bytes=99-", Part::Bytes(99..100)),
            ("bytes=90-1000", Part::Bytes(90..100)),
            ("bytes=90-99999999999999999999999999", Part::Bytes(90..100)),
            ("bytes=-1", Part::Bytes(99..100)),
            ("bytes=-1000", Part::Bytes(0..100)),
            ("bytes=100-", Part::Unsatisfiable),
            ("bytes=100-200", Part::Unsatisfiable),
            ("bytes=99999999999999999999999999-", Part::Unsatisfiable),
            ("bytes=-0", Part::Unsatisfiable),
            // Several ranges, other units and malformed ranges may be ignored (section 14.2).
            ("bytes=0-1,5-6", Part::Whole),
            ("bytes=20-10", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("lines=1-2", Part::Whole),
            ("", Part::Whole),
        ] {
            assert_eq!(asked(Method::GET, &[range], &[]), expected, "{range}");
        }
        assert_eq!(asked(Method::GET, &[], &[]), Part::Whole);
        assert_eq!(asked(Method::GET, &["bytes=0-1", "bytes=2-3"], &[]), Part::Whole);
        assert_eq!(asked(Method::HEAD, &["bytes=0-1"], &[]), Part::Whole);
    }

    #[test]
    fn a_part_of_another_content_is_not_given() {
        assert_eq!(asked(Method::GET, &["bytes=5-"], &["\"tag\""]), Part::Bytes(5..100));
        for other in [&["\"other\""][..], &["W/\"tag\""], &["Mon, 30 Nov 2026 00:00:00 GMT"], &["\"tag\"", "\"tag\""]] {
            assert_eq!(asked(Method::GET, &["bytes=5-"], other), Part::Whole, "{other:?}");
            assert_eq!(asked(Method::GET, &["bytes=500-"], other), Part::Whole, "{other:?}");
        }
    }
}
