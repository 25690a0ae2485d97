//! Each expression by itself; what the language means as a whole is said by the vectors and the public suite.

use super::steps::Fails;
use super::*;
use crate::json::Json;

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
