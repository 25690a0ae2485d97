use std::fmt;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Something to measure. It is done so many times, and says how long that took.
pub struct Work<'a>(Box<dyn FnMut(usize) -> Duration + 'a>);

impl<'a> Work<'a> {
    /// All of it counts.
    pub fn new<T>(mut run: impl FnMut() -> T + 'a) -> Self {
        Self::prepared(|| (), move |()| run())
    }

    /// What prepares each time does not count, nor what gives it back.
    pub fn prepared<S, T>(mut prepare: impl FnMut() -> S + 'a, mut run: impl FnMut(&mut S) -> T + 'a) -> Self {
        Self(Box::new(move |times| {
            let mut ready: Vec<S> = (0..times).map(|_| prepare()).collect();
            #[expect(clippy::disallowed_methods, reason = "a benchmark measures")]
            let begun = Instant::now();
            for state in &mut ready {
                black_box(run(state));
            }
            begun.elapsed()
        }))
    }

    /// How often it can be done in about this time, at least once. It is done before it is measured.
    pub(super) fn times_in(&mut self, time: Duration) -> usize {
        let mut often = 1;
        // The fastest of some: what else the machine does makes the others slow.
        loop {
            let lasted = (0..5).map(|_| (self.0)(often)).min().unwrap_or_default();
            if lasted >= time || often >= 1 << 20 {
                return often;
            }
            often *= 2;
        }
    }

    /// The microseconds that one takes of so many.
    pub(super) fn microseconds(&mut self, often: usize) -> f64 {
        let often_as_time = u32::try_from(often).unwrap_or(u32::MAX);
        (self.0)(often).as_secs_f64() * 1e6 / f64::from(often_as_time)
    }
}

impl fmt::Debug for Work<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Work")
    }
}
