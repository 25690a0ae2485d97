use core::fmt;

use super::notice::{Notice, NoticeRoom, RoomState};
use super::rank::{Draw, Rank};
use super::ticket::Ticket;
use crate::time::UnixTime;

/// A rate that was seen counts for about so many seconds.
const MEMORY: u64 = 600;
/// A room that has not moved between two notices this many seconds apart stands still.
const STANDSTILL: u64 = 10;
/// Nodes' notices overlap by seconds. A later one by more, in which the room is less far, is of a database that was put
/// back: what earlier ones said is no longer so.
const OVERLAP: u64 = 60;
/// In the text: nobody has been counted yet.
const UNCOUNTED: u64 = u64::MAX;

/// What earlier notices of a room said, as far as later ones are read by it: so a place never gets worse from one
/// notice to the next, whichever node it is of, and an estimate is as wide as the rate moves. It has no clock, and is
/// kept over restarts as text ([`Trail::parse`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trail {
    room: u32,
    /// When the ticket's holder came; 1970 without a ticket.
    arrival: UnixTime,
    /// When the newest notice was made.
    made: UnixTime,
    /// How far the room has come.
    now_serving: Rank,
    /// The fewest people that were before the ticket.
    people: u64,
    /// Thousandths of a person a second: the least and the most lately, and those of the two newest notices.
    slowest: u64,
    fastest: u64,
    previous: u64,
    last: u64,
    /// When the first notice was made by which people were let in; 1970 before.
    since: UnixTime,
    /// When the newest notice was made, if people were let in by it; else 1970.
    moving: UnixTime,
    /// When the newest notice was made by which the ticket had not been let in; 1970 if there was none.
    waited: UnixTime,
}

impl Trail {
    const NEVER: UnixTime = UnixTime::saturating_new(0);

    /// The trail with a notice of this room. One that was read before changes nothing.
    pub(super) fn after(before: Option<Self>, notice: &Notice, room: &NoticeRoom, ticket: Option<&Ticket>) -> Self {
        let arrival = ticket.map_or(Self::NEVER, |ticket| ticket.arrival);
        let is_known = |known: &Self| {
            let is_back = room.now_serving < known.now_serving && notice.made >= known.made.saturating_add(OVERLAP);
            known.room == room.number && known.arrival == arrival && !is_back
        };
        let begun = Self {
            room: room.number,
            arrival,
            made: Self::NEVER,
            now_serving: Rank::FIRST,
            people: UNCOUNTED,
            slowest: 0,
            fastest: 0,
            previous: 0,
            last: 0,
            since: Self::NEVER,
            moving: Self::NEVER,
            waited: Self::NEVER,
        };
        let mut trail = before.filter(is_known).unwrap_or(begun);
        let rank = ticket.map(|ticket| ticket.rank(room.opens));
        if notice.made > trail.made {
            trail.follow_rate(notice.made, room, rank);
            trail.made = notice.made;
        }
        trail.now_serving = trail.now_serving.max(room.now_serving);
        if rank.is_some_and(|rank| rank >= trail.now_serving) {
            trail.waited = trail.waited.max(notice.made);
        }
        trail
    }

    fn follow_rate(&mut self, made: UnixTime, room: &NoticeRoom, rank: Option<Rank>) {
        if !matches!(room.state, RoomState::Open | RoomState::Draining) {
            self.moving = Self::NEVER;
            return;
        }
        let now = room.per_second_thousandths;
        let passed = if self.moving > Self::NEVER { made.seconds_since(self.moving) } else { 0 };
        if self.since == Self::NEVER {
            (self.slowest, self.fastest, self.last, self.since) = (now, now, now, made);
        }
        // What was seen earlier fades.
        let part = passed.min(MEMORY);
        let faded = |seen: u64| {
            let (whole, rest) = (seen.abs_diff(now) / MEMORY, seen.abs_diff(now) % MEMORY);
            whole.saturating_mul(part).saturating_add(rest.saturating_mul(part) / MEMORY)
        };
        self.slowest = self.slowest.saturating_add(faded(self.slowest)).min(now);
        self.fastest = self.fastest.saturating_sub(faded(self.fastest)).max(now);
        let is_still = room.now_serving == self.now_serving && rank.is_some_and(|rank| rank > room.now_serving);
        if passed >= STANDSTILL && is_still {
            self.slowest = 0;
        }
        (self.previous, self.last, self.moving) = (self.last, now, made);
    }

    /// Whether people were let in by a notice.
    pub(super) fn has_opened(&self) -> bool {
        self.since > Self::NEVER
    }

    /// How far the room has come.
    pub(super) const fn now_serving(&self) -> Rank {
        self.now_serving
    }

    /// Notes how many people are before the ticket; returns the fewest that there were.
    pub(super) fn fewest(&mut self, people: u64) -> u64 {
        self.people = self.people.min(people);
        self.people
    }

    /// The fewest people that were before the ticket; `None` if they have not been counted.
    pub(super) fn people(&self) -> Option<u64> {
        (self.people != UNCOUNTED).then_some(self.people)
    }

    /// When the newest notice was made by which the ticket had not been let in.
    pub(super) fn waited(&self) -> Option<UnixTime> {
        (self.waited > Self::NEVER).then_some(self.waited)
    }

    /// Between which rates the room moves, in people a second, when the newest notice is `age` seconds old; `None` as
    /// long as how the rate moves is not known.
    pub(super) fn rates(&self, age: u64) -> Option<(f64, f64)> {
        if self.moving == Self::NEVER || self.made.seconds_since(self.since) < STANDSTILL || self.slowest == 0 {
            return None;
        }
        let (mut slowest, mut fastest) = (self.slowest as f64 / 1_000.0, self.fastest as f64 / 1_000.0);
        // Where it goes up or down, it may go on by as much again.
        let spread = (fastest / slowest).min(2.0);
        if self.last > self.previous {
            fastest *= spread;
        } else if self.last < self.previous {
            slowest /= spread;
        }
        let unknown = 1.1 + age as f64 / MEMORY as f64;
        Some((slowest / unknown, fastest * unknown))
    }

    /// Reads what a trail is as text; `None` where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        // A number may have a sign otherwise.
        if !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            return None;
        }
        let (mut parts, mut numbers) = (text.split('-'), [0_u64; 13]);
        for number in &mut numbers {
            *number = parts.next()?.parse().ok()?;
        }
        let [room, arrival, made, second, draw, people, slowest, fastest, previous, last, since, moving, waited] =
            numbers;
        if parts.next().is_some() || slowest > fastest {
            return None;
        }
        Some(Self {
            room: u32::try_from(room).ok()?,
            arrival: UnixTime::new(arrival)?,
            made: UnixTime::new(made)?,
            now_serving: Rank { second: UnixTime::new(second)?, draw: Draw(draw) },
            people,
            slowest,
            fastest,
            previous,
            last,
            since: UnixTime::new(since)?,
            moving: UnixTime::new(moving)?,
            waited: UnixTime::new(waited)?,
        })
    }
}

impl fmt::Display for Trail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { room, arrival, made, now_serving: Rank { second, draw: Draw(draw) }, people, .. } = self;
        let Self { slowest, fastest, previous, last, since, moving, waited, .. } = self;
        write!(f, "{room}-{arrival}-{made}-{second}-{draw}-{people}-")?;
        write!(f, "{slowest}-{fastest}-{previous}-{last}-{since}-{moving}-{waited}")
    }
}
