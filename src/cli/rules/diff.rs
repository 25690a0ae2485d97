use std::fs;
use std::io::{self, IsTerminal as _};
use std::path::PathBuf;

use clap::Args;
use haetae_core::{CivilDate, UnixTime};
use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use super::Source;
use crate::cli::json::{self, AsJson};
use crate::cli::output::out;
use crate::cli::{Acts, Context, DataFolder, Failure, open, time};
use crate::journal::{ActKind, ActOutcome, Detail};
use crate::model::Record;
use crate::records::pass_evidence;
use crate::rules::comparing::{Asking, Comparison, Counted, html, text};
use crate::runtime::Node;
use crate::store::PeopleQuery;

/// People read at a time.
const PAGE: u32 = 1_000;

/// People between two lines where there is no terminal.
const LINE_EVERY: u64 = 1_000_000;

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
    /// Write a page with plots for a browser, too
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
    ask_everybody(&mut comparison, &node, args.at, today).await?;
    let counted = comparison.finish();
    show(args, &counted, &new)?;
    Ok(u8::from(counted.policies.values().any(|differences| differences.total().changed() > 0)))
}

fn show(args: &DiffArgs, counted: &Counted, new: &Source) -> Result<(), Failure> {
    let zone = new.zone();
    if let Some(path) = &args.html {
        let written = fs::write(path, html(counted, args.at, &zone));
        written.map_err(|error| Failure::from(format!("{}: {error}", path.display())))?;
    }
    if args.form.json {
        json::print(counted)
    } else {
        out!("{}", text(counted, args.at, &zone));
        Ok(())
    }
}

/// Reads everybody on record, a page at a time.
async fn ask_everybody(
    comparison: &mut Comparison<'_>,
    node: &Node,
    at: UnixTime,
    today: CivilDate,
) -> Result<(), Failure> {
    let exact = node.issuer.config().exact_sample_times;
    let progress = Progress::new(node.store.count().await?);
    let mut query = PeopleQuery::default();
    loop {
        let page = node.store.find_people(&query, PAGE).await?;
        let Some(last) = page.last() else { break };
        query.after = Some(last.person.subject.clone());
        page.iter().for_each(|record| add(comparison, record, at, today, exact));
        progress.add(page.len() as u64);
    }
    progress.bar.finish_and_clear();
    Ok(())
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

/// A bar on a terminal; otherwise a line from time to time.
struct Progress {
    bar: ProgressBar,
    plain: bool,
}

impl Progress {
    fn new(people: u64) -> Self {
        let bar = ProgressBar::new(people);
        if let Ok(style) = ProgressStyle::with_template("asking {wide_bar} {human_pos}/{human_len} {eta}") {
            bar.set_style(style);
        }
        Self { bar, plain: !io::stderr().is_terminal() }
    }

    fn add(&self, people: u64) {
        let before = self.bar.position();
        self.bar.inc(people);
        if self.plain && before / LINE_EVERY < (before + people) / LINE_EVERY {
            eprintln!("asked about {} people", HumanCount(before + people));
        }
    }
}
