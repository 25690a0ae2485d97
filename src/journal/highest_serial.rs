use std::fs::File;
use std::io::{self, BufRead as _, BufReader};

use serde::Deserialize;

use super::folder::Folder;
use super::segment::SegmentName;

/// What is needed of a line. Its hash is not checked: a serial that is too high only leaves numbers out.
#[derive(Deserialize)]
struct Numbers {
    n: u64,
    serial: u32,
}

/// The highest serial in the entries after number `after`; `None` if there are no such entries. Files that hold only
/// earlier entries are not read.
///
/// # Errors
///
/// If a file cannot be read.
pub fn highest_serial(folder: &Folder, after: u64) -> io::Result<Option<u32>> {
    let mut highest = None;
    for name in folder.segments()?.into_iter().rev() {
        let mut first = None;
        for line in lines(folder, name)? {
            let Ok(Numbers { n, serial }) = serde_json::from_slice(&line?) else { continue };
            first = first.or(Some(n));
            if n > after {
                highest = highest.max(Some(serial));
            }
        }
        if first.is_some_and(|first| first <= after) {
            break;
        }
    }
    Ok(highest)
}

fn lines(folder: &Folder, name: SegmentName) -> io::Result<impl Iterator<Item = io::Result<Vec<u8>>>> {
    Ok(BufReader::with_capacity(1 << 16, File::open(folder.segment(name))?).split(b'\n'))
}
