//! What clients were promised, and what became of their requests.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use haetae_core::{CivilDate, UnixTime};
use haetae_testkit::faults::client::Broken;
use haetae_testkit::faults::log::EventLog;
use haetae_testkit::phone::HolderPair;

use crate::scenario::{Expected, Fault};

/// How many violations are kept: the first ones say why.
const MOST_VIOLATIONS: usize = 20;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Pass,
    Revocation,
    Trust,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Pass, Self::Revocation, Self::Trust];
}

/// Where a scenario is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// All must be well.
    Steady,
    /// Something is being broken. `unreachable`: no client can reach any node.
    Breaking { unreachable: bool },
    /// It is broken.
    Broken { unreachable: bool },
    /// It is being repaired, or was a moment ago.
    Recovering { unreachable: bool },
    /// Clients stop.
    Over,
}

impl Stage {
    /// Whether a client may reach no node at all.
    const fn may_be_unreachable(self) -> bool {
        match self {
            Self::Breaking { unreachable } | Self::Broken { unreachable } | Self::Recovering { unreachable } => {
                unreachable
            }
            Self::Steady => false,
            Self::Over => true,
        }
    }
}

/// The stage in which a request began.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Began {
    number: usize,
    stage: Stage,
}

/// How a request ended.
#[derive(Clone, Debug)]
pub(crate) enum Ended {
    /// With its answer.
    Answered,
    /// With a clear "not now", of this code.
    NotNow(String),
    /// No node gave a whole answer.
    Nobody(Broken),
}

/// A pass that a client got.
#[derive(Clone, Debug)]
pub(crate) struct Issued {
    pub(crate) subject: String,
    pub(crate) day: CivilDate,
    pub(crate) holder: Arc<HolderPair>,
    pub(crate) pass: String,
    pub(crate) not_before: UnixTime,
    pub(crate) expires: UnixTime,
}

/// Somebody whose passes become void, with the pass that they have.
#[derive(Clone, Debug)]
pub(crate) struct Leaver {
    pub(crate) issued: Issued,
    /// Whether the revocation was sent already, so that it may have had its effect.
    pub(crate) sent: bool,
}

/// Requests of a kind since something was broken.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    answered_while_broken: usize,
    refused_while_broken: usize,
    refused: usize,
}

impl Tally {
    const fn ended_while_broken(self) -> usize {
        self.answered_while_broken + self.refused_while_broken
    }
}

/// What is known of all requests.
#[derive(Debug)]
pub(crate) struct Book {
    pub(crate) stage: Stage,
    /// Counts the stages.
    number: usize,
    /// Requests that began and ended in this stage.
    pub(crate) ended: usize,
    /// Those of them that were answered since the last one that was not, which does not count if it met a limit.
    pub(crate) in_a_row: usize,
    since_broken: BTreeMap<Kind, Tally>,
    pub(crate) not_now: BTreeMap<String, usize>,
    pub(crate) cut: BTreeMap<&'static str, usize>,
    pub(crate) passes: Vec<Issued>,
    pub(crate) revoked: Vec<Issued>,
    /// Who will leave next.
    pub(crate) leaving: Vec<Leaver>,
    /// How many revocations were sent and have no answer yet.
    pub(crate) unanswered: usize,
    /// How many people have begun to leave.
    pub(crate) left: usize,
    /// How many more revocations begin in this stage.
    pub(crate) quota: usize,
    pub(crate) violations: Vec<String>,
}

impl Book {
    /// Whether requests of each kind began and ended while something is broken: before that nothing can be said of it.
    pub(crate) fn each_kind_ended(&self) -> bool {
        let ended = |kind| self.since_broken.get(kind).is_some_and(|tally| tally.ended_while_broken() > 0);
        Kind::ALL.iter().all(ended)
    }
}

/// The book, and who waits for it to change.
#[derive(Debug)]
pub(crate) struct Ledger {
    book: Mutex<Book>,
    changed: Condvar,
    pub(crate) log: EventLog,
    /// Whether clients may be more than the nodes can answer.
    crowded: bool,
}

impl Ledger {
    /// `crowded`: clients may be more than the nodes can answer.
    pub(crate) fn new(crowded: bool) -> Self {
        let book = Book {
            stage: Stage::Steady,
            number: 0,
            ended: 0,
            in_a_row: 0,
            since_broken: BTreeMap::new(),
            not_now: BTreeMap::new(),
            cut: BTreeMap::new(),
            passes: Vec::new(),
            revoked: Vec::new(),
            leaving: Vec::new(),
            unanswered: 0,
            left: 0,
            quota: 0,
            violations: Vec::new(),
        };
        Self { book: Mutex::new(book), changed: Condvar::new(), log: EventLog::begin(), crowded }
    }

    pub(crate) fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a stage, in which so many people may leave.
    pub(crate) fn begin(&self, stage: Stage, quota: usize) {
        let mut book = self.book();
        if matches!(stage, Stage::Breaking { .. }) {
            book.since_broken.clear();
        }
        (book.stage, book.ended, book.in_a_row, book.quota) = (stage, 0, 0, quota);
        book.number += 1;
        self.changed.notify_all();
    }

    /// The present stage; `None` when all is over.
    pub(crate) fn stage(&self) -> Option<Began> {
        let book = self.book();
        (book.stage != Stage::Over).then_some(Began { number: book.number, stage: book.stage })
    }

    /// Waits until the book is so, for `limit` at most. Says whether it is.
    pub(crate) fn wait(&self, limit: Duration, is_so: impl Fn(&Book) -> bool) -> bool {
        let waited = self.changed.wait_timeout_while(self.book(), limit, |book| !is_so(book));
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }

    /// Waits for another stage, but not long: a client that was sent away comes back.
    pub(crate) fn come_back_later(&self, stage: Began) {
        self.wait(Duration::from_millis(200), |book| book.number != stage.number);
    }

    /// Enters a violation of a promise.
    pub(crate) fn violated(&self, what: impl Into<String>) {
        let what = what.into();
        self.log.enter(format!("VIOLATED: {what}"));
        let mut book = self.book();
        if book.violations.len() < MOST_VIOLATIONS {
            book.violations.push(what);
        }
        self.changed.notify_all();
    }

    /// Enters the end of a request.
    pub(crate) fn enter(&self, kind: Kind, began: Began, ended: &Ended) {
        let mut book = self.book();
        let (stage, is_same) = (book.stage, book.number == began.number);
        let is_answered = matches!(ended, Ended::Answered);
        // A node that is full, or whose partner asks for more than it may, says so at once: it is as well as it can be.
        let is_limit = |code: &str| matches!(code, "node_full" | "too_many_requests");
        let is_shed = self.crowded && matches!(ended, Ended::NotNow(code) if is_limit(code));
        if let Ended::NotNow(code) = ended {
            *book.not_now.entry(code.clone()).or_default() += 1;
        }
        if is_same {
            book.ended += 1;
            book.in_a_row = if is_answered || is_shed { book.in_a_row + usize::from(is_answered) } else { 0 };
            let tally = book.since_broken.entry(kind).or_default();
            if matches!(stage, Stage::Broken { .. }) {
                tally.answered_while_broken += usize::from(is_answered);
                tally.refused_while_broken += usize::from(!is_answered);
            }
            tally.refused += usize::from(!is_answered && stage != Stage::Steady);
        }
        self.changed.notify_all();
        drop(book);
        match ended {
            Ended::NotNow(code) if is_same && !is_shed && stage == Stage::Steady => {
                self.violated(format!("a {kind:?} got {code} in a steady state"));
            }
            Ended::Nobody(why) if !began.stage.may_be_unreachable() && !stage.may_be_unreachable() => {
                self.violated(format!("a {kind:?} got neither an answer nor a \"not now\": {why:?}"));
            }
            _ => {}
        }
    }

    /// Counts an attempt that ended without a whole answer.
    pub(crate) fn cut(&self, why: Broken) {
        let name = match why {
            Broken::Refused => "refused",
            Broken::Cut => "cut",
            Broken::Silent => "silent",
        };
        *self.book().cut.entry(name).or_default() += 1;
    }

    /// Compares what became of requests since something was broken with what was to be expected.
    pub(crate) fn judge(&self, fault: &Fault) {
        let expected = [(Kind::Pass, fault.passes), (Kind::Revocation, fault.revocations), (Kind::Trust, fault.trust)];
        for (kind, expected) in expected {
            let tally = self.book().since_broken.get(&kind).copied().unwrap_or_default();
            let is_so = match expected {
                Expected::Answered => tally.answered_while_broken > 0 && tally.refused == 0,
                Expected::NotNow => tally.answered_while_broken == 0 && tally.refused_while_broken > 0,
                Expected::Either => tally.ended_while_broken() > 0,
            };
            if !is_so {
                self.violated(format!("{kind:?} was to be {expected:?}: {tally:?} ({})", fault.promise));
            }
        }
    }
}
