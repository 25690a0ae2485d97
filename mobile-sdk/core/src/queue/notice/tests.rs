use std::format;
use std::string::{String, ToString as _};
use std::vec;
use std::vec::Vec;

use proptest::prelude::*;

use super::*;

/// As the service writes it (docs/queue.md), with a member that is not known yet.
const OPEN: &str = r#"{"state": "open", "made": "2026-11-14T23:10:00Z", "poll_after": 15, "later": [{"a": 1.5}],
    "room": {"number": 1, "pre_queue": "2026-11-14T22:30:00Z", "opens": "2026-11-14T23:00:00Z",
        "now_serving": {"second": "2026-11-14T23:00:00Z", "draw": "199999999999999a"},
        "expired": {"second": "1970-01-01T00:00:00Z", "draw": "0000000000000000"},
        "window": 3600, "per_second": 1000.25, "curve": [[0, 0], [1, 6000000], [600, 6640000]]}}"#;

fn reason(text: &str) -> String {
    Notice::read(text.as_bytes()).map_or_else(|error| error.to_string(), |notice| format!("{notice:?}"))
}

#[test]
fn a_notice_is_read_as_the_service_writes_it() {
    let time = |text| UnixTime::parse_rfc3339(text).expect("a time");
    let opens = time("2026-11-14T23:00:00Z");
    let room = NoticeRoom {
        state: RoomState::Open,
        number: 1,
        pre_queue: time("2026-11-14T22:30:00Z"),
        opens,
        now_serving: Rank { second: opens, draw: Draw(0x1999_9999_9999_999a) },
        expired: Rank::FIRST,
        window: 3_600,
        per_second_thousandths: 1_000_250,
        curve: Curve::new(vec![(0, 0), (1, 6_000_000), (600, 6_640_000)]).expect("a curve"),
    };
    let notice = Notice { made: time("2026-11-14T23:10:00Z"), poll_after: 15, room: Some(room) };
    assert_eq!(Notice::read(OPEN.as_bytes()), Ok(notice));
    let none = r#"{"state":"none","made":"2026-11-14T23:10:00Z","poll_after":0}"#;
    let made = time("2026-11-14T23:10:00Z");
    assert_eq!(Notice::read(none.as_bytes()), Ok(Notice { made, poll_after: 1, room: None }));
}

#[test]
fn what_is_no_notice_is_refused_with_a_reason() {
    let missing = "a member is missing or out of its range";
    let cases = [
        ("\"open\"", "\"closed\"", "its state is none, or it has no room"),
        ("\"room\"", "\"hall\"", "its state is none, or it has no room"),
        ("\"made\"", "\"done\"", missing),
        ("\"number\": 1", "\"number\": 4294967296", missing),
        ("\"window\"", "\"door\"", missing),
        ("\"draw\": \"1999", "\"draw\": \"199", missing),
        ("[1, 6000000]", "[1, 7000000]", missing),
        ("[1, 6000000]", "[0, 0]", missing),
        ("[1, 6000000]", "[1]", "it is not JSON"),
        ("22:30:00Z", "25:30:00Z", "a time is none"),
        ("1000.25", "-1", "a value is not a number from 0 on without an exponent"),
        ("1000.25", "1e3", "a value is not a number from 0 on without an exponent"),
        ("1000.25", "1.0e3", "a value is not a number from 0 on without an exponent"),
        ("1000.25", "99999999999999999", "a value is not a number from 0 on without an exponent"),
        ("\"poll_after\": 15", "\"poll_after\": \"15\"", "it is not JSON"),
        ("]]}}", "]]}}}", "something follows the value"),
    ];
    for (from, to, why) in cases {
        assert_eq!(reason(&OPEN.replacen(from, to, 1)), why, "{to}");
    }
    let long = format!("{}{OPEN}", " ".repeat(MAX_NOTICE_BYTES));
    assert_eq!(reason(&long), "it is too long, or not UTF-8");
}

proptest! {
    #[test]
    fn no_bytes_are_too_strange(at in 0..OPEN.len(), other in any::<Vec<u8>>(), cut in 0..40_usize) {
        let mut bytes = OPEN.as_bytes().to_vec();
        bytes.splice(at..(at + cut).min(OPEN.len()), other);
        let _ = Notice::read(&bytes);
    }
}
