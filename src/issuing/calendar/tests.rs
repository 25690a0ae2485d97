use std::collections::{BTreeSet, HashSet};

use haetae_core::{CivilDate, UnixTime};
use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::{Calendar, Validity};
use crate::issuing::refresh_after;
use crate::model::Serial;

const HOUR: u64 = 3_600;

/// The days that are looked at.
const FIRST: &str = "1970-01-03";
const LAST: &str = "2100-01-01";

/// Between two days that are looked at although no clock changes: over the years, every day of a month and a week.
const SAMPLE: usize = 397;

fn date(text: &str) -> CivilDate {
    CivilDate::parse(text).expect("a date")
}

fn time(text: &str) -> UnixTime {
    UnixTime::parse_rfc3339(text).expect("a time")
}

fn after(day: CivilDate, days: i64) -> CivilDate {
    day.checked_add_days(days).expect("a date")
}

fn calendar(zone: &str) -> Calendar {
    Calendar::new(TimeZoneDatabase::bundled().get(zone).expect("a zone"), 0)
}

/// The day as the calendar has it: a pass that begins with it.
fn whole(calendar: &Calendar, day: CivilDate) -> Validity {
    Calendar::new(calendar.zone.clone(), 0).day_pass(day).expect("a day pass")
}

fn holds(validity: Validity, time: UnixTime) -> bool {
    (validity.not_before..validity.expires).contains(&time)
}

/// When the clocks of a zone change, and their offset from then on.
fn changes(zone: &TimeZone) -> Vec<(UnixTime, i32)> {
    let until = time("2099-12-31T00:00:00Z");
    let changes = zone.following(Timestamp::UNIX_EPOCH).map(|change| {
        let at = u64::try_from(change.timestamp().as_second()).expect("after 1970");
        (UnixTime::saturating_new(at), change.offset().seconds())
    });
    changes.take_while(|(at, _)| *at < until).collect()
}

/// The days around changes, and a sample of the others.
fn days(calendar: &Calendar, changes: &[(UnixTime, i32)]) -> BTreeSet<CivilDate> {
    let (first, last) = (date(FIRST), date(LAST));
    let around = changes.iter().flat_map(|(at, _)| {
        let day = calendar.day_of(*at).expect("a day");
        (-2..=1).map(move |days| after(day, days))
    });
    let sample = (first.days()..=last.days()).step_by(SAMPLE).filter_map(|day| CivilDate::from_days(day.into()));
    around.chain(sample).filter(|day| (first..=last).contains(day)).collect()
}

/// The day begins and ends where the clocks say so, and the next one follows.
fn require_the_day_of_the_clocks(name: &str, calendar: &Calendar, day: CivilDate) {
    let (today, tomorrow) = (whole(calendar, day), whole(calendar, after(day, 1)));
    assert_eq!(today.expires, tomorrow.not_before, "{name}, {day}: the next day follows");
    if calendar.skips(day) {
        assert_eq!(today.not_before, today.expires, "{name}, {day}: there is no such day");
        assert_eq!(calendar.day_of(today.expires), Some(after(day, 1)), "{name}, {day}");
        assert_eq!(calendar.day_of(today.expires.saturating_sub(1)), Some(after(day, -1)), "{name}, {day}");
    } else {
        assert_eq!(calendar.day_of(today.not_before), Some(day), "{name}, {day}: its first second");
        assert_eq!(calendar.day_of(today.expires.saturating_sub(1)), Some(day), "{name}, {day}: its last second");
    }
}

/// Passes of this day and the next one are as they must be, for every lead and every longest life.
fn require_good_passes(name: &str, zone: &TimeZone, day: CivilDate) {
    for lead in 0..=12 {
        let calendar = Calendar::new(zone.clone(), lead);
        let (day_itself, next_day) = (whole(&calendar, day), whole(&calendar, after(day, 1)));
        let (planned, next) =
            (calendar.day_pass(day).expect("a pass"), calendar.day_pass(after(day, 1)).expect("a pass"));
        for longest in (26..=36).map(|hours| hours * HOUR) {
            let place = format!("{name}, {day}, {lead} hours before it, at most {longest} seconds");
            let (pass, next) = (planned.at_most(longest), next.at_most(longest));
            let life = pass.expires.seconds_since(pass.not_before);
            assert_eq!(pass.expires, day_itself.expires, "{place}: it ends with its day");
            assert_eq!(life, longest.min(planned.expires.seconds_since(planned.not_before)), "{place}: no shorter");
            assert!(life > 0, "{place}");
            if next_day.expires.seconds_since(next_day.not_before) <= longest {
                assert!(next.not_before <= pass.expires, "{place}: no gap before the next");
            }
            for asked in [pass.not_before, day_itself.not_before.max(pass.not_before), pass.expires.saturating_sub(1)] {
                let again = refresh_after(Serial(7), asked, pass.expires);
                assert!(holds(pass, again), "{place}: the phone asks for the next while this one is valid");
            }
        }
    }
}

#[test]
fn in_every_zone_the_pass_of_every_day_ends_with_it_fits_its_key_and_leaves_no_gap() {
    let (mut clocks, mut lengths) = (HashSet::new(), HashSet::new());
    let database = TimeZoneDatabase::bundled();
    for name in database.available() {
        let zone = database.get(name.as_str()).expect("a zone");
        let changes = changes(&zone);
        let first_offset = zone.to_offset(Timestamp::UNIX_EPOCH).seconds();
        // Many names mean the same clocks.
        if !clocks.insert((first_offset, changes.clone())) {
            continue;
        }
        let calendar = Calendar::new(zone.clone(), 0);
        for day in days(&calendar, &changes) {
            require_the_day_of_the_clocks(name.as_str(), &calendar, day);
            let length = |day| whole(&calendar, day).expires.seconds_since(whole(&calendar, day).not_before);
            let (today, tomorrow) = (length(day), length(after(day, 1)));
            // What the passes are depends on no more than the lengths.
            if today > 0 && tomorrow > 0 && lengths.insert((today, tomorrow)) {
                require_good_passes(name.as_str(), &zone, day);
            }
        }
        for (change, _) in changes {
            for moment in [change.saturating_sub(1), change, change.saturating_add(HOUR / 2)] {
                let day = calendar.day_of(moment).expect("a day");
                let mut passes = [day, after(day, 1)].into_iter().filter_map(|day| calendar.day_pass(day));
                assert!(passes.any(|pass| holds(pass, moment)), "{name}, {moment}: nobody has a pass");
            }
        }
    }
    assert!(clocks.len() > 200, "{} zones", clocks.len());
    let hours: BTreeSet<u64> = lengths.iter().map(|(today, _)| today / HOUR).collect();
    assert!([22, 23, 24, 25, 26, 27].iter().all(|length| hours.contains(length)), "{hours:?}");
}

#[test]
fn a_day_that_the_clocks_skip_is_no_day() {
    for (zone, day) in [
        ("Pacific/Apia", "2011-12-30"),
        ("Pacific/Fakaofo", "2011-12-30"),
        ("Pacific/Kwajalein", "1993-08-21"),
        ("Pacific/Kiritimati", "1994-12-31"),
    ] {
        let (calendar, day) = (calendar(zone), date(day));
        assert!(calendar.skips(day), "{zone}");
        assert!(!calendar.skips(after(day, -1)) && !calendar.skips(after(day, 1)), "{zone}");
        require_the_day_of_the_clocks(zone, &calendar, day);
    }
    let seoul = calendar("Asia/Seoul");
    assert!(!seoul.skips(date("2011-12-30")) && !seoul.skips(CivilDate::MAX));
}

#[test]
fn where_clocks_show_the_end_of_a_day_again_the_pass_of_the_next_day_holds_already() {
    // In St. John's, clocks went from 00:01 on 7 November back to 23:01 on 6 November.
    let calendar = calendar("America/St_Johns");
    let (yesterday, today) = (date("2010-11-06"), date("2010-11-07"));
    let midnight = time("2010-11-07T02:30:00Z");
    assert_eq!(whole(&calendar, yesterday).expires, midnight);
    assert_eq!(whole(&calendar, today).not_before, midnight);
    let again = time("2010-11-07T02:45:00Z");
    assert_eq!(calendar.day_of(again), Some(yesterday));
    assert!(holds(whole(&calendar, today), again));
}

#[test]
fn day_passes_reach_into_the_third_utc_day_only_where_they_begin_late_on_the_first() {
    for (zone, hours) in [
        ("Asia/Seoul", 39),
        ("Pacific/Kiritimati", 34),
        ("UTC", 48),
        ("America/Sao_Paulo", 51),
        ("Pacific/Pago_Pago", 35),
    ] {
        let calendar = Calendar::new(TimeZone::get(zone).expect("a zone"), 4);
        assert_eq!(calendar.day_pass_end(time("2026-10-17T00:00:00Z")), hours * HOUR, "{zone}");
    }
}
