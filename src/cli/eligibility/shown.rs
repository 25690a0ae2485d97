//! How eligibility is shown to operators.

use haetae_core::UnixTime;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::cli::new_file::write_page;
use crate::cli::output::{out, outln};
use crate::cli::{Failure, json};
use crate::eligibility::{ELIGIBILITY, EligibilityFile, Line, kind_name};
use crate::render::text::civil_time;
use crate::rules::comparing::{Counted, html, text};

/// A line, for programs.
#[derive(Serialize)]
pub(super) struct LineJson<'f> {
    id: &'f str,
    passes: Vec<&'static str>,
    from: UnixTime,
    until: Option<UnixTime>,
}

impl<'f> LineJson<'f> {
    pub(super) fn of(line: &'f Line) -> Self {
        let passes = line.passes.iter().map(|pass| kind_name(*pass)).collect();
        Self { id: &line.id, passes, from: line.from, until: line.until }
    }
}

/// A table of a file's lines, with their times in its zone.
pub(super) fn lines(file: &EligibilityFile) {
    let from = civil_time(file.from, &file.zone);
    outln!("Version {}, in force from {from}:", file.version);
    for line in &file.lines {
        let passes: Vec<&str> = line.passes.iter().map(|pass| kind_name(*pass)).collect();
        outln!("  {:<32}  {:<12}  {}", line.id, passes.join(", "), times(line, &file.zone));
    }
}

/// From when until when a line's people are eligible.
pub(super) fn times(line: &Line, zone: &TimeZone) -> String {
    let from = civil_time(line.from, zone);
    match line.until {
        Some(until) => format!("from {from} until {}", civil_time(until, zone)),
        None => format!("from {from}"),
    }
}

/// Who changes, as a table or JSON, and as a page with a picture.
pub(super) fn counted(
    counted: &Counted,
    at: UnixTime,
    zone: &TimeZone,
    page: Option<&std::path::Path>,
    as_json: bool,
) -> Result<(), Failure> {
    if let Some(path) = page {
        write_page(path, &html(counted, at, zone, &ELIGIBILITY))?;
    }
    if as_json {
        return json::print(counted);
    }
    out!("{}", text(counted, at, zone, &ELIGIBILITY));
    Ok(())
}

/// For how many passes the answer changes, of all kinds.
pub(super) fn changed(counted: &Counted) -> u64 {
    counted.policies.values().map(|differences| differences.total().changed()).sum()
}
