//! `haetae records`: people in, and synthetic people for trials.

mod reject_list;

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _};
use std::path::PathBuf;

use clap::{Args, Subcommand};
use haetae_core::CivilDate;
use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressStyle};

use crate::records::import::{ImportError, ImportOptions, Observer, Reject, Source, Summary, import as import_people};
use crate::records::sample::{Citizens, SampleFormat, write};
use crate::store::Store;
use reject_list::RejectList;

/// People stored between two plain lines.
const LINE_EVERY: u64 = 100_000;

/// Exit status when something was left out.
const INCOMPLETE: u8 = 1;
/// Exit status for unreadable files and other failures.
const FAILED: u8 = 2;

/// Records of people.
#[derive(Debug, Subcommand)]
pub(super) enum RecordsCommand {
    /// Import people from FHIR R4, CSV or NDJSON files; the content tells the format
    Import(ImportArgs),
    /// Write synthetic citizens, for trials
    Sample(SampleArgs),
}

/// Arguments of `haetae records import`.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// Files to import, read together; `-` is the standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Write the rows that are left out to this file too, as NDJSON of file, line and reason
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
}

/// Arguments of `haetae records sample`.
#[derive(Debug, Args)]
pub(super) struct SampleArgs {
    /// How many citizens
    #[arg(long, default_value_t = 1_000)]
    pub count: u64,
    /// The same seed gives the same citizens
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The format to write
    #[arg(long, value_enum, default_value_t = SampleFormat::Ndjson)]
    pub format: SampleFormat,
    /// The file to write; the standard output without it
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// The day on which the evidence stands, as YYYY-MM-DD; the present day without it
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub today: Option<CivilDate>,
}

fn parse_date(text: &str) -> Result<CivilDate, String> {
    CivilDate::parse(text).ok_or_else(|| "a date like 2021-12-13, 1900 to 9999, is needed".to_owned())
}

/// Imports files and tells people how it goes. The answer is the exit status: 0 if every row is in, 1 if some were left
/// out, 2 if the import failed.
pub(super) async fn import(args: &ImportArgs, options: &ImportOptions, store: &dyn Store) -> u8 {
    match run_import(args, options, store).await {
        Ok(summary) => {
            println!("{}", in_words(&summary));
            if summary.rejected == 0 { 0 } else { INCOMPLETE }
        }
        Err(error) => {
            eprintln!("haetae: {error:#}");
            FAILED
        }
    }
}

async fn run_import(args: &ImportArgs, options: &ImportOptions, store: &dyn Store) -> anyhow::Result<Summary> {
    if args.files.iter().filter(|file| file.as_os_str() == "-").count() > 1 {
        anyhow::bail!("the standard input can be read once only");
    }
    let sources = args.files.iter().map(|file| Source::open(file)).collect::<Result<Vec<_>, ImportError>>()?;
    let rejects = match &args.rejects {
        Some(path) => Some(RejectList::open(path, &args.files)?),
        None => None,
    };
    let total = sources.iter().map(Source::length).sum::<Option<u64>>();
    let mut report = Report { progress: Progress::new(total), rejects };
    let outcome = import_people(sources, options, store, &mut report).await;
    report.progress.bar.finish_and_clear();
    let begun = !matches!(outcome, Err(ImportError::Format { .. }));
    if let Some(Err(error)) = report.rejects.map(|rejects| rejects.close(begun)) {
        eprintln!("haetae: the list of rows left out is not complete: {error}");
    }
    Ok(outcome?)
}

/// Writes synthetic citizens as of `today`, unless the arguments name another day. The answer is the exit status.
pub(super) fn sample(args: &SampleArgs, today: CivilDate) -> u8 {
    let citizens = Citizens::new(args.seed, args.today.unwrap_or(today));
    let written = match &args.out {
        Some(path) => create(path).and_then(|mut file| Ok(write(citizens, args.count, args.format, &mut file)?)),
        None => {
            let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
            match write(citizens, args.count, args.format, &mut out) {
                // Whoever reads has seen enough.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
                other => other.map_err(anyhow::Error::from),
            }
        }
    };
    match written {
        Ok(()) => 0,
        Err(error) => {
            eprintln!("haetae: {error:#}");
            FAILED
        }
    }
}

fn create(path: &PathBuf) -> anyhow::Result<BufWriter<File>> {
    let file = File::create(path).map_err(|error| anyhow::anyhow!("cannot write {}: {error}", path.display()))?;
    Ok(BufWriter::with_capacity(1 << 16, file))
}

fn in_words(summary: &Summary) -> String {
    let people = summary.imported;
    let mut words = format!(
        "{} added, {} changed, {} unchanged; {} rejected",
        HumanCount(people.added),
        HumanCount(people.changed),
        HumanCount(people.unchanged),
        HumanCount(summary.rejected),
    );
    for (count, what) in [
        (summary.superseded, "rows superseded by later ones of the same person"),
        (summary.ignored, "FHIR resources that say nothing for a pass"),
    ] {
        if count > 0 {
            words += &format!("; {} {what}", HumanCount(count));
        }
    }
    words
}

/// Shows how an import goes, on the standard error.
struct Report {
    progress: Progress,
    rejects: Option<RejectList>,
}

/// A bar on a terminal, and a line now and then elsewhere.
struct Progress {
    bar: ProgressBar,
    plain: bool,
    total: Option<u64>,
    next_line: u64,
}

impl Progress {
    fn new(total: Option<u64>) -> Self {
        let plain = !io::stderr().is_terminal();
        // The default of a bar hides it where the standard error is no terminal.
        let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
        let template = if total.is_some() {
            "reading {wide_bar} {bytes}/{total_bytes} {eta} {msg}"
        } else {
            "reading {spinner} {bytes} {msg}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { bar, plain, total, next_line: LINE_EVERY }
    }
}

impl Observer for Report {
    fn read(&mut self, bytes: u64) {
        self.progress.bar.set_position(bytes);
        if self.progress.plain && self.progress.total == Some(bytes) {
            eprintln!("read {}", HumanBytes(bytes));
        }
    }

    fn stored(&mut self, people: u64) {
        self.progress.bar.set_message(format!("{} stored", HumanCount(people)));
        if self.progress.plain && people >= self.progress.next_line {
            eprintln!("stored {}", HumanCount(people));
            self.progress.next_line = people + LINE_EVERY;
        }
    }

    fn rejected(&mut self, reject: &Reject) {
        self.progress.bar.suspend(|| eprintln!("{reject}"));
        if let Some(list) = &mut self.rejects {
            list.add(reject);
        }
    }
}

#[cfg(test)]
mod tests;
