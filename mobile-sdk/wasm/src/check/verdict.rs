use alloc::vec::Vec;

use haetae_core::{Language, Message, Verdict};
use serde::{Serialize, Serializer};

/// A verdict as the core writes it, its words in both languages, and what to do next.
#[derive(Serialize)]
pub(crate) struct Spoken<'a> {
    #[serde(flatten)]
    verdict: &'a Verdict,
    words: BothLanguages,
    /// In the order of `warnings`.
    warning_words: Vec<BothLanguages>,
    /// What to do, by the core's name for it.
    next_step: &'static str,
    /// Whether a device that types what it reads may have garbled the code.
    misread: bool,
}

#[derive(Serialize)]
struct BothLanguages {
    #[serde(serialize_with = "words")]
    ko: Message,
    #[serde(serialize_with = "words")]
    en: Message,
}

impl<'a> From<&'a Verdict> for Spoken<'a> {
    fn from(verdict: &'a Verdict) -> Self {
        let both = |words: &dyn Fn(Language) -> Message| BothLanguages {
            ko: words(Language::Korean),
            en: words(Language::English),
        };
        Self {
            verdict,
            words: both(&|language| verdict.message(language)),
            next_step: verdict.next_step().as_str(),
            misread: verdict.may_be_misread(),
            warning_words: verdict
                .warnings()
                .iter()
                .map(|warning| both(&|language| warning.message(language)))
                .collect(),
        }
    }
}

fn words<S: Serializer>(words: &Message, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Json {
        headline: &'static str,
        advice: &'static str,
    }
    Json { headline: words.headline, advice: words.advice }.serialize(serializer)
}
