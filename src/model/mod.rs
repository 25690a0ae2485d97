//! Types that several parts of the service share: people, partners, passes, keys, published files. They do no input or
//! output, and depend on none of those parts.

mod birth_date;
mod decoy;
mod eligibility_version;
mod identifier_systems;
mod identity;
mod name_hash;
mod operator;
mod partner;
mod pass;
mod person;
mod proposal;
mod published;
mod reason;
mod revoked_serial;
mod rules_version;
mod withdrawn_key;

pub use birth_date::{BirthDate, BirthDateError, Precision};
pub use decoy::first_decoy;
pub use eligibility_version::EligibilityVersion;
pub use identifier_systems::{IdentifierSystem, IdentifierSystems, problem as identifier_systems_problem};
pub use identity::{Conflict, Identity};
pub use name_hash::NameHash;
pub use operator::{CredentialHash, Operator, OperatorName, OperatorNameError, Scope};
pub use partner::{Partner, PartnerKey, PartnerKeyError, PartnerName, PartnerNameError, Uses};
pub use pass::Pass;
pub use person::{Person, Record, Revocation, Serial, SubjectId};
pub use proposal::{Proposal, ProposalKind};
pub use published::{PublishedFile, PublishedSet};
pub use reason::{Reason, ReasonError};
pub use revoked_serial::RevokedSerial;
pub use rules_version::{RulesRecord, RulesVersion};
pub use withdrawn_key::WithdrawnKey;
