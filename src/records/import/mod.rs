//! Imports people from files into the records.
//!
//! All files are read before anything is stored, into sorted runs in unlinked scratch files: so people and their
//! evidence are joined wherever they are, duplicate people are found, an unreadable file changes nothing, and memory
//! stays flat however many there are. Then people go to the store in batches, each a transaction, in the order of their
//! subject ids. The formats and the rules are in `docs/records.md`.

mod containers;
mod count;
mod delimited;
mod encoding;
mod facts;
mod fhir;
mod file_hash;
mod intake;
mod lines;
#[cfg(test)]
pub(crate) mod memory;
mod ndjson;
mod objects;
mod part;
mod refused;
mod reject;
mod row;
mod sorter;
mod source;
mod who;

use std::collections::HashMap;
use std::path::PathBuf;

use haetae_core::{CivilDate, UnixTime};
use jiff::tz::TimeZone;

pub use self::count::{EXAMPLES, Summary, Tally};
pub use self::file_hash::FileHash;
use self::intake::Intake;
use self::part::Prepared;
pub use self::reject::{LeftAlone, PassedOver, Reject, RejectCode};
pub use self::source::Source;
use self::source::{Detected, Format};
use crate::model::IdentifierSystems;
use crate::records::{NameKey, Today};
use crate::store::{ImportStore, Imported, Refused, StoreError};

/// People stored in one transaction.
const BATCH: usize = 2_000;

/// The options of an import.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// The issuer's zone: in it, times of day become dates.
    pub zone: TimeZone,
    /// A folder for scratch files. They have no name, so that none is left behind, and no other process can open them.
    pub scratch: PathBuf,
    /// Reads and checks everything, and stores nothing.
    pub dry_run: bool,
    /// The current time: evidence from the future is refused.
    pub today: Today,
    /// The key that full names are hashed with.
    pub names: NameKey,
    /// The systems whose identifiers are subject ids.
    pub systems: IdentifierSystems,
}

impl ImportOptions {
    /// The civil day of a time in the issuer's zone; `None` if the zone reaches beyond year 9999.
    fn day_of(&self, time: UnixTime) -> Option<CivilDate> {
        let timestamp = jiff::Timestamp::from_second(i64::try_from(time.seconds()).ok()?).ok()?;
        let date = self.zone.to_datetime(timestamp).date();
        CivilDate::from_ymd(date.year().into(), date.month().unsigned_abs(), date.day().unsigned_abs())
    }
}

/// An observer of the progress of an import.
pub trait Observer: Send {
    /// The number of bytes of all files that have been read.
    fn read(&mut self, bytes: u64);
    /// The number of people that have been stored.
    fn stored(&mut self, people: u64);
    /// A row is left out.
    fn rejected(&mut self, reject: &Reject);
    /// A person's record stays unchanged.
    fn left_alone(&mut self, left: &LeftAlone);
}

/// Why an import stopped. Unless a batch could not be stored, nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file is missing or may not be read.
    #[error("cannot open {file}: {source}")]
    Open {
        /// The file, as it was named.
        file: String,
        /// The I/O error.
        source: std::io::Error,
    },
    /// A file could not be read to its end.
    #[error("cannot read {file}: {source}; nothing has been imported")]
    Read {
        /// The file, as it was named.
        file: String,
        /// The I/O error.
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
    #[error("temporary files cannot be written: {0}; free some space and run the same import again")]
    Scratch(#[from] std::io::Error),
    /// A batch could not be stored. The batches before it are.
    #[error("{error}; {stored} people were stored before that, and the same import will complete it")]
    Store {
        /// People stored before.
        stored: u64,
        /// The error of the store.
        #[source]
        error: StoreError,
    },
}

/// Imports the people of all sources. Bad rows are reported to `observer` and left out.
pub async fn import(
    sources: Vec<Source>,
    options: &ImportOptions,
    store: &dyn ImportStore,
    observer: &mut dyn Observer,
) -> Result<Summary, ImportError> {
    let mut intake = Intake::new(options, observer);
    let mut prepared = Vec::with_capacity(sources.len());
    for source in sources {
        // A file of no known format is found before the first is read.
        prepared.push(source.detect()?);
    }
    for Detected { name, format, encoding, input } in prepared {
        intake.begin(name);
        let before = intake.rows();
        match format {
            Format::Ndjson => ndjson::read_lines(input, &mut intake)?,
            Format::Json => ndjson::read_objects(input, &mut intake)?,
            Format::Csv => delimited::read(input, &mut intake)?,
            Format::FhirLines => fhir::read_lines(input, &mut intake)?,
            Format::FhirBundle => fhir::read_bundles(input, &mut intake)?,
        }
        if let Some(words) = encoding.words() {
            intake.note(words);
        }
        if intake.rows() == before {
            intake.note("there are no rows in it");
        }
    }
    fhir::join(&mut intake)?;
    store_people(intake, options.dry_run, store).await
}

async fn store_people(mut intake: Intake<'_>, dry_run: bool, store: &dyn ImportStore) -> Result<Summary, ImportError> {
    let mut imported = Imported::default();
    let mut stored = 0;
    let mut groups = intake.sorted_people()?;
    loop {
        let (mut people, mut origins) = (Vec::with_capacity(BATCH), HashMap::with_capacity(BATCH));
        while people.len() < BATCH {
            let Some(group) = groups.next_group()? else { break };
            if let Some(Prepared { person, place, rows }) = part::person(&group, &mut intake) {
                origins.insert(person.subject.clone(), (place, rows));
                people.push(person);
            }
        }
        if people.is_empty() {
            return Ok(intake.summary(imported));
        }
        let done = if dry_run { store.rehearse_import(&people).await } else { store.import(&people).await };
        let done = done.map_err(|error| ImportError::Store { stored, error })?;
        imported.added += done.added;
        imported.changed += done.changed;
        imported.unchanged += done.unchanged;
        for Refused { subject, why } in done.refused {
            let Some((place, rows)) = origins.remove(&subject) else { continue };
            intake.reject_person(&subject, place, refused::fault(&subject, &why));
            intake.leave_alone(subject, place, rows - 1);
        }
        intake.use_rows(origins.values().map(|(_, rows)| rows).sum());
        stored += origins.len() as u64;
        intake.stored(stored);
    }
}

#[cfg(test)]
mod tests;
