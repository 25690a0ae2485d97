use haetae_core::DisplayName;
use serde::{Deserialize, Serialize};

use super::ImportOptions;
use super::reject::{Fault, RejectCode};
use crate::model::{BirthDate, Identity, NameHash, Person, SubjectId};
use crate::records::mask;

/// The person of a row, as stored in scratch files: only the mask and the hash of the full name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Who {
    pub(super) name: String,
    pub(super) name_hash: Option<NameHash>,
    pub(super) birth_date: BirthDate,
    pub(super) system: Option<String>,
    pub(super) deceased: bool,
}

impl Who {
    /// Masks and hashes a full name, and reads a birth date.
    pub(super) fn read(full_name: &str, birth_date: &str, options: &ImportOptions) -> Result<Self, Fault> {
        let name = mask(full_name).map_err(|error| Fault::new(RejectCode::Name, error.to_string()))?;
        let birth_date =
            BirthDate::parse(birth_date).map_err(|error| Fault::new(RejectCode::BirthDate, error.to_string()))?;
        if let Some(reason) = options.today.birth(birth_date) {
            return Err(Fault::new(RejectCode::ImplausibleDate, format!("the birth date {birth_date} {reason}")));
        }
        let (name, name_hash) = (name.as_str().to_owned(), options.names.hash(full_name));
        Ok(Self { name, name_hash, birth_date, system: None, deceased: false })
    }

    pub(super) fn identity(&self) -> Identity<'_> {
        let Self { name, name_hash, birth_date, system, .. } = self;
        Identity { name, name_hash: *name_hash, birth_date: *birth_date, system: system.as_deref() }
    }

    /// Adds the data of another row about the same person.
    pub(super) fn add(&mut self, other: Self) {
        self.name_hash = self.name_hash.or(other.name_hash);
        self.system = self.system.take().or(other.system);
        self.deceased |= other.deceased;
        if other.birth_date.to_string().len() > self.birth_date.to_string().len() {
            self.birth_date = other.birth_date;
        }
    }

    /// The person; `None` if the name is not valid, which no row gives.
    pub(super) fn person(self, subject: SubjectId) -> Option<Person> {
        let Self { name, name_hash, birth_date, system, deceased } = self;
        let name = DisplayName::new(&name)?;
        Some(Person { subject, name, name_hash, birth_date, deceased, system, evidence: Vec::new() })
    }
}
