//! Random numbers that follow from a seed. Everybody has numbers of their own, so that what happens to one changes
//! nothing for the others: two runs that differ in an outage have the same people with the same habits.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use sha2::{Digest as _, Sha256};

/// The 32 bytes that follow from a seed for the `number`th of a kind of thing.
pub(crate) fn bytes_of(seed: u64, kind: &str, number: u64) -> [u8; 32] {
    let all = Sha256::new().chain_update(seed.to_be_bytes()).chain_update(number.to_be_bytes()).chain_update(kind);
    all.finalize().into()
}

/// Random numbers of one person, phone or tablet.
#[derive(Clone, Debug)]
pub(crate) struct Random(ChaCha8Rng);

impl Random {
    pub(crate) fn of(seed: u64, kind: &str, number: u64) -> Self {
        Self(ChaCha8Rng::from_seed(bytes_of(seed, kind, number)))
    }

    pub(crate) fn any(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// From 0 to 1, the end excluded.
    pub(crate) fn fraction(&mut self) -> f64 {
        (self.any() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn chance(&mut self, share: f64) -> bool {
        self.fraction() < share
    }

    /// A whole number below `end`; 0 where there is none. The bias is far below what a sample shows.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.any().checked_rem(end).unwrap_or_default()
    }

    /// A place in `weights`, by their proportion.
    pub(crate) fn weighted(&mut self, weights: impl Iterator<Item = f64> + Clone) -> usize {
        let mut left = self.fraction() * weights.clone().sum::<f64>();
        let mut last = 0;
        for (place, weight) in weights.enumerate() {
            last = place;
            if left < weight {
                break;
            }
            left -= weight;
        }
        last
    }

    /// How many independent events happen where `mean` are expected (Poisson, by Knuth's method: for small means).
    pub(crate) fn events(&mut self, mean: f64) -> u32 {
        let end = (-mean).exp();
        let (mut product, mut events) = (self.fraction(), 0);
        while product > end && events < 1_000 {
            product *= self.fraction();
            events += 1;
        }
        events
    }

    /// A time until the next of events that happen once in `mean` on average.
    pub(crate) fn wait(&mut self, mean: f64) -> f64 {
        -(1.0 - self.fraction()).ln() * mean
    }
}
