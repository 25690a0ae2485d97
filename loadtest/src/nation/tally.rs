use std::collections::BTreeMap;

/// Seconds of one point of a curve.
pub(crate) const BIN: u64 = 900;

/// A curve over the time of a situation: how much of something happened in each quarter of an hour.
pub(crate) type Curve = Vec<f64>;

/// What is counted, each with the weight of its phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    /// Requests for passes that leave a phone.
    Requests,
    /// Those that nobody answered.
    Unanswered,
    /// Passes that the centre signed.
    Signatures,
    /// Looks of phones for scanners' data.
    PhoneLooks,
    /// Visits to a venue.
    Visits,
    /// Visits whose first code was not admitted.
    FirstCodeFailed,
    /// Visits that ended at the door.
    Failed,
}

/// Why a visit ended at the door, and whose: the code of the verdict or `no_pass`, and the kind of the phone.
pub(crate) type Failure = (&'static str, String);

/// Everything that was counted in a run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    bins: usize,
    curves: BTreeMap<What, Curve>,
    pub(crate) failures: BTreeMap<Failure, Curve>,
    /// How many things of the sample were counted, without weights: what the precision of a sum follows from.
    pub(crate) events: BTreeMap<What, u64>,
}

impl Tally {
    pub(crate) fn new(seconds: u64) -> Self {
        Self { bins: usize::try_from(seconds.div_ceil(BIN)).expect("weeks have few bins"), ..Self::default() }
    }

    /// Counts `weight` at so many seconds since the beginning; what lies outside of the run is not counted.
    pub(crate) fn add(&mut self, what: What, since: u64, weight: f64) {
        *self.events.entry(what).or_default() += 1;
        count(self.bins, self.curves.entry(what).or_default(), since, weight);
    }

    pub(crate) fn fail(&mut self, failure: Failure, since: u64, weight: f64) {
        self.add(What::Failed, since, weight);
        count(self.bins, self.failures.entry(failure).or_default(), since, weight);
    }

    pub(crate) fn curve(&self, what: What) -> Curve {
        self.curves.get(&what).cloned().unwrap_or_else(|| vec![0.0; self.bins])
    }

    pub(crate) fn sum(&self, what: What) -> f64 {
        self.curves.get(&what).map_or(0.0, |curve| curve.iter().sum())
    }

    /// The failures for which `is_meant` holds, together.
    pub(crate) fn failures_where(&self, is_meant: impl Fn(&Failure) -> bool) -> Curve {
        let mut sum = vec![0.0; self.bins];
        for (_, curve) in self.failures.iter().filter(|(failure, _)| is_meant(failure)) {
            sum.iter_mut().zip(curve).for_each(|(sum, value)| *sum += value);
        }
        sum
    }
}

fn count(bins: usize, curve: &mut Curve, since: u64, weight: f64) {
    curve.resize(bins, 0.0);
    if let Some(bin) = usize::try_from(since / BIN).ok().and_then(|bin| curve.get_mut(bin)) {
        *bin += weight;
    }
}
