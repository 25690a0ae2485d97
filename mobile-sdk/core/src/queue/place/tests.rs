use std::format;
use std::string::ToString as _;
use std::vec;
use std::vec::Vec;

use proptest::prelude::*;

use super::*;
use crate::queue::{Curve, Draw};

const OPENS: u64 = 1_795_000_000;

fn at(seconds: u64) -> UnixTime {
    UnixTime::saturating_new(OPENS + seconds)
}

/// Somebody who came before the opening, with this part of them before.
fn early(part: f64) -> Ticket {
    Ticket { room: 1, arrival: UnixTime::saturating_new(OPENS - 60), draw: Draw::at(part), keys: [0; 32] }
}

/// A million came before the opening, and as many in the ten minutes after it.
fn notice(made: u64, state: RoomState, served: f64) -> Notice {
    let room = NoticeRoom {
        state,
        number: 1,
        pre_queue: UnixTime::saturating_new(OPENS - 1_800),
        opens: at(0),
        now_serving: if served > 0.0 { Rank { second: at(0), draw: Draw::at(served) } } else { Rank::FIRST },
        expired: Rank::FIRST,
        window: 3_600,
        per_second_thousandths: 1_000_000,
        curve: Curve::new(vec![(0, 0), (1, 1_000_000), (600, 2_000_000)]).expect("a curve"),
    };
    Notice { made: at(made), poll_after: 15, room: Some(room) }
}

fn changed(made: u64, served: f64, change: impl Fn(&mut NoticeRoom)) -> Notice {
    let mut notice = notice(made, RoomState::Open, served);
    notice.room.iter_mut().for_each(change);
    notice
}

/// The last of these notices, read in their order.
fn read(notices: &[Notice], ticket: &Ticket, age: Option<u64>) -> Place {
    let mut trail = None;
    let mut place = Place::NotNeeded;
    for notice in notices {
        let seen = Seen::of(notice, Some(ticket), age, trail);
        (trail, place) = (seen.trail, seen.place);
    }
    place
}

#[test]
fn a_ticket_is_needed_while_there_is_a_room() {
    let without = |state| Seen::of(&notice(0, state, 0.0), None, Some(0), None).place;
    let with = |state| Seen::of(&notice(0, state, 0.0), Some(&early(0.5)), Some(0), None).place;
    for state in [RoomState::Scheduled, RoomState::Drained] {
        assert_eq!((without(state), with(state)), (Place::NotNeeded, Place::NotNeeded));
    }
    for state in [RoomState::PreQueue, RoomState::Open, RoomState::Paused] {
        assert_eq!(without(state), Place::Join);
    }
    assert_eq!(without(RoomState::Draining), Place::Closed);
    let none = Notice { room: None, ..notice(0, RoomState::Open, 0.0) };
    assert_eq!(Seen::of(&none, None, None, None), Seen { place: Place::NotNeeded, made: at(0), trail: None });
    let other = Ticket { room: 2, ..early(0.5) };
    assert_eq!(read(&[notice(0, RoomState::Open, 0.5)], &other, None), Place::OtherRoom);
}

#[test]
fn before_the_opening_there_is_the_time_until_then_by_the_service_and_no_place() {
    let mut soon = notice(0, RoomState::PreQueue, 0.0);
    soon.made = UnixTime::saturating_new(OPENS - 100);
    let left = |age| match read(core::slice::from_ref(&soon), &early(0.5), age) {
        Place::NotOpen { joined: 2_000_000, opens, seconds } if opens == at(0) => seconds,
        other => panic!("{other:?}"),
    };
    // Another node opens a second later: the place does not go.
    let open = notice(1, RoomState::Open, 0.01);
    let behind = notice(0, RoomState::PreQueue, 0.0);
    assert!(matches!(read(&[open, behind], &early(0.5), Some(0)), Place::Waiting(_)));
    assert_eq!([left(Some(0)), left(Some(30)), left(Some(200)), left(None)], [Some(100), Some(70), Some(0), None]);
}

#[test]
fn at_a_steady_rate_the_range_holds_the_truth_and_moves_on_by_itself() {
    // 500,000 of the first million at 1,000 a second.
    let (first, second) = (notice(0, RoomState::Open, 1e-9), notice(15, RoomState::Open, 0.015));
    let waiting = |notices: &[Notice], age| match read(notices, &early(0.5), age) {
        Place::Waiting(waiting) => waiting,
        other => panic!("{other:?}"),
    };
    let after_one = waiting(core::slice::from_ref(&first), Some(0));
    assert_eq!(after_one.seconds, None, "nobody knows yet how the rate moves");
    for age in [0, 30, 120] {
        let now = waiting(&[first.clone(), second.clone()], Some(age));
        let seconds = now.seconds.expect("a range");
        assert!(now.people.is_some_and(|people| people.abs_diff(485_000) <= 1));
        assert!(seconds.least <= 485 - age && seconds.most >= 485 - age, "{seconds:?} {age}");
        assert!(seconds.most - seconds.least < 300, "{seconds:?}");
    }
    assert_eq!(waiting(&[first.clone(), second.clone()], None).seconds, None, "the notice may be old");
    assert_eq!(waiting(&[first.clone(), second.clone()], Some(3_600)).seconds, None, "it is too old");
    // It grows quickly: nobody can say.
    let rising: Vec<Notice> = (0..5_u32)
        .map(|step| {
            changed(u64::from(step) * 15, 0.001 * f64::from(step + 1), |room| {
                room.per_second_thousandths = 10_000 * 2_u64.pow(step);
            })
        })
        .collect();
    assert_eq!(waiting(&rising, Some(0)).seconds, None);
    // It stands still.
    let still = [first.clone(), second.clone(), notice(30, RoomState::Open, 0.015)];
    assert_eq!(waiting(&still, Some(0)).seconds, None);
}

#[test]
fn who_came_just_now_is_counted_first() {
    let ticket = Ticket { arrival: at(100), ..early(0.5) };
    let people = |made| match read(&[notice(made, RoomState::Open, 0.1)], &ticket, Some(0)) {
        Place::Waiting(waiting) => waiting.people,
        other => panic!("{other:?}"),
    };
    assert_eq!((people(98), people(104)), (None, None));
    // 100.5 of 600 seconds of the second million, and the nine tenths of the first that are left.
    assert!(people(105).is_some_and(|people| (1_060_000..1_070_000).contains(&people)));
}

#[test]
fn a_pause_keeps_the_place_and_a_turn_lasts_for_its_window_at_least() {
    let (waiting, paused) = (notice(15, RoomState::Open, 0.4), notice(30, RoomState::Paused, 0.4));
    let place = read(&[waiting.clone(), paused.clone()], &early(0.5), Some(0));
    assert!(matches!(place, Place::Paused { people: Some(people) } if people.abs_diff(100_000) <= 1), "{place:?}");
    assert!(matches!(read(&[notice(0, RoomState::Paused, 0.0)], &early(0.5), None), Place::Paused { people: None }));
    let turn = notice(45, RoomState::Open, 0.6);
    assert_eq!(
        read(&[waiting.clone(), paused, turn.clone()], &early(0.5), None),
        Place::Turn { until: Some(at(3_630)) }
    );
    // An older notice of another node takes no turn away.
    assert_eq!(read(&[turn.clone(), waiting.clone()], &early(0.5), None), Place::Turn { until: None });
    let paused = notice(60, RoomState::Paused, 0.6);
    assert!(matches!(read(&[waiting, turn, paused], &early(0.5), None), Place::Turn { until: Some(_) }));
    let over = changed(9_000, 0.9, |room| room.expired = Rank { second: at(0), draw: Draw::at(0.6) });
    assert_eq!(read(&[over], &early(0.5), None), Place::Expired);
}

#[test]
fn another_notice_never_makes_a_place_worse_unless_the_database_was_put_back() {
    let people = |notices: &[Notice]| match read(notices, &early(0.5), None) {
        Place::Waiting(waiting) => waiting.people.expect("counted"),
        other => panic!("{other:?}"),
    };
    let (behind, before) = (notice(13, RoomState::Open, 0.1), notice(15, RoomState::Open, 0.2));
    assert_eq!(people(&[before.clone(), behind]), people(core::slice::from_ref(&before)));
    let put_back = notice(80, RoomState::Open, 0.1);
    assert!(people(&[before, put_back]) > 390_000);
}

proptest! {
    #[test]
    fn a_trail_is_kept_as_text_and_reading_a_notice_again_changes_nothing(
        made in 0..9_000_u64, served in 0.0..1.0_f64, rate: u64, part in 0.0..1.0_f64, age in 0..99_u64,
    ) {
        let ticket = early(part);
        let mut trail = None;
        for step in 0..3_u64 {
            let now = changed(made + 15 * step, served, |room| room.per_second_thousandths = rate.wrapping_mul(step + 1));
            let seen = Seen::of(&now, Some(&ticket), Some(age), trail);
            prop_assert_eq!(seen.trail, seen.trail.and_then(|trail| Trail::parse(&trail.to_string())));
            prop_assert_eq!(seen, Seen::of(&now, Some(&ticket), Some(age), seen.trail));
            trail = seen.trail;
        }
    }

    #[test]
    fn no_values_are_too_strange(
        (state, number, times) in (0..6_usize, 0..3_u32, any::<[u64; 6]>()),
        (draws, window, rate, age) in (any::<[u64; 3]>(), any::<u64>(), any::<u64>(), any::<Option<u64>>()),
        mut points in prop::collection::vec(any::<(u64, u64)>(), 0..5),
        numbers in any::<[u64; 13]>(),
    ) {
        let states = [
            RoomState::Scheduled, RoomState::PreQueue, RoomState::Open, RoomState::Paused, RoomState::Draining,
            RoomState::Drained,
        ];
        points.sort_unstable();
        let [made, opens, now, expired, pre_queue, arrival] = times.map(|time| UnixTime::saturating_new(time >> (time % 64)));
        let room = NoticeRoom {
            state: states[state],
            number,
            pre_queue,
            opens,
            now_serving: Rank { second: now, draw: Draw(draws[0]) },
            expired: Rank { second: expired, draw: Draw(draws[1]) },
            window,
            per_second_thousandths: rate,
            curve: Curve::new(points).unwrap_or_default(),
        };
        let notice = Notice { made, poll_after: 15, room: Some(room) };
        let ticket = Ticket { room: 1, arrival, draw: Draw(draws[2]), keys: [0; 32] };
        let text = numbers.map(|number| (number >> (number % 64)).to_string()).join("-");
        for before in [None, Trail::parse(&text)] {
            let seen = Seen::of(&notice, Some(&ticket), age, before);
            if let Place::Waiting(Waiting { seconds: Some(Seconds { least, most }), .. }) = seen.place {
                prop_assert!(least < most && most <= SECONDS_PER_DAY + 1);
            }
            let _ = Seen::of(&notice, Some(&ticket), age, seen.trail);
        }
    }
}

#[test]
fn what_is_no_trail_is_none() {
    let seen = Seen::of(&notice(0, RoomState::Open, 0.1), Some(&early(0.5)), None, None);
    let text = seen.trail.expect("a trail").to_string();
    assert!(Trail::parse(&text).is_some());
    let huge = text.replacen("1-", "4294967296-", 1);
    for none in ["", "1", &text[1..], &format!("{text}-1"), &format!("+{text}"), &huge] {
        assert_eq!(Trail::parse(none), None, "{none}");
    }
}
