//! Plans the key calendar: the windows of each role, keys for them, the key file that a ceremony adds to the trust
//! list, the next list itself, and the status report of a node's keys.

mod generating;
mod key_file;
mod key_report;
mod lead;
mod next_list;
mod schedule;
mod summary;
#[cfg(test)]
mod tests;
mod token_keys;
mod vault;

pub use generating::{GenerateError, GeneratedKey, GeneratedKeys};
pub use key_file::{KeyFile, KeyFileError};
pub use key_report::{KeyLocations, KeyReport, KeyRow, KeyState, RoleReport, spares};
pub use lead::{LEAD_MARGIN, last_use, lead};
pub use next_list::{NextList, PlanError};
pub use schedule::{LOAD_AHEAD, PassConfig, Span, USUAL_DAY_PASS_HOURS};
pub use vault::{VaultError, store, take};
