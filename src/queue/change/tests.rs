use haetae_core::queue::Rank;

use super::*;
use crate::queue::room::LIFE;

const BEGIN: f64 = 10.0;

fn time(seconds: u64) -> UnixTime {
    UnixTime::saturating_new(1_626_600_000 + seconds)
}

fn schedule(opens: u64, pre_queue: Option<u64>) -> Change {
    Change::Schedule { opens: time(opens), pre_queue: pre_queue.map(time) }
}

fn made(room: Option<&Room>, change: Change, now: u64) -> Room {
    match change.apply(room, time(now), "alice", BEGIN) {
        Ok(Changed::To(room)) => *room,
        other => panic!("{other:?}"),
    }
}

fn refused(room: Option<&Room>, change: Change, now: u64) -> ChangeError {
    match change.apply(room, time(now), "alice", BEGIN) {
        Err(error) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_room_goes_through_its_states_by_its_times_and_by_operators() {
    let room = made(None, schedule(10_000, None), 0);
    assert_eq!((room.number, room.revision, room.changed_by.as_str()), (1, 1, "alice"));
    assert_eq!(room.pre_queue, time(10_000 - PRE_QUEUE));
    let states = [0, 8_199, 8_200, 9_999, 10_000].map(|now| room.state(time(now)));
    assert_eq!(states, [State::Scheduled, State::Scheduled, State::PreQueue, State::PreQueue, State::Open]);
    let paused = made(Some(&room), Change::Pause, 10_100);
    assert_eq!((paused.state(time(20_000)), paused.revision), (State::Paused, 2));
    let resumed = made(Some(&paused), Change::Open, 10_200);
    assert_eq!((resumed.state(time(10_200)), resumed.opens), (State::Open, room.opens), "the opening stays");
    let draining = made(Some(&resumed), Change::Drain, 10_300);
    assert_eq!(draining.state(time(10_300)), State::Draining);
    let drained = Room { mode: Mode::Drained, ..draining };
    let next = made(Some(&drained), Change::Open, 20_000);
    assert_eq!((next.number, next.state(time(20_000)), next.opens), (2, State::Open, time(20_000)));
    assert_eq!(next.state(time(20_001 + LIFE)), State::Drained, "no ticket can be verified for ever");
}

#[test]
fn an_opening_that_has_not_come_moves_in_both_directions() {
    let room = made(None, schedule(10_000, Some(5_000)), 0);
    let later = made(Some(&room), schedule(20_000, None), 6_000);
    assert_eq!((later.opens, later.pre_queue), (time(20_000), time(5_000)), "who has come stays");
    let sooner = made(Some(&later), schedule(6_200, None), 6_100);
    assert_eq!((sooner.number, sooner.opens), (1, time(6_200)));
    let at_once = made(Some(&sooner), Change::Open, 6_150);
    assert_eq!(at_once.opens, time(6_150));
}

#[test]
fn a_room_that_moves_before_it_takes_anybody_in_does_not_end_before_it_opens() {
    const DAY: u64 = SECONDS_PER_DAY;
    let mut room = made(None, schedule(13 * DAY, None), 0);
    for (now, opens) in [(10, 23), (20, 33), (30, 43)] {
        room = made(Some(&room), schedule(opens * DAY, None), now * DAY);
        assert_eq!(room.number, 1);
    }
    assert_eq!(room.state(time(42 * DAY)), State::Scheduled);
    assert_eq!(room.state(time(43 * DAY - 1)), State::PreQueue);
    assert_eq!(room.state(time(50 * DAY)), State::Open);
    let again = schedule(43 * DAY, None).apply(Some(&room), time(40 * DAY), "bob", BEGIN);
    assert_eq!(again, Ok(Changed::Already), "what does not move is not renewed");
}

#[test]
fn a_room_that_has_taken_people_in_opens_a_day_before_its_end_at_the_latest() {
    const DAY: u64 = SECONDS_PER_DAY;
    let room = made(None, schedule(13 * DAY, Some(8 * DAY)), 0);
    let end = ChangeError::AfterItsEnd(time(LIFE));
    assert_eq!(refused(Some(&room), schedule(20 * DAY + 1, None), 8 * DAY), end);
    assert_eq!(
        end.to_string(),
        "the room takes people in already and ends at 2021-08-08T09:20:00Z: it must open a day before that"
    );
    let last = made(Some(&room), schedule(20 * DAY, None), 8 * DAY);
    assert_eq!((last.created, last.pre_queue), (room.created, room.pre_queue), "whoever joins again draws the same");
    assert_eq!(last.state(time(21 * DAY)), State::Open);
}

#[test]
fn a_date_that_cannot_be_right_is_refused() {
    let room = made(None, schedule(10_000, Some(5_000)), 0);
    let begun = Some(&room);
    assert_eq!(refused(None, schedule(100, None), 100), ChangeError::Past("the opening"));
    assert_eq!(refused(None, schedule(50, None), 100), ChangeError::Past("the opening"));
    // A year too late, as when 2022 is written for 2021.
    assert_eq!(refused(None, schedule(365 * 86_400, None), 0), ChangeError::TooFar);
    assert_eq!(refused(None, schedule(200, Some(300)), 0), ChangeError::Order);
    assert_eq!(refused(None, schedule(200, Some(50)), 100), ChangeError::Past("the beginning of the pre-queue"));
    assert_eq!(refused(begun, schedule(20_000, Some(15_000)), 6_000), ChangeError::PreQueueHasBegun);
    assert_eq!(refused(begun, schedule(20_000, None), 10_000), ChangeError::HasOpened, "in the second of the opening");
    let serving = Serving { now: Rank::beginning(time(10_000)), ..Serving::beginning(BEGIN) };
    let opened = Room { serving, ..room.clone() };
    assert_eq!(
        refused(Some(&opened), schedule(20_000, None), 9_999),
        ChangeError::HasOpened,
        "by a clock that is behind"
    );
}

#[test]
fn what_contradicts_the_state_is_refused() {
    let room = made(None, schedule(10_000, Some(5_000)), 0);
    for change in [Change::Pause, Change::Drain, Change::Rate(None)] {
        assert_eq!(refused(None, change, 0), ChangeError::NoRoom);
    }
    assert_eq!(refused(Some(&room), Change::Pause, 0), ChangeError::NothingToPause(State::Scheduled));
    assert_eq!(refused(Some(&room), Change::Drain, 6_000), ChangeError::Waited);
    let paused = made(Some(&room), Change::Pause, 6_000);
    assert_eq!(refused(Some(&paused), Change::Drain, 6_100), ChangeError::Waited);
    let draining = made(Some(&room), Change::Drain, 10_001);
    assert_eq!(refused(Some(&draining), Change::Pause, 10_002), ChangeError::NothingToPause(State::Draining));
    assert_eq!(refused(Some(&draining), schedule(20_000, None), 10_002), ChangeError::HasOpened);
    for rate in [0, MOST_PER_SECOND + 1] {
        assert_eq!(refused(Some(&room), Change::Rate(Some(rate)), 0), ChangeError::Rate);
    }
    assert_eq!(made(Some(&room), Change::Drain, 0).state(time(0)), State::Drained, "nobody waits yet");
}

#[test]
fn what_is_like_this_already_changes_nothing() {
    let room = made(None, Change::Open, 0);
    for change in [Change::Open, Change::Rate(None)] {
        assert_eq!(change.apply(Some(&room), time(1), "bob", BEGIN), Ok(Changed::Already));
    }
}

#[test]
fn a_room_comes_back_as_it_was_stored() {
    let mut room = made(None, schedule(10_000, Some(5_000)), 0);
    room.serving.history.push((7, Rank::beginning(time(3))));
    for mode in [Mode::Running, Mode::Paused, Mode::Draining(time(9)), Mode::Drained] {
        let room = Room { mode, rate: Some(7), ..room.clone() };
        assert_eq!(Room::decode(&room.encode().expect("JSON")).expect("a room"), room);
    }
}
