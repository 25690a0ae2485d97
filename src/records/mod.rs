//! People and their evidence: what the service knows, and how it learns it.

mod person;

pub use person::{Person, Record, Revocation, Serial, SubjectId};
