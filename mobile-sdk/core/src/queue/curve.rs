use alloc::vec::Vec;

use super::rank::Rank;
use crate::time::UnixTime;

/// How many people came when: seconds after a room's opening, and how many have ranks before that second, with straight
/// lines between. The seconds ascend, and the people never become fewer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Curve(Vec<(u64, u64)>);

/// How many people come before a rank.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Before {
    /// At least.
    pub(super) least: f64,
    /// By the straight line.
    pub(super) likely: f64,
    /// At most.
    pub(super) most: f64,
}

impl Curve {
    /// From its points; `None` unless the seconds ascend and the people never become fewer.
    pub fn new(points: Vec<(u64, u64)>) -> Option<Self> {
        let is_one = points.is_sorted_by(|(second, people), (later, more)| second < later && people <= more);
        is_one.then_some(Self(points))
    }

    /// Its points.
    pub fn points(&self) -> &[(u64, u64)] {
        &self.0
    }

    /// How many have come.
    pub fn all(&self) -> u64 {
        self.0.last().map_or(0, |(_, people)| *people)
    }

    /// How many come before a rank, in a room that opens, or has opened, at `opens`.
    pub fn before(&self, rank: Rank, opens: UnixTime) -> f64 {
        self.around(rank, opens).likely
    }

    /// The same, with what the points say for certain: within a second that has points of its own at both of its ends
    /// the draw decides, and what the straight line says is right.
    pub(super) fn around(&self, rank: Rank, opens: UnixTime) -> Before {
        let second = rank.second.seconds_since(opens);
        let after = self.0.partition_point(|(known, _)| *known <= second);
        let from = after.checked_sub(1).and_then(|before| self.0.get(before));
        match (from, self.0.get(after)) {
            (Some((from, low)), Some((to, high))) => {
                let (low, high) = (*low as f64, *high as f64);
                let (passed, all) = (second.saturating_sub(*from) as f64, to.saturating_sub(*from) as f64);
                let likely = low + (high - low) * ((passed + rank.draw.part()) / all);
                if to.saturating_sub(*from) == 1 {
                    Before { least: likely, likely, most: likely }
                } else {
                    Before { least: low, likely, most: high }
                }
            }
            (Some(_), None) => Before::exactly(self.all() as f64),
            (None, _) => Before::exactly(0.0),
        }
    }
}

impl Before {
    const fn exactly(people: f64) -> Self {
        Self { least: people, likely: people, most: people }
    }

    /// How many are between two ranks of one curve; never fewer than none.
    pub(super) fn between(from: Self, to: Self) -> Self {
        Self {
            least: (to.least - from.most).max(0.0),
            likely: (to.likely - from.likely).max(0.0),
            most: (to.most - from.least).max(0.0),
        }
    }
}
