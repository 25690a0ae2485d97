use std::fmt::Write as _;

use super::{Comparison, Report};

/// A report as Markdown: all but its plots.
pub fn text(report: &Report, comparison: Option<&Comparison>) -> String {
    let mut text = format!("# {}\n\n{}\n", report.name, report.story);
    if let Some(why) = &report.invalid {
        add(&mut text, format_args!("\n**This run is invalid.** {why}\n"));
    }
    list(&mut text, "What came out", &report.findings);
    if !report.targets.is_empty() {
        text.push_str("\n## Targets\n\n| promised | bound | measured | |\n|---|---|---|---|\n");
        for target in &report.targets {
            let cells = [&target.name, &target.bound, &target.measured].map(|text| cell(text));
            let held = if target.held { "held" } else { "**missed**" };
            add(&mut text, format_args!("| {} | {held} |\n", cells.join(" | ")));
        }
    }
    if let Some(comparison) = comparison {
        text.push_str("\n## Against the earlier run\n\n| | earlier | now |\n|---|---|---|\n");
        for row in &comparison.rows {
            add(&mut text, format_args!("| {} | {} | {} |\n", cell(&row.name), cell(&row.earlier), cell(&row.now)));
        }
    }
    list(&mut text, "What was not tested", &report.not_tested);
    text.push_str("\n## How it was run\n\n| | |\n|---|---|\n");
    for fact in &report.facts {
        add(&mut text, format_args!("| {} | {} |\n", cell(&fact.name), cell(&fact.value)));
    }
    text
}

fn list(text: &mut String, title: &str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    add(text, format_args!("\n## {title}\n\n"));
    for item in items {
        add(text, format_args!("- {item}\n"));
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn add(text: &mut String, more: std::fmt::Arguments<'_>) {
    text.write_fmt(more).expect("a text takes all");
}
