use haetae_core::{CivilDate, UnixTime};
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::model::Serial;

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).expect("a zone")
}

fn date(text: &str) -> CivilDate {
    CivilDate::parse(text).expect("a date")
}

fn time(text: &str) -> UnixTime {
    UnixTime::parse_rfc3339(text).expect("a time")
}

#[test]
fn a_day_pass_begins_four_hours_before_its_day_and_ends_with_it() {
    let seoul = Calendar::new(zone("Asia/Seoul"), 4);
    let pass = seoul.day_pass(date("2021-12-13")).expect("a day pass");
    assert_eq!(pass.not_before, time("2021-12-12T20:00:00+09:00"));
    assert_eq!(pass.expires, time("2021-12-14T00:00:00+09:00"));
    assert_eq!(pass.expires.seconds_since(pass.not_before), 28 * 3_600);
}

#[test]
fn day_passes_follow_each_other_through_daylight_saving() {
    let calendar = Calendar::new(zone("America/Sao_Paulo"), 4);
    // On 2018-11-04 there was no midnight in Sao Paulo.
    for day in ["2018-11-02", "2018-11-03", "2018-11-04", "2018-02-17", "2018-02-18"] {
        let today = calendar.day_pass(date(day)).expect("a day pass");
        let tomorrow = calendar.day_pass(date(day).checked_add_days(1).expect("a day")).expect("a day pass");
        assert_eq!(tomorrow.not_before.seconds() + 4 * 3_600, today.expires.seconds(), "{day}");
        assert_eq!(calendar.day_of(today.expires.saturating_sub(1)), Some(date(day)), "{day}");
    }
}

#[test]
fn a_paper_pass_lasts_its_civil_days_and_never_more() {
    let seoul = Calendar::new(zone("Asia/Seoul"), 4);
    let paper = seoul.paper(date("2021-12-13"), 14).expect("a pass");
    assert_eq!(paper.not_before, time("2021-12-13T00:00:00+09:00"));
    assert_eq!(paper.expires, time("2021-12-27T00:00:00+09:00"));
    // The clocks go back on 2021-11-07: those 14 days are an hour longer than the key allows.
    let new_york = Calendar::new(zone("America/New_York"), 4).paper(date("2021-11-01"), 14).expect("a pass");
    assert_eq!(new_york.expires.seconds_since(new_york.not_before), 14 * 86_400);
}

#[test]
fn days_beyond_the_format_have_no_pass() {
    let calendar = Calendar::new(TimeZone::UTC, 4);
    assert_eq!(calendar.day_pass(CivilDate::MAX), None);
    assert_eq!(calendar.day_pass(date("1970-01-01")), None);
}

proptest! {
    #[test]
    fn a_phone_is_asked_back_in_the_second_quarter(serial in 0u32..1 << 28, now in 0u64..1 << 33, span in 4u64..30 * 86_400) {
        let (now, until) = (UnixTime::saturating_new(now), UnixTime::saturating_new(now + span));
        let slot = refresh_after(Serial(serial), now, until);
        prop_assert!(slot.seconds_since(now) >= span / 4);
        prop_assert!(slot.seconds_since(now) <= span / 2);
    }
}

#[test]
fn the_slots_of_many_people_are_spread() {
    let (now, until) = (UnixTime::saturating_new(0), UnixTime::saturating_new(14 * 86_400));
    let quarter = 14 * 86_400 / 4;
    let mut tenths = [0u32; 10];
    for serial in 0..10_000 {
        let place = refresh_after(Serial(serial), now, until).seconds() - quarter;
        tenths[usize::try_from(place * 10 / quarter).expect("small").min(9)] += 1;
    }
    assert!(tenths.iter().all(|count| (800..1_200).contains(count)), "{tenths:?}");
}
