use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::queue::change::{Change, Changed};

const BOUNDS: Bounds = Bounds { least: 1.0, most: 1e6 };
const WINDOW: u64 = 320;

fn time(seconds: u64) -> UnixTime {
    UnixTime::saturating_new(seconds)
}

/// A room that opened at 1000 and lets so many in a second.
fn room(rate: u32) -> Room {
    match Change::Open.apply(None, time(1_000), "alice", 1.0) {
        Ok(Changed::To(room)) => Room { rate: Some(rate), ..*room },
        other => panic!("{other:?}"),
    }
}

fn step(crowd: &Crowd, now: u64, seconds: u64) -> Step<'_> {
    Step {
        now: time(now),
        elapsed: Duration::from_secs(seconds),
        crowd,
        measured: Measured::default(),
        bounds: BOUNDS,
        window: WINDOW,
    }
}

fn moved(room: &Room, crowd: &Crowd, now: u64) -> Room {
    room.moved_on(&step(crowd, now, 1)).expect("a room that lets people in")
}

fn crowd(arrivals: &[(u64, u64)]) -> Crowd {
    Crowd::of(&arrivals.iter().copied().collect(), time(1_000))
}

#[test]
fn so_many_are_let_in_as_the_rate_says_across_seconds() {
    let crowd = crowd(&[(900, 60), (1_000, 40), (1_001, 50), (1_003, 10)]);
    let mut at = room(40);
    let mut let_in = Vec::new();
    for now in 1_010..1_015 {
        at = moved(&at, &crowd, now);
        let_in.push(crowd.before(at.serving.now).round());
    }
    assert_eq!(let_in, [40.0, 80.0, 120.0, 160.0, 160.0]);
    assert_eq!(at.serving.now, Rank::beginning(time(1_014 - SETTLE + 1)), "nobody waits");
}

#[test]
fn a_second_that_may_not_be_counted_yet_is_not_passed() {
    let crowd = crowd(&[]);
    let at = moved(&room(1_000), &crowd, 1_001);
    assert_eq!(at.serving.now, Rank::beginning(time(1_000)));
    let at = moved(&at, &crowd, 1_000 + SETTLE);
    assert_eq!(at.serving.now, Rank::beginning(time(1_001)), "the second of the opening is over, and counted");
}

#[test]
fn however_long_nobody_moved_it_few_are_let_in_at_once() {
    let crowd = crowd(&[(1_000, 1_000_000)]);
    let at = room(100).moved_on(&step(&crowd, 9_000, 7_200)).expect("a room");
    assert!((crowd.before(at.serving.now) - 500.0).abs() < 1.0, "{}", crowd.before(at.serving.now));
    assert_eq!(at.serving.served_ms, 5_000, "and no window of anybody has passed");
}

#[test]
fn nobody_is_let_in_before_the_opening_or_in_a_pause_and_all_keep_their_places() {
    let scheduled = Room { opens: time(2_000), pre_queue: time(1_000), ..room(100) };
    let crowd = Crowd::of(&[(1_500, 1_000)].into(), time(2_000));
    assert_eq!(scheduled.moved_on(&step(&crowd, 1_999, 1)), None);
    let open = moved(&scheduled, &crowd, 2_010);
    let Ok(Changed::To(paused)) = Change::Pause.apply(Some(&open), time(2_011), "alice", 1.0) else {
        panic!("a pause")
    };
    assert_eq!(paused.moved_on(&step(&crowd, 3_000, 1)), None);
    let Ok(Changed::To(again)) = Change::Open.apply(Some(&paused), time(3_000), "alice", 1.0) else { panic!("a room") };
    assert_eq!(again.serving, open.serving);
    let after = moved(&again, &crowd, 3_001);
    assert!((crowd.between(open.serving.now, after.serving.now) - 100.0).abs() < 1.0);
}

#[test]
fn a_window_begins_when_somebody_is_let_in_and_no_pause_shortens_it() {
    let crowd = crowd(&[(1_000, 100)]);
    let mut at = room(1);
    let first = Rank { second: time(1_000), draw: Draw::at(0.001) };
    for now in 1_010..1_010 + WINDOW {
        at = moved(&at, &crowd, now);
        assert!(first < at.serving.now && first >= at.serving.expired, "{now}");
    }
    // An hour in which nothing is let in.
    let mut now = 1_010 + WINDOW + 3_600;
    assert!(first >= at.serving.expired);
    let limit = now + 2 * WINDOW / PARTS;
    while first >= at.serving.expired {
        at = moved(&at, &crowd, now);
        now += 1;
        assert!(now <= limit, "its window is over");
    }
    assert!(at.serving.history.len() <= 40, "{}", at.serving.history.len());
}

#[test]
fn a_room_that_drains_is_over_when_all_have_been_let_in() {
    let crowd = crowd(&[(1_000, 30), (1_005, 10)]);
    let draining = Room { mode: Mode::Draining(time(1_006)), ..room(20) };
    let once = moved(&draining, &crowd, 1_020);
    assert_eq!(once.state(time(1_020)), State::Draining);
    let twice = moved(&once, &crowd, 1_021);
    let thrice = moved(&twice, &crowd, 1_022);
    assert_eq!(thrice.mode, Mode::Drained);
}

#[test]
fn an_estimate_is_the_people_before_over_the_rate_and_the_time_to_the_opening() {
    let crowd = crowd(&[(1_000, 1_000), (1_100, 50)]);
    let at = moved(&room(100), &crowd, 1_200);
    let estimate = at.estimate(Rank::beginning(time(1_100)), &crowd, time(1_200));
    assert!((estimate.people - 900.0).abs() < 1.0 && (estimate.seconds - 9.0).abs() < 0.1, "{estimate:?}");
    let before = Room { opens: time(2_000), pre_queue: time(1_000), ..room(100) };
    let crowd = Crowd::of(&[(1_000, 1_000)].into(), time(2_000));
    let half = Rank { second: time(2_000), draw: Draw::at(0.5) };
    let estimate = before.estimate(half, &crowd, time(1_940));
    assert!((estimate.people - 500.0).abs() < 1.0 && (estimate.seconds - 65.0).abs() < 0.1, "{estimate:?}");
}

proptest! {
    #[test]
    fn a_room_only_moves_forward_and_never_lets_in_more_than_its_rate(
        arrivals in prop::collection::btree_map(900..1_400_u64, 1..500_u64, 0..200),
        late in prop::collection::btree_map(900..1_400_u64, 1..500_u64, 0..20),
        rate in 1..2_000_u32,
        clocks in prop::collection::vec((0..1_700_u64, 0..8_u64), 1..60),
    ) {
        let mut known: BTreeMap<u64, u64> = arrivals;
        let mut at = room(rate);
        for (number, (now, seconds)) in clocks.into_iter().enumerate() {
            if number == 20 {
                for (second, people) in &late {
                    *known.entry(*second).or_default() += people;
                }
            }
            let crowd = Crowd::of(&known, time(1_000));
            let Some(next) = at.moved_on(&step(&crowd, now, seconds)) else { continue };
            prop_assert!(next.serving.now >= at.serving.now && next.serving.expired >= at.serving.expired);
            prop_assert!(next.serving.expired <= next.serving.now);
            let let_in = crowd.between(at.serving.now, next.serving.now);
            prop_assert!(let_in <= f64::from(rate) * seconds.min(5) as f64 + 0.01, "{let_in}");
            at = next;
        }
    }
}
