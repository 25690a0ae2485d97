//! Watches the rules of a running node: which version is in force, and what it says to the canaries.

use std::sync::{Mutex, PoisonError};

use haetae_core::{RulesEdition, UnixTime};

use crate::model::RulesVersion;
use crate::publishing::Publisher;
use crate::rules::canaries::{Canaries, WrongCanary};
use crate::rules::standing::{self, PolicyStanding};
use crate::store::{Changes, Store, StoreError};

/// The canaries are asked again after so many seconds, even if nothing has changed.
const EVERY: u64 = 60;

/// Watches the rules that a node serves.
#[derive(Debug, Default)]
pub struct RulesWatch {
    newest: tokio::sync::Mutex<Option<RulesVersion>>,
    judged: Mutex<Judged>,
}

/// The canaries' last answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Judged {
    /// The version in the store that they came with, and the one that was asked.
    versions: (Option<u64>, Option<u64>),
    at: Option<UnixTime>,
    canaries: usize,
    wrong: Vec<WrongCanary>,
    /// What is wrong with the newest version itself.
    problem: Option<String>,
}

/// The rules of a running node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RulesStatus {
    /// The version that is served; `None` without rules.
    pub version: Option<u64>,
    /// When it was issued.
    pub issued: Option<UnixTime>,
    /// The policies of it that count now or later.
    pub policies: Vec<PolicyStanding>,
    /// When a policy begins or ends next.
    pub next_change: Option<UnixTime>,
    /// How many canaries were asked.
    pub canaries: usize,
    /// Those to whom the rules say something else than they should.
    pub wrong: Vec<WrongCanary>,
    /// Why the newest version is not served, or cannot be read by scanners.
    pub problem: Option<String>,
}

impl RulesWatch {
    /// Asks the canaries, at most once a minute while nothing changes.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the newest version cannot be read.
    pub(super) async fn poll(
        &self,
        store: &dyn Store,
        publisher: &Publisher,
        changes: Changes,
        now: UnixTime,
    ) -> Result<(), StoreError> {
        let served = publisher.served();
        let versions =
            (changes.rules, served.as_ref().and_then(|served| served.rules.as_ref()).map(|rules| rules.version));
        let last = self.judged();
        let is_recent = last.at.is_some_and(|at| now.seconds().abs_diff(at.seconds()) < EVERY);
        if last.versions == versions && (is_recent || versions == (None, None)) {
            return Ok(());
        }
        let mut newest = self.newest.lock().await;
        if newest.as_ref().map(|newest| newest.record.version) != changes.rules {
            *newest = store.rules(None).await?;
        }
        let judged = tokio::task::block_in_place(|| {
            let rules = served.as_ref().and_then(|served| served.trust.rules());
            let mut judged = Judged { versions, at: Some(now), ..Judged::default() };
            if let Some(newest) = newest.as_ref() {
                judged.problem = problem(newest, versions.1, publisher);
                match Canaries::read(&newest.cases) {
                    Ok(canaries) if rules.is_some() => {
                        (judged.canaries, judged.wrong) = (canaries.len(), canaries.wrong(rules.flatten()));
                    }
                    Err(reason) if !newest.cases.is_empty() => {
                        judged.problem.get_or_insert(format!("the canaries cannot be read: {reason}"));
                    }
                    _ => {}
                }
            }
            if rules == Some(None) {
                judged.problem.get_or_insert("scanners cannot read this version".to_owned());
            }
            judged
        });
        judged.log_after(&last);
        *self.judged.lock().unwrap_or_else(PoisonError::into_inner) = judged;
        Ok(())
    }

    /// The rules that are served at `now`, and the canaries' last answers.
    pub fn status(&self, publisher: &Publisher, now: UnixTime) -> RulesStatus {
        let Judged { canaries, wrong, problem, .. } = self.judged();
        let mut status = RulesStatus { canaries, wrong, problem, ..RulesStatus::default() };
        let Some(served) = publisher.served() else { return status };
        let Some(rules) = &served.rules else { return status };
        (status.version, status.issued) = (Some(rules.version), Some(rules.issued));
        if let Some(file) = served.trust.rules().flatten() {
            status.policies = standing::policies(file, now);
            status.next_change = standing::next_change(file, now);
        }
        status
    }

    fn judged(&self) -> Judged {
        self.judged.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Why the newest version is not the one that is served.
fn problem(newest: &RulesVersion, served: Option<u64>, publisher: &Publisher) -> Option<String> {
    let version = newest.record.version;
    let list = &publisher.signing().load().list;
    match RulesEdition::decode(&newest.file, list) {
        Err(reason) => Some(format!("version {version} is not published: {reason}")),
        Ok(_) if served < Some(version) => {
            Some(format!("version {version} is not in force yet: it waits for the next published set"))
        }
        Ok(_) => None,
    }
}

impl Judged {
    /// Logs what has changed.
    fn log_after(&self, before: &Self) {
        for canary in self.wrong.iter().filter(|canary| !before.wrong.contains(canary)) {
            tracing::error!(%canary, version = self.versions.1, "a canary gets a wrong answer from the rules in force");
        }
        if self.wrong.is_empty() && !before.wrong.is_empty() {
            tracing::info!(version = self.versions.1, "all canaries get the right answers again");
        }
        if let Some(problem) = self.problem.as_ref().filter(|problem| Some(*problem) != before.problem.as_ref()) {
            tracing::warn!(problem, "the rules need attention");
        }
        if self.versions.1 != before.versions.1 {
            tracing::info!(version = self.versions.1, canaries = self.canaries, "other rules are in force");
        }
    }
}
