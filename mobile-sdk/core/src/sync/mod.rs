//! Keeping a scanner's trust data up to date: what to fetch next, and when. A state machine without a network and a
//! clock: the caller asks for the [`Plan`], does what it says, and tells what came of it.
//!
//! A new set is taken as soon as its trust list is here; status lists and rules follow one by one (section 7). Only
//! what is missing is asked for, nothing is read beyond its pinned size, and bytes of a wrong hash are refused before
//! they are decoded.

mod offered;
mod plan;
mod timer;

pub use plan::{Fetch, MAX_MANIFEST_BYTES, MAX_PAPER_DAYS, Plan, SyncSettings};

use alloc::vec::Vec;
use core::ops::Range;

use sha2::{Digest as _, Sha256};

use crate::jitter::Jitter;
use crate::malformed::Malformed;
use crate::manifest::{FileHash, FileKind, MAX_FILE_BYTES, PinnedFile};
use crate::time::{StatusDay, UnixTime};
use crate::trust_list::RootSet;
use crate::trust_store::{Outcome, TrustStore};
use offered::{Offered, OfferedStep};
use timer::Timer;

/// An unknown key makes a scanner look for news at most once in so many seconds.
const UNKNOWN_KEY_SECONDS: u64 = 30;

/// Where a pass of an earlier day was seen, its list is kept up to date for so many seconds.
const DAY_SEEN_SECONDS: u64 = 86_400;

/// A trust store, and what is known about getting it up to date.
#[derive(Clone, Debug)]
pub struct TrustSync {
    store: TrustStore,
    settings: SyncSettings,
    jitter: Jitter,
    /// When the next manifest is due; at once before the first.
    refresh: Option<Timer>,
    /// Whether a code with an unknown key was seen since the last manifest.
    unknown_key_seen: bool,
    /// Days before those that are fetched in any case of which a pass was seen, and for how long they count.
    days_seen: Vec<(u32, Timer)>,
    offered: Option<Offered>,
    /// The files of the manifest in force that could not be fetched, and when they are tried again. `None`: not before
    /// another manifest comes, because the right bytes were refused.
    failed_files: Vec<(FileHash, Option<Timer>)>,
}

impl TrustSync {
    /// A scanner that holds nothing but the pinned roots. The seed spreads what many scanners do: any number will do
    /// that differs from one to the other.
    pub fn new(pinned: RootSet, seed: u64) -> Self {
        Self::resume(TrustStore::new(pinned), seed)
    }

    /// A scanner that has something in force, say from a snapshot.
    pub fn resume(store: TrustStore, seed: u64) -> Self {
        Self {
            store,
            settings: SyncSettings::default(),
            jitter: Jitter::new(seed),
            refresh: None,
            unknown_key_seen: false,
            days_seen: Vec::new(),
            offered: None,
            failed_files: Vec::new(),
        }
    }

    /// The same with other settings.
    #[must_use]
    pub fn with_settings(self, settings: SyncSettings) -> Self {
        Self { settings, ..self }
    }

    /// What is in force.
    pub const fn store(&self) -> &TrustStore {
        &self.store
    }

    /// What to do at the time `now`. Asking changes nothing; until the answer or its failure arrives, the plan stays
    /// the same.
    pub fn next(&self, now: UnixTime) -> Plan {
        if let Some(pinned) = self.offered.as_ref().and_then(Offered::missing) {
            return Plan::FetchFile { sha256: pinned.sha256, size: pinned.size };
        }
        let refresh = self.refresh_due(now);
        if refresh <= now {
            return Plan::FetchManifest { most_bytes: MAX_MANIFEST_BYTES as u64 };
        }
        let mut until = refresh;
        let is_due = |pinned: &&PinnedFile| match self.failure(&pinned.sha256) {
            Some(None) => false,
            Some(Some(timer)) if timer.due(now) > now => {
                until = until.min(timer.due(now));
                false
            }
            _ => true,
        };
        // Today's list first with its changes, then those of the days around it.
        let today = self.today(now);
        let first = self.missing_files(now).filter(is_due).min_by_key(|pinned| match FileKind::of(&pinned.name) {
            FileKind::Status(day) => (day.0.abs_diff(today).saturating_add(1), 0),
            FileKind::Changes(day) => (day.0.abs_diff(today).saturating_add(1), 1),
            _ => (0, 0),
        });
        match first {
            Some(pinned) => Plan::FetchFile { sha256: pinned.sha256, size: pinned.size },
            None => Plan::Idle { until },
        }
    }

    /// Takes a manifest that was fetched. `None` means that it cannot be judged before the files are here that the plan
    /// now asks for. After [`Outcome::Taken`], write a snapshot.
    pub fn manifest_arrived(&mut self, bytes: &[u8], now: UnixTime) -> Option<Outcome> {
        self.unknown_key_seen = false;
        if bytes.len() > MAX_MANIFEST_BYTES {
            return Some(self.decided(Outcome::Malformed, now));
        }
        match Offered::new(bytes, &self.store) {
            Ok(offered) => self.step(offered, now),
            Err(outcome) => Some(self.decided(outcome, now)),
        }
    }

    /// Takes a file that was fetched. `None` means as above; after [`Outcome::Taken`], write a snapshot. A file that
    /// nobody has asked for changes nothing and is [`Outcome::Malformed`], as one of a wrong size or hash.
    pub fn file_arrived(&mut self, sha256: FileHash, bytes: &[u8], now: UnixTime) -> Option<Outcome> {
        let is_right = |size: u64| bytes.len() as u64 == size && FileHash::from(Sha256::digest(bytes)) == sha256;
        let wanted_list = self.offered.as_ref().and_then(Offered::missing).filter(|pinned| pinned.sha256 == sha256);
        if let Some(size) = wanted_list.map(|pinned| pinned.size) {
            if !is_right(size) {
                self.failed(Fetch::File(sha256), now);
                return Some(Outcome::Malformed);
            }
            let mut offered = self.offered.take()?;
            offered.add(sha256, bytes);
            return self.step(offered, now);
        }
        let size = self.missing_files(now).find(|pinned| pinned.sha256 == sha256).map(|pinned| pinned.size);
        let Some(size) = size else { return Some(Outcome::Malformed) };
        if !is_right(size) {
            self.failed(Fetch::File(sha256), now);
            return Some(Outcome::Malformed);
        }
        let outcome = self.store.take_file(bytes);
        self.failed_files.retain(|(failed, _)| *failed != sha256);
        if outcome != Outcome::Taken {
            self.failed_files.push((sha256, None));
        }
        Some(outcome)
    }

    /// Takes a bundle, from a file or another scanner's screen.
    pub fn bundle_arrived(&mut self, bytes: &[u8]) -> Outcome {
        let outcome = self.store.take_bundle(bytes);
        if outcome == Outcome::Taken {
            self.offered = None;
            self.failed_files.clear();
        }
        outcome
    }

    /// Takes what another scanner of the same device has in force, as far as it is newer
    /// ([`TrustStore::take_snapshot`]).
    ///
    /// # Errors
    ///
    /// [`Malformed`] where the bytes are no snapshot: then nothing has changed.
    pub fn snapshot_arrived(&mut self, bytes: &[u8]) -> Result<Outcome, Malformed> {
        let outcome = self.store.take_snapshot(bytes)?;
        if outcome == Outcome::Taken {
            self.offered = None;
            self.failed_files.clear();
        }
        Ok(outcome)
    }

    /// Takes a trust list by itself (section 5), from a file.
    pub fn trust_list_arrived(&mut self, bytes: &[u8]) -> Outcome {
        self.store.take_trust_list(bytes)
    }

    /// Notes that something could not be fetched, was longer than it may be, or took too long. It is tried again after
    /// 10 seconds, and then after twice the time, up to 15 minutes.
    pub fn failed(&mut self, what: Fetch, now: UnixTime) {
        match what {
            Fetch::Manifest => {
                self.unknown_key_seen = false;
                self.try_manifest_again(now);
            }
            Fetch::File(sha256) => {
                if self.offered.as_ref().and_then(Offered::missing).is_some_and(|pinned| pinned.sha256 == sha256) {
                    // The mirror may hold a newer set by now: begin with its manifest.
                    self.offered = None;
                    self.try_manifest_again(now);
                } else if self.missing_files(now).any(|pinned| pinned.sha256 == sha256) {
                    let previous = self.failure(&sha256).flatten();
                    self.failed_files.retain(|(failed, _)| *failed != sha256);
                    self.failed_files.push((sha256, Some(Timer::after_failure(previous, &mut self.jitter, now))));
                }
            }
        }
    }

    /// Notes that a code was shown whose key is not on the trust list: perhaps the list is newer than this scanner's.
    /// The next manifest is due at once, or 30 seconds after the last attempt.
    pub const fn unknown_kid_seen(&mut self) {
        self.unknown_key_seen = true;
    }

    /// Notes that a genuine pass of this day was shown whose list is not here or not the newest. If the day is one that
    /// paper passes may still be of, its list and changes are due at once, and are kept up to date for a day: most days
    /// no paper pass comes, and a tablet need not fetch what it does not use.
    pub fn status_day_seen(&mut self, day: StatusDay, now: UnixTime) {
        let paper = self.paper_days(now);
        self.days_seen.retain(|(seen, timer)| *seen != day.0 && paper.contains(seen) && timer.due(now) > now);
        if paper.contains(&day.0) {
            self.days_seen.push((day.0, Timer::after(DAY_SEEN_SECONDS, now)));
        }
    }

    fn step(&mut self, offered: Offered, now: UnixTime) -> Option<Outcome> {
        match offered.step(&mut self.store) {
            OfferedStep::Fetch(offered) => {
                self.offered = Some(offered);
                None
            }
            OfferedStep::Decided(outcome) => Some(self.decided(outcome, now)),
        }
    }

    fn decided(&mut self, outcome: Outcome, now: UnixTime) -> Outcome {
        self.offered = None;
        match outcome {
            Outcome::Taken | Outcome::Unchanged => {
                self.refresh = Some(Timer::after(self.jitter.around(self.settings.refresh_seconds), now));
                if outcome == Outcome::Taken {
                    self.failed_files.clear();
                }
            }
            _ => self.try_manifest_again(now),
        }
        outcome
    }

    fn failure(&self, sha256: &FileHash) -> Option<Option<Timer>> {
        self.failed_files.iter().find(|(failed, _)| failed == sha256).map(|(_, timer)| *timer)
    }

    fn try_manifest_again(&mut self, now: UnixTime) {
        self.refresh = Some(Timer::after_failure(self.refresh, &mut self.jitter, now));
    }

    fn refresh_due(&self, now: UnixTime) -> UnixTime {
        let Some(timer) = &self.refresh else { return now };
        match timer.set(now) {
            Some(set) if self.unknown_key_seen => timer.due(now).min(set.saturating_add(UNKNOWN_KEY_SECONDS)),
            _ => timer.due(now),
        }
    }

    /// Today as far as this scanner can tell: a clock that was set back is overruled by what is in force.
    fn today(&self, now: UnixTime) -> u32 {
        now.max(self.store.floor()).status_day().0
    }

    /// The earlier days that only paper passes are of.
    fn paper_days(&self, now: UnixTime) -> Range<u32> {
        let today = self.today(now);
        today.saturating_sub(MAX_PAPER_DAYS)..today.saturating_sub(self.settings.days_back)
    }

    /// The files of the manifest in force that a scanner needs and does not hold.
    fn missing_files(&self, now: UnixTime) -> impl Iterator<Item = &PinnedFile> {
        let today = self.today(now);
        let paper = self.paper_days(now);
        let is_seen = move |day: u32| {
            let is_day = |(seen, timer): &(u32, Timer)| *seen == day && timer.due(now) > now;
            paper.contains(&day) && self.days_seen.iter().any(is_day)
        };
        let days = today.saturating_sub(self.settings.days_back)..=today.saturating_add(self.settings.days_ahead);
        let reserve = today..=today.saturating_add(self.settings.days_in_reserve);
        let is_needed = move |pinned: &PinnedFile| match FileKind::of(&pinned.name) {
            FileKind::Rules => true,
            FileKind::Status(StatusDay(day)) => {
                days.contains(&day)
                    || is_seen(day)
                    || reserve.contains(&day) && self.store.issued(&pinned.name).is_none()
            }
            FileKind::Changes(StatusDay(day)) => days.contains(&day) || is_seen(day),
            FileKind::TrustList | FileKind::EarlierTrustList(_) | FileKind::Other => false,
        };
        let pinned = self.store.manifest().map(|manifest| manifest.files()).unwrap_or_default();
        pinned.iter().filter(move |pinned| {
            is_needed(pinned) && pinned.size <= MAX_FILE_BYTES as u64 && !self.store.holds(pinned)
        })
    }
}
