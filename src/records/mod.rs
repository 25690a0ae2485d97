//! People and their evidence: the records, and how they are imported.

mod evidence;
pub mod import;
mod masking;
mod name_key;
mod plausibility;
mod products;
pub mod sample;

pub use evidence::pass_evidence;
pub use masking::{NameError, folded, mask};
pub use name_key::{NameKey, NameKeyError};
pub use plausibility::{
    Implausible, MAX_EVIDENCE_ON_RECORD, MAX_EVIDENCE_STATED, TEST_TOLERANCE, Today, not_on_a_pass,
};
pub use products::{
    System, Vaccine, has_word, known_names, product_named, product_of_cvx, vaccine_against, vaccine_in_words,
    vaccine_of_code,
};
