//! Sorts patients and the resources that refer to them by address.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::address::Address;
use super::candidates::{Candidate, Gone};
use super::patient::Patient;
use crate::records::import::ImportError;
use crate::records::import::facts::Statement;
use crate::records::import::intake::Place;
use crate::records::import::reject::Fault;
use crate::records::import::sorter::{Sorted, Sorter};

/// Separates an address from the suffix that sorts patients before the resources that refer to them.
const END: char = '\0';

/// An entry under an address.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Entry {
    Patient(Candidate),
    /// A patient that claims to have replaced the one of this address.
    Successor(Candidate),
    Gone(Gone),
    Lookup(Lookup),
}

/// A resource that refers to a patient.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Lookup {
    pub(super) place: Place,
    pub(super) label: String,
    pub(super) server: Option<String>,
    pub(super) has: Has,
}

/// What a resource has for its patient.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Has {
    Facts(Vec<Statement>),
    /// The resource of these facts was entered in error; it has been counted.
    Withdrawal(Statement),
    /// It is left out.
    Rejected(Fault),
    /// Itself, because this patient has replaced it.
    Replaced(Patient),
}

/// Patients and lookups by address; those of Bundles in the Bundles first.
pub(super) struct Addresses {
    in_bundles: Sorter,
    everywhere: Sorter,
}

impl Addresses {
    pub(super) fn new(scratch: &Path) -> Self {
        Self { in_bundles: Sorter::new(scratch.to_owned()), everywhere: Sorter::new(scratch.to_owned()) }
    }

    /// Enters a patient, or that there is none, under an address. In a Bundle it is found there first.
    pub(super) fn put(&mut self, address: &Address, bundle: Option<u64>, entry: &Entry) -> Result<(), ImportError> {
        if let Some(number) = bundle {
            push(&mut self.in_bundles, &in_bundle(number, &address.key), entry)?;
        }
        if bundle.is_none() || address.reaches_beyond_its_bundle() {
            push(&mut self.everywhere, &address.key, entry)?;
        }
        Ok(())
    }

    pub(super) fn look_up(
        &mut self,
        address: &Address,
        bundle: Option<u64>,
        lookup: Lookup,
    ) -> Result<(), ImportError> {
        match bundle {
            Some(number) => push(&mut self.in_bundles, &in_bundle(number, &address.key), &Entry::Lookup(lookup)),
            None => push(&mut self.everywhere, &address.key, &Entry::Lookup(lookup)),
        }
    }

    pub(super) fn take_bundles(&mut self) -> Result<Entries, ImportError> {
        Ok(Entries(self.in_bundles.take_sorted()?))
    }

    pub(super) fn take_everywhere(&mut self) -> Result<Entries, ImportError> {
        Ok(Entries(self.everywhere.take_sorted()?))
    }
}

fn in_bundle(number: u64, key: &str) -> String {
    format!("{number:016x} {key}")
}

/// The address of a key within a Bundle.
pub(super) fn beyond_its_bundle(key: &str) -> Address {
    let key = key.split_once(' ').map_or(key, |(_, key)| key);
    Address { key: key.to_owned(), server: None }
}

fn push(sorter: &mut Sorter, key: &str, entry: &Entry) -> Result<(), ImportError> {
    let order = if matches!(entry, Entry::Lookup(_)) { '1' } else { '0' };
    let value = serde_json::to_vec(entry).map_err(io::Error::from)?;
    Ok(sorter.push(format!("{key}{END}{order}").as_bytes(), &value)?)
}

/// Entries by their keys: of each the patients first.
pub(super) struct Entries(Sorted);

impl Entries {
    pub(super) fn next(&mut self) -> Result<Option<(String, Entry)>, ImportError> {
        let Some((key, value)) = self.0.next_pair()? else { return Ok(None) };
        let key = String::from_utf8_lossy(&key);
        let key = key.split(END).next().unwrap_or_default().to_owned();
        Ok(Some((key, serde_json::from_slice(&value).map_err(io::Error::from)?)))
    }
}
