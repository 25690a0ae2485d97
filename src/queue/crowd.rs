//! How many came in which second. Nodes count and add up; from that follows how many are before somebody. These are
//! estimates: a node that dies takes the counts of its last second along, and who joins twice is counted twice.
//! No rank depends on them.

use std::collections::BTreeMap;

use haetae_core::UnixTime;
use haetae_core::queue::Rank;

/// A curve has a point at least each time that this part of all have come.
const POINTS: f64 = 96.0;

/// The people of a room by the second of their rank: those who came before the opening are in the opening's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crowd {
    /// How many are in each second, and how many in all seconds before it.
    seconds: Vec<(u64, u64, u64)>,
    all: u64,
}

impl Crowd {
    /// From how many came in each second to a room that opens, or has opened, at `opens`.
    pub fn of(arrivals: &BTreeMap<u64, u64>, opens: UnixTime) -> Self {
        let opens = opens.seconds();
        let mut crowd = Self::default();
        let early = arrivals.range(..=opens).map(|(_, people)| *people).fold(0, u64::saturating_add);
        crowd.push(opens, early);
        let later = opens.checked_add(1).map(|from| arrivals.range(from..)).into_iter().flatten();
        later.for_each(|(second, people)| crowd.push(*second, *people));
        crowd
    }

    fn push(&mut self, second: u64, people: u64) {
        if people > 0 {
            self.seconds.push((second, people, self.all));
            self.all = self.all.saturating_add(people);
        }
    }

    /// How many are in a second.
    pub fn within(&self, second: UnixTime) -> u64 {
        self.place(second.seconds()).ok().and_then(|place| self.seconds.get(place)).map_or(0, |(_, people, _)| *people)
    }

    /// The first second with anybody in it, from one on.
    pub(super) fn next(&self, from: UnixTime) -> Option<UnixTime> {
        let place = self.place(from.seconds()).unwrap_or_else(|place| place);
        self.seconds.get(place).map(|(second, _, _)| UnixTime::saturating_new(*second))
    }

    /// How many come before a rank.
    pub fn before(&self, rank: Rank) -> f64 {
        match self.place(rank.second.seconds()) {
            Ok(place) => self
                .seconds
                .get(place)
                .map_or(0.0, |(_, people, before)| (*people as f64).mul_add(rank.draw.part(), *before as f64)),
            Err(place) => self.seconds.get(place).map_or(self.all, |(_, _, before)| *before) as f64,
        }
    }

    /// How many come between two ranks; 0 if the second is not the later one.
    pub fn between(&self, from: Rank, to: Rank) -> f64 {
        (self.before(to) - self.before(from)).max(0.0)
    }

    /// How many have come from the first known second on.
    pub const fn all(&self) -> u64 {
        self.all
    }

    /// The same as a curve for those who wait: how many seconds after `opens`, and how many come before that second.
    /// Between two points a straight line is off by about a hundredth of all at most. A second in which as many came
    /// has a point of its own at its beginning and its end.
    pub fn curve(&self, opens: UnixTime) -> Vec<(u64, u64)> {
        let step = ((self.all as f64) / POINTS).ceil().max(1.0);
        let mut points: Vec<(u64, u64)> = Vec::new();
        let mut push = |second: u64, before: u64| {
            let point = (second.saturating_sub(opens.seconds()), before);
            if points.last() != Some(&point) {
                points.push(point);
            }
        };
        let mut last = 0;
        for (position, (second, people, before)) in self.seconds.iter().enumerate() {
            let is_many = *people as f64 >= step;
            if position == 0 || is_many || (before - last) as f64 >= step {
                push(*second, *before);
                last = *before;
            }
            if is_many || position + 1 == self.seconds.len() {
                last = before.saturating_add(*people);
                push(second.saturating_add(1), last);
            }
        }
        points
    }

    fn place(&self, second: u64) -> Result<usize, usize> {
        self.seconds.binary_search_by_key(&second, |(known, _, _)| *known)
    }
}

#[cfg(test)]
mod tests {
    use haetae_core::queue::{Curve, Draw};
    use proptest::prelude::*;

    use super::*;

    fn time(seconds: u64) -> UnixTime {
        UnixTime::saturating_new(seconds)
    }

    fn rank(second: u64, part: f64) -> Rank {
        Rank { second: time(second), draw: Draw::at(part) }
    }

    #[test]
    fn who_came_before_the_opening_is_counted_in_its_second() {
        let crowd = Crowd::of(&[(5, 100), (9, 200), (10, 300), (11, 7), (20, 3)].into(), time(10));
        assert_eq!((crowd.within(time(10)), crowd.within(time(5)), crowd.all()), (600, 0, 610));
        assert!((crowd.before(rank(10, 0.5)) - 300.0).abs() < 1e-6);
        for (second, before) in [(10, 0.0), (11, 600.0), (12, 607.0), (20, 607.0), (21, 610.0), (99, 610.0)] {
            assert!((crowd.before(rank(second, 0.0)) - before).abs() < 1e-6, "{second}");
        }
        assert_eq!(crowd.next(time(12)), Some(time(20)));
        assert_eq!(crowd.next(time(21)), None);
    }

    proptest! {
        #[test]
        fn the_curve_is_small_and_off_by_few(
            arrivals in prop::collection::btree_map(1_000..9_000_u64, 1..400_u64, 1..600),
            opens in 900..9_100_u64,
        ) {
            let crowd = Crowd::of(&arrivals, time(opens));
            let curve = crowd.curve(time(opens));
            prop_assert!(curve.len() <= 300, "{}", curve.len());
            prop_assert!(curve.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1), "{curve:?}");
            let step = (crowd.all() as f64 / POINTS).ceil();
            // As a phone reads it.
            let known = Curve::new(curve.clone()).expect("a curve");
            for second in (opens..9_200).step_by(13) {
                let truth = crowd.before(rank(second, 0.0));
                let read = known.before(rank(second, 0.0), time(opens));
                prop_assert!((truth - read).abs() <= 2.0 * step, "{second}: {truth} {read} {curve:?}");
            }
        }
    }
}
