use std::fmt;

use haetae_core::queue::Rank;
use haetae_core::{SECONDS_PER_DAY, UnixTime};
use serde::{Deserialize, Serialize};

/// A room takes people in for no longer than this after it was made, or moved before it took anybody in: the keys of
/// its first tickets must still be there for its last ones.
pub const LIFE: u64 = 21 * SECONDS_PER_DAY;

/// The waiting room, as all nodes share it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Room {
    /// Counts the rooms of an installation, from 1.
    pub number: u32,
    /// Counts what operators changed in it, from 1.
    pub revision: u64,
    /// Who changed it last.
    pub changed_by: String,
    /// And when.
    pub changed: UnixTime,
    /// When it was made, or last moved before it took anybody in.
    pub created: UnixTime,
    /// From when on it takes people in, and passes are issued to those who have been let in only.
    pub pre_queue: UnixTime,
    /// When it opens: all who came before have the same chance, and from then on the order is that of arrival.
    pub opens: UnixTime,
    /// What operators want of it.
    pub mode: Mode,
    /// How many are let in a second, if an operator has set that.
    pub rate: Option<u32>,
    /// How far it has come.
    pub serving: Serving,
}

/// What operators want of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// It follows its times.
    Running,
    /// Nobody is let in; people still come, and all keep their places.
    Paused,
    /// Nobody is taken in from this second on; who waits is let in. Then the room is over.
    Draining(UnixTime),
    /// It is over.
    Drained,
}

/// How far a room has come. Only the node that holds the lease changes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Serving {
    /// Everybody before this rank has been let in.
    pub now: Rank,
    /// Everybody before this rank was let in longer ago than their window.
    pub expired: Rank,
    /// When it was moved on, by the clock of the node that did. Nobody comes earlier: so a node whose clock is behind
    /// puts nobody before those who wait, and one that moves it on and is ahead lets nobody in who has just come.
    pub moved: UnixTime,
    /// How many are let in a second at present.
    pub per_second: f64,
    /// For how many milliseconds people have been let in. Windows are measured by it: the time of a pause, or in which
    /// no node moved the room on, costs no one a turn.
    pub served_ms: u64,
    /// How far it had come when, by `served_ms`: as much as windows need.
    pub history: Vec<(u64, Rank)>,
}

/// The state of a room at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is planned. Passes are issued as ever.
    Scheduled,
    /// It takes people in; nobody is let in yet.
    PreQueue,
    /// It takes people in and lets them in.
    Open,
    /// It takes people in; nobody is let in, and all keep their places.
    Paused,
    /// It takes nobody in and lets in those who wait.
    Draining,
    /// It is over. Passes are issued as ever.
    Drained,
}

impl State {
    /// All states.
    pub const ALL: [Self; 6] =
        [Self::Scheduled, Self::PreQueue, Self::Open, Self::Paused, Self::Draining, Self::Drained];

    /// Its serialised form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::PreQueue => "pre_queue",
            Self::Open => "open",
            Self::Paused => "paused",
            Self::Draining => "draining",
            Self::Drained => "drained",
        }
    }

    /// Whether the room takes people in.
    pub const fn takes_in(self) -> bool {
        matches!(self, Self::PreQueue | Self::Open | Self::Paused)
    }

    /// Whether passes need a ticket.
    pub const fn needs_ticket(self) -> bool {
        matches!(self, Self::PreQueue | Self::Open | Self::Paused | Self::Draining)
    }

    /// Whether people are let in.
    pub const fn lets_in(self) -> bool {
        matches!(self, Self::Open | Self::Draining)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Room {
    /// Its state at a time.
    pub fn state(&self, now: UnixTime) -> State {
        match self.mode {
            Mode::Drained => State::Drained,
            _ if now > self.end() => State::Drained,
            Mode::Draining(_) => State::Draining,
            Mode::Paused => State::Paused,
            // What has begun stays so, whatever a clock says.
            Mode::Running if now >= self.opens || self.has_begun() => State::Open,
            Mode::Running if now >= self.pre_queue => State::PreQueue,
            Mode::Running => State::Scheduled,
        }
    }

    /// The last second of its life.
    pub fn end(&self) -> UnixTime {
        self.created.saturating_add(LIFE)
    }

    /// Whether anybody has been let in.
    pub fn has_begun(&self) -> bool {
        self.serving.now > Rank::FIRST
    }

    /// What identifies its state to somebody who reads later what was changed: names and values.
    pub fn details(&self) -> Vec<(&'static str, String)> {
        let mut details = vec![
            ("room", self.number.to_string()),
            ("revision", self.revision.to_string()),
            ("pre_queue", self.pre_queue.to_rfc3339()),
            ("opens", self.opens.to_rfc3339()),
        ];
        details.extend(self.rate.map(|rate| ("rate", rate.to_string())));
        details
    }

    /// Reads a room as it is stored.
    ///
    /// # Errors
    ///
    /// If it has another form.
    pub fn decode(document: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(document)
    }

    /// The room as it is stored.
    ///
    /// # Errors
    ///
    /// None in practice: all of it can be written as JSON.
    pub fn encode(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }
}

impl Serving {
    /// Nobody has been let in.
    pub const fn beginning(per_second: f64) -> Self {
        Self {
            now: Rank::FIRST,
            expired: Rank::FIRST,
            moved: Rank::FIRST.second,
            per_second,
            served_ms: 0,
            history: Vec::new(),
        }
    }
}
