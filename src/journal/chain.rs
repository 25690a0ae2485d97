use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _};

use super::act::ActLine;
use super::any_line::AnyLine;
use super::digest::Digest;
use super::entry::{Head, Line};
use super::folder::Folder;
use super::segment::SegmentName;

/// The longest line that is read, in bytes; every entry is shorter.
const MAX_LINE_BYTES: u64 = 1 << 20;

/// The result of verifying the whole chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChainReport {
    /// How many files were read.
    pub files: usize,
    /// How many entries were read: fewer than [`Head::entries`] if older ones have been forgotten.
    pub entries: u64,
    /// The end of the intact part of the chain.
    pub head: Option<Head>,
    /// Bytes of an unfinished last line: an entry that is being written, or that a crash left.
    pub unfinished: u64,
    /// The first break, with its place; nothing after it was read.
    pub broken: Option<String>,
}

/// An item that is passed while the chain is verified.
pub trait Findings {
    /// An entry in its place.
    fn entry(&mut self, line: &Line);
    /// Something that an operator did, in its place.
    fn act(&mut self, _line: &ActLine) {}
    /// The number of further bytes that were read.
    fn advance(&mut self, bytes: u64);
}

/// Verifies the chain of all files, to its end or its first break.
///
/// # Errors
///
/// If a file cannot be read.
pub fn verify(folder: &Folder, findings: &mut impl Findings) -> io::Result<ChainReport> {
    let names = folder.segments()?;
    let newest = names.last().copied();
    let mut walk = Walk { report: ChainReport::default(), newest };
    for name in names {
        walk.report.files += 1;
        walk.read(folder, name, findings)?;
        if walk.report.broken.is_some() {
            break;
        }
    }
    Ok(walk.report)
}

struct Walk {
    report: ChainReport,
    newest: Option<SegmentName>,
}

impl Walk {
    fn read(&mut self, folder: &Folder, name: SegmentName, findings: &mut impl Findings) -> io::Result<()> {
        let mut reader = BufReader::with_capacity(1 << 16, File::open(folder.segment(name))?);
        let mut line = Vec::new();
        for number in 1u64.. {
            line.clear();
            let length = reader.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', &mut line)? as u64;
            if length == 0 {
                break;
            }
            findings.advance(length);
            let place = format!("{name}, line {number}");
            let Some(content) = line.strip_suffix(b"\n") else {
                // More than the longest line is not an unfinished line.
                if Some(name) == self.newest && length < MAX_LINE_BYTES {
                    self.report.unfinished = length;
                } else {
                    self.report.broken = Some(format!("{place}: the line does not end"));
                }
                break;
            };
            match self.check(content) {
                Ok(line) => {
                    self.report.entries += 1;
                    self.report.head = Some(line.head());
                    match &line {
                        AnyLine::Passes(entry) => findings.entry(entry),
                        AnyLine::Act(act) => findings.act(act),
                    }
                }
                Err(reason) => {
                    self.report.broken = Some(format!("{place}: {reason}"));
                    break;
                }
            }
        }
        Ok(())
    }

    fn check(&self, content: &[u8]) -> Result<AnyLine, String> {
        let entry = AnyLine::parse(content).map_err(|error| error.to_string())?;
        match self.report.head {
            Some(before) if entry.prev() != before.head || entry.number() != before.entries.saturating_add(1) => {
                Err(format!("entry {} does not follow entry {}", entry.number(), before.entries))
            }
            // What came before the oldest file has been forgotten, unless this is the very first entry.
            None if (entry.number() == 1) != (entry.prev() == Digest::default()) => {
                Err(format!("entry {} does not begin a chain", entry.number()))
            }
            _ => Ok(entry),
        }
    }
}
