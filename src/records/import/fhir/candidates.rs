//! The patients that an address may mean.

use serde::{Deserialize, Serialize};

use super::patient::Patient;
use crate::records::import::intake::Place;

/// The patients of one address, as far as they must be distinguished.
#[derive(Default)]
pub(super) struct Candidates {
    patients: Vec<Candidate>,
    /// Patients that claim to have replaced the one of this address.
    successors: Vec<Candidate>,
    gone: Vec<Gone>,
}

/// A patient of an address.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Candidate {
    pub(super) place: Place,
    pub(super) patient: Patient,
    pub(super) server: Option<String>,
    /// Whether the address counts in the patient's Bundle first.
    pub(super) in_a_bundle: bool,
    /// Whether another patient has replaced it.
    pub(super) replaced: bool,
}

/// A patient that is missing.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Gone {
    pub(super) place: Place,
    pub(super) deleted: bool,
}

/// The patient that an address means.
pub(super) enum Found<'a> {
    Patient(&'a Candidate),
    Several(&'a Candidate, &'a Candidate),
    Gone(Gone),
    Nobody,
}

impl Candidates {
    /// Two of a kind are enough to know that the address is ambiguous.
    pub(super) fn add(&mut self, candidate: Candidate) {
        let same_kind =
            |other: &&Candidate| (&other.server, other.in_a_bundle) == (&candidate.server, candidate.in_a_bundle);
        let same = |other: &Candidate| other.patient.subject == candidate.patient.subject;
        let mut like = self.patients.iter().filter(same_kind);
        let known = like.clone().any(same) || like.nth(1).is_some();
        if !known {
            self.patients.push(candidate);
        }
    }

    pub(super) fn add_successor(&mut self, candidate: Candidate) {
        if self.successors.len() < 2 {
            self.successors.push(candidate);
        }
    }

    pub(super) fn add_gone(&mut self, gone: Gone) {
        if self.gone.is_empty() {
            self.gone.push(gone);
        }
    }

    /// The patient that a reference of a server means: patients of the same server first, then those of servers that
    /// are not named; of patients without a server those that do not count in a Bundle first.
    pub(super) fn find(&self, server: Option<&str>) -> Found<'_> {
        let of_server = |candidate: &&Candidate| candidate.server.as_deref() == server;
        let unnamed = |candidate: &&Candidate| candidate.server.is_none();
        let mut pool: Vec<&Candidate> = match server {
            Some(_) => self.patients.iter().filter(of_server).collect(),
            None => self.patients.iter().collect(),
        };
        if pool.is_empty() {
            pool = self.patients.iter().filter(unnamed).collect();
        }
        if pool.iter().any(|candidate| !candidate.in_a_bundle) {
            pool.retain(|candidate| !candidate.in_a_bundle);
        }
        if pool.is_empty() {
            if let Some(gone) = self.gone.first() {
                return Found::Gone(*gone);
            }
            pool = self.successors.iter().collect();
        }
        match pool.as_slice() {
            [] => Found::Nobody,
            [first, others @ ..] => match others.iter().find(|other| other.patient.subject != first.patient.subject) {
                Some(other) => Found::Several(first, other),
                None => Found::Patient(first),
            },
        }
    }

    /// Which patient has been replaced by which.
    pub(super) fn replaced(&self) -> impl Iterator<Item = (&Candidate, &Candidate)> {
        self.patients.iter().flat_map(|patient| self.successors.iter().map(move |successor| (patient, successor)))
    }
}
