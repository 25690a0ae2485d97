use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use super::trouble::Trouble;

/// How counting in Redis goes.
#[derive(Clone, Debug)]
pub struct Status {
    /// Whether Redis counts.
    pub state: State,
    /// The latest trouble.
    pub trouble: Option<Trouble>,
    /// The calls since the start, by outcome: `good`, or the name of a [`Trouble`].
    pub calls: BTreeMap<&'static str, u64>,
    /// How many requests this node has counted alone since the start, because Redis did not.
    pub fallbacks: u64,
    /// Among how many nodes limits are divided while Redis does not count.
    pub nodes: u32,
}

/// Whether Redis counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It counts.
    Up,
    /// It counts the requests of some partners: a shard of the Cluster is lost.
    Partly,
    /// It does not count: each node counts its share of the limits.
    Down,
}

/// Counts calls by outcome.
#[derive(Debug, Default)]
pub(super) struct Tally {
    good: AtomicU64,
    troubles: [AtomicU64; Trouble::ALL.len()],
    /// The place of the latest trouble in [`Trouble::ALL`], from 1; 0: there was none.
    latest: AtomicU64,
}

impl Tally {
    pub(super) fn note<T>(&self, outcome: &Result<T, Trouble>) {
        let Err(trouble) = outcome else {
            self.good.fetch_add(1, Ordering::Relaxed);
            return;
        };
        for (place, (other, number)) in (1..).zip(Trouble::ALL.iter().zip(&self.troubles)) {
            if other == trouble {
                number.fetch_add(1, Ordering::Relaxed);
                if trouble.counts() {
                    self.latest.store(place, Ordering::Relaxed);
                }
            }
        }
    }

    pub(super) fn good(&self) -> u64 {
        self.good.load(Ordering::Relaxed)
    }

    /// Whenever Redis did not count a request.
    pub(super) fn fallbacks(&self) -> u64 {
        self.troubles.iter().map(|number| number.load(Ordering::Relaxed)).sum()
    }

    pub(super) fn latest(&self) -> Option<Trouble> {
        let place = usize::try_from(self.latest.load(Ordering::Relaxed)).ok()?;
        Trouble::ALL.get(place.checked_sub(1)?).copied()
    }

    pub(super) fn calls(&self) -> BTreeMap<&'static str, u64> {
        let troubles = Trouble::ALL.iter().zip(&self.troubles);
        let troubles = troubles.map(|(trouble, number)| (trouble.as_str(), number.load(Ordering::Relaxed)));
        troubles.chain([("good", self.good())]).collect()
    }
}
