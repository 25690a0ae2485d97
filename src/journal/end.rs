use std::fs::File;
use std::io;

use super::entry::Head;
use super::folder::Folder;
use super::writer::{end_of_chain, read_end};

/// Finds the end of a chain without changing anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct End {
    /// The last complete entry; `None` if there is none.
    pub head: Option<Head>,
    /// Where the chain is broken, if it is in the part that was read.
    pub broken: Option<String>,
}

/// Verifies the end of the newest file that has entries: the same check as at the start of a node. A line that is being
/// written is skipped.
///
/// # Errors
///
/// If a file cannot be read.
pub fn check_end(folder: &Folder) -> io::Result<End> {
    for name in folder.segments()?.into_iter().rev() {
        let (tail, whole) = read_end(&mut File::open(folder.segment(name))?)?;
        let complete = tail.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        if complete == 0 && whole {
            continue;
        }
        let (head, broken) = end_of_chain(tail.get(..complete).unwrap_or_default(), whole);
        return Ok(End { head, broken: broken.map(|reason| format!("{name}: {reason}")) });
    }
    Ok(End::default())
}
