//! What those who wait see of a room that really moves, notice by notice, against what happens.

use std::collections::BTreeMap;

use haetae_core::queue::{Curve, Notice, NoticeRoom, Place, RoomState, Seconds, Seen, Ticket, Trail, Waiting};
use proptest::prelude::*;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;

use super::*;
use crate::queue::change::{Change, Changed};

const OPENS: u64 = 1_000_000;
const STEP: u64 = 5;

/// Somebody who waits.
struct Phone {
    ticket: Ticket,
    reads: u64,
    trail: Option<Trail>,
    place: Option<Place>,
    /// When it was said how long it takes, and how long.
    said: Vec<(u64, Seconds)>,
    waiting: usize,
}

/// A room that begins with so many people a second, and who comes to it.
struct Course {
    early: u64,
    late: u64,
    rate: u32,
    is_automatic: bool,
    seed: u64,
}

fn notice(room: &Room, crowd: &Crowd, now: u64) -> Notice {
    let made = UnixTime::saturating_new(now);
    let state = match room.state(made) {
        State::Scheduled => RoomState::Scheduled,
        State::PreQueue => RoomState::PreQueue,
        State::Open => RoomState::Open,
        State::Paused => RoomState::Paused,
        State::Draining => RoomState::Draining,
        State::Drained => RoomState::Drained,
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rates are from 1 to a million")]
    let thousandths = (room.rate.map_or(room.serving.per_second, f64::from) * 1_000.0) as u64;
    let room = NoticeRoom {
        state,
        number: room.number,
        pre_queue: room.pre_queue,
        opens: room.opens,
        now_serving: room.serving.now,
        expired: room.serving.expired,
        window: 3_600,
        per_second_thousandths: thousandths,
        curve: Curve::new(crowd.curve(room.opens)).expect("a curve"),
    };
    Notice { made, poll_after: 15, room: Some(room) }
}

/// How good a place is: before the opening, waiting, one's turn; and then by how many are before.
fn order(place: &Place) -> (u8, u64) {
    match place {
        Place::NotOpen { .. } => (2, 0),
        Place::Waiting(Waiting { people, .. }) => (1, people.unwrap_or(u64::MAX)),
        Place::Turn { .. } => (0, 0),
        other => panic!("{other:?}"),
    }
}

/// Lives through a room: phones, what they were shown, and when each was let in.
fn live(course: &Course) -> Vec<(Phone, u64)> {
    let mut random = ChaCha20Rng::seed_from_u64(course.seed);
    let opens = UnixTime::saturating_new(OPENS);
    let schedule = Change::Schedule { opens, pre_queue: None };
    let begin = f64::from(course.rate);
    let Ok(Changed::To(room)) = schedule.apply(None, opens.saturating_sub(3_600), "alice", begin) else {
        panic!("a room")
    };
    let mut room = Room { rate: (!course.is_automatic).then_some(course.rate), ..*room };
    let (mut counted, mut crowd) = (BTreeMap::from([(OPENS - 60, course.early)]), Crowd::default());
    let (mut waiting, mut done) = (Vec::new(), Vec::new());
    let mut earlier = notice(&room, &crowd, OPENS - 1_000);
    for now in (OPENS - 50..OPENS + 6_000).step_by(5) {
        // Each of these seconds is counted when it is settled; some of it only a minute later.
        if (OPENS..OPENS + 600).contains(&now) {
            let people = course.late * STEP;
            counted.insert(now - STEP, people - people / 10);
            if let Some(late) = counted.get_mut(&(now - 60)) {
                *late += people / 10;
            }
        }
        crowd = Crowd::of(&counted, opens);
        let measured = Measured { answered: if now % 200 < 100 { 1e6 } else { 0.0 }, ..Measured::default() };
        let bounds = Bounds { least: begin, most: begin * 50.0 };
        let (now_is, elapsed) = (UnixTime::saturating_new(now), Duration::from_secs(STEP));
        let step = Step { now: now_is, elapsed, crowd: &crowd, measured, bounds, window: 100_000 };
        room = room.moved_on(&step).unwrap_or(room);
        if now.is_multiple_of(25) && now < OPENS + 600 {
            let ticket = Ticket { room: 1, arrival: step.now, draw: Draw(random.next_u64()), keys: [0; 32] };
            let reads = now + random.next_u64() % 15;
            waiting.push(Phone { ticket, reads, trail: None, place: None, said: Vec::new(), waiting: 0 });
        }
        let latest = notice(&room, &crowd, now);
        for phone in waiting.iter_mut().filter(|phone| phone.reads <= now) {
            phone.reads = now + 12 + random.next_u64() % 7;
            // One of two nodes, of which one is behind by a step.
            let read = if random.next_u64().is_multiple_of(2) { &latest } else { &earlier };
            let age = now - read.made.seconds() + random.next_u64() % 12;
            let seen = Seen::of(read, Some(&phone.ticket), Some(age), phone.trail);
            if let (Some(before), Some(trail)) = (&phone.place, &phone.trail) {
                assert!(order(&seen.place) <= order(before), "{before:?} {:?} {trail:?}", seen.place);
            }
            if let Place::Waiting(Waiting { seconds, .. }) = seen.place {
                phone.waiting += 1;
                phone.said.extend(seconds.map(|seconds| (read.made.seconds() + age, seconds)));
            }
            (phone.trail, phone.place) = (seen.trail, Some(seen.place));
        }
        let is_in = |phone: &mut Phone| phone.ticket.rank(opens) < room.serving.now;
        done.extend(waiting.extract_if(.., is_in).map(|phone| (phone, now)));
        earlier = latest;
    }
    assert!(waiting.is_empty(), "everybody is let in");
    done
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn at_a_steady_rate_nobody_is_told_a_wrong_time_and_no_place_gets_worse(
        early in 40_000..100_000_u64, late in 0..200_u64, rate in 40..200_u32, seed: u64,
    ) {
        let done = live(&Course { early, late, rate, is_automatic: false, seed });
        let (said, waiting) = done.iter().fold((0, 0), |(said, all), (phone, _)| (said + phone.said.len(), all + phone.waiting));
        prop_assert!(said * 2 >= waiting, "{said} of {waiting}");
        for (phone, let_in) in &done {
            for (at, Seconds { least, most }) in &phone.said {
                // Who looks at an older notice may have been let in meanwhile: then the range begins at once.
                let is_true = at + most >= *let_in && (*least == 0 || at + least <= *let_in);
                prop_assert!(is_true, "{at} {least} {most} {let_in}");
            }
        }
    }

    #[test]
    fn at_a_rate_that_moves_no_place_gets_worse(
        early in 0..100_000_u64, late in 0..200_u64, rate in 40..400_u32, seed: u64,
    ) {
        let done = live(&Course { early, late, rate, is_automatic: true, seed });
        prop_assert!(!done.is_empty());
    }
}
