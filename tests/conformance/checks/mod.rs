//! `checks.json`: every code ends in its verdict, whoever is asked. Each way to ask has a module of its own and says for a
//! case what the verdict was, as the vectors write it.

pub(crate) mod command_line;
mod core;

use crate::vectors::{CheckCase, Checks, read, require_all_right};

const FILE: &str = "checks.json";

fn checks() -> Checks {
    read(FILE)
}

/// Asks for the verdict of every case. A scanner keeps nothing between them.
fn require_verdicts(cases: &[CheckCase], mut verdict_of: impl FnMut(&CheckCase) -> String) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let verdict = verdict_of(case);
            (verdict != case.verdict).then(|| format!("{}: {verdict}, not {}", case.name, case.verdict))
        })
        .collect();
    require_all_right(FILE, cases.len(), &wrong);
}

/// As the vectors write a verdict: the code, and the warnings after plus signs.
pub(crate) fn written<'a>(code: &'a str, warnings: impl IntoIterator<Item = &'a str>) -> String {
    [code].into_iter().chain(warnings).collect::<Vec<_>>().join("+")
}
