use super::SETTLE;
use super::curve::Before;
use super::notice::{Notice, NoticeRoom, RoomState};
use super::rank::Rank;
use super::ticket::Ticket;
use super::trail::Trail;
use crate::time::{SECONDS_PER_DAY, UnixTime};

#[cfg(test)]
mod tests;

/// Nodes' clocks differ, and counts arrive late: an estimate is off by so many seconds even at a steady rate
/// (docs/queue.md).
const OFF: f64 = 15.0;
/// A second is counted for certain this many seconds after it, with clocks that differ by a little.
const COUNTED: u64 = SETTLE + 2;

/// What somebody sees of the waiting room at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Their place.
    pub place: Place,
    /// As of when: the time at which the notice was made, by the service's clock.
    pub made: UnixTime,
    /// By what the next notice is read; `None` without a room.
    pub trail: Option<Trail>,
}

/// Where somebody is. None of it says anything about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
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
        joined: u64,
        /// When the room opens.
        opens: UnixTime,
        /// How many seconds are left until then; `None` if it is not known how old the notice is.
        seconds: Option<u64>,
    },
    /// The turn comes.
    Waiting(Waiting),
    /// Nobody is let in at present; the place is kept.
    Paused {
        /// About how many people are before; `None` if they cannot be counted yet.
        people: Option<u64>,
    },
    /// It is the ticket's turn: ask for passes with it.
    Turn {
        /// Until when at least the ticket is good; `None` if that cannot be said.
        until: Option<UnixTime>,
    },
}

/// How long somebody waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// About how many people are before; `None` if they cannot be counted yet. It never becomes more.
    pub people: Option<u64>,
    /// Between how many seconds, from now on, it takes; `None` if that cannot be said.
    pub seconds: Option<Seconds>,
}

/// A range of seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seconds {
    /// At least.
    pub least: u64,
    /// At most.
    pub most: u64,
}

impl Place {
    /// Its name in bindings.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::NotNeeded => "not_needed",
            Self::Join => "join",
            Self::Closed => "closed",
            Self::OtherRoom => "other_room",
            Self::Expired => "expired",
            Self::NotOpen { .. } => "not_open",
            Self::Waiting(_) => "waiting",
            Self::Paused { .. } => "paused",
            Self::Turn { .. } => "turn",
        }
    }
}

impl Seen {
    /// What somebody with this ticket sees. `age` is how many seconds ago the notice arrived, by a clock that nobody
    /// sets; `None` if that is not known, as after a restart. `before` is the trail that the notice before left: the
    /// same notice can be read again and again with the trail that it has left.
    ///
    /// Only the service's times count: what a phone's clock shows is not asked for.
    pub fn of(notice: &Notice, ticket: Option<&Ticket>, age: Option<u64>, before: Option<Trail>) -> Self {
        let made = notice.made;
        let Some(room) = &notice.room else { return Self { place: Place::NotNeeded, made, trail: None } };
        let mut trail = Trail::after(before, notice, room, ticket);
        let place = place(notice, room, ticket, age, &mut trail);
        Self { place, made, trail: Some(trail) }
    }
}

fn place(notice: &Notice, room: &NoticeRoom, ticket: Option<&Ticket>, age: Option<u64>, trail: &mut Trail) -> Place {
    if !room.state.needs_ticket() {
        return Place::NotNeeded;
    }
    let Some(ticket) = ticket else {
        return if room.state.takes_in() { Place::Join } else { Place::Closed };
    };
    if ticket.room != room.number {
        return Place::OtherRoom;
    }
    let rank = ticket.rank(room.opens);
    if rank < room.expired {
        return Place::Expired;
    }
    if rank < trail.now_serving() {
        return Place::Turn { until: trail.waited().map(|waited| waited.saturating_add(room.window)) };
    }
    // A node whose clock is behind opens a little later.
    if room.state == RoomState::PreQueue && !trail.has_opened() {
        let left = |age| room.opens.seconds_since(notice.made.saturating_add(age));
        return Place::NotOpen { joined: room.curve.all(), opens: room.opens, seconds: age.map(left) };
    }
    let ahead = ahead(notice, room, rank, trail);
    let people = trail.people();
    if room.state == RoomState::Paused {
        return Place::Paused { people };
    }
    let seconds = ahead.zip(age).and_then(|(ahead, age)| seconds(ahead, age, trail));
    Place::Waiting(Waiting { people, seconds })
}

/// How many people are before a rank; `None` as long as more may come before it.
fn ahead(notice: &Notice, room: &NoticeRoom, rank: Rank, trail: &mut Trail) -> Option<Before> {
    if notice.made < rank.second.saturating_add(COUNTED) {
        return None;
    }
    let from = trail.now_serving().max(Rank::beginning(room.opens));
    let ahead = Before::between(room.curve.around(from, room.opens), room.curve.around(rank, room.opens));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 on, and `as` saturates")]
    let fewest = trail.fewest((ahead.likely + 0.5) as u64) as f64;
    Some(Before { least: ahead.least.min(fewest), likely: fewest, most: ahead.most.max(fewest) })
}

/// Between how many seconds it takes from now on, `age` seconds after the notice; `None` where that would say nothing.
fn seconds(ahead: Before, age: u64, trail: &Trail) -> Option<Seconds> {
    let (slowest, fastest) = trail.rates(age)?;
    let left = |people: f64, rate: f64, off: f64| people / rate + off - age as f64;
    let (least, most) = (left(ahead.least, fastest, -OFF).max(0.0), left(ahead.most, slowest, OFF));
    // The turn should have come; or it may be very near or very far.
    if most <= 0.0 || most > SECONDS_PER_DAY as f64 || most > 3.0 * least + 600.0 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to a day")]
    Some(Seconds { least: least as u64, most: (most + 1.0) as u64 })
}
