use std::cmp::Reverse;
use std::collections::BinaryHeap;

use proptest::prelude::*;

use super::*;

const BOUNDS: Bounds = Bounds { least: 8, most: 1_024, target: Duration::from_secs(1) };

fn milliseconds(number: u64) -> Duration {
    Duration::from_millis(number)
}

/// A node that can work on so many requests at a time, each of which takes so long; the others wait in their order.
struct Node {
    workers: usize,
    work: Duration,
}

/// What came of a load.
#[derive(Debug, Default)]
struct Outcome {
    answered: u32,
    shed: u32,
    /// How long answers took, ascending.
    took: Vec<Duration>,
}

impl Outcome {
    /// So many of a hundred answers took no longer.
    fn percentile(&self, percent: usize) -> Duration {
        self.took.get(self.took.len().saturating_sub(1) * percent / 100).copied().unwrap_or_default()
    }
}

impl Node {
    /// Answers in a second.
    fn peak(&self) -> f64 {
        self.workers as f64 / self.work.as_secs_f64()
    }

    /// Sends so many requests in a second, evenly, from `from` to `to`; counts those that came in the second half.
    fn load(&self, limiter: &mut Adaptive, per_second: f64, from: Duration, to: Duration) -> Outcome {
        let (mut outcome, middle) = (Outcome::default(), from + (to - from) / 2);
        let mut free: BinaryHeap<Reverse<Duration>> = (0..self.workers).map(|_| Reverse(from)).collect();
        let mut ends: BinaryHeap<Reverse<(Duration, Duration)>> = BinaryHeap::new();
        let (step, mut now) = (Duration::from_secs_f64(1.0 / per_second), from);
        while now < to {
            while let Some(Reverse((end, began))) = ends.peek().copied().filter(|Reverse((end, _))| *end <= now) {
                ends.pop();
                limiter.answered(began, end);
                if began >= middle {
                    outcome.answered += 1;
                    outcome.took.push(end - began);
                }
            }
            if ends.len() < limiter.limit() as usize {
                let Reverse(worker) = free.pop().expect("a worker");
                let end = worker.max(now) + self.work;
                free.push(Reverse(end));
                ends.push(Reverse((end, now)));
                limiter.admitted(u32::try_from(ends.len()).expect("few"));
            } else {
                limiter.shed(now);
                outcome.shed += u32::from(now >= middle);
            }
            now += step;
        }
        outcome.took.sort_unstable();
        outcome
    }
}

#[test]
fn at_ten_times_the_load_goodput_stays_and_the_admitted_keep_their_latency() {
    for (workers, work) in [(2, 5), (16, 40), (1, 100), (64, 250)] {
        let node = Node { workers, work: milliseconds(work) };
        let (from, to) = (Duration::ZERO, Duration::from_secs(60));
        let usual = node.load(&mut Adaptive::new(BOUNDS), node.peak() * 0.9, from, to);
        let mut limiter = Adaptive::new(BOUNDS);
        let flood = node.load(&mut limiter, node.peak() * 10.0, from, to);
        let goodput = f64::from(flood.answered) / ((to - from) / 2).as_secs_f64();
        assert!(goodput >= 0.9 * node.peak(), "{workers} of {work} ms: {goodput} of {}", node.peak());
        assert!(flood.percentile(90) <= BOUNDS.target * 5 / 4, "{workers} of {work} ms: {:?}", flood.percentile(90));
        assert!(flood.shed > flood.answered * 8, "what does not fit is refused at once");
        assert_eq!(usual.shed, 0, "{workers} of {work} ms: what fits is admitted");
        assert!(limiter.is_pressed(to));
    }
}

#[test]
fn it_recovers_after_its_node_was_slow_for_a_while() {
    let (well, ill) = (Node { workers: 16, work: milliseconds(20) }, Node { workers: 16, work: milliseconds(2_000) });
    let mut limiter = Adaptive::new(BOUNDS);
    let load = well.peak() * 0.8;
    let at = Duration::from_secs;
    assert_eq!(well.load(&mut limiter, load, at(0), at(30)).shed, 0);
    let during = ill.load(&mut limiter, load, at(30), at(90));
    assert!(during.shed > 0 && limiter.limit() <= 32, "{}", limiter.limit());
    assert!(limiter.is_pressed(at(90)));
    let after = well.load(&mut limiter, load, at(90), at(150));
    assert_eq!(after.shed, 0);
    assert!(!limiter.is_pressed(at(150)));
}

/// Loads a limiter for so long with as many requests as it admits, each of which takes what `takes` says of its number.
/// Returns how many were answered, and the least that the limit was.
fn crowd(limiter: &mut Adaptive, length: Duration, mut takes: impl FnMut(u64) -> Duration) -> (u64, u32) {
    let mut ends: BinaryHeap<Reverse<(Duration, Duration)>> = BinaryHeap::new();
    let (mut now, mut answered, mut admitted, mut least) = (Duration::ZERO, 0, 0, u32::MAX);
    while now < length {
        while ends.len() < limiter.limit() as usize {
            ends.push(Reverse((now + takes(admitted), now)));
            admitted += 1;
            limiter.admitted(u32::try_from(ends.len()).expect("few"));
        }
        limiter.shed(now);
        let Reverse((end, began)) = ends.pop().expect("somebody");
        now = end;
        limiter.answered(began, end);
        answered += 1;
        least = least.min(limiter.limit());
    }
    (answered, least)
}

#[test]
fn answers_that_are_slow_whatever_their_number_do_not_lower_it_for_long() {
    let length = Duration::from_secs(120);
    let most = |took: Duration| length.as_secs_f64() / took.as_secs_f64() * f64::from(BEGIN);
    for (usual, late, often) in [(1_600, 1_600, 1), (100, 4_000, 7), (100, 1_200, 5), (900, 1_500, 3)] {
        let takes = |number: u64| milliseconds(if number.is_multiple_of(often) { late } else { usual });
        let mean = milliseconds((usual * (often - 1) + late) / often);
        let (answered, least) = crowd(&mut Adaptive::new(BOUNDS), length, takes);
        let part = answered as f64 / most(mean);
        assert!(part >= 0.9, "one of {often} in {late} ms: {part} of what {BEGIN} at a time get, {least} at least");
    }
}

#[test]
fn a_node_that_cannot_be_in_time_has_no_fewer_than_it_needs_to_answer_as_many() {
    let node = Node { workers: 24, work: milliseconds(2_000) };
    let mut limiter = Adaptive::new(BOUNDS);
    let (from, to) = (Duration::ZERO, Duration::from_secs(240));
    let flood = node.load(&mut limiter, node.peak() * 10.0, from, to);
    let goodput = f64::from(flood.answered) / ((to - from) / 2).as_secs_f64();
    assert!(goodput >= 0.9 * node.peak(), "{goodput} of {}", node.peak());
    assert!(flood.percentile(90) <= milliseconds(5_000), "{:?}", flood.percentile(90));
}

#[test]
fn few_requests_that_are_slow_for_another_reason_do_not_lower_it() {
    let mut limiter = Adaptive::new(BOUNDS);
    let before = limiter.limit();
    for second in 0..100 {
        limiter.admitted(2);
        limiter.answered(Duration::from_secs(second * 10), Duration::from_secs(second * 10 + 5));
    }
    assert_eq!((limiter.limit(), limiter.is_pressed(Duration::from_secs(995))), (before, false));
}

#[test]
fn requests_that_are_given_up_count_as_slow_and_those_that_hang_up_do_not() {
    let mut limiter = Adaptive::new(BOUNDS);
    let before = limiter.limit();
    limiter.admitted(before);
    for number in 0..500 {
        limiter.given_up(Duration::ZERO, milliseconds(400 + number));
    }
    assert_eq!(limiter.limit(), before);
    for number in 0..500 {
        limiter.given_up(Duration::ZERO, milliseconds(10_000 + number));
    }
    assert_eq!(limiter.limit(), before / 4);
}

#[test]
fn answers_to_requests_from_before_the_last_change_say_nothing_of_it() {
    let (mut limiter, at) = (Adaptive::new(BOUNDS), Duration::from_secs);
    limiter.admitted(limiter.limit());
    let answered = |limiter: &mut Adaptive, began, from| {
        (0..500).for_each(|number| limiter.answered(began, from + milliseconds(number)));
    };
    answered(&mut limiter, at(0), at(4));
    assert_eq!(limiter.limit(), 32, "a quarter, as they took four times as long as they may");
    limiter.admitted(32);
    answered(&mut limiter, at(3), at(5));
    assert_eq!(limiter.limit(), 32);
    answered(&mut limiter, at(5), at(6));
    assert_eq!(limiter.limit(), 28, "but those from after it do");
}

#[test]
fn without_a_target_the_limit_is_fixed() {
    let bounds = Bounds { target: Duration::ZERO, ..BOUNDS };
    let node = Node { workers: 1, work: milliseconds(100) };
    let mut limiter = Adaptive::new(bounds);
    node.load(&mut limiter, 1_000.0, Duration::ZERO, Duration::from_secs(30));
    assert_eq!(limiter.limit(), 1_024);
}

proptest! {
    #[test]
    fn it_is_never_below_the_least_nor_above_the_most(
        (least, most) in (1_u32..50, 1_u32..300),
        seen in prop::collection::vec((0_u8..4, 0_u64..20_000, 0_u32..3_000), 0..500),
    ) {
        let bounds = Bounds { least, most, target: Duration::from_secs(1) };
        let (mut limiter, mut now) = (Adaptive::new(bounds), Duration::ZERO);
        for (what, took, in_progress) in seen {
            now += milliseconds(took / 10);
            let began = now.saturating_sub(milliseconds(took));
            match what {
                0 => limiter.admitted(in_progress),
                1 => limiter.shed(now),
                2 => limiter.given_up(began, now),
                _ => limiter.answered(began, now),
            }
            prop_assert!((least.min(most)..=most).contains(&limiter.limit()), "{}", limiter.limit());
        }
        // Whatever was seen: quick answers to as many as there is room for raise it to the most.
        for _ in 0..2_000 {
            for _ in 0..(most / 2).max(ANSWERS) {
                limiter.admitted(limiter.limit());
                limiter.answered(now, now + milliseconds(1));
            }
            now += SHORTEST_WINDOW;
            if limiter.limit() == most {
                break;
            }
        }
        prop_assert_eq!(limiter.limit(), most);
    }
}
