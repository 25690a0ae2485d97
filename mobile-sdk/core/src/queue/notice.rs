use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::curve::Curve;
use super::pause::LONGEST_POLL;
use super::rank::{Draw, Rank};
use crate::json::{InvalidJson, Surrogates, Text};
use crate::time::UnixTime;

#[cfg(test)]
mod tests;

/// No notice has more bytes.
pub const MAX_NOTICE_BYTES: usize = 64 * 1_024;

/// How far the waiting room has come, as `GET /v1/queue` says it to everybody. All times are the service's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// When it was made.
    pub made: UnixTime,
    /// After how many seconds to read it again, a fifth more or less at random: from 1 to 3,600.
    pub poll_after: u64,
    /// The room; `None` if there has been none.
    pub room: Option<NoticeRoom>,
}

/// A waiting room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRoom {
    /// Its state when the notice was made.
    pub state: RoomState,
    /// Its number.
    pub number: u32,
    /// From when on people can join.
    pub pre_queue: UnixTime,
    /// When it opens: all who came earlier share this second.
    pub opens: UnixTime,
    /// Who has a rank before this one is let in.
    pub now_serving: Rank,
    /// Who has a rank before this one was let in too long ago, and joins again.
    pub expired: Rank,
    /// For how many seconds somebody who was let in can get their passes; the time of a pause does not count.
    pub window: u64,
    /// How many thousandths of a person are let in a second at present.
    pub per_second_thousandths: u64,
    /// How many came when.
    pub curve: Curve,
}

/// The state of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomState {
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

/// Why bytes are no notice of the waiting room: a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidNotice(InvalidJson);

impl RoomState {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "scheduled" => Self::Scheduled,
            "pre_queue" => Self::PreQueue,
            "open" => Self::Open,
            "paused" => Self::Paused,
            "draining" => Self::Draining,
            "drained" => Self::Drained,
            _ => return None,
        })
    }

    /// Whether passes need a ticket.
    pub const fn needs_ticket(self) -> bool {
        !matches!(self, Self::Scheduled | Self::Drained)
    }

    /// Whether people can join.
    pub const fn takes_in(self) -> bool {
        matches!(self, Self::PreQueue | Self::Open | Self::Paused)
    }
}

impl Notice {
    /// Reads the answer of `GET /v1/queue`. Members that it does not know are passed over.
    ///
    /// # Errors
    ///
    /// [`InvalidNotice`] if the bytes are more than [`MAX_NOTICE_BYTES`], are not JSON, or not a notice.
    pub fn read(bytes: &[u8]) -> Result<Self, InvalidNotice> {
        notice(bytes).map_err(InvalidNotice)
    }
}

fn notice(bytes: &[u8]) -> Result<Notice, InvalidJson> {
    let text = core::str::from_utf8(bytes).ok().filter(|text| text.len() <= MAX_NOTICE_BYTES);
    let mut text = Text::new(text.ok_or_else(|| InvalidJson::new("it is too long, or not UTF-8"))?);
    let (mut state, mut made, mut poll_after, mut room) = (String::new(), None, None, None);
    members(&mut text, &mut |name, text| {
        match name {
            "state" => state = text.string()?,
            "made" => made = Some(time(text)?),
            "poll_after" => poll_after = Some(text.whole_number()?),
            "room" => room = Some(read_room(text)?),
            _ => text.skip(Surrogates::Any)?,
        }
        Ok(())
    })?;
    text.end()?;
    let room = match (RoomState::parse(&state), room) {
        (Some(state), Some(room)) => Some(NoticeRoom { state, ..room }),
        (None, _) if state == "none" => None,
        _ => return Err(InvalidJson::new("its state is none, or it has no room")),
    };
    match (made, poll_after) {
        (Some(made), Some(poll_after)) => Ok(Notice { made, poll_after: poll_after.clamp(1, LONGEST_POLL), room }),
        _ => Err(missing()),
    }
}

/// A room, whose state stands outside of it.
fn read_room(text: &mut Text<'_>) -> Result<NoticeRoom, InvalidJson> {
    let (mut number, mut window, mut per_second, mut curve) = (None, None, None, None);
    let (mut pre_queue, mut opens, mut now_serving, mut expired) = (None, None, None, None);
    members(text, &mut |name, text| {
        match name {
            "number" => number = u32::try_from(text.whole_number()?).ok(),
            "pre_queue" => pre_queue = Some(time(text)?),
            "opens" => opens = Some(time(text)?),
            "now_serving" => now_serving = Some(rank(text)?),
            "expired" => expired = Some(rank(text)?),
            "window" => window = Some(text.whole_number()?),
            "per_second" => per_second = Some(text.thousandths()?),
            "curve" => curve = Curve::new(points(text)?),
            _ => text.skip(Surrogates::Any)?,
        }
        Ok(())
    })?;
    let read = || {
        Some(NoticeRoom {
            state: RoomState::Scheduled,
            number: number?,
            pre_queue: pre_queue?,
            opens: opens?,
            now_serving: now_serving?,
            expired: expired?,
            window: window?,
            per_second_thousandths: per_second?,
            curve: curve?,
        })
    };
    read().ok_or_else(missing)
}

fn rank(text: &mut Text<'_>) -> Result<Rank, InvalidJson> {
    let (mut second, mut draw) = (None, None);
    members(text, &mut |name, text| {
        match name {
            "second" => second = Some(time(text)?),
            "draw" => draw = Draw::parse(&text.string()?),
            _ => text.skip(Surrogates::Any)?,
        }
        Ok(())
    })?;
    second.zip(draw).map(|(second, draw)| Rank { second, draw }).ok_or_else(missing)
}

fn points(text: &mut Text<'_>) -> Result<Vec<(u64, u64)>, InvalidJson> {
    let (mut points, mut first) = (Vec::new(), true);
    text.expect(b'[')?;
    while text.goes_on(&mut first, b']')? {
        text.expect(b'[')?;
        let second = text.whole_number()?;
        text.expect(b',')?;
        points.push((second, text.whole_number()?));
        text.expect(b']')?;
    }
    Ok(points)
}

fn time(text: &mut Text<'_>) -> Result<UnixTime, InvalidJson> {
    UnixTime::parse_rfc3339(&text.string()?).ok_or_else(|| InvalidJson::new("a time is none"))
}

/// The members of an object: its values are read by `read`.
fn members<'b>(
    text: &mut Text<'b>,
    read: &mut dyn FnMut(&str, &mut Text<'b>) -> Result<(), InvalidJson>,
) -> Result<(), InvalidJson> {
    let mut first = true;
    text.expect(b'{')?;
    while text.goes_on(&mut first, b'}')? {
        let name = text.string()?;
        text.expect(b':')?;
        read(&name, text)?;
    }
    Ok(())
}

fn missing() -> InvalidJson {
    InvalidJson::new("a member is missing or out of its range")
}

impl fmt::Display for InvalidNotice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl core::error::Error for InvalidNotice {}
