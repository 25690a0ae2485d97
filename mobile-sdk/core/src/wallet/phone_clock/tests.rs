use super::*;
use crate::time::UnixTime;
use crate::wallet::ClockState;

const fn moment(wall: i64, monotonic: i64) -> Moment {
    Moment { wall: wall * 1_000, monotonic: monotonic * 1_000 }
}

/// Seconds: the present, what was added to the phone's clock, and the earliest that it can be.
fn seconds(time: &PhoneTime) -> (i64, i64, Option<i64>) {
    (time.now / 1_000, time.correction / 1_000, time.earliest.map(|earliest| earliest / 1_000))
}

#[test]
fn a_clock_is_corrected_as_long_as_the_monotonic_one_agrees() {
    let mut clock = PhoneClock::new(moment(1_000, 1), None);
    let time = clock.time(moment(1_000, 1));
    assert_eq!((seconds(&time), time.trust, time.behind), ((1_000, 0, None), TimeTrust::Unconfirmed, None));
    let kept = clock.learn(1_600_000, moment(1_000, 1));
    assert_eq!(kept, Contact { server: 1_600_000, behind: 600_000 });
    // Off the monotonic clock by more than two seconds it is slow without a known error, and still shows a time that
    // has been.
    for (wall, trust) in [(1_060, TimeTrust::Confirmed), (1_062, TimeTrust::Confirmed), (1_063, TimeTrust::Estimated)] {
        assert_eq!(clock.time(moment(wall, 61)).trust, trust, "{wall}");
    }
    let time = clock.time(moment(1_060, 61));
    assert_eq!((seconds(&time), time.behind), ((1_660, 600, Some(1_660)), Some(600_000)));
    assert_eq!(time.clock_state(), ClockState::Corrected);
}

#[test]
fn a_clock_that_has_moved_ahead_is_believed_as_it_stands_and_proves_nothing() {
    let mut clock = PhoneClock::new(moment(10_000, 0), None);
    clock.learn(10_600_000, moment(10_000, 0));
    let time = clock.time(moment(13_600, 0));
    assert_eq!((seconds(&time), time.trust), ((13_600, 0, Some(10_600)), TimeTrust::Disturbed));
    assert_eq!(time.clock_state(), ClockState::Doubtful);
    assert_eq!(time.certain(), UnixTime::saturating_new(10_600));
}

#[test]
fn a_clock_that_shows_a_time_before_the_last_contact_is_wrong_and_the_time_is_estimated() {
    let mut clock = PhoneClock::new(moment(10_000, 0), None);
    clock.learn(10_600_000, moment(10_000, 0));
    let time = clock.time(moment(6_400, 30));
    assert_eq!((seconds(&time), time.trust), ((10_630, 4_230, Some(10_630)), TimeTrust::Estimated));
    // Started again: what was learned before still bounds it.
    let again = PhoneClock::new(moment(6_400, 0), Some(Contact { server: 10_600_000, behind: 0 }));
    let time = again.time(moment(6_400, 0));
    assert_eq!((seconds(&time), time.trust), ((10_600, 4_200, None), TimeTrust::Estimated));
    assert_eq!(time.clock_state(), ClockState::Estimated);
    // A clock that is slow as it was before is read with its error.
    let slow = PhoneClock::new(moment(10_400, 0), Some(Contact { server: 10_600_000, behind: 600_000 }));
    let time = slow.time(moment(10_400, 0));
    assert_eq!((seconds(&time).0, time.trust), (11_000, TimeTrust::Estimated));
}

#[test]
fn what_was_learned_before_the_start_corrects_nothing_and_still_bounds_what_is_certain() {
    let clock = PhoneClock::new(moment(1_000, 5), Some(Contact { server: 900_000, behind: 60_000 }));
    let time = clock.time(moment(1_000, 5));
    assert_eq!((seconds(&time), time.trust, time.behind), ((1_000, 0, None), TimeTrust::Unconfirmed, Some(60_000)));
    assert_eq!(time.certain(), UnixTime::saturating_new(900));
    assert_eq!(clock.time(moment(1_050, 55)).certain(), UnixTime::saturating_new(950));
}

#[test]
fn a_clock_that_was_right_at_the_last_contact_is_not_doubted() {
    for (behind, state) in [
        (19_999, ClockState::Trusted),
        (-19_999, ClockState::Trusted),
        (20_000, ClockState::Doubtful),
        (-20_000, ClockState::Doubtful),
    ] {
        let clock = PhoneClock::new(moment(10_000, 0), Some(Contact { server: 9_000_000, behind }));
        assert_eq!(clock.time(moment(10_000, 0)).clock_state(), state, "{behind}");
    }
}

#[test]
fn no_clock_however_wrong_makes_it_panic() {
    let extremes = [i64::MIN, -1, 0, 1, i64::MAX];
    for server in extremes {
        for wall in extremes {
            for monotonic in extremes {
                let mut clock = PhoneClock::new(Moment { wall, monotonic }, Some(Contact { server, behind: wall }));
                let now = Moment { wall: monotonic, monotonic: server };
                let _ = clock.time(now).certain();
                clock.learn(server, now);
                let _ = clock.time(Moment { wall, monotonic }).time();
            }
        }
    }
}
