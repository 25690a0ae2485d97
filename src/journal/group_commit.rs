use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use haetae_core::{Checkpoint, CivilDate, UnixTime};
use haetae_keys::Random;
use tokio::sync::{mpsc, oneshot};

use super::any_line::NewLine;
use super::attesting::{AttestError, attest};
use super::checkpoints::Checkpoints;
use super::entry::Head;
use super::folder::Folder;
use super::segment::utc_day;
use super::writer::{Disk, Found, JournalError, SystemDisk, Writer};
use crate::clock::Clock;
use crate::gathering::gather;

/// The most entries that one write takes.
const MAX_BATCH: usize = 512;
/// The most requests in the queue; further ones wait for a place in it.
const QUEUE: usize = 2_048;
/// How often a journal that cannot be written is tried.
const PROBE: Duration = Duration::from_secs(1);

/// The journal of a running node. Entries of requests that are under way at once share one write and one sync.
pub struct Journal {
    queue: mpsc::Sender<Waiting>,
    state: Arc<State>,
    node: String,
    folder: Folder,
    keep_days: u32,
}

/// The status of a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalStatus {
    /// Why nothing can be entered, and so nothing issued; `None` if all is well.
    pub paused: Option<String>,
    /// Where the chain was found broken when it was opened.
    pub broken: Option<String>,
    /// The last day that has a checkpoint, as far as this process knows.
    pub attested_until: Option<CivilDate>,
    /// Why the last attempt to make a checkpoint failed.
    pub unattested: Option<String>,
}

struct State {
    head: Mutex<Head>,
    paused: Mutex<Option<Arc<io::Error>>>,
    broken: Option<String>,
    attested: Mutex<Attested>,
}

#[derive(Debug, Default)]
struct Attested {
    until: Option<CivilDate>,
    problem: Option<String>,
}

struct Waiting {
    line: NewLine,
    entered: oneshot::Sender<Result<(), JournalError>>,
}

impl Journal {
    /// Opens or makes the journal in `folder` and writes it from a task of its own.
    ///
    /// # Errors
    ///
    /// If the folder cannot be used.
    pub fn open(
        folder: Folder,
        random: Box<dyn Random + Send>,
        keep_days: u32,
        clock: Arc<dyn Clock>,
    ) -> io::Result<Self> {
        Self::on(SystemDisk, folder, random, keep_days, clock, PROBE)
    }

    /// The same on a given disk, tried again every `probe` when it fails.
    ///
    /// # Errors
    ///
    /// If the folder cannot be used.
    pub fn on<D: Disk>(
        disk: D,
        folder: Folder,
        random: Box<dyn Random + Send>,
        keep_days: u32,
        clock: Arc<dyn Clock>,
        probe: Duration,
    ) -> io::Result<Self> {
        let (writer, Found { torn, broken }) = Writer::open(folder.clone(), disk, random)?;
        if torn > 0 {
            tracing::warn!(
                bytes = torn,
                "removed an unfinished entry from the end of the journal; its request was not answered"
            );
        }
        if let Some(place) = &broken {
            tracing::error!(place, "the journal's chain is broken; it is left as it is, and a new file begins");
        }
        let (head, attested) = (Mutex::new(writer.head()), Mutex::default());
        let state = Arc::new(State { head, paused: Mutex::default(), broken, attested });
        let node = writer.node().to_owned();
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(Task { waiting, state: Arc::clone(&state), clock, probe }.run(writer));
        Ok(Self { queue, state, node, folder, keep_days })
    }

    /// Enters passes or an act. When this returns, it is on the disk: the passes may be handed out, the act confirmed.
    ///
    /// # Errors
    ///
    /// [`JournalError`]: it is not entered, and nothing may be handed out.
    pub async fn enter(&self, line: impl Into<NewLine>) -> Result<(), JournalError> {
        let (entered, answer) = oneshot::channel();
        self.queue.send(Waiting { line: line.into(), entered }).await.map_err(|_| JournalError::Closed)?;
        answer.await.map_err(|_| JournalError::Closed)?
    }

    /// Removes the files and keys of days that are more than the configured number of days before `today`. It is final,
    /// so `today` must be known from more than one reading of a clock. It blocks.
    ///
    /// # Errors
    ///
    /// If the folder cannot be changed; what is left is removed the next time.
    pub fn forget(&self, today: UnixTime) -> io::Result<()> {
        let first = utc_day(today).checked_add_days(-i64::from(self.keep_days)).unwrap_or(CivilDate::MIN);
        self.folder.forget_before(first)
    }

    /// Whether a UTC day is over at `now` that has no checkpoint, as far as this process knows.
    pub fn is_checkpoint_due(&self, now: UnixTime) -> bool {
        // While writing fails, what a failed write has left in a file may still be cut off.
        self.state.attested() < utc_day(now).checked_add_days(-1) && self.state.paused().is_none()
    }

    /// Makes a checkpoint for each UTC day that is over at `now` and has none. `now` must be a time that the clocks
    /// agree on: a checkpoint is final. `sign` returns the signed object. Returns all checkpoints. It blocks, and is
    /// cheap to call if nothing is due.
    ///
    /// # Errors
    ///
    /// [`AttestError`]; [`JournalStatus::unattested`] says it until a later call succeeds.
    pub fn attest(
        &self,
        now: UnixTime,
        sign: &mut dyn FnMut(&Checkpoint) -> Result<Vec<u8>, String>,
    ) -> Result<Option<Checkpoints>, AttestError> {
        if !self.is_checkpoint_due(now) {
            return Ok(None);
        }
        let attested = attest(&self.folder, &self.node, self.keep_days, now, sign);
        let mut state = self.state.attested.lock().unwrap_or_else(PoisonError::into_inner);
        match attested {
            Ok(all) => {
                let day = all.newest().map(|newest| newest.checkpoint.day);
                *state = Attested { until: day, problem: None };
                Ok(Some(all))
            }
            Err(error) => {
                state.problem = Some(error.to_string());
                Err(error)
            }
        }
    }

    /// The end of the chain, on the disk.
    pub fn head(&self) -> Head {
        *self.state.head.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The node's name in manifests.
    pub fn node(&self) -> &str {
        &self.node
    }

    /// Its status.
    pub fn status(&self) -> JournalStatus {
        let paused = self.state.paused().as_ref().map(ToString::to_string);
        let attested = self.state.attested.lock().unwrap_or_else(PoisonError::into_inner);
        let (attested_until, unattested) = (attested.until, attested.problem.clone());
        JournalStatus { paused, broken: self.state.broken.clone(), attested_until, unattested }
    }
}

impl State {
    fn paused(&self) -> Option<Arc<io::Error>> {
        self.paused.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn attested(&self) -> Option<CivilDate> {
        self.attested.lock().unwrap_or_else(PoisonError::into_inner).until
    }

    fn set_paused(&self, reason: Option<Arc<io::Error>>) {
        *self.paused.lock().unwrap_or_else(PoisonError::into_inner) = reason;
    }
}

/// The writing thread: it ends when the journal is dropped and all waiting requests have an answer.
struct Task {
    waiting: mpsc::Receiver<Waiting>,
    state: Arc<State>,
    clock: Arc<dyn Clock>,
    probe: Duration,
}

impl Task {
    async fn run<D: Disk>(mut self, mut writer: Writer<D>) {
        let mut probes = tokio::time::interval(self.probe);
        probes.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut batch = Vec::new();
        loop {
            let paused = self.state.paused();
            let lent = tokio::select! {
                _ = probes.tick(), if paused.is_some() => self.probe(writer).await,
                number = self.waiting.recv_many(&mut batch, MAX_BATCH) => match (number, paused) {
                    (0, _) => return,
                    (_, Some(reason)) => {
                        answer(&mut batch, &Err(JournalError::Paused(reason)));
                        continue;
                    }
                    (_, None) => {
                        gather(&mut self.waiting, &mut batch).await;
                        self.write(writer, &mut batch).await
                    }
                },
            };
            // Only a panic does not return the writer, and then the state of the file is unknown.
            let Some(returned) = lent else { return };
            writer = returned;
        }
    }

    async fn write<D: Disk>(&self, mut writer: Writer<D>, batch: &mut Vec<Waiting>) -> Option<Writer<D>> {
        let now = self.clock.now();
        let entries: Vec<NewLine> = batch.iter().map(|waiting| waiting.line.clone()).collect();
        let writing = tokio::task::spawn_blocking(move || {
            let result = writer.append(&entries, now);
            (writer, result)
        });
        let Ok((writer, result)) = writing.await else {
            tracing::error!("the journal's writer ended unexpectedly");
            answer(batch, &Err(JournalError::Closed));
            return None;
        };
        let result = result.map_err(Arc::new);
        match &result {
            Ok(head) => *self.state.head.lock().unwrap_or_else(PoisonError::into_inner) = *head,
            Err(error) => {
                tracing::error!(%error, "the journal cannot be written: issuing is paused until it can");
                self.state.set_paused(Some(Arc::clone(error)));
            }
        }
        answer(batch, &result.map(|_| ()).map_err(JournalError::Disk));
        Some(writer)
    }

    async fn probe<D: Disk>(&self, mut writer: Writer<D>) -> Option<Writer<D>> {
        let probing = tokio::task::spawn_blocking(move || {
            let result = writer.probe();
            (writer, result)
        });
        let (writer, result) = probing.await.ok()?;
        match result {
            Ok(()) => {
                tracing::info!("the journal can be written again: issuing resumes");
                self.state.set_paused(None);
            }
            Err(error) => self.state.set_paused(Some(Arc::new(error))),
        }
        Some(writer)
    }
}

fn answer(batch: &mut Vec<Waiting>, result: &Result<(), JournalError>) {
    for waiting in batch.drain(..) {
        // The caller may be gone; the entry stays.
        let _ = waiting.entered.send(result.clone());
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal").field("node", &self.node).finish_non_exhaustive()
    }
}
