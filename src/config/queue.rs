use serde::{Deserialize, Serialize};

use super::problem::Violation;

/// `[queue]`: the waiting room.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section")]
pub struct QueueSection {
    /// For how many seconds somebody who was let in can get their passes. The time of a pause does not count.
    pub window: u64,
    /// The fewest people that are let in a second, unless an operator sets the rate; a room begins with it.
    pub least_per_second: u32,
    /// The most people that are let in a second, unless an operator sets the rate.
    pub most_per_second: u32,
    /// After how many seconds those who wait ask again.
    pub poll: u64,
}

impl Default for QueueSection {
    fn default() -> Self {
        Self { window: 3_600, least_per_second: 10, most_per_second: 5_000, poll: 15 }
    }
}

impl QueueSection {
    pub(super) fn problems(&self) -> impl Iterator<Item = Violation> {
        let is_crossed = self.least_per_second > self.most_per_second;
        let rule = || format!("it is less than queue.least_per_second, {}", self.least_per_second);
        [
            Violation::outside(300..=86_400, self.window, "queue.window"),
            Violation::outside(1..=1_000_000, self.least_per_second, "queue.least_per_second"),
            Violation::outside(1..=1_000_000, self.most_per_second, "queue.most_per_second"),
            is_crossed.then(|| Violation { key: "queue.most_per_second", rule: rule() }),
            Violation::outside(5..=300, self.poll, "queue.poll"),
        ]
        .into_iter()
        .flatten()
    }
}
