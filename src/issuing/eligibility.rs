//! The gate of eligibility: asks the file in force, and says no only where it is sure.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use haetae_core::UnixTime;
use haetae_keys::PassKind;
use tracing::Instrument as _;

use super::service::{IssueService, IssueServiceError};
use crate::clock::Clock;
use crate::eligibility::{Asked, Decision, Versions, Words, WrongCanary};
use crate::model::Record;
use crate::store::{EligibilityStore, StoreError};
use crate::telemetry::traces::step;

/// What a node knows of the files is at most this old where it refuses somebody. A new file is added longer than this
/// before its time, so that no node refuses anybody by an old one.
const FRESH: Duration = Duration::from_secs(60);
/// How many seconds before its time a file must be added: longer than what a node knows of the files may be old, and
/// time for a read that is in progress.
pub const ELIGIBILITY_NOTICE: u64 = 120;
/// The store is asked for new files again after so long.
const EVERY: Duration = Duration::from_secs(20);
/// The canaries' last answers count for so long.
const JUDGED: Duration = Duration::from_secs(60);
/// After a failure of the store it is left alone for so long: requests that come meanwhile do not wait for it.
const PAUSE: Duration = Duration::from_secs(5);

/// Why somebody is not issued a pass.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotEligible {
    /// They are not eligible.
    #[error("{}", message.en)]
    No {
        /// What they read.
        message: Words,
    },
    /// They are later.
    #[error("from {} on: {}", from.to_rfc3339(), message.en)]
    NotYet {
        /// From when on.
        from: UnixTime,
        /// What they read.
        message: Words,
    },
    /// Nobody can say at the moment. This says nothing about the person.
    #[error("eligibility cannot be decided: {0}")]
    CannotTell(String),
}

/// What a node knows about eligibility, for operators.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EligibilityStatus {
    /// The version in force; `None` before the first.
    pub version: Option<u64>,
    /// How many canaries it has.
    pub canaries: usize,
    /// Those that it answers otherwise than they say.
    pub wrong: Vec<WrongCanary>,
    /// How many seconds ago they were asked; `None` if they have not been.
    pub age: Option<u64>,
    /// Why nobody is refused at the moment, if that is so.
    pub problem: Option<String>,
}

/// Decides by the files in the store.
pub struct EligibilityGate {
    store: Arc<dyn EligibilityStore>,
    clock: Arc<dyn Clock>,
    is_clock_believed: AtomicBool,
    known: Mutex<Known>,
    /// One reads the store, the others wait for what it finds.
    reading: tokio::sync::Mutex<()>,
}

/// Times are by the monotonic clock.
#[derive(Clone, Debug, Default)]
struct Known {
    versions: Arc<Versions>,
    /// When the store last said that these are all.
    read: Option<Duration>,
    /// When the store last did not, and what it said.
    failed: Option<(Duration, String)>,
    judged: Option<Arc<Judged>>,
}

/// What the canaries of a file were answered.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Judged {
    version: u64,
    at: Duration,
    canaries: usize,
    /// Around its switches: this does not change with the time.
    wrong_around: Vec<WrongCanary>,
    wrong_now: Vec<WrongCanary>,
}

impl Judged {
    fn wrong(&self) -> impl Iterator<Item = &WrongCanary> {
        let other = |wrong: &&WrongCanary| self.wrong_around.iter().all(|around| around.name != wrong.name);
        self.wrong_around.iter().chain(self.wrong_now.iter().filter(other))
    }
}

impl EligibilityGate {
    /// A gate that reads these files.
    pub fn new(store: Arc<dyn EligibilityStore>, clock: Arc<dyn Clock>) -> Self {
        let (known, reading) = (Mutex::default(), tokio::sync::Mutex::default());
        Self { store, clock, is_clock_believed: AtomicBool::new(true), known, reading }
    }

    /// Whether the clock of this node agrees with the others': while it does not, nobody is refused by it.
    pub fn believe_clock(&self, is_believed: bool) {
        self.is_clock_believed.store(is_believed, Ordering::Relaxed);
    }

    /// Looks for new files and asks the canaries of the one in force, where that is due.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store cannot be read.
    pub async fn refresh(&self) -> Result<(), StoreError> {
        let known = self.read(EVERY).await?;
        self.judge(&known, self.clock.now(), JUDGED).await;
        Ok(())
    }

    /// Whether a person may be issued a pass of this kind: `Ok` before the first file is in force. A yes needs no more
    /// than a file that can be read. A no needs all of it: files that are known to be all, right canaries of the last
    /// minutes, and a clock that is believed.
    ///
    /// # Errors
    ///
    /// [`NotEligible`]
    pub async fn require(&self, record: &Record, pass: PassKind, now: UnixTime) -> Result<(), NotEligible> {
        let read = self.read(FRESH).await;
        let known = self.known();
        if known.read.is_none() {
            let error = read.err().map_or_else(String::new, |error| error.to_string());
            return Err(NotEligible::CannotTell(format!("the files have never been read: {error}")));
        }
        let Some(version) = known.versions.in_force(now) else { return Ok(()) };
        let file = version.file.as_ref().map_err(|problem| {
            NotEligible::CannotTell(format!("version {} cannot be used: {problem}", version.number))
        })?;
        let asked = Asked::of(record, pass, now);
        let refusal = match file.decide(&asked) {
            Decision::Eligible { .. } => return Ok(()),
            Decision::CannotTell { line } => {
                let line = line.map_or("the record", |line| &line.id);
                return Err(NotEligible::CannotTell(format!("version {} fails on {line}", version.number)));
            }
            Decision::NotYet { line, .. } => NotEligible::No { message: line.message.clone() },
            Decision::NotEligible { message, .. } => NotEligible::No { message: message.clone() },
        };
        if let Err(error) = read {
            return Err(NotEligible::CannotTell(format!(
                "there may be a new file, and the store does not say: {error}"
            )));
        }
        if !self.is_clock_believed.load(Ordering::Relaxed) {
            return Err(NotEligible::CannotTell("the clock of this node disagrees".to_owned()));
        }
        let judged = self.judge(&known, now, JUDGED * 2).await;
        let wrong = judged.as_ref().map(|judged| judged.wrong().next().map(WrongCanary::to_string));
        match wrong {
            Some(None) => {}
            Some(Some(wrong)) => return Err(NotEligible::CannotTell(format!("a canary is answered wrongly: {wrong}"))),
            None => return Err(NotEligible::CannotTell("the canaries could not be asked".to_owned())),
        }
        Err(match (known.versions.eligible_from(&asked), refusal) {
            (Some((from, line)), NotEligible::No { .. }) => NotEligible::NotYet { from, message: line.message.clone() },
            (_, refusal) => refusal,
        })
    }

    /// What this node knows now.
    pub fn status(&self) -> EligibilityStatus {
        let (known, now) = (self.known(), self.clock.now());
        let Some(version) = known.versions.in_force(now) else { return EligibilityStatus::default() };
        let judged = known.judged.filter(|judged| judged.version == version.number);
        let age = judged.as_ref().map(|judged| self.clock.monotonic().saturating_sub(judged.at).as_secs());
        let wrong: Vec<WrongCanary> = judged.iter().flat_map(|judged| judged.wrong().cloned()).collect();
        let problem = match (&version.file, wrong.first(), &known.failed) {
            (Err(problem), ..) => Some(format!("version {} cannot be used: {problem}", version.number)),
            (_, Some(wrong), _) => Some(format!("a canary is answered wrongly: {wrong}")),
            (.., Some((_, error))) => Some(error.clone()),
            _ if !self.is_clock_believed.load(Ordering::Relaxed) => Some("the clock disagrees".to_owned()),
            _ => None,
        };
        let canaries = version.file.as_ref().map_or(0, |file| file.canaries.len());
        EligibilityStatus { version: Some(version.number), canaries, wrong, age, problem }
    }

    /// Reads what is new, unless that was done within this time.
    async fn read(&self, within: Duration) -> Result<Known, StoreError> {
        if let Some(known) = self.fresh(within) {
            return Ok(known);
        }
        let _turn = self.reading.lock().await;
        // Somebody else may have read it meanwhile.
        if let Some(known) = self.fresh(within) {
            return Ok(known);
        }
        let began = self.clock.monotonic();
        if let Some((at, error)) = self.known().failed
            && began.saturating_sub(at) < PAUSE
        {
            return Err(StoreError::Unavailable(error.into()));
        }
        let newest = self.known().versions.newest();
        match self.store.eligibility_after(newest).await {
            Ok(later) => Ok(self.change(|known| {
                if !later.is_empty() {
                    tracing::info!(version = later.last().map(|last| last.version), "a new eligibility file");
                    known.versions = Arc::new(known.versions.with(&later));
                }
                (known.read, known.failed) = (Some(began), None);
            })),
            Err(error) => {
                self.change(|known| known.failed = Some((began, error.to_string())));
                Err(error)
            }
        }
    }

    fn fresh(&self, within: Duration) -> Option<Known> {
        let now = self.clock.monotonic();
        Some(self.known()).filter(|known| known.read.is_some_and(|read| now.saturating_sub(read) < within))
    }

    /// What the canaries of the file in force are answered, from at most this long ago. `None` without a file that can
    /// be read, or if they could not be asked.
    async fn judge(&self, known: &Known, now: UnixTime, within: Duration) -> Option<Arc<Judged>> {
        let version = known.versions.in_force(now)?;
        version.file.as_ref().ok()?;
        let (number, at) = (version.number, self.clock.monotonic());
        let before = self.known().judged.filter(|judged| judged.version == number);
        if let Some(judged) = before.as_ref().filter(|judged| at.saturating_sub(judged.at) < within) {
            return Some(Arc::clone(judged));
        }
        let (versions, last) = (Arc::clone(&known.versions), before.clone());
        let ask = move || {
            let file = versions.in_force(now)?.file.as_ref().ok()?;
            let wrong_around = last.map_or_else(|| file.wrong_canaries(), |last| last.wrong_around.clone());
            let (canaries, wrong_now) = (file.canaries.len(), file.wrong_at(now));
            Some(Judged { version: number, at, canaries, wrong_around, wrong_now })
        };
        let judged = Arc::new(tokio::task::spawn_blocking(ask).await.ok().flatten()?);
        judged.log_after(before.as_deref());
        self.change(|known| known.judged = Some(Arc::clone(&judged)));
        Some(judged)
    }

    fn known(&self) -> Known {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn change(&self, change: impl FnOnce(&mut Known)) -> Known {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut known);
        known.clone()
    }
}

impl Judged {
    /// Logs what has changed.
    fn log_after(&self, before: Option<&Self>) {
        let known: Vec<&str> = before.into_iter().flat_map(Self::wrong).map(|wrong| wrong.name.as_str()).collect();
        for canary in self.wrong().filter(|wrong| !known.contains(&wrong.name.as_str())) {
            tracing::error!(%canary, version = self.version, "a canary is answered wrongly about eligibility: nobody is refused");
        }
        if before.is_none() {
            tracing::info!(version = self.version, canaries = self.canaries, "another eligibility file is in force");
        } else if self.wrong().next().is_none() && !known.is_empty() {
            tracing::info!(version = self.version, "all canaries are answered rightly about eligibility again");
        }
    }
}

impl IssueService {
    /// The same, which issues only to those who are eligible.
    #[must_use]
    pub fn with_eligibility(mut self, eligibility: Arc<EligibilityGate>) -> Self {
        self.eligibility = Some(eligibility);
        self
    }

    /// The one gate of eligibility, before anything is signed. Whoever has passes on a phone keeps getting them: only a
    /// revocation takes them away.
    pub(super) async fn require_eligible(
        &self,
        record: &Record,
        pass: PassKind,
        now: UnixTime,
    ) -> Result<(), IssueServiceError> {
        let Some(gate) = &self.eligibility else { return Ok(()) };
        if record.revocation.is_some() || record.person.deceased {
            // The issuer says so, whatever the eligibility is.
            return Ok(());
        }
        let Err(refusal) = gate.require(record, pass, now).await else { return Ok(()) };
        let is_renewal = pass == PassKind::Phone
            && self.stores.phones.has_passes(record.serial, self.issuer.today(now)).instrument(step("phones")).await?;
        if is_renewal { Ok(()) } else { Err(refusal.into()) }
    }
}

impl fmt::Debug for EligibilityGate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EligibilityGate").field("known", &self.known()).finish_non_exhaustive()
    }
}
