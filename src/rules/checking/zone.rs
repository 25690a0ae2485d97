//! The civil time of a file's zone: whether `offsets` are those that the time zone database computes.

use haetae_core::UnixTime;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::finding::Findings;
use super::parts::{dated, policies};
use crate::rules::document::{Document, Node};

const DAY: i64 = 86_400;
/// Evidence is judged by its civil date, and may be so much older than a policy.
const BEFORE: i64 = 400 * DAY;
/// A policy without an end may stay in force for so long.
const AFTER: i64 = 5 * 366 * DAY;

/// From when to when the civil time must be right, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Life {
    begins: i64,
    ends: i64,
}

/// The `offsets` of a file in this zone: from which second since 1970 on civil time is how many seconds east of UTC.
/// They are right from 400 days before its first policy, so that evidence of that age is judged by its civil date, to
/// five years after the last time that the file names or `now`. The first entry is also for all time before.
///
/// # Errors
///
/// A sentence, if the time zone database has no such zone, or it is not in whole minutes.
pub fn offsets_of(document: &Document<'_>, now: UnixTime) -> Result<Vec<(i64, i64)>, String> {
    let name = document.root.member("zone").and_then(Node::as_text).ok_or("`zone` is missing")?;
    computed(&zone(name)?, life(document, now))
}

fn zone(name: &str) -> Result<TimeZone, String> {
    let known = TimeZone::get(name).ok().filter(|zone| !zone.is_unknown());
    known.ok_or_else(|| format!("{name:?} is no time zone of the IANA database, like \"Asia/Seoul\""))
}

fn life(document: &Document<'_>, now: UnixTime) -> Life {
    let nodes = document.root.member("policies").map_or(&[][..], Node::items);
    let readable = nodes.iter().filter_map(|node| policies(&[&dated(document, node)?]));
    let times = readable.flat_map(|file| file.policies).flat_map(|policy| [Some(policy.from), policy.until]).flatten();
    let seconds: Vec<i64> = times.chain([now]).map(|time| time.seconds().cast_signed()).collect();
    let (first, last) = (seconds.iter().min().copied(), seconds.iter().max().copied());
    Life { begins: (first.unwrap_or(0) - BEFORE).max(0), ends: last.unwrap_or(0).saturating_add(AFTER) }
}

fn computed(zone: &TimeZone, life: Life) -> Result<Vec<(i64, i64)>, String> {
    let mut offsets = vec![(0, seconds_at(zone, life.begins))];
    let begins = Timestamp::from_second(life.begins).map_err(|error| error.to_string())?;
    for transition in zone.following(begins) {
        let second = transition.timestamp().as_second();
        if second > life.ends {
            break;
        }
        let seconds = i64::from(transition.offset().seconds());
        if offsets.last().is_none_or(|(_, last)| *last != seconds) {
            offsets.push((second, seconds));
        }
    }
    match offsets.iter().find(|(_, seconds)| seconds % 60 != 0) {
        Some((_, seconds)) => Err(format!("this zone is {seconds} seconds from UTC, not whole minutes")),
        None => Ok(offsets),
    }
}

fn seconds_at(zone: &TimeZone, second: i64) -> i64 {
    let time = Timestamp::from_second(second).unwrap_or(Timestamp::MAX);
    i64::from(zone.to_offset(time).seconds())
}

/// What the offsets of the file say, as the core reads them: the last entry that has begun, else the first.
fn given_at(offsets: &[(i64, i64)], second: i64) -> i64 {
    let since = offsets.iter().rev().find(|(from, _)| *from <= second);
    since.or(offsets.first()).map_or(0, |(_, seconds)| *seconds)
}

pub(super) fn check(document: &Document<'_>, now: UnixTime, findings: &mut Findings<'_>) {
    let Some(node) = document.root.member("zone") else { return };
    let Some(name) = node.as_text() else { return };
    let zone = match zone(name) {
        Ok(zone) => zone,
        Err(what) => return findings.error(node.span.start, "zone", "zone", what),
    };
    let life = life(document, now);
    let right = match computed(&zone, life) {
        Ok(right) => right,
        Err(what) => return findings.error(node.span.start, "zone", "zone", what),
    };
    let Some(offsets) = document.root.member("offsets") else {
        if right.iter().any(|(_, seconds)| *seconds != 0) {
            let what = format!(
                "`offsets` are missing: `haetae rules sign` computes them from {name:?}, and so does `--write-offsets` here"
            );
            findings.warning(node.span.start, "offsets_missing", "zone", what);
        }
        return;
    };
    let entry = |entry: &Node| match entry.items() {
        [from, seconds] => Some((from.as_integer()?, seconds.as_integer()?)),
        _ => None,
    };
    let Some(given) = offsets.items().iter().map(entry).collect::<Option<Vec<_>>>() else { return };
    let moments = right.iter().chain(&given).map(|(from, _)| *from).filter(|from| *from <= life.ends);
    let mut moments: Vec<i64> = moments.map(|from| from.max(life.begins)).collect();
    moments.sort_unstable();
    moments.dedup();
    let Some(wrong) = moments.into_iter().find(|at| given_at(&given, *at) != seconds_at(&zone, *at)) else { return };
    let index = given.iter().rposition(|(from, _)| *from <= wrong).unwrap_or(0);
    let place = offsets.items().get(index).unwrap_or(offsets);
    let what = format!(
        "from {} on {name} is {} seconds east of UTC, and here it is {}: `--write-offsets` computes them",
        UnixTime::saturating_new(wrong.unsigned_abs()).to_rfc3339(),
        seconds_at(&zone, wrong),
        given_at(&given, wrong)
    );
    findings.error(place.span.start, "offsets", "offsets", what);
}
