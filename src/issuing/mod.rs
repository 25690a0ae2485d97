//! Issues passes. Issuing is a function: a pass follows from the record in its version, the holder's key, the day, the
//! signing key that is due for that day, and the configuration. The same request gets the same bytes; any node with the
//! same keys can answer, and no node stores anything that a citizen could lose.

mod calendar;
mod eligibility;
mod enough;
mod error;
mod grace;
mod issuer;
mod paper_use;
mod queueing;
mod request;
mod service;
mod slot;
#[cfg(test)]
mod tests;

pub use calendar::{Calendar, Validity};
pub use eligibility::{ELIGIBILITY_NOTICE, EligibilityGate, EligibilityStatus, NotEligible};
pub use error::IssueError;
pub use issuer::{Issued, Issuer, IssuerConfig};
pub use request::{HolderKey, MAX_HOLDER_KEYS, PassRequest, RequestError};
pub use service::{Answer, IssueService, IssueServiceError, IssuingStores, Refusal};
pub use slot::refresh_after;
