//! Canaries: the cases that are published with a file of rules. They are asked before, and again and again while it is
//! in force.

use haetae_core::{PolicyAnswer, RulesFile};
use serde::Serialize;

use super::cases::Case;

/// The longest file of canaries, in bytes.
pub const MAX_CASES_BYTES: usize = 1024 * 1024;

/// The most canaries of a file: they are asked every minute.
pub const MAX_CASES: usize = 2_000;

/// The canaries of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Canaries(Vec<Case>);

/// A canary to whom the rules say something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WrongCanary {
    /// The name of the case.
    pub name: String,
    /// The policy.
    pub policy: String,
    /// What it must say.
    pub expected: String,
    /// What it says.
    pub said: String,
}

impl std::fmt::Display for WrongCanary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { name, policy, expected, said } = self;
        write!(f, "{name} ({policy}): {said}, and {expected} is right")
    }
}

impl Canaries {
    /// Reads a file of cases, as `haetae rules test` takes it.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong first, and with how many others.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        if bytes.len() > MAX_CASES_BYTES {
            return Err(format!("it has {} bytes, and {MAX_CASES_BYTES} is the most", bytes.len()));
        }
        let cases = Case::read_all(bytes).map_err(|problems| {
            let more = problems.len().saturating_sub(1);
            let first = problems.into_iter().next().unwrap_or_default();
            if more == 0 { first } else { format!("{first}; and {more} more") }
        })?;
        if cases.len() > MAX_CASES {
            return Err(format!("it has {} cases, and {MAX_CASES} is the most", cases.len()));
        }
        Ok(Self(cases))
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those to whom this file says something else than expected. `None` is a file that scanners cannot read.
    pub fn wrong(&self, file: Option<&RulesFile>) -> Vec<WrongCanary> {
        self.0.iter().filter_map(|case| wrong(case, file)).collect()
    }
}

fn wrong(case: &Case, file: Option<&RulesFile>) -> Option<WrongCanary> {
    let unreadable = || case.outcome(PolicyAnswer::Failed { rule: None });
    let outcome = file.map_or_else(unreadable, |file| case.ask(file));
    if outcome.passed {
        return None;
    }
    let rules = match &outcome.answer {
        PolicyAnswer::NotMet(unmet) => unmet.rules.as_slice(),
        PolicyAnswer::Failed { rule } => rule.as_slice(),
        PolicyAnswer::Met | PolicyAnswer::Missing => &[],
    };
    Some(WrongCanary {
        name: case.name.clone(),
        policy: case.policy.clone(),
        expected: words(case.expect.as_str(), case.rules.as_deref().unwrap_or_default()),
        said: words(outcome.answer.code(), rules),
    })
}

/// A code, and the rules that it is about.
fn words(code: &str, rules: &[String]) -> String {
    if rules.is_empty() { code.to_owned() } else { format!("{code} ({})", rules.join(", ")) }
}
