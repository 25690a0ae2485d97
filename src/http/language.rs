//! The language of a page that people read (RFC 9110, section 12.5.4).

use axum::http::{HeaderMap, header};

use super::accept::weight;

/// The languages that pages are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Korean,
    English,
}

impl Language {
    /// The language that the request prefers. English if it prefers neither, or has no header.
    pub(super) fn preferred(headers: &HeaderMap) -> Self {
        let values = headers.get_all(header::ACCEPT_LANGUAGE).iter().filter_map(|value| value.to_str().ok());
        let ranges: Vec<(&str, u16)> = values.flat_map(|value| value.split(',')).filter_map(range).collect();
        let liking = |language: Self| {
            let named = ranges.iter().filter(|(tag, _)| primary(tag).eq_ignore_ascii_case(language.tag()));
            let others = || ranges.iter().filter(|(tag, _)| *tag == "*").map(|(_, weight)| *weight).max();
            named.map(|(_, weight)| *weight).max().or_else(others).unwrap_or(0)
        };
        if liking(Self::Korean) > liking(Self::English) { Self::Korean } else { Self::English }
    }

    /// The one with this tag of RFC 5646.
    pub(super) fn of_tag(tag: &str) -> Option<Self> {
        [Self::Korean, Self::English].into_iter().find(|language| language.tag() == tag)
    }

    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::Korean => "ko",
            Self::English => "en",
        }
    }

    pub(super) const fn other(self) -> Self {
        match self {
            Self::Korean => Self::English,
            Self::English => Self::Korean,
        }
    }
}

/// `ko-KR;q=0.9`
fn range(text: &str) -> Option<(&str, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let tag = parts.next().filter(|tag| !tag.is_empty())?;
    Some((tag, weight(parts)?))
}

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_better_liked_language_wins_and_english_where_neither_is() {
        assert_eq!(Language::preferred(&HeaderMap::new()), Language::English);
        let cases = [
            ("ko", Language::Korean),
            ("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", Language::Korean),
            ("KO-kr", Language::Korean),
            ("en-US,en;q=0.9,ko;q=0.8", Language::English),
            ("en;q=0.3, ko;q=0.31", Language::Korean),
            ("de, ko;q=0.1", Language::Korean),
            ("kok-IN", Language::English),
            ("*", Language::English),
            ("*, en;q=0.2", Language::Korean),
            ("ko;q=0", Language::English),
            ("ko;q=nonsense", Language::English),
            ("ja, de", Language::English),
            ("", Language::English),
        ];
        for (accepted, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, accepted.parse().expect("a header"));
            assert_eq!(Language::preferred(&headers), expected, "{accepted}");
        }
    }

    #[test]
    fn tags_lead_back_to_their_language() {
        for language in [Language::Korean, Language::English] {
            assert_eq!(Language::of_tag(language.tag()), Some(language));
            assert_eq!(language.other().other(), language);
        }
        assert_eq!(Language::of_tag("de"), None);
    }
}
