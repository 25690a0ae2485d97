//! Each expression by itself; what the language means as a whole is said by the vectors and the public suite.

use alloc::string::ToString as _;

use proptest::prelude::*;

use super::steps::Fails;
use super::*;
use crate::json::Json;
use crate::time::{CivilDate, SECONDS_PER_DAY, UnixTime};

fn evaluated(logic: &str, data: &str) -> Result<alloc::string::String, Fails> {
    let (logic, data) = (Json::read(logic.as_bytes()).expect("JSON"), Json::read(data.as_bytes()).expect("JSON"));
    let expression = Expression::read(&logic).ok_or(Fails)?;
    let mut steps = Steps::default();
    let value = evaluate(&expression, &Scope::Rule(&Value::of(&data)), &Offsets::UTC, &mut steps)?;
    Ok(alloc::format!("{value:?} {}", steps.taken()))
}

#[test]
fn times_are_read_with_every_form_of_an_offset() {
    for (text, milliseconds) in [
        ("1970-01-02T00:00:00", 86_400_000),
        ("1970-01-01T00:00:00.5Z", 500),
        ("1970-01-01T00:00:00.1239+00:00", 123),
        ("1970-01-01T01:00:00+1", 0),
        ("1970-01-01T09:00:00+09", 0),
        ("1970-01-01T09:30:00+930", 0),
        ("1970-01-01T00:00:00-0330", 12_600_000),
        ("1970-01-01T00:00:00-3:30", 12_600_000),
        ("1970-01-01T23:59:00+23:59", 0),
    ] {
        let read = instant::TimeText::parse(text).map(|time| time.instant.milliseconds());
        assert_eq!(read, Some(milliseconds), "{text}");
    }
    for text in [
        "1970-01-01T00:00:00.",
        "1970-01-01T00:00:00z",
        "1970-01-01t00:00:00Z",
        "1970-01-01T00:00:00+24:00",
        "1970-01-01T00:00:00+00:60",
        "1970-01-01T00:00:00+00:0",
        "1970-01-01T00:00:00+00:000",
        "1970-01-01T00:00:00+000:00",
        "1970-01-01T00:00:00+:00",
        "1970-01-01T00:00:00+",
        "1970-01-01T00:00:00+00000",
        "1970-01-01T24:00:00Z",
        "1970-01-01T00:60:00Z",
        "1970-02-30T00:00:00Z",
        "1970-01-01",
        "가나다라마바사",
    ] {
        assert!(instant::TimeText::parse(text).is_none(), "{text}");
    }
}

#[test]
fn what_a_lambda_does_not_see_is_null() {
    assert_eq!(evaluated(r#"{"reduce":[[1],{"var":"payload"},0]}"#, r#"{"payload":5}"#), Ok("Null 5".into()));
}

#[test]
fn every_item_must_fit() {
    assert_eq!(evaluated(r#"{"in":[1,[1,2]]}"#, "{}"), Ok("Bool(true) 5".into()));
    assert_eq!(evaluated(r#"{"in":[1,[1,[2]]]}"#, "{}"), Err(Fails));
    assert_eq!(evaluated(r#"{"in":[[1],[]]}"#, "{}"), Err(Fails));
}

#[test]
fn a_lambda_sees_out_of_as_many_lambdas_as_it_stands_in() {
    let data = r#"{"data":{"x":7},"x":8}"#;
    for (var, value) in [("data.x", 8), ("data.data.x", 7)] {
        let logic = alloc::format!(r#"{{"reduce":[[1],{{"var":"{var}"}},0]}}"#);
        assert_eq!(evaluated(&logic, data), Ok(alloc::format!("Integer({value}) 5")), "{var}");
        let nested = alloc::format!(r#"{{"reduce":[[1],{{"reduce":[[2],{{"var":"data.{var}"}},0]}},0]}}"#);
        assert_eq!(evaluated(&nested, data), Ok(alloc::format!("Integer({value}) 9")), "{var}");
    }
    let outer = r#"{"reduce":[[5],{"reduce":[[6],{"+":[{"var":"data.current"},{"var":"current"}]},0]},0]}"#;
    assert_eq!(evaluated(outer, data), Ok("Integer(11) 11".into()));
    // The start and the array see what the whole sees.
    let start = r#"{"reduce":[{"var":"none"},1,{"var":"x"}]}"#;
    assert_eq!(evaluated(start, data), Ok("Integer(8) 3".into()));
    let all = r#"{"reduce":[[1],{"var":""},0]}"#;
    assert!(evaluated(all, r#"{"x":8}"#).is_ok_and(|value| value.contains("accumulator")));
}

#[test]
fn the_civil_date_is_that_of_the_last_offset_that_has_begun() {
    let offsets = Json::read(b"[[0,3600],[100000,-3600],[200000,0]]").expect("JSON");
    let offsets = Offsets::read(&offsets).expect("offsets");
    for (second, day) in [(-1, 0), (-3_601, -1), (82_799, 0), (82_800, 1), (99_999, 1), (100_000, 1), (172_800, 1)] {
        assert_eq!(offsets.day_of(second).days(), day, "{second}");
    }
    assert_eq!(offsets.day_of(199_999).days(), 2);
    let new = |from, last| -> alloc::vec::Vec<u64> {
        let time = UnixTime::saturating_new;
        offsets.new_days(time(from), time(last)).into_iter().map(UnixTime::seconds).collect()
    };
    assert_eq!(new(0, 300_000), [82_800, 176_400, 259_200]);
    assert!(new(82_800, 176_399).is_empty());
}

fn texts() -> impl Strategy<Value = alloc::string::String> {
    let written = (0..=UnixTime::MAX.seconds()).prop_map(|time| UnixTime::saturating_new(time).to_rfc3339());
    (written, 0..=20_usize, any::<bool>()).prop_map(|(text, length, part)| {
        if part { text.split(':').nth(length % 3).unwrap_or_default().into() } else { text[..length].into() }
    })
}

/// Whether the same comes of both, whatever is asked.
fn are_alike(held: &Text<'_>, written: &Text<'_>, other: &str, offsets: &Offsets) {
    assert_eq!(held.to_string(), written.to_string());
    assert_eq!(held.day(), written.day());
    assert_eq!(held.instant(), written.instant());
    assert_eq!(held.civil_day(offsets), written.civil_day(offsets));
    assert_eq!(held.latest_midnight(), written.latest_midnight());
    assert_eq!(held.is_empty(), written.is_empty());
    assert!(held.is(written) && written.is(held) && held.is(held));
    assert_eq!(held.is(&Text::Str(other)), written.is(&Text::Str(other)));
    assert_eq!(Text::Str(other).is(held), written.is(&Text::Str(other)));
}

proptest! {
    #[test]
    fn a_text_that_is_held_as_a_time_is_that_text(
        seconds in 0..=UnixTime::MAX.seconds(),
        index in 0..5_usize,
        other in texts(),
        hours in -14..=14_i64,
    ) {
        let offsets = Json::Array([Json::Array([Json::Integer(0), Json::Integer(hours * 3_600)].into())].into());
        let offsets = Offsets::read(&offsets).expect("offsets");
        let time = UnixTime::saturating_new(seconds);
        let date = CivilDate::from_days((seconds / SECONDS_PER_DAY).cast_signed() - 25_567).expect("a date");
        let (time_text, date_text) = (time.to_rfc3339(), date.to_string());
        let (time, date) = (Text::Time(time), Text::Date(date));
        for (held, written) in [(&time, &time_text), (&date, &date_text)] {
            are_alike(held, &Text::Str(written), &other, &offsets);
            match (held.part_of_uvci(index), Text::Str(written).part_of_uvci(index)) {
                (Some(held), Some(written)) => {
                    are_alike(&held, &written, &other, &offsets);
                    let again = |part: &Text<'_>| part.part_of_uvci(index).map(|part| part.to_string());
                    prop_assert_eq!(again(&held), again(&written));
                }
                (held, written) => prop_assert_eq!(held.is_none(), written.is_none()),
            }
        }
        prop_assert!(!time.is(&date));
    }
}
