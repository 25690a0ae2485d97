//! Recognises SARS-CoV-2 tests by codes and words. The table is `tests.csv`: tests, their results, and words for both.

use std::collections::HashMap;
use std::sync::LazyLock;

use haetae_core::TestMethod;
use unicode_normalization::UnicodeNormalization as _;

use super::elements::CodeableConcept;
use crate::records::System;
use crate::records::import::reject::{Fault, RejectCode};

const TABLE: &str = include_str!("tests.csv");

static MEANINGS: LazyLock<HashMap<(&str, &str), &str>> = LazyLock::new(|| {
    TABLE
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut columns = line.split(',');
            Some(((columns.next()?, columns.next()?), columns.next()?))
        })
        .collect()
});

/// What an observation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Test {
    /// A test for SARS-CoV-2 itself.
    Sars2(TestMethod),
    /// Anything else, antibodies among them.
    Other,
}

/// What a test found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finding {
    Negative,
    Positive,
    /// An indeterminate result.
    Unclear,
}

/// Which test it is: by code, or else by words. A test that mentions SARS-CoV-2 and is not understood is refused.
pub(super) fn test(code: &CodeableConcept) -> Result<Test, Fault> {
    let by_code = code.codes().filter_map(|(system, code)| test_meant(meaning(name(system?)?, code)?));
    let mut meant: Vec<Test> = by_code.collect();
    if meant.is_empty() {
        meant.extend(code.words().chain(code.foreign_codes()).filter_map(test_in_words).flatten());
        let speaks_of_it = || code.words().chain(code.foreign_codes()).any(|words| says(&lower(words), "covid"));
        if meant.is_empty() && !speaks_of_it() {
            return Ok(Test::Other);
        }
    }
    match meant.as_slice() {
        [test, others @ ..] if others.iter().all(|other| other == test) => Ok(*test),
        _ => Err(Fault::new(RejectCode::NotUnderstood, format!("the test {} is not understood", code.shown()))),
    }
}

/// The test that a text describes; outer `None` if it does not mention SARS-CoV-2, inner `None` if it does not name the
/// method.
fn test_in_words(words: &str) -> Option<Option<Test>> {
    let words = lower(words);
    if !says(&words, "covid") {
        return None;
    }
    Some(match (says(&words, "other"), says(&words, "naat"), says(&words, "rapid")) {
        (true, ..) => Some(Test::Other),
        (false, true, false) => Some(Test::Sars2(TestMethod::Naat)),
        (false, false, true) => Some(Test::Sars2(TestMethod::RapidAntigen)),
        _ => None,
    })
}

/// The findings that the codes of known systems mean.
pub(super) fn findings_by_code(value: &CodeableConcept) -> impl Iterator<Item = Finding> {
    value.codes().filter_map(|(system, code)| finding_meant(meaning(name(system?)?, code)?))
}

/// The findings of an interpretation. Its codes are the same under every address that this code system has had, and are
/// also written without one. Words count if no code does.
pub(super) fn findings_of_interpretation(value: &CodeableConcept) -> Vec<Finding> {
    let codes = value.coding.iter().filter_map(|coding| coding.code.as_deref());
    let by_code = codes.filter_map(|code| finding_meant(meaning("interpretation", code)?));
    let mut found: Vec<Finding> = findings_by_code(value).chain(by_code).collect();
    if found.is_empty() {
        found.extend(value.words().filter_map(finding_in_words));
    }
    found
}

/// The result that a whole text describes: `NOT DETECTED.`, `Negative (not detected)`, `SARS-CoV-2 RNA was not
/// detected`. `None` if any part is not understood, or if it is contradictory.
pub(super) fn finding_in_words(words: &str) -> Option<Finding> {
    let words = lower(words);
    let mut findings = words
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, ' ' | '-' | '+' | '/' | '\'')))
        .flat_map(|phrase| if finding_of_phrase(phrase).is_some() { vec![phrase] } else { phrase.split('/').collect() })
        .map(without_fillers)
        .filter(|phrase| !phrase.is_empty())
        .map(|phrase| finding_of_phrase(&phrase));
    let first = findings.next()??;
    findings.all(|finding| finding == Some(first)).then_some(first)
}

fn finding_of_phrase(phrase: &str) -> Option<Finding> {
    finding_meant(meaning("word", phrase)?)
}

/// A phrase without the words that do not affect the result.
fn without_fillers(phrase: &str) -> String {
    let words = phrase.split_whitespace().map(|word| word.trim_matches(['-', '\'', '/']));
    words.filter(|word| !word.is_empty() && meaning("filler", word).is_none()).collect::<Vec<_>>().join(" ")
}

fn lower(words: &str) -> String {
    words.nfkc().flat_map(char::to_lowercase).collect()
}

/// Whether a text has a word of this meaning in the part of the table on subjects of tests.
fn says(text: &str, means: &str) -> bool {
    let words = MEANINGS.iter().filter(|((system, _), meaning)| *system == "about" && **meaning == means);
    words.map(|((_, word), _)| *word).any(|word| crate::records::has_word(text, word))
}

fn meaning(system: &str, code: &str) -> Option<&'static str> {
    MEANINGS.get(&(system, code.trim())).copied()
}

fn name(system: System) -> Option<&'static str> {
    match system {
        System::Loinc => Some("loinc"),
        System::Snomed => Some("snomed"),
        System::Interpretation => Some("interpretation"),
        _ => None,
    }
}

fn test_meant(meaning: &str) -> Option<Test> {
    if meaning == "other" { Some(Test::Other) } else { TestMethod::parse(meaning).map(Test::Sars2) }
}

fn finding_meant(meaning: &str) -> Option<Finding> {
    match meaning {
        "negative" => Some(Finding::Negative),
        "positive" => Some(Finding::Positive),
        "unclear" => Some(Finding::Unclear),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
