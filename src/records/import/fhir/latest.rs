//! Finds the latest version of each resource, in any order and over all files.

use super::pending::Versions;
use super::resource::{Says, Waiting};
use crate::records::import::facts::Version;
use crate::records::import::reject::PassedOver;

/// The result for a version.
#[derive(Debug, PartialEq)]
pub(super) enum VersionOutcome {
    /// It counts.
    Latest,
    /// Of a patient: it is one of several that their versions do not distinguish.
    OneOfSeveral,
    /// It does not count.
    PassedOver(PassedOver),
    /// It has been deleted.
    Deleted,
}

/// Deletions of one id, which reach the Bundles that follow in the order of ids.
#[derive(Default)]
pub(super) struct Deletions {
    id: String,
    deletions: Vec<Waiting>,
}

impl Deletions {
    /// Decides for each version of a resource whether it counts.
    pub(super) fn judge(&mut self, versions: Versions) -> Vec<(Waiting, VersionOutcome)> {
        let (deletions, resources): (Vec<Waiting>, Vec<Waiting>) =
            versions.versions.into_iter().partition(|version| version.says == Says::Deleted);
        if !versions.in_a_bundle || self.id != versions.id {
            self.id = versions.id;
            self.deletions.clone_from(&deletions);
        }
        let passed = |deletion| (deletion, VersionOutcome::PassedOver(PassedOver::Withdrawn));
        let mut judged: Vec<(Waiting, VersionOutcome)> = deletions.into_iter().map(passed).collect();
        for resource in by_server(resources) {
            judged.extend(self.judge_one(resource));
        }
        judged
    }

    fn judge_one(&self, versions: Vec<Waiting>) -> Vec<(Waiting, VersionOutcome)> {
        let (deleted, alive): (Vec<Waiting>, Vec<Waiting>) =
            versions.into_iter().partition(|version| self.deletions.iter().any(|deletion| deletes(deletion, version)));
        let mut judged: Vec<(Waiting, VersionOutcome)> =
            deleted.into_iter().map(|version| (version, VersionOutcome::Deleted)).collect();
        let is_older = |version: &Waiting| alive.iter().any(|other| version.version.is_older_than(&other.version));
        let (older, latest): (Vec<Waiting>, Vec<Waiting>) = alive.iter().cloned().partition(is_older);
        judged.extend(older.into_iter().map(|version| (version, VersionOutcome::PassedOver(PassedOver::OlderVersion))));
        judged.extend(among_equals(latest));
        judged
    }
}

/// Versions of which none is known to be the later one. What was entered in error then counts for all; equal ones count
/// once; different ones are treated as different resources, of unnamed servers.
fn among_equals(latest: Vec<Waiting>) -> Vec<(Waiting, VersionOutcome)> {
    let withdrawn = Says::PassedOver(PassedOver::Withdrawn);
    let is_withdrawn = latest.iter().any(|version| version.says == withdrawn);
    let mut judged: Vec<(Waiting, VersionOutcome)> = Vec::with_capacity(latest.len());
    for version in latest {
        let repeats =
            |(other, _): &(Waiting, VersionOutcome)| other.says == version.says && other.about == version.about;
        let outcome = if is_withdrawn && version.says != withdrawn {
            VersionOutcome::PassedOver(PassedOver::Withdrawn)
        } else if judged.iter().any(repeats) {
            VersionOutcome::PassedOver(PassedOver::Duplicate)
        } else {
            VersionOutcome::Latest
        };
        judged.push((version, outcome));
    }
    let subjects = |(version, outcome): &(Waiting, VersionOutcome)| match (&version.says, outcome) {
        (Says::Patient(card), VersionOutcome::Latest) => {
            card.patient.as_ref().ok().map(|patient| patient.subject.clone())
        }
        _ => None,
    };
    let mut seen: Vec<String> = judged.iter().filter_map(subjects).collect();
    seen.dedup();
    if seen.len() > 1 {
        for (_, outcome) in judged.iter_mut().filter(|(_, outcome)| *outcome == VersionOutcome::Latest) {
            *outcome = VersionOutcome::OneOfSeveral;
        }
    }
    judged
}

/// Whether a deletion removes a version: not one that is known to be later. A deletion without a version is later than
/// all.
fn deletes(deletion: &Waiting, version: &Waiting) -> bool {
    let elsewhere = deletion.server.is_some() && version.server.is_some() && deletion.server != version.server;
    let is_last = deletion.version == Version::default() || !deletion.version.is_older_than(&version.version);
    !elsewhere && is_last
}

/// Resources of one id: those of several servers are several resources.
fn by_server(versions: Vec<Waiting>) -> Vec<Vec<Waiting>> {
    let mut servers: Vec<String> = versions.iter().filter_map(|version| version.server.clone()).collect();
    servers.sort_unstable();
    servers.dedup();
    if servers.len() < 2 {
        return vec![versions];
    }
    let of = |server: Option<&String>| -> Vec<Waiting> {
        versions.iter().filter(|version| version.server.as_ref() == server).cloned().collect()
    };
    servers.iter().map(|server| of(Some(server))).chain([of(None)]).collect()
}

#[cfg(test)]
mod tests;
