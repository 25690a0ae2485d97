//! The codes of SARS-CoV-2 tests. The table is `tests.csv`: LOINC codes of tests, and codes of their results.

use haetae_core::TestMethod;

use super::elements::CodeableConcept;

const TABLE: &str = include_str!("tests.csv");

/// What a test found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TestResult {
    Negative,
    Positive,
}

/// How a test was done, if it is a test for SARS-CoV-2.
pub(super) fn method(code: &CodeableConcept) -> Option<TestMethod> {
    code.codes_of(&["http://loinc.org"]).find_map(|code| TestMethod::parse(meaning("test", code)?))
}

/// What a test found, if it says so: by code, or else in words.
pub(super) fn result(value: &CodeableConcept) -> Option<TestResult> {
    let codes = value.codes_of(&["http://loinc.org", "http://snomed.info/sct"]);
    codes.into_iter().find_map(|code| result_meant(meaning("result", code)?)).or_else(|| {
        let displays = value.coding.iter().filter_map(|coding| coding.display.as_deref());
        value.text.as_deref().into_iter().chain(displays).find_map(result_in_words)
    })
}

/// What a word says of a result.
pub(super) fn result_in_words(words: &str) -> Option<TestResult> {
    result_meant(meaning("word", &words.trim().to_lowercase())?)
}

fn result_meant(meaning: &str) -> Option<TestResult> {
    match meaning {
        "negative" => Some(TestResult::Negative),
        "positive" => Some(TestResult::Positive),
        _ => None,
    }
}

fn meaning(kind: &str, code: &str) -> Option<&'static str> {
    TABLE.lines().skip(1).find_map(|line| {
        let mut columns = line.split(',');
        (columns.next() == Some(kind) && columns.next() == Some(code)).then(|| columns.next())?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_means_something_and_once() {
        for line in TABLE.lines().skip(1) {
            let columns: Vec<&str> = line.split(',').collect();
            let [kind, code, means, _] = columns.as_slice() else { panic!("{line}") };
            assert_eq!(meaning(kind, code), Some(*means), "{line}");
            assert_eq!(
                TABLE.lines().filter(|other| other.starts_with(&format!("{kind},{code},"))).count(),
                1,
                "{line}"
            );
            assert!(TestMethod::parse(means).is_some() == (*kind == "test"), "{line}");
            assert!(result_meant(means).is_some() != (*kind == "test"), "{line}");
        }
    }
}
