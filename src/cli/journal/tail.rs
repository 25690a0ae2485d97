use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::time::Duration;

use clap::Args;

use super::{acts, unreadable};
use crate::cli::Failure;
use crate::journal::{AnyLine, Folder, Line, SegmentName};

/// How often a journal that is followed is looked at.
const LOOK: Duration = Duration::from_millis(500);

/// Arguments of `haetae journal tail`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(in crate::cli) struct TailArgs {
    /// How many entries of the newest file to show first
    #[arg(short = 'n', long, value_name = "NUMBER", default_value_t = 10)]
    lines: usize,
    /// Continue with new entries until interrupted
    #[arg(long)]
    follow: bool,
    /// Write JSON for programs instead of text, one entry a line as in the file (docs/commands.md)
    #[arg(long)]
    json: bool,
}

/// Shows the last entries of the newest file, and those that follow.
pub(super) async fn run(args: &TailArgs, folder: &Folder) -> Result<u8, Failure> {
    let mut reader = Reader { folder, current: None, partial: Vec::new() };
    let mut last = VecDeque::new();
    let newest = folder.segments().map_err(unreadable(folder))?.pop();
    reader.turn_to(newest).map_err(unreadable(folder))?;
    reader
        .read(|line| {
            last.push_back(line.to_vec());
            if last.len() > args.lines {
                last.pop_front();
            }
        })
        .map_err(unreadable(folder))?;
    last.iter().try_for_each(|line| show(line, args.json))?;
    if !args.follow {
        return Ok(0);
    }
    let mut looks = tokio::time::interval(LOOK);
    loop {
        looks.tick().await;
        let mut added = Vec::new();
        reader.read_on(|line| added.push(line.to_vec())).map_err(unreadable(folder))?;
        added.iter().try_for_each(|line| show(line, args.json))?;
    }
}

/// Reads whole lines, file after file.
struct Reader<'a> {
    folder: &'a Folder,
    current: Option<(SegmentName, BufReader<File>)>,
    partial: Vec<u8>,
}

impl Reader<'_> {
    /// The entries added since, in this file and in newer ones.
    fn read_on(&mut self, mut line: impl FnMut(&[u8])) -> io::Result<()> {
        loop {
            // Looked for before reading: an entry that was added to this file before the next one began must not be
            // skipped.
            let name = self.current.as_ref().map(|(name, _)| *name);
            let next = self.folder.segments()?.into_iter().find(|next| name.is_none_or(|name| *next > name));
            self.read(&mut line)?;
            if next.is_none() {
                return Ok(());
            }
            self.turn_to(next)?;
        }
    }

    fn turn_to(&mut self, name: Option<SegmentName>) -> io::Result<()> {
        if let Some(name) = name {
            self.current = Some((name, BufReader::new(File::open(self.folder.segment(name))?)));
            self.partial.clear();
        }
        Ok(())
    }

    fn read(&mut self, mut line: impl FnMut(&[u8])) -> io::Result<()> {
        let Some((_, reader)) = &mut self.current else { return Ok(()) };
        while reader.read_until(b'\n', &mut self.partial)? > 0 {
            if let Some(whole) = self.partial.strip_suffix(b"\n") {
                line(whole);
                self.partial.clear();
            }
        }
        Ok(())
    }
}

fn show(bytes: &[u8], json: bool) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let written = match AnyLine::parse(bytes) {
        _ if json => out.write_all(bytes).and_then(|()| out.write_all(b"\n")),
        Ok(AnyLine::Passes(line)) => writeln!(out, "{}", words(&line)),
        Ok(AnyLine::Act(line)) => writeln!(out, "{}", acts::words(&line)),
        Err(error) => writeln!(out, "!! {error}: {}", String::from_utf8_lossy(bytes)),
    };
    written.and_then(|()| out.flush()).map_err(|error| Failure::from(error.to_string()))
}

fn words(line: &Line) -> String {
    let days = match (line.passes.iter().map(|pass| pass.day).min(), line.passes.iter().map(|pass| pass.day).max()) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (Some(day), _) => day.to_string(),
        _ => String::new(),
    };
    let (number, kind) = (line.passes.len(), line.kind.as_str());
    let passes = if number == 1 { "pass" } else { "passes" };
    format!(
        "{}  #{}  {}  serial {}  {number} {kind} {passes}  {days}",
        line.time.to_rfc3339(),
        line.n,
        line.partner_and_key(),
        line.serial
    )
}
