use std::fs;
use std::path::PathBuf;

use clap::Args;
use haetae_core::{RulesFile, UnixTime};
use serde::Serialize;

use super::{draft, read};
use crate::cli::json::{self, AsJson};
use crate::cli::output::outln;
use crate::cli::{Context, DataFolder, Failure, load, time};
use crate::config::RulesSection;
use crate::render::text::plural;
use crate::rules::checking::{Checked, Finding, Settings, Severity, check};
use crate::rules::document::Document;
use crate::rules::draft::with_offsets;

/// Arguments of `haetae rules check`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 nothing is wrong, perhaps there are warnings, 1 something is wrong, 2 wrong usage or failure"
)]
pub(in crate::cli) struct CheckArgs {
    /// The rules file, as JSON
    file: PathBuf,
    /// The file that it replaces: what stands in that already needs no notice
    #[arg(long, value_name = "FILE")]
    replaces: Option<PathBuf>,
    /// Why there is less notice than configured; it stands in the report
    #[arg(long, value_name = "REASON")]
    emergency: Option<String>,
    /// Hours of notice; by default `rules.notice_hours` of the data folder, and 48 without one
    #[arg(long, value_name = "HOURS", value_parser = clap::value_parser!(u64).range(0..=8_760))]
    notice: Option<u64>,
    /// A data folder whose configuration says how much notice there must be
    #[arg(long, value_name = "DIR", env = "HAETAE_DATA")]
    data: Option<PathBuf>,
    /// The present, as 2021-12-31T12:00:00+09:00; by default the clock's
    #[arg(long, value_name = "TIME", value_parser = time)]
    at: Option<UnixTime>,
    /// Write the offsets of the file's zone into it, and leave all else as it is
    #[arg(long)]
    write_offsets: bool,
    #[command(flatten)]
    form: AsJson,
}

/// What is written for programs.
#[derive(Serialize)]
struct Report<'r> {
    ok: bool,
    errors: usize,
    warnings: usize,
    emergency: Option<&'r str>,
    findings: &'r [Finding],
}

pub(super) fn run(args: &CheckArgs, context: &Context) -> Result<u8, Failure> {
    let now = args.at.unwrap_or_else(|| context.clock.now());
    if args.emergency.as_deref().is_some_and(|reason| reason.trim().is_empty()) {
        return Err("--emergency must say why".into());
    }
    if args.write_offsets {
        write_offsets(args, now)?;
    }
    let replaced = args.replaces.as_deref().map(|path| draft(path, context)).transpose()?.map(|draft| draft.file);
    let settings = Settings {
        now,
        notice: notice_seconds(args, context)?,
        emergency: args.emergency.as_deref(),
        replaced: replaced.as_ref(),
    };
    let checked = check(&read(&args.file)?, &settings);
    show(args, &checked)
}

fn notice_seconds(args: &CheckArgs, context: &Context) -> Result<u64, Failure> {
    let section = match (args.notice, &args.data) {
        (Some(notice_hours), _) => RulesSection { notice_hours },
        (None, Some(path)) => load(&DataFolder { path: path.clone() }, context)?.rules,
        (None, None) => RulesSection::default(),
    };
    Ok(section.notice_seconds())
}

fn write_offsets(args: &CheckArgs, now: UnixTime) -> Result<(), Failure> {
    let name = args.file.display();
    let bytes = read(&args.file)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Failure::from(format!("{name}: it is not UTF-8")))?;
    let document = Document::read(text).map_err(|flaw| Failure::from(format!("{name}: {}", flaw.what)))?;
    let written = with_offsets(text, &document, now).map_err(|what| Failure::from(format!("{name}: {what}")))?;
    if written != text {
        fs::write(&args.file, written).map_err(|error| Failure::from(format!("{name}: {error}")))?;
        eprintln!("haetae: wrote the offsets of its zone into {name}");
    }
    Ok(())
}

fn show(args: &CheckArgs, checked: &Checked) -> Result<u8, Failure> {
    let count = |severity| checked.findings.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    if args.form.json {
        let emergency = args.emergency.as_deref();
        json::print(&Report { ok: errors == 0, errors, warnings, emergency, findings: &checked.findings })?;
    } else {
        for finding in &checked.findings {
            let Finding { severity, place, code, about, what } = finding;
            outln!("{}:{place}: {}: {about}: {what} [{code}]", args.file.display(), severity.as_str());
        }
        outln!("{}", summary(checked.file.as_ref(), errors, warnings));
    }
    Ok(u8::from(checked.is_wrong()))
}

fn summary(file: Option<&RulesFile>, errors: usize, warnings: usize) -> String {
    let found = format!(
        "{errors} {}, {warnings} {}",
        plural(errors as u64, "error", "errors"),
        plural(warnings as u64, "warning", "warnings")
    );
    let Some(file) = file else { return format!("{found}: scanners could not read this file") };
    let policies = file.policies.len();
    let rules: usize = file.policies.iter().map(|policy| policy.rules.len()).sum();
    format!(
        "{found}: {policies} {} with {rules} {}",
        plural(policies as u64, "policy", "policies"),
        plural(rules as u64, "rule", "rules")
    )
}
