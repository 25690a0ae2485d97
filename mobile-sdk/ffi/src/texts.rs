use std::collections::HashMap;

use haetae_core::{Language as CoreLanguage, Message, Texts};

/// A language of the words for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Language {
    /// 한국어
    Korean,
    /// English
    English,
}

/// What is the matter, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct VerdictText {
    /// What is the matter, in a few words.
    pub headline: String,
    /// What the person at the door does next; empty where nothing is to do.
    pub advice: String,
}

impl From<Language> for CoreLanguage {
    fn from(language: Language) -> Self {
        match language {
            Language::Korean => Self::Korean,
            Language::English => Self::English,
        }
    }
}

impl From<Message> for VerdictText {
    fn from(message: Message) -> Self {
        Self { headline: message.headline.to_owned(), advice: message.advice.to_owned() }
    }
}

/// A text of the rules, by language: `ko`, `en` and perhaps others.
pub(crate) fn by_language(texts: &Texts) -> HashMap<String, String> {
    texts.iter().map(|(language, text)| (language.to_owned(), text.to_owned())).collect()
}
