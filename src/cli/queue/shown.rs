//! How the waiting room is shown to operators.

use haetae_core::UnixTime;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::cli::output::outln;
use crate::queue::{Crowd, Room};

/// The output of `--json`.
#[derive(Serialize)]
pub(super) struct RoomJson {
    number: u32,
    state: &'static str,
    revision: u64,
    changed_by: String,
    changed: UnixTime,
    pre_queue: UnixTime,
    opens: UnixTime,
    /// How many are let in a second, if an operator has set it.
    rate: Option<u32>,
    /// How many are let in a second at present.
    per_second: f64,
}

impl RoomJson {
    pub(super) fn of(room: &Room, now: UnixTime) -> Self {
        Self {
            number: room.number,
            state: room.state(now).as_str(),
            revision: room.revision,
            changed_by: room.changed_by.clone(),
            changed: room.changed,
            pre_queue: room.pre_queue,
            opens: room.opens,
            rate: room.rate,
            per_second: per_second(room),
        }
    }
}

/// Writes what a room is, with its times in the issuer's zone and in UTC.
pub(super) fn describe(room: &Room, now: UnixTime, zone: &TimeZone) {
    outln!("Waiting room {}: {}", room.number, room.state(now));
    for (name, time) in [("people join from", room.pre_queue), ("it opens", room.opens)] {
        outln!("  {name}: {} ({}), {}", in_zone(time, zone), time.to_rfc3339(), distance(time, now));
    }
    match room.rate {
        Some(rate) => outln!("  let in a second: {rate}, set by an operator"),
        None => outln!("  let in a second: {:.1} at present, as many as issuing can take", room.serving.per_second),
    }
    outln!("  changed: {} by {}, revision {}", in_zone(room.changed, zone), room.changed_by, room.revision);
}

/// Writes how many wait, by what nodes have counted.
pub(super) fn describe_crowd(room: &Room, arrivals: &[(UnixTime, u64)]) {
    let seconds = arrivals.iter().map(|(second, people)| (second.seconds(), *people)).collect();
    let crowd = Crowd::of(&seconds, room.opens);
    let waiting = (crowd.all() as f64 - crowd.before(room.serving.now)).max(0.0);
    outln!("  waiting: about {waiting:.0}");
}

fn per_second(room: &Room) -> f64 {
    room.rate.map_or(room.serving.per_second, f64::from)
}

fn in_zone(time: UnixTime, zone: &TimeZone) -> String {
    let stamp = Timestamp::from_second(time.seconds().cast_signed()).unwrap_or_default();
    stamp.to_zoned(zone.clone()).strftime("%Y-%m-%d (%a) %H:%M:%S %Q").to_string()
}

/// How far a time is from now: a wrong day or zone shows in it.
fn distance(time: UnixTime, now: UnixTime) -> String {
    let (seconds, before) = (time.seconds().abs_diff(now.seconds()), time < now);
    let (hours, minutes) = (seconds / 3_600, seconds % 3_600 / 60);
    let text = format!("{} d {} h {minutes} min", hours / 24, hours % 24);
    if before { format!("{text} ago") } else { format!("in {text}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_shows_its_weekday_its_zone_and_its_distance() {
        let time = UnixTime::saturating_new(1_626_692_400);
        let zone = TimeZone::get("Asia/Seoul").expect("a zone");
        assert_eq!(in_zone(time, &zone), "2021-07-19 (Mon) 20:00:00 Asia/Seoul");
        assert_eq!(distance(time, time.saturating_sub(90_060)), "in 1 d 1 h 1 min");
        assert_eq!(distance(time, time.saturating_add(59)), "0 d 0 h 0 min ago");
    }
}
