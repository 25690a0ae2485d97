use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _};

use super::any_line::AnyLine;
use super::digest::Digest;
use super::entry::Head;
use super::folder::Folder;
use super::segment::SegmentName;
use super::writer::read_end;

/// The longest first line that is read, in bytes.
const MAX_LINE_BYTES: u64 = 1 << 20;

/// The first and the last entry of a file. What is between them is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SegmentEnds {
    pub(super) name: SegmentName,
    /// The number of the first entry.
    pub(super) first: u64,
    /// The hash of the entry before it.
    pub(super) prev: Digest,
    /// The last whole entry.
    pub(super) last: Head,
}

/// The ends of all files that have entries, in the order of the chain. A file whose first or last line is no entry
/// counts as far as it can be read: verifying the chain finds the place.
pub(super) fn segment_ends(folder: &Folder) -> io::Result<Vec<SegmentEnds>> {
    let mut ends = Vec::new();
    for name in folder.segments()? {
        ends.extend(of_segment(folder, name)?);
    }
    Ok(ends)
}

pub(super) fn of_segment(folder: &Folder, name: SegmentName) -> io::Result<Option<SegmentEnds>> {
    let mut file = match File::open(folder.segment(name)) {
        Ok(file) => file,
        // It was erased meanwhile.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let (tail, _) = read_end(&mut file)?;
    let mut line = Vec::new();
    BufReader::new(File::open(folder.segment(name))?).take(MAX_LINE_BYTES).read_until(b'\n', &mut line)?;
    let first = line.strip_suffix(b"\n").and_then(|line| AnyLine::parse(line).ok());
    let last = tail
        .split(|byte| *byte == b'\n')
        .rev()
        .skip(1)
        .find_map(|line| AnyLine::parse(line).ok())
        .map(|line| line.head());
    Ok(first.zip(last).map(|(first, last)| SegmentEnds { name, first: first.number(), prev: first.prev(), last }))
}
