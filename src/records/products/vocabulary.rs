//! Recognises vaccines in text: `COVID-19, mRNA, LNP-S, PF, 30 mcg/0.3 mL dose (Pfizer-BioNTech)` for instance.

use std::sync::LazyLock;

use haetae_core::Product;
use unicode_normalization::UnicodeNormalization as _;

use super::codes::words as words_of_the_table;
use super::{Vaccine, entries, is_unknown, product_named};

/// The meanings of words in a text.
struct Vocabulary {
    meanings: Vec<(String, Vaccine)>,
    /// Names of products against COVID-19 alone.
    names: Vec<(String, Product)>,
    /// Makers, who make other vaccines too.
    makers: Vec<(String, Product)>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut words = Vocabulary { meanings: Vec::new(), names: Vec::new(), makers: Vec::new() };
    words.meanings.extend(words_of_the_table().map(|(word, means)| (lower(word), means)));
    for entry in entries().filter(|entry| !is_unknown(&entry.product)) {
        words.names.extend(entry.names.iter().map(|name| (lower(name), entry.product.clone())));
        words.makers.extend(entry.makers.iter().map(|maker| (lower(maker), entry.product.clone())));
    }
    words
});

/// The vaccine that a text means; `against_covid` if that is known already. `None` if nothing is understood, or if it
/// is contradictory.
pub fn vaccine_in_words(text: &str, against_covid: bool) -> Option<Vaccine> {
    if let Some(product) = product_named(text).filter(|product| !is_unknown(product) && !is_number(text)) {
        return Some(Vaccine::Covid(product.clone()));
    }
    let text = lower(text);
    let mut products = products_in(&text, &VOCABULARY.names);
    let named: Vec<&Vaccine> = found(&text, &VOCABULARY.meanings).map(|(_, means)| means).collect();
    let says = |vaccine: &Vaccine| named.contains(&vaccine);
    let covid = against_covid || !products.is_empty() || named.iter().any(|vaccine| vaccine.is_unspecified());
    if says(&Vaccine::Nothing) {
        return Some(Vaccine::Nothing);
    }
    match (covid, says(&Vaccine::Other)) {
        (true, false) => {}
        (false, true) => return Some(Vaccine::Other),
        _ => return None,
    }
    if products.is_empty() {
        products = products_in(&text, &VOCABULARY.makers);
    }
    match products.as_slice() {
        [] => Vaccine::unspecified(),
        [product] => Some(Vaccine::Covid((*product).clone())),
        _ => None,
    }
}

fn is_number(text: &str) -> bool {
    text.trim().bytes().all(|byte| byte.is_ascii_digit())
}

fn lower(text: &str) -> String {
    let text: String = text.nfkc().flat_map(char::to_lowercase).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn found<'a, T>(text: &'a str, words: &'a [(String, T)]) -> impl Iterator<Item = &'a (String, T)> {
    words.iter().filter(|(word, _)| has_word(text, word))
}

/// The products that a text names. A name within a longer known name does not count: `EpiVacCorona-N`.
fn products_in<'a>(text: &'a str, names: &'a [(String, Product)]) -> Vec<&'a Product> {
    let found: Vec<_> = found(text, names).collect();
    let within = |name: &str| found.iter().any(|(other, _)| other.len() > name.len() && other.contains(name));
    let mut products: Vec<&Product> = Vec::new();
    for (_, product) in found.iter().filter(|(name, _)| !within(name)) {
        if !products.contains(&product) {
            products.push(product);
        }
    }
    products
}

/// Whether a word occurs in a text by itself: not within another word of Latin letters or digits.
pub fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(start, _)| {
        let before = text[..start].chars().next_back();
        let after = text[start + word.len()..].chars().next();
        let apart = |beside: Option<char>, edge: Option<char>| {
            let latin = |side: Option<char>| side.is_some_and(|character| character.is_ascii_alphanumeric());
            !(latin(beside) && latin(edge))
        };
        apart(before, word.chars().next()) && apart(after, word.chars().next_back())
    })
}

#[cfg(test)]
mod tests;
