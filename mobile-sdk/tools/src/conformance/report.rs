//! What a run comes to, for people and for programs. Nothing in it depends on when or where it ran.

use std::fmt::Write as _;

use serde::Serialize;
use std::collections::BTreeMap;

use super::results::{Case, CaseResult, Counts, Section};
use super::subject::{About, PROTOCOL};

/// Everything about a run.
#[derive(Serialize)]
pub(crate) struct Report<'r> {
    pub(crate) implementation: Implementation<'r>,
    protocol: u64,
    /// The SHA-256 of each vector file.
    vectors: &'r BTreeMap<&'static str, String>,
    pub(crate) total: Counts,
    sections: Vec<Row<'r>>,
}

/// Whose run it was.
#[derive(Serialize)]
pub(crate) struct Implementation<'r> {
    name: &'r str,
    version: &'r str,
}

#[derive(Serialize)]
struct Row<'r> {
    #[serde(flatten)]
    counts: Counts,
    #[serde(flatten)]
    section: &'r Section,
}

impl<'r> Report<'r> {
    pub(crate) fn new(about: &'r About, vectors: &'r BTreeMap<&'static str, String>, sections: &'r [Section]) -> Self {
        let row = |section: &'r Section| Row { counts: Counts::of(&section.cases), section };
        Self {
            implementation: Implementation { name: &about.name, version: &about.version },
            protocol: PROTOCOL,
            vectors,
            total: Counts::of(sections.iter().flat_map(|section| &section.cases)),
            sections: sections.iter().map(row).collect(),
        }
    }

    /// Whose run it was, in a line.
    pub(crate) fn headline(&self) -> String {
        format!("{} {}", self.implementation.name, self.implementation.version)
    }

    /// The table, the failed cases and what was not covered. The same results give the same bytes, whose they are.
    pub(crate) fn table(&self) -> String {
        let mut table = format!("{:<14}{:<12}{:>8}{:>8}{:>13}\n", "file", "section", "passed", "failed", "not covered");
        let mut line = |file: &str, name: &str, Counts { passed, failed, not_covered }: Counts| {
            // Writing to a text does not fail.
            let _ = writeln!(table, "{file:<14}{name:<12}{passed:>8}{failed:>8}{not_covered:>13}");
        };
        for Row { counts, section } in &self.sections {
            line(section.file, section.name, *counts);
        }
        line("total", "", self.total);
        for (section, case) in self.cases() {
            if let CaseResult::Failed { expected, got } = &case.result {
                let _ = write!(
                    table,
                    "\nFAILED {}/{}: {}\n  why       {}\n  expected  {}\n  got       {}\n",
                    section.file,
                    section.name,
                    case.name,
                    case.reason,
                    shortened(expected),
                    shortened(got)
                );
            }
        }
        for ((place, why), count) in self.not_covered() {
            let _ =
                write!(table, "\nNOT COVERED {place}: {count} {}, {why}\n", if count == 1 { "case" } else { "cases" });
        }
        table
    }

    /// The report as a page.
    pub(crate) fn markdown(&self) -> String {
        let Counts { passed, failed, not_covered } = self.total;
        let mut page = format!(
            "# {}\n\n![{}](badge.svg)\n\n{passed} passed, {failed} failed, {not_covered} not covered. Protocol {PROTOCOL}.\n\n\
             | file | section | passed | failed | not covered | what for |\n|---|---|--:|--:|--:|---|\n",
            self.headline(),
            badge_words(self.total),
        );
        for Row { counts: Counts { passed, failed, not_covered }, section } in &self.sections {
            let Section { file, name, about, .. } = section;
            let _ = writeln!(page, "| {file} | {name} | {passed} | {failed} | {not_covered} | {about} |");
        }
        if failed > 0 {
            page.push_str("\n## Failed\n\n| case | why it exists | expected | got |\n|---|---|---|---|\n");
            for (section, case) in self.cases() {
                if let CaseResult::Failed { expected, got } = &case.result {
                    let cells =
                        [&case.reason, &shortened(expected), &shortened(got)].map(|text| text.replace('|', "\\|"));
                    let place = format!("{}/{}: {}", section.file, section.name, case.name);
                    let _ = writeln!(page, "| {place} | {} |", cells.join(" | "));
                }
            }
        }
        if not_covered > 0 {
            page.push_str("\n## Not covered\n\n");
            for ((place, why), count) in self.not_covered() {
                let _ = writeln!(page, "- {place}: {count}, {why}");
            }
        }
        page.push_str("\n## The vectors\n\n");
        for (file, sha256) in self.vectors {
            let _ = writeln!(page, "- {file}: SHA-256 {sha256}");
        }
        page
    }

    fn cases(&self) -> impl Iterator<Item = (&Section, &Case)> {
        self.sections.iter().flat_map(|row| row.section.cases.iter().map(|case| (row.section, case)))
    }

    /// How many cases of a section were not covered for a reason, in the order of the sections.
    fn not_covered(&self) -> Vec<((String, &str), usize)> {
        let mut counted: Vec<((String, &str), usize)> = Vec::new();
        for (section, case) in self.cases() {
            let CaseResult::NotCovered { why } = &case.result else { continue };
            let key = (format!("{}/{}", section.file, section.name), why.as_str());
            match counted.iter_mut().find(|(known, _)| *known == key) {
                Some((_, count)) => *count += 1,
                None => counted.push((key, 1)),
            }
        }
        counted
    }
}

/// What the badge says.
pub(crate) fn badge_words(Counts { passed, failed, not_covered }: Counts) -> String {
    match (failed, not_covered) {
        (0, 0) => format!("{passed} passed"),
        (0, _) => format!("{passed} passed, {not_covered} not covered"),
        _ => format!("{failed} failed"),
    }
}

/// Bytes can be long.
fn shortened(text: &str) -> String {
    const MOST: usize = 300;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}... ({} characters)", text.get(..end).unwrap_or(text), text.chars().count()),
        None => text.to_owned(),
    }
}
