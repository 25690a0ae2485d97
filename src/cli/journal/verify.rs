use std::path::{Path, PathBuf};

use clap::Args;
use haetae_core::{Manifest, PinnedFile};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::unreadable;
use crate::cli::Failure;
use crate::cli::json::{self, AsJson};
use crate::cli::output::outln;
use crate::journal::{self, ActLine, ChainReport, Digest, Findings, Folder, HEAD_PREFIX, Head, Line};

/// Arguments of `haetae journal verify`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 the chain is intact and has the given entry, 1 it is broken or does not have it, 2 wrong usage or failure"
)]
pub(in crate::cli) struct VerifyArgs {
    /// The hash of an entry that must be there
    #[arg(long, value_name = "HEX", value_parser = digest)]
    head: Option<Digest>,
    /// A manifest that pins the end of this journal as it was then
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    #[command(flatten)]
    form: AsJson,
}

/// The output of `--json`.
#[derive(Serialize)]
struct ReportJson {
    files: usize,
    entries: u64,
    /// The last whole entry: its hash, its number and its time.
    head: Option<Head>,
    /// Bytes of an unfinished last line.
    unfinished: u64,
    /// The place where the chain is broken.
    broken: Option<String>,
    /// The entry that `--head` or `--manifest` asks for; null without them.
    asked_head: Option<FoundJson>,
    asked_manifest: Option<FoundJson>,
}

#[derive(Clone, Copy, Serialize)]
struct FoundJson {
    /// The number of the entry; null if it is missing.
    number: Option<u64>,
}

/// Verifies the chain.
pub(super) fn run(args: &VerifyArgs, folder: &Folder) -> Result<u8, Failure> {
    let pinned = args.manifest.as_deref().map(|path| pinned(path, folder)).transpose()?;
    let bar = progress(folder).map_err(unreadable(folder))?;
    let mut search = Search { head: args.head, pinned, head_at: None, pinned_at: None, bar };
    let report = journal::verify(folder, &mut search).map_err(unreadable(folder))?;
    search.bar.finish_and_clear();
    if args.form.json {
        let asked_head = args.head.map(|_| FoundJson { number: search.head_at });
        let asked_manifest = args.manifest.as_ref().map(|_| FoundJson { number: search.pinned_at });
        let missing = [asked_head, asked_manifest].into_iter().flatten().any(|asked| asked.number.is_none());
        let not_whole = report.broken.is_some() || missing;
        let ChainReport { files, entries, head, unfinished, broken } = report;
        json::print(&ReportJson { files, entries, head, unfinished, broken, asked_head, asked_manifest })?;
        return Ok(u8::from(not_whole));
    }
    describe(&report);
    if let Some(place) = &report.broken {
        return Err(Failure::no(format!("the chain is broken at {place}")));
    }
    if let Some(head) = args.head {
        search.require(search.head_at, &report, &format!("entry with the hash {head}"))?;
    }
    if let Some(path) = &args.manifest {
        search.require(search.pinned_at, &report, &format!("entry that {} pins", path.display()))?;
    }
    Ok(0)
}

fn describe(report: &ChainReport) {
    match report.head {
        Some(end) => outln!(
            "{} entries in {} files. The last whole one is number {} of {}: {}",
            report.entries,
            report.files,
            end.entries,
            end.time.to_rfc3339(),
            end.head
        ),
        None => outln!("There are no entries."),
    }
    if report.unfinished > 0 {
        outln!("The last line is unfinished: it is being written, or the next start will cut it off.");
    }
}

/// The entry that is looked for meanwhile.
struct Search {
    head: Option<Digest>,
    pinned: Option<PinnedFile>,
    head_at: Option<u64>,
    pinned_at: Option<u64>,
    bar: ProgressBar,
}

impl Search {
    fn compare(&mut self, end: Head) {
        if self.head == Some(end.head) {
            self.head_at = Some(end.entries);
        }
        if let Some(pinned) = &self.pinned
            && *pinned == PinnedFile::new(pinned.name.as_str(), &end.document())
        {
            self.pinned_at = Some(end.entries);
        }
    }

    fn require(&self, at: Option<u64>, report: &ChainReport, what: &str) -> Result<(), Failure> {
        let last = report.head.map_or(0, |head| head.entries);
        let Some(at) = at else {
            return Err(Failure::no(format!(
                "there is no {what}: the journal's tail was cut or its chain was rebuilt, or the entry is older than the oldest \
                 file"
            )));
        };
        outln!("The {what} is there: number {at}, and {} after it.", last.saturating_sub(at));
        Ok(())
    }
}

impl Findings for Search {
    fn entry(&mut self, line: &Line) {
        self.compare(line.head());
    }

    fn act(&mut self, line: &ActLine) {
        self.compare(line.head());
    }

    fn advance(&mut self, bytes: u64) {
        self.bar.inc(bytes);
    }
}

/// The journal head that the manifest pins for this node. Its signature is not checked: the operator chose the file.
fn pinned(path: &Path, folder: &Folder) -> Result<PinnedFile, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::from(format!("{}: {error}", path.display())))?;
    let manifest = Manifest::decode_unverified(&bytes)
        .map_err(|reason| Failure::from(format!("{}: not a manifest: {reason}", path.display())))?;
    let node = folder.node().map_err(unreadable(folder))?.unwrap_or_default();
    let name = format!("{HEAD_PREFIX}{node}");
    let found = manifest.files().iter().find(|file| file.name == name).cloned();
    found.ok_or_else(|| {
        Failure::from(format!("{}: this manifest pins no {name}: this node had issued nothing then", path.display()))
    })
}

/// A bar over the bytes of all files; it shows on a terminal only.
fn progress(folder: &Folder) -> std::io::Result<ProgressBar> {
    let mut bytes = 0;
    for name in folder.segments()? {
        bytes += std::fs::metadata(folder.segment(name))?.len();
    }
    let style = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {bytes_per_sec} {eta}");
    let bar = ProgressBar::new(bytes);
    Ok(if let Ok(style) = style { bar.with_style(style) } else { bar })
}

fn digest(text: &str) -> Result<Digest, String> {
    Digest::parse(text).ok_or_else(|| "a hash has 64 hexadecimal digits".to_owned())
}
