use std::path::PathBuf;

use clap::Args;
use haetae_core::PolicyAnswer;
use serde_json::{Value, json};

use super::{Source, read};
use crate::cli::json::{self, AsJson};
use crate::cli::output::outln;
use crate::cli::{Context, Failure};
use crate::render::text::plural;
use crate::rules::cases::Case;
use crate::rules::testing::{self, Coverage, Side, Tested};

/// Arguments of `haetae rules test`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 every case gets the answer that it expects, 1 one does not, 2 wrong usage or failure"
)]
pub(in crate::cli) struct TestArgs {
    /// The rules file, as JSON
    file: PathBuf,
    /// The cases, as JSON (docs/schemas/rule-cases.schema.json)
    cases: PathBuf,
    /// Show each condition of the rules that no case has seen come out one way
    #[arg(long)]
    coverage: bool,
    #[command(flatten)]
    form: AsJson,
}

pub(super) fn run(args: &TestArgs, context: &Context) -> Result<u8, Failure> {
    let source = Source::read(&args.file, context)?;
    let cases = Case::read_all(&read(&args.cases)?).map_err(|problems| {
        let name = args.cases.display();
        Failure::from(problems.iter().map(|what| format!("{name}: {what}")).collect::<Vec<_>>().join("\n"))
    })?;
    let tested = testing::test(&source.document()?, &source.draft.file, &cases);
    if args.form.json {
        json::print(&document(&tested))?;
    } else {
        show(&tested, args.coverage);
    }
    Ok(u8::from(tested.failures() > 0))
}

fn show(tested: &Tested<'_>, coverage: bool) {
    for result in &tested.results {
        let mark = if result.passed { "passed" } else { "FAILED" };
        outln!("{mark}  {}  {}", result.case.policy, result.case.name);
        if !result.passed {
            let expected = words(result.case.expect.as_str(), result.case.rules.as_deref().unwrap_or_default());
            outln!("        expected {expected}");
            outln!("        was      {}", words(result.answer.code(), unmet(&result.answer)));
        }
    }
    let (all, failures) = (tested.results.len(), tested.failures());
    outln!();
    outln!("{} of {all} {} passed", all - failures, plural(all as u64, "case", "cases"));
    show_coverage(&tested.coverage, coverage);
}

fn show_coverage(coverage: &Coverage, every: bool) {
    let (all, seen) = coverage.counts();
    outln!("{seen} of {all} ways that conditions can come out were tried");
    for (rule, all, seen) in coverage.by_rule() {
        outln!("  {seen:>3} of {all:>3}  {rule}");
    }
    if !every {
        return;
    }
    for branch in coverage.missing() {
        let side = match branch.side {
            Side::Holds => "never held",
            Side::DoesNot => "always held where it was asked, or was never asked",
        };
        outln!("{}: {}: {side}: {}", branch.place, branch.rule, shortened(&branch.words));
    }
}

/// The most characters of a condition that are shown: it also has its place.
const LONGEST: usize = 160;

fn shortened(words: &str) -> String {
    let cut: String = words.chars().take(LONGEST).collect();
    if cut.len() < words.len() { format!("{cut}…") } else { cut }
}

/// The rules that an answer names.
fn unmet(answer: &PolicyAnswer) -> &[String] {
    match answer {
        PolicyAnswer::NotMet(unmet) => &unmet.rules,
        PolicyAnswer::Failed { rule } => rule.as_slice(),
        PolicyAnswer::Met | PolicyAnswer::Missing => &[],
    }
}

fn words(code: &str, rules: &[String]) -> String {
    if rules.is_empty() { code.to_owned() } else { format!("{code}: {}", rules.join(", ")) }
}

fn document(tested: &Tested<'_>) -> Value {
    let (all, seen) = tested.coverage.counts();
    let case = |result: &testing::Result<'_>| {
        json!({
            "name": result.case.name,
            "policy": result.case.policy,
            "passed": result.passed,
            "expected": result.case.expect,
            "answer": result.answer.code(),
            "rules": unmet(&result.answer),
        })
    };
    let missing = tested.coverage.missing();
    let branch = |branch: &testing::Branch| {
        json!({
            "line": branch.place.line,
            "column": branch.place.column,
            "rule": branch.rule,
            "condition": branch.words,
            "never": if branch.side == Side::Holds { "true" } else { "false" },
        })
    };
    json!({
        "ok": tested.failures() == 0,
        "cases": tested.results.iter().map(case).collect::<Vec<_>>(),
        "coverage": { "ways": all, "tried": seen, "missing": missing.iter().map(branch).collect::<Vec<_>>() },
    })
}
