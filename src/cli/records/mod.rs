//! `haetae records`: imports people, shows what is stored about them, and makes synthetic people for trials.

pub(super) mod decide;
pub(super) mod export;
mod import;
pub(super) mod list;
mod progress;
mod reject_list;
mod report;
pub(super) mod show;

use std::io::{self, BufWriter};
use std::path::PathBuf;

use clap::{Args, Subcommand};
use haetae_core::CivilDate;

pub(super) use self::import::{ImportArgs, import};
use crate::cli::Failure;
use crate::cli::new_file::{NewFile, cannot_write};
use crate::records::sample::{Citizens, SampleFormat, write};

/// Exit status when something was left out.
const INCOMPLETE: u8 = 1;
/// Exit status for unreadable files and other failures.
const FAILED: u8 = 2;

/// Records of people.
#[derive(Debug, Subcommand)]
pub(super) enum RecordsCommand {
    /// Import people from FHIR R4, CSV or NDJSON files; the format is detected from the content
    Import(ImportArgs),
    /// List people, a page at a time
    List(list::ListArgs),
    /// Show everything that is stored about one person
    Show(show::ShowArgs),
    /// Export people as NDJSON that `records import` can read
    Export(export::ExportArgs),
    /// Erase a person: void the passes, remove the record, keep the person out of later imports
    Delete(decide::DeleteArgs),
    /// Allow the next import to bring back an erased person, or to change a name or birth date
    Allow(decide::AllowArgs),
    /// Write synthetic citizens for trials
    Sample(SampleArgs),
}

/// Arguments of `haetae records sample`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
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
    /// The file to write, which must not exist; by default the standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// The last day of the evidence, as YYYY-MM-DD; by default today
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub today: Option<CivilDate>,
}

fn parse_date(text: &str) -> Result<CivilDate, String> {
    CivilDate::parse(text).ok_or_else(|| "a date like 2021-12-13, 1900 to 9999, is needed".to_owned())
}

/// Writes synthetic citizens as of `today`, unless the arguments name another day.
pub(super) fn sample(args: &SampleArgs, today: CivilDate) -> Result<u8, Failure> {
    let citizens = Citizens::new(args.seed, args.today.unwrap_or(today));
    let Some(path) = &args.out else {
        let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        return match write(citizens, args.count, args.format, &mut out) {
            // The reader has closed the pipe.
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.to_string().into()),
            _ => Ok(0),
        };
    };
    let mut out = BufWriter::with_capacity(1 << 16, NewFile::for_everybody(path)?);
    write(citizens, args.count, args.format, &mut out).map_err(|error| cannot_write(path, &error))?;
    out.into_inner().map_err(|error| cannot_write(path, error.error()))?.put()?;
    Ok(0)
}

#[cfg(test)]
mod tests;
