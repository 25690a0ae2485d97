//! `haetae records import`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use super::progress::Progress;
use super::reject_list::RejectList;
use super::report::{in_json, in_words};
use super::{FAILED, INCOMPLETE};
use crate::cli::output::outln;
use crate::cli::{Acts, Failure};
use crate::journal::{ActKind, ActOutcome};
use crate::records::import::{
    FileHash, ImportError, ImportOptions, LeftAlone, Observer, Reject, RejectCode, Source, Summary,
    import as import_people,
};
use crate::store::ImportStore;

/// How many rejects of one code are shown if a file lists all of them.
const SHOWN: u64 = 20;

/// Arguments of `haetae records import`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 every row is in, 1 some rows were left out, 2 wrong usage or failure")]
pub(in crate::cli) struct ImportArgs {
    /// Files to import, read together; `-` is the standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Write the rejected rows to this file, as NDJSON with file, line, code, reason and subject
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// Check everything and show what would change, but store nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Continue although the key of names (`records.name_key`) has changed; hashes made with the old key are discarded
    #[arg(long, conflicts_with = "dry_run")]
    pub new_name_key: bool,
    /// Write the summary as JSON
    #[arg(long)]
    pub json: bool,
}

/// Imports files and shows the progress. Returns the exit status: 0 if every row was imported, 1 if some were left out,
/// 2 if the import failed.
///
/// # Errors
///
/// If the import is done and the journal does not have it.
pub(in crate::cli) async fn import(
    args: &ImportArgs,
    options: &ImportOptions,
    store: &dyn ImportStore,
    acts: &mut Acts,
) -> Result<u8, Failure> {
    let mut hashes = Vec::new();
    Ok(match run_import(args, options, store, &mut hashes).await {
        Ok(summary) => {
            if !args.dry_run {
                let hashes: Vec<String> = hashes.iter().map(FileHash::digits).collect();
                let on = [
                    ("added", summary.imported.added.into()),
                    ("changed", summary.imported.changed.into()),
                    ("rejected", summary.rejected.into()),
                    ("sha256", hashes.join(" ").into()),
                ];
                acts.enter(ActKind::RecordsImport, on, ActOutcome::Done)?;
            }
            let closing = if args.json { in_json(&summary, args.dry_run) } else { in_words(&summary, args.dry_run) };
            outln!("{closing}");
            exit_status(&summary)
        }
        Err(error) => {
            eprintln!("haetae: {}", in_one_sentence(&error));
            // Some batches are in the store.
            if let Some(ImportError::Store { stored: stored @ 1.., .. }) = error.downcast_ref()
                && !args.dry_run
            {
                let on = [("people", (*stored).into()), ("complete", "no".into())];
                acts.enter(ActKind::RecordsImport, on, ActOutcome::Done)?;
            }
            FAILED
        }
    })
}

/// Why an import failed. Its own errors name their cause in their sentence.
fn in_one_sentence(error: &anyhow::Error) -> String {
    match error.downcast_ref::<ImportError>() {
        Some(error) => error.to_string(),
        None => format!("{error:#}"),
    }
}

/// People can be left alone without a rejected row: patients who are said to have replaced each other.
const fn exit_status(summary: &Summary) -> u8 {
    if summary.rejected == 0 && summary.left_alone == 0 { 0 } else { INCOMPLETE }
}

async fn run_import(
    args: &ImportArgs,
    options: &ImportOptions,
    store: &dyn ImportStore,
    hashes: &mut Vec<FileHash>,
) -> anyhow::Result<Summary> {
    if args.files.iter().filter(|file| file.as_os_str() == "-").count() > 1 {
        anyhow::bail!("the standard input can be read only once");
    }
    let sources = args.files.iter().map(|file| Source::open(file)).collect::<Result<Vec<_>, ImportError>>()?;
    let (sources, found): (Vec<_>, Vec<_>) = sources.into_iter().map(Source::hashed).unzip();
    *hashes = found;
    let rejects = match &args.rejects {
        Some(path) => Some(RejectList::open(path, &args.files)?),
        None => None,
    };
    let total = sources.iter().map(Source::length).sum::<Option<u64>>();
    let mut report = Report { progress: Progress::new(total), shown: BTreeMap::new(), left_alone: 0, rejects };
    let outcome = import_people(sources, options, store, &mut report).await;
    report.progress.finish();
    let begun = !matches!(outcome, Err(ImportError::Format { .. }));
    if let Some(Err(error)) = report.rejects.map(|rejects| rejects.close(begun)) {
        eprintln!("haetae: the list of rows left out is not complete: {error}");
    }
    Ok(outcome?)
}

/// Shows the progress of an import on the standard error.
struct Report {
    progress: Progress,
    /// Rejects shown so far.
    shown: BTreeMap<RejectCode, u64>,
    /// People left alone so far.
    left_alone: u64,
    rejects: Option<RejectList>,
}

impl Observer for Report {
    fn read(&mut self, bytes: u64) {
        self.progress.read(bytes);
    }

    fn stored(&mut self, people: u64) {
        self.progress.stored(people);
    }

    fn rejected(&mut self, reject: &Reject) {
        let shown = self.shown.entry(reject.code).or_default();
        *shown += 1;
        if self.rejects.is_none() || *shown <= SHOWN {
            self.progress.say(reject);
        } else if *shown == SHOWN + 1 {
            self.progress
                .say(&format_args!("more rows with the code {} are in the list of rejects only", reject.code.as_str()));
        }
        if let Some(list) = &mut self.rejects {
            list.add(reject);
        }
    }

    fn left_alone(&mut self, left: &LeftAlone) {
        self.left_alone += 1;
        if self.rejects.is_none() || self.left_alone <= SHOWN {
            self.progress.say(left);
        } else if self.left_alone == SHOWN + 1 {
            self.progress.say(&"more people are left alone: those whose rows are in the list of rejects");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_named_once() {
        let source = std::io::Error::other("no such disk");
        let error = anyhow::Error::from(ImportError::Open { file: "a.csv".to_owned(), source });
        assert_eq!(in_one_sentence(&error), "cannot open a.csv: no such disk");
        let error = anyhow::anyhow!("no such disk").context("cannot write a.csv");
        assert_eq!(in_one_sentence(&error), "cannot write a.csv: no such disk");
    }

    #[test]
    fn the_exit_status_says_whether_every_row_is_in() {
        let summary = |rejected, left_alone| Summary { rejected, left_alone, ..Summary::default() };
        assert_eq!(exit_status(&summary(0, 0)), 0);
        assert_eq!(exit_status(&summary(1, 0)), INCOMPLETE);
        assert_eq!(exit_status(&summary(0, 3)), INCOMPLETE);
    }
}
