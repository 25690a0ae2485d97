//! Runs cases against a rules file, and says which parts of its logic they have tried.

mod coverage;
#[cfg(test)]
mod tests;

use haetae_core::{PolicyAnswer, RulesFile};

use super::cases::Case;
use super::document::Document;
pub use coverage::{Branch, Coverage, Side};

/// What came of all cases.
#[derive(Debug)]
pub struct Tested<'c> {
    /// Each case with what the policy said.
    pub results: Vec<Result<'c>>,
    /// What of the logic was tried.
    pub coverage: Coverage,
}

/// What came of a case.
#[derive(Debug)]
pub struct Result<'c> {
    /// The case.
    pub case: &'c Case,
    /// What the policy said.
    pub answer: PolicyAnswer,
    /// Whether that was expected.
    pub passed: bool,
}

impl Tested<'_> {
    /// How many cases came out otherwise than expected.
    pub fn failures(&self) -> usize {
        self.results.iter().filter(|result| !result.passed).count()
    }
}

/// Runs all cases against a file, whose text is the document.
pub fn test<'c>(document: &Document<'_>, file: &RulesFile, cases: &'c [Case]) -> Tested<'c> {
    let mut coverage = Coverage::of(document, file);
    let results = cases.iter().map(|case| {
        let (answer, traced) = file.trace(&case.policy, &case.asked());
        coverage.add(document, file, case, &traced);
        let outcome = case.outcome(answer);
        Result { case, answer: outcome.answer, passed: outcome.passed }
    });
    let results = results.collect();
    Tested { results, coverage }
}
