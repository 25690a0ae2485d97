//! People and their evidence: what the service knows, and how it learns it.

mod evidence;
pub mod import;
mod masking;
mod person;
mod products;
pub mod sample;

pub use evidence::pass_evidence;
pub use masking::{NameError, mask};
pub use person::{MAX_REASON, Person, Record, Revocation, Serial, SubjectId};
pub use products::{known_names, product_named, product_of_cvx};
