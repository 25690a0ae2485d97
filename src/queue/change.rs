//! What operators change about the room. A change says what would be, and is stored only if nobody else has changed the
//! room meanwhile.

use haetae_core::{SECONDS_PER_DAY, UnixTime};

use super::room::{Mode, Room, Serving, State};

#[cfg(test)]
mod tests;

/// The longest time before the opening at which it can be set: a later date is a slip.
pub const LONGEST_NOTICE: u64 = 14 * SECONDS_PER_DAY;
/// The shortest time for which a room can let people in, from its opening to the end of its life.
const SHORTEST_OPEN: u64 = SECONDS_PER_DAY;
/// How long before the opening a room takes people in, if nobody says it.
pub const PRE_QUEUE: u64 = 1_800;
/// The most people that can be let in a second.
pub const MOST_PER_SECOND: u32 = 1_000_000;

/// A change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A room is planned, or the times of one that has not opened move.
    Schedule {
        /// When it opens.
        opens: UnixTime,
        /// From when on it takes people in; without it, half an hour before. One that has begun stays.
        pre_queue: Option<UnixTime>,
    },
    /// People are let in from now on: a new room begins, one that is planned opens, a pause ends.
    Open,
    /// Nobody is let in until somebody opens it again.
    Pause,
    /// Nobody is taken in any more; who waits is let in; then the room is over.
    Drain,
    /// So many are let in a second; `None`: as many as issuing can take.
    Rate(Option<u32>),
}

/// What a change makes of a room.
#[derive(Clone, Debug, PartialEq)]
pub enum Changed {
    /// This.
    To(Box<Room>),
    /// Nothing: it is like this already.
    Already,
}

/// Why a room is not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// The time is not after now.
    #[error("{0} is in the past")]
    Past(&'static str),
    /// The opening is too far ahead.
    #[error("the opening is more than 14 days ahead: is the date right?")]
    TooFar,
    /// The room, which has taken people in, would end before they are let in.
    #[error("the room takes people in already and ends at {}: it must open a day before that", .0.to_rfc3339())]
    AfterItsEnd(UnixTime),
    /// The times are in the wrong order.
    #[error("the pre-queue would begin after the opening")]
    Order,
    /// People have been taken in.
    #[error("the pre-queue has begun: it cannot begin again")]
    PreQueueHasBegun,
    /// The room has opened: its times are past.
    #[error("the room has opened: its times cannot move any more. It can be paused or drained")]
    HasOpened,
    /// There is no room.
    #[error("there is no waiting room: schedule or open one first")]
    NoRoom,
    /// The room cannot be paused in this state.
    #[error("the room is {0}: it can be paused once its pre-queue has begun, and until it is drained")]
    NothingToPause(State),
    /// People wait for the opening.
    #[error("people wait for the opening: open the room before it is drained")]
    Waited,
    /// Nobody or too many would be let in.
    #[error("a rate is 1 to {MOST_PER_SECOND} people a second; to let nobody in, pause the room")]
    Rate,
}

impl Change {
    /// Its serialised form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Schedule { .. } => "schedule",
            Self::Open => "open",
            Self::Pause => "pause",
            Self::Drain => "drain",
            Self::Rate(_) => "rate",
        }
    }

    /// What this makes of a room at `now`, for `by`. `begin` is at how many people a second a new room begins.
    ///
    /// # Errors
    ///
    /// [`ChangeError`]: nothing is changed.
    pub fn apply(self, room: Option<&Room>, now: UnixTime, by: &str, begin: f64) -> Result<Changed, ChangeError> {
        let live = room.filter(|room| room.state(now) != State::Drained);
        let new = |pre_queue, opens| Room {
            number: room.map_or(0, |room| room.number).saturating_add(1),
            revision: 0,
            changed_by: String::new(),
            changed: now,
            created: now,
            pre_queue,
            opens,
            mode: Mode::Running,
            rate: None,
            serving: Serving::beginning(begin),
        };
        let changed = match (self, live) {
            (Self::Schedule { opens, pre_queue }, live) => {
                let (pre_queue, opens) = times(live, opens, pre_queue, now)?;
                live.map_or_else(|| new(pre_queue, opens), |room| moved(room, pre_queue, opens, now))
            }
            (Self::Open, None) => new(now, now),
            (_, None) => return Err(ChangeError::NoRoom),
            (Self::Open, Some(room)) => open(room, now),
            (Self::Pause, Some(room)) => match room.state(now) {
                State::PreQueue | State::Open | State::Paused => Room { mode: Mode::Paused, ..room.clone() },
                state => return Err(ChangeError::NothingToPause(state)),
            },
            (Self::Drain, Some(room)) => drain(room, now)?,
            (Self::Rate(rate), Some(room)) => {
                if rate.is_some_and(|rate| !(1..=MOST_PER_SECOND).contains(&rate)) {
                    return Err(ChangeError::Rate);
                }
                Room { rate, ..room.clone() }
            }
        };
        if live == Some(&changed) {
            return Ok(Changed::Already);
        }
        let revision = changed.revision.saturating_add(1);
        Ok(Changed::To(Box::new(Room { revision, changed_by: by.to_owned(), changed: now, ..changed })))
    }
}

/// The times of a schedule, if they can be: only an opening that has not come moves, and only to one that has not come.
/// So of two people who came before, whoever was to come first still is: both draws stay, and both share whichever
/// second it is.
fn times(
    live: Option<&Room>,
    opens: UnixTime,
    pre_queue: Option<UnixTime>,
    now: UnixTime,
) -> Result<(UnixTime, UnixTime), ChangeError> {
    if live.is_some_and(|room| room.has_begun() || room.opens <= now || matches!(room.mode, Mode::Draining(_))) {
        return Err(ChangeError::HasOpened);
    }
    if opens <= now {
        return Err(ChangeError::Past("the opening"));
    }
    if opens > now.saturating_add(LONGEST_NOTICE) {
        return Err(ChangeError::TooFar);
    }
    // Who has been taken in stays: a pre-queue that has begun does not begin again.
    let begun = live.map(|room| room.pre_queue).filter(|begun| *begun <= now);
    let usual = opens.saturating_sub(PRE_QUEUE).max(now);
    let pre_queue = match (begun, pre_queue) {
        (Some(begun), given) if given.is_none_or(|given| given == begun) => begun,
        (None, None) => usual,
        (_, Some(given)) if given < now => return Err(ChangeError::Past("the beginning of the pre-queue")),
        (Some(_), _) => return Err(ChangeError::PreQueueHasBegun),
        (None, Some(given)) => given,
    };
    let end = begun.and(live).map(Room::end);
    match end.filter(|end| opens.saturating_add(SHORTEST_OPEN) > *end) {
        Some(end) => Err(ChangeError::AfterItsEnd(end)),
        None if pre_queue > opens => Err(ChangeError::Order),
        None => Ok((pre_queue, opens)),
    }
}

/// A room at other times. As long as it has taken nobody in, it lives as long as one that is made now: no ticket and no
/// draw depends on when it was made.
fn moved(room: &Room, pre_queue: UnixTime, opens: UnixTime, now: UnixTime) -> Room {
    let moves = (room.pre_queue, room.opens) != (pre_queue, opens);
    let created = if moves && room.pre_queue > now { now } else { room.created };
    Room { pre_queue, opens, created, ..room.clone() }
}

fn open(room: &Room, now: UnixTime) -> Room {
    match room.mode {
        Mode::Running if room.state(now) != State::Open => {
            Room { opens: now, pre_queue: room.pre_queue.min(now), ..room.clone() }
        }
        _ => Room { mode: Mode::Running, ..room.clone() },
    }
}

fn drain(room: &Room, now: UnixTime) -> Result<Room, ChangeError> {
    let mode = match room.state(now) {
        State::Scheduled => Mode::Drained,
        State::Open => Mode::Draining(now),
        State::Paused if room.has_begun() || room.opens <= now => Mode::Draining(now),
        State::PreQueue | State::Paused => return Err(ChangeError::Waited),
        State::Draining | State::Drained => room.mode,
    };
    Ok(Room { mode, ..room.clone() })
}
