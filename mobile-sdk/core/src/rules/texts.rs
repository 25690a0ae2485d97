use alloc::string::String;
use alloc::vec::Vec;

use crate::json::Json;

const MOST_BYTES: usize = 400;

/// A text in Korean, in English and perhaps in other languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts(Vec<(String, String)>);

impl Texts {
    pub(super) fn read(json: &Json) -> Option<Self> {
        let Json::Object(members) = json else { return None };
        let text = |(language, text): &(String, Json)| {
            let Json::Text(text) = text else { return None };
            (is_language(language) && is_text(text)).then(|| (language.clone(), text.clone()))
        };
        let texts = Self(members.iter().map(text).collect::<Option<_>>()?);
        (texts.get("ko").is_some() && texts.get("en").is_some()).then_some(texts)
    }

    /// The text in this language, exactly.
    pub fn get(&self, language: &str) -> Option<&str> {
        self.0.iter().find(|(other, _)| other == language).map(|(_, text)| text.as_str())
    }

    /// Each language with its text, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(language, text)| (language.as_str(), text.as_str()))
    }
}

impl serde::Serialize for Texts {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

/// Two or three of a-z, perhaps `-` and 2 to 8 of A-Z a-z 0-9.
fn is_language(tag: &str) -> bool {
    let (language, rest) = tag.split_once('-').map_or((tag, None), |(language, rest)| (language, Some(rest)));
    matches!(language.len(), 2 | 3)
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && rest
            .is_none_or(|rest| (2..=8).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn is_text(text: &str) -> bool {
    (1..=MOST_BYTES).contains(&text.len()) && !text.bytes().any(|byte| byte < 0x20 || byte == 0x7f)
}
