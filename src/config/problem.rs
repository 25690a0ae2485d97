use std::fmt;
use std::ops::RangeInclusive;

/// Everything that is wrong with a configuration, one sentence each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigProblems(pub Vec<String>);

impl fmt::Display for ConfigProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for ConfigProblems {}

/// A value that is not allowed.
#[derive(Debug)]
pub(super) struct Violation {
    /// The section and the key.
    pub key: &'static str,
    /// What it must be: the end of a sentence that begins with the value.
    pub rule: String,
}

impl Violation {
    /// `None` if the value `fits`.
    pub(super) fn unless(fits: bool, key: &'static str, rule: impl Into<String>) -> Option<Self> {
        (!fits).then(|| Self { key, rule: rule.into() })
    }

    /// `None` if `value` is in `range`.
    pub(super) fn outside(range: RangeInclusive<u64>, value: impl Into<u64>, key: &'static str) -> Option<Self> {
        let rule = format!("it must be {} to {}", range.start(), range.end());
        Self::unless(range.contains(&value.into()), key, rule)
    }
}
