//! Whether a journal is all there: its files against its checkpoints.

#[cfg(test)]
mod tests;

use std::fmt;
use std::io;

use haetae_core::{CheckpointSigner, CivilDate, SECONDS_PER_DAY, TrustList, UnixTime};
use serde::Serialize;

use super::checkpoints::{Checkpoints, SignedCheckpoint};
use super::entry::Head;
use super::folder::Folder;
use super::segment::utc_day;
use super::segment_ends::{SegmentEnds, segment_ends};

/// A node may make the checkpoint of a day so many seconds after its end.
const GRACE: u64 = 3_600;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// The first day that has a checkpoint; earlier ones are not attested. `None` if there are no checkpoints.
    pub attested_from: Option<CivilDate>,
    /// The last day that has one.
    pub attested_until: Option<CivilDate>,
    /// The oldest day whose entries must be there.
    pub required_from: Option<CivilDate>,
    /// Everything that is missing or was replaced.
    pub missing: Vec<Missing>,
}

/// What others have kept of this node's journal.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// Checkpoints, in any order.
    pub checkpoints: Vec<SignedCheckpoint>,
    /// Ends that the chain had.
    pub heads: Vec<Head>,
}

/// Something that is missing or was replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// What kind of thing.
    pub kind: MissingKind,
    /// The days that it concerns, ascending; empty if that is not known.
    pub days: Vec<CivilDate>,
    /// What is wrong, in a sentence.
    pub finding: String,
}

/// Kinds of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingKind {
    /// Entries that a checkpoint counts are not in the files.
    Entries,
    /// Entries are there, but are not those that a checkpoint attests.
    Replaced,
    /// A day that is over has no checkpoint yet.
    Unattested,
    /// A checkpoint that was published or witnessed is not here.
    Checkpoint,
    /// A checkpoint is damaged, replaced, or not signed by a key of the trust list.
    BadCheckpoint,
}

/// Compares the files of the journal in `folder` with its checkpoints. Entries within a file are not looked at:
/// [`verify`](super::verify) does that. Without a trust list no signature is looked at.
///
/// # Errors
///
/// If the folder cannot be read.
pub fn audit(
    folder: &Folder,
    list: Option<&TrustList>,
    kept: &Kept,
    keep_days: u32,
    now: UnixTime,
) -> io::Result<Audit> {
    let (checkpoints, ends) = (Checkpoints::read(folder)?, segment_ends(folder)?);
    let mut audit = Audit::default();
    audit.check_checkpoints(&checkpoints, list);
    audit.compare_with_kept(&checkpoints, &ends, kept);
    let Some((oldest, newest)) = checkpoints.all.first().zip(checkpoints.newest()) else { return Ok(audit) };
    audit.attested_from = Some(oldest.checkpoint.day);
    audit.attested_until = Some(newest.checkpoint.day);
    audit.check_last_day(newest.checkpoint.day, now);
    let kept_from = utc_day(now).checked_add_days(-i64::from(keep_days)).unwrap_or(CivilDate::MIN);
    let required_from = kept_from.max(newest.checkpoint.kept_from);
    audit.required_from = Some(required_from);
    audit.check_files(&ends, &checkpoints.all, required_from);
    Ok(audit)
}

impl Audit {
    fn add(&mut self, kind: MissingKind, days: Vec<CivilDate>, finding: impl Into<String>) {
        self.missing.push(Missing { kind, days, finding: finding.into() });
    }

    /// Whether the checkpoints follow each other and are signed. One whose key has left the trust list needs a later
    /// one that is signed by a key on it.
    fn check_checkpoints(&mut self, checkpoints: &Checkpoints, list: Option<&TrustList>) {
        if let Some(damage) = &checkpoints.damaged {
            self.add(MissingKind::BadCheckpoint, Vec::new(), format!("the file of checkpoints is damaged: {damage}"));
        }
        let mut before: Option<&SignedCheckpoint> = None;
        for signed in &checkpoints.all {
            if let Some(reason) = before.and_then(|before| signed.does_not_follow(before)) {
                self.add(MissingKind::BadCheckpoint, vec![signed.checkpoint.day], reason);
            }
            before = Some(signed);
        }
        if let Some(first) = checkpoints.all.first().filter(|first| first.checkpoint.previous.is_some()) {
            let day = first.checkpoint.day;
            let words = format!("the checkpoints before {day} are missing: the one of {day} is not a node's first");
            self.add(MissingKind::Checkpoint, vec![day], words);
        }
        let Some(list) = list else { return };
        let mut newest_unknown = None;
        for signed in &checkpoints.all {
            let day = signed.checkpoint.day;
            match signed.signer(list) {
                CheckpointSigner::Listed => newest_unknown = None,
                CheckpointSigner::Unknown => newest_unknown = Some(day),
                CheckpointSigner::Nobody => {
                    let words = format!("the checkpoint of {day} has a wrong signature: it was forged");
                    self.add(MissingKind::BadCheckpoint, vec![day], words);
                }
            }
        }
        if let Some(day) = newest_unknown {
            let words = format!("the checkpoint of {day} is signed by a key that is not on the trust list");
            self.add(MissingKind::BadCheckpoint, vec![day], words);
        }
    }

    fn compare_with_kept(&mut self, checkpoints: &Checkpoints, ends: &[SegmentEnds], kept: &Kept) {
        let last = ends.last().map_or(0, |segment| segment.last.entries);
        for head in &kept.heads {
            let entries = head.entries;
            if entries > last {
                let first = last.saturating_add(1);
                let words = format!("entries {first} to {entries} are missing at the end: they were published before");
                self.add(MissingKind::Entries, vec![utc_day(head.time)], words);
            } else if ends.iter().any(|segment| segment.last.entries == entries && segment.last.head != head.head) {
                let words = format!("entry {entries} is not the one that was published: the journal was rewritten");
                self.add(MissingKind::Replaced, vec![utc_day(head.time)], words);
            }
        }
        for signed in &kept.checkpoints {
            let day = signed.checkpoint.day;
            match checkpoints.all.iter().find(|own| own.checkpoint.day == day) {
                Some(own) if own.bytes == signed.bytes => {}
                Some(_) => self.add(
                    MissingKind::BadCheckpoint,
                    vec![day],
                    format!("the checkpoint of {day} is not the one that was published: the journal was rewritten"),
                ),
                None => self.add(
                    MissingKind::Checkpoint,
                    vec![day],
                    format!("the checkpoint of {day} was published and is missing here"),
                ),
            }
        }
    }

    fn check_last_day(&mut self, newest: CivilDate, now: UnixTime) {
        let due = utc_day(now.saturating_sub(GRACE + SECONDS_PER_DAY));
        let Some(first) = newest.checked_add_days(1).filter(|first| *first <= due) else { return };
        let words = format!(
            "there is no checkpoint {}: the node did not run or could not sign, or they were removed",
            span(first, due)
        );
        self.add(MissingKind::Unattested, days(first, due), words);
    }

    /// Whether the entries of every attested day that must be there are there, and those since.
    fn check_files(&mut self, ends: &[SegmentEnds], all: &[SignedCheckpoint], required_from: CivilDate) {
        let required = all.iter().map(|signed| &signed.checkpoint).filter(|one| one.day >= required_from);
        // Holes: before the first file, between two files, after the last one.
        let attested = all.last().map_or(0, |newest| newest.checkpoint.entries);
        let mut expected = required.clone().next().map_or(attested.saturating_add(1), |first| first.first);
        let mut before: Option<Head> = None;
        for segment in ends {
            // An entry that has a later one was there, whether its day is attested already or not.
            let last = segment.first.saturating_sub(1);
            self.hole(all, expected, last, (last > attested).then_some(segment.name.day));
            if let Some(before) = before
                && segment.first == before.entries.saturating_add(1)
                && segment.prev != before.head
            {
                let words = format!("{} does not follow the file before it", segment.name);
                self.add(MissingKind::Replaced, vec![segment.name.day], words);
            }
            expected = expected.max(segment.last.entries.saturating_add(1));
            before = Some(segment.last);
        }
        self.hole(all, expected, attested, None);
        for signed in all {
            self.check_end(ends, signed);
        }
    }

    /// Entries that are not there. The last of them may be of a day that is not attested: `until` is the latest.
    fn hole(&mut self, all: &[SignedCheckpoint], first: u64, last: u64, until: Option<CivilDate>) {
        if first > last {
            return;
        }
        let attested = all
            .iter()
            .map(|signed| &signed.checkpoint)
            .filter(|one| one.first <= last && one.entries >= first && one.first <= one.entries)
            .map(|one| one.day);
        let days: Vec<CivilDate> = attested.chain(until).collect();
        let named: Vec<String> = days.iter().map(ToString::to_string).collect();
        let words = format!("entries {first} to {last} are missing; they are of {}", named.join(", "));
        self.add(MissingKind::Entries, days, words);
    }

    /// Whether the end of a day in the files is the one that was signed.
    fn check_end(&mut self, ends: &[SegmentEnds], signed: &SignedCheckpoint) {
        let (one, day) = (&signed.checkpoint, signed.checkpoint.day);
        if one.entries == 0 {
            return;
        }
        let at_end = ends.iter().find(|segment| segment.last.entries == one.entries).map(|segment| segment.last.head.0);
        let at_start =
            ends.iter().find(|segment| segment.first == one.entries.saturating_add(1)).map(|segment| segment.prev.0);
        let within = ends.iter().any(|segment| segment.first <= one.entries && one.entries < segment.last.entries);
        if [at_end, at_start].into_iter().flatten().any(|head| head != one.head) || within {
            let words = format!("entry {}, the last of {day}, is not the one that was attested", one.entries);
            self.add(MissingKind::Replaced, vec![day], words);
        }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.finding)
    }
}

fn days(first: CivilDate, last: CivilDate) -> Vec<CivilDate> {
    let next = |day: &CivilDate| day.checked_add_days(1).filter(|next| *next <= last);
    std::iter::successors(Some(first), next).collect()
}

fn span(first: CivilDate, last: CivilDate) -> String {
    if first == last { format!("of {first}") } else { format!("of {first} to {last}") }
}
