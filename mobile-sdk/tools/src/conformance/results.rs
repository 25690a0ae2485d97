//! What came of the cases.

use serde::Serialize;

use super::subject::NoAnswer;

/// A part of a vector file, and what came of its cases.
#[derive(Debug, Serialize)]
pub(crate) struct Section {
    pub(crate) file: &'static str,
    pub(crate) name: &'static str,
    /// What its cases are for.
    pub(crate) about: &'static str,
    pub(crate) cases: Vec<Case>,
}

/// A case, and what came of it.
#[derive(Debug, Serialize)]
pub(crate) struct Case {
    pub(crate) name: String,
    /// Why it exists.
    pub(crate) reason: String,
    #[serde(flatten)]
    pub(crate) result: CaseResult,
}

/// What came of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub(crate) enum CaseResult {
    /// As expected.
    Passed,
    /// Something else came.
    Failed { expected: String, got: String },
    /// The implementation does not have what it needs.
    NotCovered { why: String },
}

impl CaseResult {
    /// Compares two texts.
    pub(crate) fn of(expected: impl Into<String>, got: impl Into<String>) -> Self {
        let (expected, got) = (expected.into(), got.into());
        if expected == got { Self::Passed } else { Self::Failed { expected, got } }
    }

    /// The same where there may be no answer.
    pub(crate) fn of_answer(expected: impl Into<String>, got: Result<String, NoAnswer>) -> Self {
        match got {
            Ok(got) => Self::of(expected, got),
            Err(NoAnswer::NotCovered(why)) => Self::NotCovered { why },
            Err(no_answer) => Self::Failed { expected: expected.into(), got: no_answer.to_string() },
        }
    }

    /// The first of these that is not passed.
    pub(crate) fn of_steps(steps: impl IntoIterator<Item = Self>) -> Self {
        steps.into_iter().find(|step| *step != Self::Passed).unwrap_or(Self::Passed)
    }

    /// Says at which step it happened.
    pub(crate) fn at_step(self, number: usize) -> Self {
        match self {
            Self::Failed { expected, got } => {
                Self::Failed { expected: format!("step {number}: {expected}"), got: format!("step {number}: {got}") }
            }
            other => other,
        }
    }
}

/// How many cases passed, failed, and were not covered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Counts {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) not_covered: usize,
}

impl Counts {
    pub(crate) fn of<'a>(cases: impl IntoIterator<Item = &'a Case>) -> Self {
        let mut counts = Self::default();
        for case in cases {
            match case.result {
                CaseResult::Passed => counts.passed += 1,
                CaseResult::Failed { .. } => counts.failed += 1,
                CaseResult::NotCovered { .. } => counts.not_covered += 1,
            }
        }
        counts
    }
}

/// A name of the vectors in words.
pub(crate) fn in_words(name: &str) -> String {
    name.replace('-', " ")
}
