use haetae_core::UnixTime;
use haetae_core::queue::{Draw, Ticket};
use haetae_ffi::{CoreError, QueuePlace, QueueSeen, queue_pause, queue_seen};

const OPENS: i64 = 1_796_083_200;

/// The room opened at `OPENS`, and half of the first million have been let in.
fn notice(state: &str, minute: u8) -> Vec<u8> {
    format!(
        r#"{{"state":"{state}","made":"2026-12-01T00:0{minute}:00Z","poll_after":15,"room":{{"number":1,
        "pre_queue":"2026-11-30T23:30:00Z","opens":"2026-12-01T00:00:00Z",
        "now_serving":{{"second":"2026-12-01T00:00:00Z","draw":"8000000000000000"}},
        "expired":{{"second":"2026-12-01T00:00:00Z","draw":"1000000000000000"}},
        "window":3600,"per_second":1000.0,"curve":[[0,0],[1,1000000]]}}}}"#
    )
    .into_bytes()
}

fn ticket(room: u32, part: f64) -> Option<String> {
    let arrival = UnixTime::saturating_new(OPENS.unsigned_abs() - 60);
    Some(Ticket { room, arrival, draw: Draw::at(part), keys: [0; 32] }.text(&[0; 23]))
}

fn place(notice: Vec<u8>, ticket: Option<String>) -> QueuePlace {
    queue_seen(notice, ticket, Some(2), None).expect("a place").place
}

#[test]
fn each_place_arrives_with_what_belongs_to_it() {
    let none = br#"{"state":"none","made":"2026-12-01T00:00:00Z","poll_after":15}"#.to_vec();
    let seen = QueueSeen { place: QueuePlace::NotNeeded, made: OPENS, room: None, poll_after: 15, trail: None };
    assert_eq!(queue_seen(none, None, None, None), Ok(seen));
    assert_eq!(place(notice("open", 1), None), QueuePlace::Join);
    assert_eq!(place(notice("draining", 1), None), QueuePlace::Closed);
    assert_eq!(place(notice("open", 1), ticket(2, 0.7)), QueuePlace::OtherRoom);
    assert_eq!(place(notice("open", 1), ticket(1, 0.01)), QueuePlace::Expired);
    assert_eq!(place(notice("open", 1), ticket(1, 0.3)), QueuePlace::Turn { until: None });
    let not_open = QueuePlace::NotOpen { joined: 1_000_000, opens: OPENS, seconds: Some(0) };
    assert_eq!(place(notice("pre_queue", 0), ticket(1, 0.75)), not_open);
    assert_eq!(place(notice("paused", 1), ticket(1, 0.75)), QueuePlace::Paused { people: Some(250_000) });
}

#[test]
fn the_trail_goes_from_one_notice_to_the_next() {
    let first = queue_seen(notice("open", 1), ticket(1, 0.5001), Some(0), None).expect("a place");
    assert_eq!(first.place, QueuePlace::Waiting { people: Some(100), seconds: None });
    assert_eq!((first.room, first.made, first.poll_after), (Some(1), OPENS + 60, 15));
    let later = String::from_utf8(notice("open", 2)).expect("a text").replace("\"8000", "\"8001");
    let second = queue_seen(later.into_bytes(), ticket(1, 0.5001), Some(0), first.trail).expect("a place");
    let QueuePlace::Waiting { people: Some(85), seconds: Some(range) } = second.place else {
        panic!("{second:?}");
    };
    assert!(range.least == 0 && (15..=30).contains(&range.most), "{range:?}");
    let turn = String::from_utf8(notice("open", 3)).expect("a text").replace("\"8000", "\"9000");
    let third = queue_seen(turn.into_bytes(), ticket(1, 0.5001), None, second.trail).expect("a place");
    assert_eq!(third.place, QueuePlace::Turn { until: Some(OPENS + 120 + 3_600) });
}

#[test]
fn what_is_no_notice_or_no_ticket_is_said_to_be_none() {
    let error = queue_seen(b"{}".to_vec(), None, None, None);
    assert!(matches!(error, Err(CoreError::Notice(_))), "{error:?}");
    let error = queue_seen(notice("open", 1), Some("T".to_owned()), None, None);
    assert_eq!(error, Err(CoreError::Ticket("a ticket has 100 characters".to_owned())));
    assert!(queue_seen(notice("open", 1), ticket(1, 0.5), Some(-1), Some("none".to_owned())).is_ok());
}

#[test]
fn reads_are_spread_and_failures_wait_longer() {
    assert!((0..50).all(|random| (12_000..=18_000).contains(&queue_pause(15, 0, None, random))));
    assert!(queue_pause(15, 1, Some(60), -7) >= 60_000);
    assert!((800..=1_200).contains(&queue_pause(-15, -1, None, 7)));
}
