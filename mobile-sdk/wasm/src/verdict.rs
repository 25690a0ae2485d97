use alloc::vec::Vec;

use haetae_core::{Language, Verdict, Words};
use serde::{Serialize, Serializer};

/// A verdict as the core writes it, and its words in both languages.
#[derive(Serialize)]
pub(crate) struct Spoken<'a> {
    #[serde(flatten)]
    verdict: &'a Verdict,
    words: BothLanguages,
    /// In the order of `warnings`.
    warning_words: Vec<BothLanguages>,
}

#[derive(Serialize)]
struct BothLanguages {
    #[serde(serialize_with = "words")]
    ko: Words,
    #[serde(serialize_with = "words")]
    en: Words,
}

impl<'a> From<&'a Verdict> for Spoken<'a> {
    fn from(verdict: &'a Verdict) -> Self {
        let both = |words: &dyn Fn(Language) -> Words| BothLanguages {
            ko: words(Language::Korean),
            en: words(Language::English),
        };
        Self {
            verdict,
            words: both(&|language| verdict.words(language)),
            warning_words: verdict.warnings().iter().map(|warning| both(&|language| warning.words(language))).collect(),
        }
    }
}

fn words<S: Serializer>(words: &Words, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Json {
        headline: &'static str,
        advice: &'static str,
    }
    Json { headline: words.headline, advice: words.advice }.serialize(serializer)
}
