use std::collections::BTreeMap;
use std::time::Duration;

use haetae_core::UnixTime;

use super::disagreement::{Disagreement, With};
use super::reading::{Reading, signed};
use crate::store::{Doubt, Witnesses};

/// The clock may move against the monotonic time by one second in this many: a time server corrects it in small steps.
const SECONDS_TO_DRIFT_ONE: i64 = 1_000;

/// Everything that a node knows about the time besides its clock.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    anchor: Option<Anchor>,
    manifest: Option<(u64, Seen)>,
    own: Option<Seen>,
    /// This node's own doubt, from before its start.
    doubt: Option<Doubt>,
    others: BTreeMap<String, Seen>,
    database: Option<Seen>,
    /// When the witnesses were read last, and when the manifest was looked at last.
    witnesses_read: Option<Duration>,
    manifest_read: Option<Duration>,
}

/// A time that somebody wrote down while the monotonic time was between `after` and `first`; with no `after` it may
/// be as old as it likes.
#[derive(Clone, Copy, Debug)]
struct Seen {
    at: UnixTime,
    first: Duration,
    after: Option<Duration>,
}

impl Seen {
    /// By how many seconds the clock is ahead of the latest time that it can be, or, below zero, behind the earliest.
    fn ahead(&self, reading: &Reading) -> i64 {
        let (now, at) = (signed(reading.now.seconds()), signed(self.at.seconds()));
        let behind = now - (at + reading.since(self.first));
        match self.after {
            _ if behind < 0 => behind,
            Some(after) => (now - (at + reading.since(after))).max(0),
            None => 0,
        }
    }
}

/// The offset of a believed clock from the monotonic time.
#[derive(Clone, Copy, Debug)]
struct Anchor {
    offset: i64,
    moved: Duration,
}

impl Anchor {
    /// Follows the clock no faster than a time server corrects it.
    fn follow(&mut self, reading: &Reading) {
        let room = reading.since(self.moved) / SECONDS_TO_DRIFT_ONE;
        if room > 0 {
            self.offset += (reading.offset() - self.offset).clamp(-room, room);
            self.moved = reading.monotonic;
        }
    }
}

impl Evidence {
    /// Takes note of the newest manifest: its version and when it was signed.
    pub(super) fn see_manifest(&mut self, manifest: Option<(u64, UnixTime)>, reading: &Reading) {
        let after = self.manifest_read.replace(reading.monotonic);
        let Some((version, at)) = manifest else { return };
        if self.manifest.is_none_or(|(known, _)| known != version) {
            self.manifest = Some((version, Seen { at, first: reading.monotonic, after }));
        }
    }

    /// Takes note of what the nodes wrote and the database server shows, for which the store was asked when the
    /// monotonic time was `asked`; `node` is this one.
    pub(super) fn see_witnesses(&mut self, node: &str, witnesses: Witnesses, asked: Duration, reading: &Reading) {
        let after = self.witnesses_read.replace(reading.monotonic);
        self.database = witnesses.database.map(|at| Seen { at, first: reading.monotonic, after: Some(asked) });
        for witness in witnesses.nodes {
            if witness.node == node {
                if after.is_none() {
                    self.own = witness.at.map(|at| Seen { at, first: reading.monotonic, after: None });
                    self.doubt = witness.doubt;
                }
                continue;
            }
            let Some(at) = witness.at else { continue };
            if self.others.get(&witness.node).is_none_or(|known| known.at != at) {
                self.others.insert(witness.node, Seen { at, first: reading.monotonic, after });
            }
        }
    }

    pub(super) const fn witnesses_are_read(&self) -> bool {
        self.witnesses_read.is_some()
    }

    /// Whether there are other nodes of which it is not known yet whether they run.
    pub(super) fn awaits_others(&self) -> bool {
        !self.others.is_empty() && self.others.values().all(|seen| seen.after.is_none())
    }

    /// What the clock disagrees with by more than `limit` seconds.
    pub(super) fn disagreement(&self, reading: &Reading, limit: u64) -> Option<Disagreement> {
        let limit = signed(limit);
        let beyond = |with: With, ahead: i64| (ahead.abs() > limit).then_some(Disagreement { with, ahead });
        self.against_monotonic(reading, limit)
            .or_else(|| beyond(With::Manifest, self.manifest?.1.ahead(reading)))
            .or_else(|| beyond(With::Itself, self.own?.ahead(reading)))
            .or_else(|| self.against_doubt(reading))
            .or_else(|| self.against_others(reading, limit))
    }

    /// Whether the clock has moved otherwise than time since it was believed.
    pub(super) fn against_monotonic(&self, reading: &Reading, limit: i64) -> Option<Disagreement> {
        let ahead = reading.offset() - self.anchor?.offset;
        (ahead.abs() > limit).then_some(Disagreement { with: With::Monotonic, ahead })
    }

    /// A clock that was ahead before this node's restart and has not come back since.
    fn against_doubt(&self, reading: &Reading) -> Option<Disagreement> {
        let doubt = self.doubt.filter(|doubt| doubt.ahead > 0 && reading.now >= doubt.shows)?;
        Some(Disagreement { with: With::Itself, ahead: doubt.ahead })
    }

    /// The other nodes that run, or ran, and the database server: more of them must disagree than agree.
    fn against_others(&self, reading: &Reading, limit: i64) -> Option<Disagreement> {
        let nodes = self.others.values().filter(|seen| seen.after.is_some());
        let mut seen: Vec<(i64, With)> = nodes
            .map(|seen| (seen.ahead(reading), With::OtherNodes))
            .chain(self.database.map(|seen| (seen.ahead(reading), With::Database)))
            .collect();
        let number = seen.len();
        seen.retain(|(ahead, _)| ahead.abs() > limit);
        seen.sort_unstable_by_key(|(ahead, _)| *ahead);
        let (ahead, with) = *seen.get(seen.len() / 2)?;
        (seen.len() * 2 > number).then_some(Disagreement { with, ahead })
    }

    /// The clock is believed: from now on it is compared with this reading.
    pub(super) fn believe(&mut self, reading: &Reading) {
        self.anchor.get_or_insert(Anchor { offset: reading.offset(), moved: reading.monotonic }).follow(reading);
        self.doubt = None;
    }

    /// The clock is believed on the word of an operator, whatever it was before.
    pub(super) fn accept(&mut self, reading: &Reading) {
        self.anchor = None;
        self.own = None;
        self.believe(reading);
    }

    /// This node wrote what its clock shows.
    pub(super) fn wrote(&mut self, reading: &Reading) {
        self.own = Some(Seen { at: reading.now, first: reading.monotonic, after: None });
    }
}
