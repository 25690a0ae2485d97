//! People and their evidence: what the service knows, and how it learns it.

mod birth_date;
mod evidence;
mod identifier_systems;
mod identity;
pub mod import;
mod masking;
mod name_key;
mod person;
mod plausibility;
mod products;
mod reason;
pub mod sample;

pub use birth_date::{BirthDate, BirthDateError, Precision};
pub use evidence::pass_evidence;
pub use identifier_systems::{IdentifierSystem, IdentifierSystems, problem as identifier_systems_problem};
pub use identity::{Conflict, Identity};
pub use masking::{NameError, folded, mask};
pub use name_key::{NameHash, NameKey, NameKeyError};
pub use person::{Person, Record, Revocation, Serial, SubjectId};
pub use plausibility::{Implausible, MAX_EVIDENCE_ON_RECORD, TEST_TOLERANCE, Today, not_on_a_pass};
pub use products::{
    System, Vaccine, has_word, known_names, product_named, product_of_cvx, vaccine_against, vaccine_in_words,
    vaccine_of_code,
};
pub use reason::{MAX_REASON, ReasonError, check_reason};
