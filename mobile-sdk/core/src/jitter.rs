/// Spreads what many scanners or phones would otherwise do at the same second. SplitMix64 (Steele, Lea and Flood,
/// 2014): nothing secret depends on it, and the same seed gives the same times.
#[derive(Clone, Debug)]
pub(crate) struct Jitter(u64);

impl Jitter {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number of seconds from three quarters of `seconds` to five quarters.
    pub(crate) const fn around(&mut self, seconds: u64) -> u64 {
        let quarter = seconds / 4;
        let span = (seconds / 2).saturating_add(1);
        let Some(offset) = self.next().checked_rem(span) else { return seconds };
        seconds.saturating_sub(quarter).saturating_add(offset)
    }

    /// A number of seconds below `seconds`.
    pub(crate) const fn below(&mut self, seconds: u64) -> u64 {
        match self.next().checked_rem(seconds) {
            Some(offset) => offset,
            None => 0,
        }
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_published_generator() {
        let mut jitter = Jitter::new(1_234_567);
        assert_eq!([jitter.next(), jitter.next()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }

    #[test]
    fn times_stay_within_a_quarter() {
        let mut jitter = Jitter::new(7);
        let times: std::vec::Vec<u64> = (0..1_000).map(|_| jitter.around(400)).collect();
        assert!(times.iter().all(|time| (300..=500).contains(time)));
        assert!(times.iter().min() < Some(&310) && times.iter().max() > Some(&490));
    }
}
