//! Imports: files of people in, records out.
//!
//! All files are read before anything is stored, into sorted runs in unlinked scratch files: so people and their evidence
//! meet wherever they stand, a person who comes twice is found, an unreadable file changes nothing, and memory stays flat
//! however many there are. Then people go to the store in batches, each a transaction, in the order of their subject ids.
//! The formats and the rules are in `docs/records.md`.

mod delimited;
mod fhir;
mod intake;
mod lines;
#[cfg(test)]
pub(crate) mod memory;
mod ndjson;
mod part;
mod row;
mod sorter;
mod source;

use std::path::PathBuf;

use jiff::tz::TimeZone;
use serde::Serialize;

use self::intake::Intake;
use self::source::Format;
pub use self::source::Source;
use crate::store::{Imported, Store, StoreError};

/// People stored in one transaction.
const BATCH: usize = 2_000;

/// What an import is told besides its files.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// The issuer's zone: in it, times of day become dates.
    pub zone: TimeZone,
    /// A folder for scratch files. They have no name, so that none is left behind, and nobody else can open them.
    pub scratch: PathBuf,
}

/// A row that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reject {
    /// The file, as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
    /// Why, in a sentence.
    pub reason: String,
}

impl std::fmt::Display for Reject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.reason)
    }
}

/// Who wants to see how an import goes.
pub trait Observer: Send {
    /// So many bytes of all files have been read.
    fn read(&mut self, bytes: u64);
    /// So many people have been stored.
    fn stored(&mut self, people: u64);
    /// A row is left out.
    fn rejected(&mut self, reject: &Reject);
}

/// What became of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// What became of the people.
    pub imported: Imported,
    /// Rows left out, each reported to the observer.
    pub rejected: u64,
    /// Rows that did not count because a later one says everything of the same person.
    pub superseded: u64,
    /// FHIR resources that say nothing for a pass.
    pub ignored: u64,
}

/// Why an import stopped. Unless a batch could not be stored, nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file is missing or may not be read.
    #[error("cannot open {file}: {source}")]
    Open {
        /// The file, as it was named.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// A file could not be read to its end.
    #[error("cannot read {file}: {source}; nothing has been imported")]
    Read {
        /// The file, as it was named.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// A file is none of the formats.
    #[error("{file}: {reason}; nothing has been imported")]
    Format {
        /// The file, as it was named.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The scratch folder is full, or gone.
    #[error("cannot keep scratch files: {0}; once there is room, the same import completes")]
    Scratch(#[from] std::io::Error),
    /// A batch could not be stored. The batches before it are.
    #[error("{error}; {stored} people were stored before that, and the same import will complete it")]
    Store {
        /// People stored before.
        stored: u64,
        /// Why.
        #[source]
        error: StoreError,
    },
}

/// Imports the people of all sources. Bad rows are told to `observer` and left out.
pub async fn import(
    sources: Vec<Source>,
    options: &ImportOptions,
    store: &dyn Store,
    observer: &mut dyn Observer,
) -> Result<Summary, ImportError> {
    let mut intake = Intake::new(options, observer);
    let mut prepared = Vec::with_capacity(sources.len());
    for source in sources {
        // A file of no known format is found before the first is read.
        prepared.push(source.detect()?);
    }
    for (source, format) in prepared {
        let input = intake.begin(source);
        match format {
            Format::Ndjson => ndjson::read(input, &mut intake)?,
            Format::Csv => delimited::read(input, &mut intake)?,
            Format::FhirLines => fhir::read_lines(input, &mut intake)?,
            Format::FhirBundle => fhir::read_bundles(input, &mut intake)?,
        }
    }
    fhir::join(&mut intake)?;
    store_people(intake, store).await
}

async fn store_people(mut intake: Intake<'_>, store: &dyn Store) -> Result<Summary, ImportError> {
    let mut imported = Imported::default();
    let mut stored = 0;
    let mut people = intake.sorted_people()?;
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        while batch.len() < BATCH {
            let Some(group) = people.next_group()? else { break };
            batch.extend(part::person(&group, &mut intake));
        }
        if batch.is_empty() {
            return Ok(intake.summary(imported));
        }
        let done = store.import(&batch).await.map_err(|error| ImportError::Store { stored, error })?;
        imported.added += done.added;
        imported.changed += done.changed;
        imported.unchanged += done.unchanged;
        stored += batch.len() as u64;
        intake.stored(stored);
    }
}

#[cfg(test)]
mod tests;
