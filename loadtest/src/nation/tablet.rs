use haetae_core::{Fetch, Plan, SECONDS_PER_DAY, Scanner, Verdict};

use super::calendar::{at, day_of, hour_of, midnight};
use super::publisher::Edition;
use super::random::Random;
use super::situation::TabletKind;

/// A tablet on a network does at most so many things in one look.
const MOST_STEPS: u32 = 200;

/// A tablet of the sample: the core's scanner with default settings.
pub(crate) struct Tablet {
    scanner: Scanner,
    luck: Random,
    /// The second of its period at which a carried tablet has a network.
    phase: u64,
}

impl Tablet {
    pub(crate) fn new(scanner: Scanner, mut luck: Random) -> Self {
        let phase = luck.any();
        Self { scanner, luck, phase }
    }

    /// Does what the core plans at a time, as far as there is a network. `edition`: what can be fetched; `None` where
    /// nothing can. Returns when to look again.
    pub(crate) fn look(&mut self, kind: &TabletKind, edition: Option<&Edition>, now: u64) -> u64 {
        let time = at(now);
        for _ in 0..MOST_STEPS {
            let reached = edition.filter(|_| !self.luck.chance(kind.failing));
            match (self.scanner.next(time), reached) {
                (Plan::Idle { until }, _) => return until.seconds().max(now + 1),
                (Plan::FetchManifest { .. }, Some(edition)) => {
                    self.scanner.manifest_arrived(&edition.manifest, time);
                }
                (Plan::FetchManifest { .. }, None) => self.scanner.failed(Fetch::Manifest, time),
                (Plan::FetchFile { sha256, .. }, reached) => {
                    match reached.and_then(|edition| edition.files.get(&sha256)) {
                        Some(bytes) => {
                            self.scanner.file_arrived(sha256, bytes, time);
                        }
                        None => self.scanner.failed(Fetch::File(sha256), time),
                    }
                }
            }
        }
        now + 60
    }

    /// When it next looks, if the core wants to at `wanted`: a tablet that is off, or not carried to a network, looks
    /// later.
    pub(crate) fn next_look(&self, kind: &TabletKind, wanted: u64, now: u64) -> u64 {
        if kind.days_between_networks > 0 {
            let period = kind.days_between_networks * SECONDS_PER_DAY;
            let phase = self.phase % period;
            return now + 1 + (period + phase - (now + 1) % period) % period;
        }
        let [opens, closes] = kind.open_hours;
        let today = midnight(day_of(wanted));
        match hour_of(wanted) {
            hour if hour < opens => today + opens * 3_600 + self.phase % 600,
            hour if hour < closes => wanted,
            _ => today + SECONDS_PER_DAY + opens * 3_600 + self.phase % 600,
        }
    }

    /// The verdict on a code.
    pub(crate) fn check(&mut self, code: &str, now: u64) -> Verdict {
        self.scanner.check(code, at(now))
    }
}
