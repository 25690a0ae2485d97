//! Core.
#![no_std]
extern crate alloc;
pub mod base45;
mod cbor;
pub mod code;
mod cose;
mod evidence;
mod json;
mod jwk;
mod key;
mod malformed;
mod name;
mod pass;
mod presentation;
mod time;
mod trust_list;

pub use code::{Challenge, CodeKind};
pub use cose::Prepared;
pub use evidence::{Doses, Evidence, EvidenceKind, EvidenceSet, MAX_EVIDENCE, PolicyId, Product, TestMethod};
pub use jwk::{InvalidJwk, Jwk};
pub use key::{Algorithm, Kid, PublicKey, Signature};
pub use malformed::Malformed;
pub use name::{DisplayName, IssuerName, MAX_NAME_BYTES, is_name_character};
pub use pass::PassClaims;
pub use presentation::{PreparedPresentation, UnverifiedPass};
pub use trust_list::{IssuingTerms, PreparedTrustList, Role, RootSet, TrustList, TrustedKey};
pub use time::{BirthDay, CivilDate, SECONDS_PER_DAY, StatusDay, UnixTime};
