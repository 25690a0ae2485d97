//! Makes the checkpoints of the days that are over.

use std::io;

use haetae_core::{Checkpoint, CivilDate, UnixTime};

use super::checkpoints::{Checkpoints, SignedCheckpoint};
use super::digest::Digest;
use super::folder::Folder;
use super::segment::utc_day;
use super::segment_ends::{SegmentEnds, segment_ends};

/// Why a checkpoint was not made.
#[derive(Debug, thiserror::Error)]
pub enum AttestError {
    /// The folder cannot be read or written.
    #[error("the journal's checkpoints cannot be kept: {0}")]
    Disk(#[from] io::Error),
    /// What is in the folder is not what the checkpoints say.
    #[error("no checkpoint is made, because the journal is not the one that was attested: {0}")]
    Contradicts(String),
    /// There is no signature.
    #[error("no checkpoint can be signed: {0}")]
    NotSigned(String),
}

/// Makes a checkpoint for each UTC day that is over at `now` and has none: the first is that of yesterday. `sign`
/// returns the signed object. Returns the new ones; those that were made before a failure are kept and returned next
/// time by [`Checkpoints::read`].
pub(super) fn attest(
    folder: &Folder,
    node: &str,
    keep_days: u32,
    now: UnixTime,
    sign: &mut dyn FnMut(&Checkpoint) -> Result<Vec<u8>, String>,
) -> Result<Checkpoints, AttestError> {
    let _lock = folder.lock()?;
    let mut known = Checkpoints::read(folder)?;
    if let Some(damage) = &known.damaged {
        return Err(AttestError::Contradicts(format!("{}: {damage}", folder.checkpoints().display())));
    }
    let today = utc_day(now);
    let Some(yesterday) = today.checked_add_days(-1) else { return Ok(known) };
    if known.newest().is_some_and(|newest| newest.checkpoint.day >= yesterday) {
        return Ok(known);
    }
    let ends = segment_ends(folder)?;
    let kept_from = today.checked_add_days(-i64::from(keep_days)).unwrap_or(CivilDate::MIN);
    loop {
        let next = match known.newest() {
            None => first(&ends, node, yesterday, now),
            Some(newest) if newest.checkpoint.day >= yesterday => return Ok(known),
            Some(newest) => after(newest, &ends, kept_from, now)?,
        };
        let bytes = sign(&next).map_err(AttestError::NotSigned)?;
        let signed = SignedCheckpoint { checkpoint: next, bytes };
        known.append(folder, signed)?;
    }
}

/// The first checkpoint of a journal. What is older than its day is not attested.
fn first(ends: &[SegmentEnds], node: &str, day: CivilDate, now: UnixTime) -> Checkpoint {
    let last = ends.iter().rev().find(|segment| segment.name.day <= day).map(|segment| segment.last);
    let (entries, head) = match (last, ends.first()) {
        (Some(last), _) => (last.entries, last.head),
        (None, Some(oldest)) => (oldest.first.saturating_sub(1), oldest.prev),
        (None, None) => (0, Digest::default()),
    };
    let first = ends.iter().find(|segment| segment.name.day == day).map(|segment| segment.first);
    let first = first.unwrap_or(entries.saturating_add(1));
    Checkpoint { node: node.to_owned(), day, first, entries, head: head.0, previous: None, kept_from: day, issued: now }
}

/// The checkpoint of the next day.
fn after(
    before: &SignedCheckpoint,
    ends: &[SegmentEnds],
    kept_from: CivilDate,
    now: UnixTime,
) -> Result<Checkpoint, AttestError> {
    let newest = &before.checkpoint;
    let day = newest.day.checked_add_days(1).ok_or_else(|| AttestError::Contradicts("there is no next day".into()))?;
    // Entries of a day whose checkpoint was made go into a later file, so a day ends where a file does.
    let mut later = ends.iter().filter(|segment| segment.last.entries > newest.entries);
    match later.clone().next() {
        Some(next) if next.first != newest.entries.saturating_add(1) || next.prev.0 != newest.head => {
            let (last, first) = (newest.entries, next.first);
            let words = format!("after entry {last}, where {} ended, comes entry {first} of another chain", newest.day);
            return Err(AttestError::Contradicts(words));
        }
        Some(_) => {}
        None if newest.entries == 0 || ends.last().is_some_and(|segment| is_end(segment, newest)) => {}
        None => {
            let words = format!("entry {}, where {} ended, is not its last one", newest.entries, newest.day);
            return Err(AttestError::Contradicts(words));
        }
    }
    let last = later.rfind(|segment| segment.name.day <= day).map(|segment| segment.last);
    Ok(Checkpoint {
        node: newest.node.clone(),
        day,
        first: newest.entries.saturating_add(1),
        entries: last.map_or(newest.entries, |last| last.entries),
        head: last.map_or(newest.head, |last| last.head.0),
        previous: Some(before.digest().0),
        kept_from: kept_from.max(newest.kept_from),
        issued: now,
    })
}

fn is_end(segment: &SegmentEnds, checkpoint: &Checkpoint) -> bool {
    segment.last.entries == checkpoint.entries && segment.last.head.0 == checkpoint.head
}
