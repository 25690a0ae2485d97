use std::path::{Path, PathBuf};

use clap::Args;
use haetae_core::{CivilDate, Manifest, PinnedFile};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::kept::{published, witnessed};
use super::unreadable;
use crate::cli::json::{self, AsJson};
use crate::cli::output::outln;
use crate::cli::trust_request::list_in_force;
use crate::cli::{Context, Failure};
use crate::config::Config;
use crate::journal::{
    self, ActLine, Audit, ChainReport, Digest, Findings, Folder, HEAD_PREFIX, Head, Line, Missing, MissingKind,
};
use crate::render::text::plural;

/// Arguments of `haetae journal verify`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 the journal is whole and has the given entry, 1 it is broken or something is missing, 2 wrong usage or failure"
)]
pub(in crate::cli) struct VerifyArgs {
    /// The hash of an entry that must be there
    #[arg(long, value_name = "HEX", value_parser = digest)]
    head: Option<Digest>,
    /// A manifest that pins the end of this journal as it was then
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// The folder of a witness, to compare with what it has kept of this journal (docs/witness.md)
    #[arg(long, value_name = "DIR")]
    witness: Option<PathBuf>,
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
    /// The days that have a checkpoint; null if there are none.
    attested_from: Option<CivilDate>,
    attested_until: Option<CivilDate>,
    /// The oldest day whose entries must be there.
    required_from: Option<CivilDate>,
    /// What is missing or was replaced, compared with the checkpoints and with what was published or witnessed.
    missing: Vec<Missing>,
}

#[derive(Clone, Copy, Serialize)]
struct FoundJson {
    /// The number of the entry; null if it is missing.
    number: Option<u64>,
}

/// Verifies the chain.
pub(super) fn run(args: &VerifyArgs, folder: &Folder, config: &Config, context: &Context) -> Result<u8, Failure> {
    let mut kept = published(config, folder)?;
    if let Some(path) = &args.witness {
        let witnessed = witnessed(path, folder)?;
        kept.checkpoints.extend(witnessed.checkpoints);
        kept.heads.extend(witnessed.heads);
        kept.checkpoints
            .sort_by(|left, right| (left.checkpoint.day, &left.bytes).cmp(&(right.checkpoint.day, &right.bytes)));
        kept.checkpoints.dedup();
        kept.heads.sort_by_key(|head| head.entries);
        kept.heads.dedup();
    }
    let (_, list) = list_in_force(config)?;
    let now = context.clock.now();
    let mut audit =
        journal::audit(folder, Some(&list), &kept, config.journal.keep_days, now).map_err(unreadable(folder))?;
    let pinned = args.manifest.as_deref().map(|path| pinned(path, folder)).transpose()?;
    let bar = progress(folder).map_err(unreadable(folder))?;
    let mut search = Search {
        head: args.head,
        pinned,
        head_at: None,
        pinned_at: None,
        kept: kept.heads,
        rewritten: Vec::new(),
        bar,
    };
    let report = journal::verify(folder, &mut search).map_err(unreadable(folder))?;
    search.bar.finish_and_clear();
    audit.missing.append(&mut search.rewritten);
    if args.form.json {
        let asked_head = args.head.map(|_| FoundJson { number: search.head_at });
        let asked_manifest = args.manifest.as_ref().map(|_| FoundJson { number: search.pinned_at });
        let missing = [asked_head, asked_manifest].into_iter().flatten().any(|asked| asked.number.is_none());
        let not_whole = report.broken.is_some() || missing || !audit.missing.is_empty();
        let ChainReport { files, entries, head, unfinished, broken } = report;
        let Audit { attested_from, attested_until, required_from, missing } = audit;
        json::print(&ReportJson {
            files,
            entries,
            head,
            unfinished,
            broken,
            asked_head,
            asked_manifest,
            attested_from,
            attested_until,
            required_from,
            missing,
        })?;
        return Ok(u8::from(not_whole));
    }
    describe(&report);
    describe_audit(&audit);
    if let Some(place) = &report.broken {
        return Err(Failure::no(format!("the chain is broken at {place}")));
    }
    if let Some(head) = args.head {
        search.require(search.head_at, &report, &format!("entry with the hash {head}"))?;
    }
    if let Some(path) = &args.manifest {
        search.require(search.pinned_at, &report, &format!("entry that {} pins", path.display()))?;
    }
    match audit.missing.len() {
        0 => Ok(0),
        number => {
            let findings = plural(number, "finding", "findings");
            Err(Failure::no(format!("the journal is not whole: {number} {findings}, above")))
        }
    }
}

/// What the checkpoints show.
fn describe_audit(audit: &Audit) {
    match (audit.attested_from, audit.attested_until, audit.required_from) {
        (Some(from), Some(until), Some(required)) => {
            outln!("Checkpoints: {from} to {until}. Entries are kept from {required} on.");
        }
        _ => outln!(
            "There are no checkpoints yet, so it would not show if days were cut from the beginning: a running service makes \
             one a day."
        ),
    }
    for missing in &audit.missing {
        outln!("Missing: {missing}.");
    }
}

fn describe(report: &ChainReport) {
    match report.head {
        Some(end) => outln!(
            "{} {} in {} {}. The last whole one is number {} of {}: {}",
            report.entries,
            plural(report.entries, "entry", "entries"),
            report.files,
            plural(report.files, "file", "files"),
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
    /// Ends that the chain had, by what was published.
    kept: Vec<Head>,
    rewritten: Vec<Missing>,
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
        if self.kept.iter().any(|head| head.entries == end.entries && head.head != end.head) {
            let finding = format!("entry {} is not the one that was published: the journal was rewritten", end.entries);
            self.rewritten.push(Missing { kind: MissingKind::Replaced, days: Vec::new(), finding });
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
