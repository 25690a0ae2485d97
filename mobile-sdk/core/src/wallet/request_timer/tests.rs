use std::string::ToString as _;
use std::vec::Vec;

use proptest::prelude::*;

use super::*;

const NOW: u64 = 1_796_100_000;
const HOUR: u64 = 3_600;
const DAY: u64 = SECONDS_PER_DAY;

fn at(seconds: u64) -> UnixTime {
    UnixTime::saturating_new(NOW + seconds)
}

/// The pause after so many failures in a row, with a budget that is full again before each.
fn pause(failures: u32, retry_after: Option<u64>, urgent: bool, seed: u64) -> u64 {
    let mut timer = RequestTimer::new(seed);
    for _ in 0..failures {
        timer.failed(at(0), retry_after, urgent);
    }
    timer.next(at(0)).seconds_since(at(0))
}

#[test]
fn pauses_double_are_spread_over_their_second_half_and_have_an_end() {
    for (urgent, spans) in [(false, [60, 120, 240, 21_600]), (true, [5, 10, 20, 300])] {
        for (failures, span) in [1, 2, 3, 1_000].into_iter().zip(spans) {
            let pauses: Vec<u64> = (0..2_000).map(|seed| pause(failures, None, urgent, seed)).collect();
            assert!(pauses.iter().min() <= Some(&(span / 2 + span / 20)), "{failures} {span}");
            assert!(pauses.iter().all(|pause| (span / 2..=span).contains(pause)), "{failures} {span}");
            assert!(pauses.iter().max() >= Some(&(span - span / 20)), "{failures} {span}");
        }
    }
}

#[test]
fn no_phone_comes_back_before_the_time_that_the_service_named_and_not_all_at_that_time() {
    for urgent in [false, true] {
        for failures in [1, 2, 50] {
            let pauses: Vec<u64> = (0..500).map(|seed| pause(failures, Some(30), urgent, seed)).collect();
            assert!(pauses.iter().all(|pause| *pause >= 30), "{failures}");
            assert!(pauses.iter().max() > Some(&40), "{failures}");
        }
    }
    let longest = (0..500).map(|seed| pause(1, Some(u64::MAX), true, seed)).max();
    assert!(longest > Some(DAY) && longest <= Some(DAY + DAY / 2), "{longest:?}");
}

#[test]
fn after_a_decision_of_the_issuer_it_asks_within_the_hour_and_then_less_and_less_often() {
    let mut timer = RequestTimer::new(1);
    let mut now = at(0);
    let mut pauses = Vec::new();
    for _ in 0..12 {
        timer.sent(now);
        timer.refused_by_issuer(now);
        let next = timer.next(now);
        pauses.push(next.seconds_since(now));
        now = next;
    }
    assert!((HOUR / 2..=HOUR).contains(&pauses[0]), "{pauses:?}");
    assert!(pauses[6..].iter().all(|pause| (6 * HOUR..=12 * HOUR).contains(pause)), "{pauses:?}");
}

#[test]
fn an_answer_ends_the_pauses() {
    let mut timer = RequestTimer::new(1);
    timer.failed(at(0), Some(600), false);
    assert!(timer.next(at(0)) >= at(600));
    timer.answered(at(10));
    assert_eq!(timer.next(at(11)), at(11));
    timer.failed(at(20), None, false);
    assert!(timer.next(at(20)) <= at(80), "the first failure in a row");
}

#[test]
fn with_a_pass_to_show_two_quick_retries_are_all_and_without_one_ten() {
    for (urgent, quick) in [(false, 2), (true, 10)] {
        let mut timer = RequestTimer::new(3);
        let mut now = at(0);
        timer.sent(now);
        timer.failed(now, None, urgent);
        let mut pauses = Vec::new();
        for _ in 0..quick + 3 {
            let next = timer.next(now);
            pauses.push(next.seconds_since(now));
            now = next;
            timer.sent(now);
            timer.failed(now, None, urgent);
        }
        assert!(pauses[..quick].iter().all(|pause| *pause <= 300), "{pauses:?}");
        assert!(pauses[quick] > 4 * HOUR, "{pauses:?}");
        assert!(pauses[quick + 1..].iter().all(|pause| *pause == 6 * HOUR), "{pauses:?}");
    }
}

#[test]
fn a_request_whose_end_is_never_learned_has_failed() {
    let mut timer = RequestTimer::new(1);
    timer.sent(at(0));
    let timer = RequestTimer::parse(&timer.to_string(), 2).expect("a timer");
    assert!((at(30)..=at(60)).contains(&timer.next(at(1))));
}

#[test]
fn a_clock_that_was_set_back_does_not_make_it_wait() {
    let mut timer = RequestTimer::new(1);
    timer.failed(at(400 * DAY), Some(600), false);
    assert_eq!(timer.next(at(0)), at(0));
    timer.failed(at(0), None, false);
    assert!((at(60)..=at(120)).contains(&timer.next(at(0))));
}

#[test]
fn a_timer_is_kept_as_text_and_what_is_none_is_refused() {
    let mut timer = RequestTimer::new(9);
    timer.sent(at(0));
    timer.failed(at(1), Some(5), true);
    let text = timer.to_string();
    let again = RequestTimer::parse(&text, 1).expect("a timer");
    assert_eq!((again.to_string(), again.next(at(2))), (text.clone(), timer.next(at(2))));
    let fresh = RequestTimer::new(1).to_string();
    assert_eq!(fresh, "0-0-216000-0-0");
    assert!(RequestTimer::parse(&fresh, 1).is_some());
    for refused in [
        "",
        "0",
        "0-0-216000-0",
        "0-0-216000-0-0-0",
        "0-1-216000-0-0",
        "2-0-216000-0-0",
        "5-1-216000-0-0",
        "x-1-216000-0-0",
        "2-1-216001-0-0",
        "2-1-+5-0-0",
        "2-1--5-0-0",
        "2-18446744073709551616-0-0-0",
        "2-1-0-253402300800-0",
        "2-1-0-0-253402300800",
    ] {
        assert!(RequestTimer::parse(refused, 1).is_none(), "{refused}");
    }
}

/// What a phone lives through.
#[derive(Clone, Debug)]
struct Life {
    seed: u64,
    /// From when to when, in seconds, the service gives no good answer, and what it gives.
    outages: Vec<(u64, u64, Bad)>,
    /// Seconds from an answer until the phone asks again.
    plan: u64,
    /// From when on there is no pass to show, in seconds since the last answer.
    covered: u64,
}

#[derive(Clone, Copy, Debug)]
enum Bad {
    NoAnswer,
    RetryAfter(u64),
    Refused,
    /// The phone is switched off before it learns of it.
    Lost,
}

fn bad() -> impl Strategy<Value = Bad> {
    prop_oneof![
        Just(Bad::NoAnswer),
        prop_oneof![0..60_u64, 0..2 * DAY].prop_map(Bad::RetryAfter),
        Just(Bad::Refused),
        Just(Bad::Lost),
    ]
}

fn life() -> impl Strategy<Value = Life> {
    let length = prop_oneof![0..600_u64, 0..DAY, 0..20 * DAY];
    let outages = prop::collection::vec((0..60 * DAY, length, bad()), 0..12);
    (any::<u64>(), outages, prop_oneof![Just(6 * HOUR), Just(DAY), Just(5 * DAY)], prop_oneof![0..DAY, Just(14 * DAY)])
        .prop_map(|(seed, outages, plan, covered)| {
            let outages = outages.into_iter().map(|(from, length, bad)| (from, from + length, bad)).collect();
            Life { seed, outages, plan, covered }
        })
}

/// A request: when it was sent, whether it was answered well, and whether there was no pass to show.
#[derive(Clone, Copy, Debug)]
struct Sent {
    at: u64,
    good: bool,
    urgent: bool,
}

/// The requests of sixty days and of the days that the last outage takes longer, to the first good answer after them.
fn live(life: &Life) -> Vec<Sent> {
    let mut timer = RequestTimer::new(life.seed);
    let mut sent = Vec::<Sent>::new();
    let last_outage = life.outages.iter().map(|(_, until, _)| *until).max().unwrap_or_default();
    let (mut now, mut planned, mut answered) = (0, 0, None);
    loop {
        now = now.max(planned).max(timer.next(at(now.max(planned))).seconds() - NOW);
        let bad = life.outages.iter().find(|(from, until, _)| (*from..*until).contains(&now)).map(|(_, _, bad)| *bad);
        let urgent = answered.is_none_or(|answered| now >= answered + life.covered);
        sent.push(Sent { at: now, good: bad.is_none(), urgent });
        timer.sent(at(now));
        match bad {
            None => {
                timer.answered(at(now));
                (planned, answered) = (now + life.plan, Some(now));
                if now >= last_outage.max(60 * DAY) {
                    return sent;
                }
            }
            Some(Bad::NoAnswer) => timer.failed(at(now), None, urgent),
            Some(Bad::RetryAfter(seconds)) => timer.failed(at(now), Some(seconds), urgent),
            Some(Bad::Refused) => timer.refused_by_issuer(at(now)),
            Some(Bad::Lost) => timer = RequestTimer::parse(&timer.to_string(), life.seed).expect("a timer"),
        }
    }
}

proptest! {
    #[test]
    fn whatever_the_service_does_no_window_has_more_requests_than_the_budget_allows(life in life()) {
        let sent = live(&life);
        for (from, first) in sent.iter().enumerate() {
            let (mut answers, mut spare) = (0, 2);
            for (place, request) in sent.iter().enumerate().skip(from) {
                // What was urgent at the end of the request before was allowed to be quick.
                let urgent = request.urgent || (place > 0 && sent[place - 1].urgent);
                spare = if urgent { 10 } else { spare };
                let requests = (place - from + 1) as u64;
                let by_time = (request.at - first.at) * 10 / RETRY;
                prop_assert!(
                    requests * 10 <= answers * 11 + 10 + by_time + spare * 10,
                    "{requests} requests from {} to {}, {answers} answered", first.at, request.at
                );
                answers += u64::from(request.good);
            }
        }
    }

    #[test]
    fn once_the_service_is_back_the_phone_has_its_passes_within_54_hours(life in life()) {
        let sent = live(&life);
        let last_outage = life.outages.iter().map(|(_, until, _)| *until).max().unwrap_or_default();
        let first_after = sent.iter().find(|request| request.at >= last_outage).expect("it asks again");
        prop_assert!(first_after.good);
        let before = sent.iter().rev().find(|request| request.at < last_outage);
        let waiting_since = before.filter(|request| !request.good).map(|request| request.at.max(last_outage));
        if let Some(since) = waiting_since {
            // So long an empty budget takes to hold one retry beside those that are kept for a day without a pass.
            prop_assert!(first_after.at - since <= RESERVE + RETRY, "{}", first_after.at - since);
        }
    }
}
