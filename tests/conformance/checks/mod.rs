//! `checks.json`, and `rules.json` with its policies: every code ends in its verdict, whoever is asked. Each way to ask
//! has a module of its own and says for a case what the verdict was, as the vectors write it.

pub(crate) mod command_line;
mod core;

use crate::rules::{self, Rules};
use crate::vectors::{CheckCase, CheckScanner, Checks, read, require_all_right};

const FILES: &str = "checks.json and rules.json";

fn scanners() -> Vec<CheckScanner> {
    let mut scanners = read::<Checks>("checks.json").scanners();
    scanners.extend(read::<Rules>(rules::FILE).checks);
    scanners
}

/// Asks for the verdict of every case of a scanner, and reports what went wrong. A scanner remembers nothing between
/// them.
fn wrong_verdicts(scanner: &CheckScanner, mut verdict_of: impl FnMut(&CheckCase) -> String) -> Vec<String> {
    let wrong = |case: &CheckCase| {
        let verdict = verdict_of(case);
        let sentence = || format!("{} {}: {verdict}, not {}", scanner.name, case.name, case.wanted());
        (verdict != case.wanted()).then(sentence)
    };
    scanner.cases.iter().filter_map(wrong).collect()
}

/// As the vectors write a verdict: the code, and the warnings after plus signs.
pub(crate) fn written<'a>(code: &'a str, warnings: impl IntoIterator<Item = &'a str>) -> String {
    [code].into_iter().chain(warnings).collect::<Vec<_>>().join("+")
}
