//! Sorts more data than memory holds: runs are sorted in memory, written to scratch files and merged.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Cursor, Read, Seek as _, Write};
use std::path::PathBuf;

/// Bytes of one run.
const RUN: usize = 32 << 20;

/// Sorts pairs of a key and a value. Scratch files are unlinked from the start: they disappear with the process,
/// however it ends, and no other process can open them.
pub(super) struct Sorter {
    scratch: PathBuf,
    run_size: usize,
    bytes: Vec<u8>,
    entries: Vec<Entry>,
    runs: Vec<File>,
}

#[derive(Clone, Copy)]
struct Entry {
    start: usize,
    value: usize,
    end: usize,
}

/// All pairs of one key.
pub(super) struct Group {
    pub(super) key: Vec<u8>,
    /// In the order in which they were pushed.
    pub(super) values: Vec<Vec<u8>>,
}

/// The key, run and value of the first pair that is left of a run.
type Head = (Vec<u8>, usize, Vec<u8>);

/// The groups in the order of their keys.
pub(super) struct Sorted {
    runs: Vec<Box<dyn Read + Send>>,
    heads: BinaryHeap<Reverse<Head>>,
}

impl Sorter {
    pub(super) fn new(scratch: PathBuf) -> Self {
        Self::with_run_size(scratch, RUN)
    }

    fn with_run_size(scratch: PathBuf, run_size: usize) -> Self {
        Self { scratch, run_size, bytes: Vec::new(), entries: Vec::new(), runs: Vec::new() }
    }

    pub(super) fn push(&mut self, key: &[u8], value: &[u8]) -> io::Result<()> {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(key);
        self.bytes.extend_from_slice(value);
        self.entries.push(Entry { start, value: start + key.len(), end: self.bytes.len() });
        if self.bytes.len() + self.entries.len() * size_of::<Entry>() >= self.run_size { self.spill() } else { Ok(()) }
    }

    /// Everything pushed so far, in order; the sorter is empty afterwards.
    pub(super) fn take_sorted(&mut self) -> io::Result<Sorted> {
        let mut runs: Vec<Box<dyn Read + Send>> = Vec::new();
        if self.runs.is_empty() {
            let mut run = Vec::with_capacity(self.bytes.len() + 8 * self.entries.len());
            self.write_run(&mut run)?;
            runs.push(Box::new(Cursor::new(run)));
        } else {
            self.spill()?;
            for mut file in self.runs.drain(..) {
                file.rewind()?;
                runs.push(Box::new(BufReader::with_capacity(1 << 16, file)));
            }
        }
        (self.bytes, self.entries) = (Vec::new(), Vec::new());
        let mut sorted = Sorted { runs, heads: BinaryHeap::new() };
        for run in 0..sorted.runs.len() {
            sorted.advance(run)?;
        }
        Ok(sorted)
    }

    fn spill(&mut self) -> io::Result<()> {
        let mut out = BufWriter::with_capacity(1 << 16, tempfile::tempfile_in(&self.scratch)?);
        self.write_run(&mut out)?;
        self.runs.push(out.into_inner().map_err(io::IntoInnerError::into_error)?);
        self.bytes.clear();
        self.entries.clear();
        Ok(())
    }

    fn write_run(&mut self, out: &mut impl Write) -> io::Result<()> {
        let bytes = &self.bytes;
        // Stable: equal keys stay in the order of their arrival.
        self.entries.sort_by(|left, right| bytes[left.start..left.value].cmp(&bytes[right.start..right.value]));
        for entry in &self.entries {
            for part in [&bytes[entry.start..entry.value], &bytes[entry.value..entry.end]] {
                let length = u32::try_from(part.len()).map_err(io::Error::other)?;
                out.write_all(&length.to_le_bytes())?;
                out.write_all(part)?;
            }
        }
        Ok(())
    }
}

impl Sorted {
    /// The next key with all its values; `None` after the last.
    pub(super) fn next_group(&mut self) -> io::Result<Option<Group>> {
        let Some((key, value)) = self.next_pair()? else { return Ok(None) };
        let mut values = vec![value];
        while self.heads.peek().is_some_and(|Reverse((next, ..))| *next == key) {
            values.extend(self.next_pair()?.map(|(_, value)| value));
        }
        Ok(Some(Group { key, values }))
    }

    /// The next key with one value, for keys with more values than memory holds. `None` after the last.
    pub(super) fn next_pair(&mut self) -> io::Result<Option<(Vec<u8>, Vec<u8>)>> {
        let Some(Reverse((key, run, value))) = self.heads.pop() else { return Ok(None) };
        self.advance(run)?;
        Ok(Some((key, value)))
    }

    /// Of equal keys the earlier run comes first, and of one run only one pair is among the heads: the order of
    /// arrival.
    fn advance(&mut self, run: usize) -> io::Result<()> {
        let mut length = [0; 4];
        let reader = &mut self.runs[run];
        if reader.read(&mut length[..1])? == 0 {
            return Ok(());
        }
        reader.read_exact(&mut length[1..])?;
        let key = read_part(reader, length)?;
        reader.read_exact(&mut length)?;
        let value = read_part(reader, length)?;
        self.heads.push(Reverse((key, run, value)));
        Ok(())
    }
}

fn read_part(reader: &mut impl Read, length: [u8; 4]) -> io::Result<Vec<u8>> {
    let mut part = vec![0; u32::from_le_bytes(length) as usize];
    reader.read_exact(&mut part)?;
    Ok(part)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn groups_come_in_order_with_values_as_they_arrived(
            pairs in proptest::collection::vec(("[a-d]{0,2}", any::<u16>()), 0..200),
            run_size in 1_usize..4_000,
        ) {
            let mut sorter = Sorter::with_run_size(std::env::temp_dir(), run_size);
            let mut expected: BTreeMap<Vec<u8>, Vec<Vec<u8>>> = BTreeMap::new();
            for (key, value) in pairs {
                sorter.push(key.as_bytes(), &value.to_le_bytes()).unwrap();
                expected.entry(key.into_bytes()).or_default().push(value.to_le_bytes().to_vec());
            }
            let mut sorted = sorter.take_sorted().unwrap();
            let mut groups = Vec::new();
            while let Some(group) = sorted.next_group().unwrap() {
                groups.push((group.key, group.values));
            }
            prop_assert_eq!(groups, expected.into_iter().collect::<Vec<_>>());
        }
    }
}
