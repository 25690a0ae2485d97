//! Notices an hour in which a partner's key makes many more requests than it usually does.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::config::LimitsSection;

const HOUR: u64 = 3_600;
/// The usual is the mean of so many hours before this one.
const HOURS_KEPT: usize = 7 * 24;
/// Before so many hours are known, nothing is usual.
const HOURS_NEEDED: usize = 24;

/// The requests of each key, by hours since this process began.
#[derive(Default)]
pub(super) struct Volume(Mutex<Seen>);

#[derive(Default)]
struct Seen {
    keys: HashMap<String, Hours>,
    /// How many hours were unusual, by partner.
    unusual: BTreeMap<String, u64>,
}

#[derive(Default)]
struct Hours {
    hour: u64,
    /// The requests of this hour.
    requests: u64,
    earlier: VecDeque<u64>,
    /// Whether this hour has been reported.
    is_reported: bool,
}

/// An hour with many more requests than usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unusual {
    /// So far in this hour.
    pub(super) requests: u64,
    /// In the mean of the hours before it.
    pub(super) usual: u64,
}

impl Volume {
    /// Notes a request. Returns something once in each unusual hour.
    pub(super) fn note(&self, partner: &str, key: &str, now: Duration, settings: &LimitsSection) -> Option<Unusual> {
        let mut seen = self.seen();
        let hour = now.as_secs() / HOUR;
        let hours = seen.keys.entry(key.to_owned()).or_insert_with(|| Hours { hour, ..Hours::default() });
        hours.turn_to(hour);
        hours.requests = hours.requests.saturating_add(1);
        let unusual = hours.unusual(settings)?;
        hours.is_reported = true;
        *seen.unusual.entry(partner.to_owned()).or_default() += 1;
        Some(unusual)
    }

    pub(super) fn unusual_hours(&self) -> Vec<(String, u64)> {
        self.seen().unusual.iter().map(|(partner, hours)| (partner.clone(), *hours)).collect()
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hours {
    fn turn_to(&mut self, hour: u64) {
        // Hours without a request count as well; more than are kept make no difference.
        let passed = hour.saturating_sub(self.hour).min(HOURS_KEPT as u64 + 1);
        for _ in 0..passed {
            self.earlier.push_back(std::mem::take(&mut self.requests));
            self.is_reported = false;
        }
        while self.earlier.len() > HOURS_KEPT {
            self.earlier.pop_front();
        }
        self.hour = hour.max(self.hour);
    }

    fn unusual(&self, settings: &LimitsSection) -> Option<Unusual> {
        let (known, all) = (self.earlier.len() as u64, self.earlier.iter().sum::<u64>());
        let is_known = settings.unusual_factor > 0 && self.earlier.len() >= HOURS_NEEDED && !self.is_reported;
        let above = self.requests.saturating_mul(known) > all.saturating_mul(settings.unusual_factor.into());
        let is_unusual = is_known && above && self.requests >= settings.unusual_from.into();
        is_unusual.then(|| Unusual { requests: self.requests, usual: all / known.max(1) })
    }
}
