use std::path::PathBuf;

use clap::Args;
use haetae_core::{CivilDate, UnixTime};

use super::Source;
use crate::cli::everybody::each_person;
use crate::cli::json::{self, AsJson};
use crate::cli::new_file::write_page;
use crate::cli::output::out;
use crate::cli::{Acts, Context, DataFolder, Failure, open, time};
use crate::journal::{ActKind, ActOutcome, Detail};
use crate::model::Record;
use crate::records::pass_evidence;
use crate::rules::comparing::{Asking, Comparison, Counted, RULES, html, text};

/// Arguments of `haetae rules diff`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 the answer changes for no one, 1 it changes for at least one person, 2 wrong usage or failure"
)]
pub(in crate::cli) struct DiffArgs {
    #[command(flatten)]
    data: DataFolder,
    /// The old rules file, JSON or signed
    old: PathBuf,
    /// The new one
    new: PathBuf,
    /// The time at which both are asked, as 2022-01-03T00:00:00+09:00
    #[arg(long, value_name = "TIME", value_parser = time)]
    at: UnixTime,
    /// Name so many people of each change by their subject ids; the journal says that you did
    #[arg(long, value_name = "NUMBER", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1_000))]
    examples: u16,
    /// Write a page with plots for a browser, too; the file must not exist
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    #[command(flatten)]
    form: AsJson,
}

pub(super) async fn run(args: &DiffArgs, context: &mut Context) -> Result<u8, Failure> {
    let (old, new) = (Source::read(&args.old, context)?, Source::read(&args.new, context)?);
    let (config, node) = open(&args.data, context).await?;
    if args.examples > 0 {
        // Before the first of them is shown.
        let which = [("which", Detail::from("rules-diff")), ("people", u64::from(args.examples).into())];
        Acts::open(&config, context)?.enter(ActKind::RecordsExport, which, ActOutcome::Done)?;
    }
    let today = node.issuer.config().calendar.day_of(args.at).ok_or("--at is after year 9999")?;
    let mut comparison = Comparison::new(&old.draft.file, &new.draft.file, args.at, today, usize::from(args.examples));
    let exact = node.issuer.config().exact_sample_times;
    each_person(&node, |record| add(&mut comparison, record, args.at, today, exact)).await?;
    let counted = comparison.finish();
    show(args, &counted, &new)?;
    Ok(u8::from(counted.policies.values().any(|differences| differences.total().changed() > 0)))
}

fn show(args: &DiffArgs, counted: &Counted, new: &Source) -> Result<(), Failure> {
    let zone = new.zone();
    if let Some(path) = &args.html {
        write_page(path, &html(counted, args.at, &zone, &RULES))?;
    }
    if args.form.json {
        json::print(counted)
    } else {
        out!("{}", text(counted, args.at, &zone, &RULES));
        Ok(())
    }
}

fn add(comparison: &mut Comparison<'_>, record: &Record, at: UnixTime, today: CivilDate, exact: bool) {
    let person = &record.person;
    let gets_passes = record.revocation.is_none() && !person.deceased;
    match pass_evidence(&person.evidence, today, at, exact).filter(|_| gets_passes) {
        None => comparison.add_without_pass(),
        Some(evidence) => comparison.add(&Asking {
            subject: person.subject.as_str(),
            evidence: evidence.as_slice(),
            born: person.birth_date.earliest(),
        }),
    }
}
