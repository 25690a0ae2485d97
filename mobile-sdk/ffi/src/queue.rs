use haetae_core::queue::{self as core, Notice, Trail, UnverifiedTicket};

use crate::error::CoreError;
use crate::time::seconds;

/// Where somebody is in the waiting room. None of it says anything about a person. Times are the service's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum QueuePlace {
    /// There is no room, or it has not begun, or it is over: passes are issued without a ticket.
    NotNeeded,
    /// There is a room, and no ticket: join.
    Join,
    /// There is no ticket, and the room takes nobody in any more: until it is over, nobody else gets passes.
    Closed,
    /// The ticket is of another room: join this one.
    OtherRoom,
    /// The turn was longer ago than the window: join again.
    Expired,
    /// Nobody has been let in. A draw decides among all who come before the opening.
    NotOpen {
        /// How many have joined.
        joined: i64,
        /// When the room opens.
        opens: i64,
        /// How many seconds are left until then; absent if it is not known how old the notice is.
        seconds: Option<i64>,
    },
    /// The turn comes.
    Waiting {
        /// About how many people are before; absent while they cannot be counted. It never becomes more.
        people: Option<i64>,
        /// Between how many seconds, from now on, it takes; absent where that cannot be said.
        seconds: Option<QueueSeconds>,
    },
    /// Nobody is let in at present; the place is kept.
    Paused {
        /// About how many people are before; absent while they cannot be counted.
        people: Option<i64>,
    },
    /// It is the ticket's turn: ask for passes with it.
    Turn {
        /// Until when at least the ticket is good; absent if that cannot be said.
        until: Option<i64>,
    },
}

/// A range of seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct QueueSeconds {
    /// At least.
    pub least: i64,
    /// At most.
    pub most: i64,
}

/// What somebody sees of the waiting room at a time.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct QueueSeen {
    /// Where they are.
    pub place: QueuePlace,
    /// As of when, by the service's clock.
    pub made: i64,
    /// The number of the room; absent if there has been none.
    pub room: Option<u32>,
    /// After how many seconds to read the notice again, before `queue_pause` spreads it.
    pub poll_after: i64,
    /// By what the next notice is read; absent without a room.
    pub trail: Option<String>,
}

/// What somebody with this ticket sees of the waiting room by a notice (the answer of `GET /v1/queue`) that arrived
/// `age` seconds ago, by a clock that nobody sets; absent where that is not known, as after a restart. `trail` is what
/// was returned for the notice before: a text that is none counts as none. The same notice can be read again and again
/// with the trail that it has left. Fails if the notice is none or the ticket has not the form of one.
#[uniffi::export]
pub fn queue_seen(
    notice: Vec<u8>,
    ticket: Option<String>,
    age: Option<i64>,
    trail: Option<String>,
) -> Result<QueueSeen, CoreError> {
    let notice = Notice::read(&notice).map_err(|error| CoreError::Notice(error.to_string()))?;
    let parse = |text: String| UnverifiedTicket::parse(&text).map_err(|error| CoreError::Ticket(error.to_string()));
    let ticket = ticket.map(parse).transpose()?;
    let age = age.map(|age| u64::try_from(age).unwrap_or(0));
    let trail = trail.and_then(|trail| Trail::parse(&trail));
    let seen = core::Seen::of(&notice, ticket.as_ref().map(|ticket| &ticket.claims), age, trail);
    Ok(QueueSeen {
        place: seen.place.into(),
        made: seconds(seen.made),
        room: notice.room.map(|room| room.number),
        poll_after: number(notice.poll_after),
        trail: seen.trail.map(|trail| trail.to_string()),
    })
}

/// After how many milliseconds to read the notice again: `poll_after` seconds, a fifth more or less. After so many
/// `failures` in a row the pause doubles with each, up to five minutes, and is no shorter than the `retry_after`
/// seconds that the service asked for. `random` is another number each time. What is below 0 counts as 0.
#[uniffi::export]
pub fn queue_pause(poll_after: i64, failures: i32, retry_after: Option<i64>, random: i64) -> i64 {
    let whole = |number: i64| u64::try_from(number).unwrap_or(0);
    let failures = u32::try_from(failures).unwrap_or(0);
    number(core::until_next_read(whole(poll_after), failures, retry_after.map(whole), random.cast_unsigned()))
}

impl From<core::Place> for QueuePlace {
    fn from(place: core::Place) -> Self {
        match place {
            core::Place::NotNeeded => Self::NotNeeded,
            core::Place::Join => Self::Join,
            core::Place::Closed => Self::Closed,
            core::Place::OtherRoom => Self::OtherRoom,
            core::Place::Expired => Self::Expired,
            core::Place::NotOpen { joined, opens, seconds: left } => {
                Self::NotOpen { joined: number(joined), opens: seconds(opens), seconds: left.map(number) }
            }
            core::Place::Waiting(core::Waiting { people, seconds }) => {
                let range = |core::Seconds { least, most }| QueueSeconds { least: number(least), most: number(most) };
                Self::Waiting { people: people.map(number), seconds: seconds.map(range) }
            }
            core::Place::Paused { people } => Self::Paused { people: people.map(number) },
            core::Place::Turn { until } => Self::Turn { until: until.map(seconds) },
        }
    }
}

/// A count, as apps have it.
fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
