//! The key calendar as it is planned: which windows the keys of each role get, the drawing of keys for them, the key file that a
//! ceremony adds to the trust list, the next list itself, and the outlook of a node on all of it.

mod drawing;
mod elsewhere;
mod key_file;
mod lead;
mod next_list;
mod outlook;
mod pace;
mod summary;
#[cfg(test)]
mod tests;
mod vault;

pub use drawing::{DrawError, Drawn, DrawnKey};
pub use key_file::{KeyFile, KeyFileError};
pub use lead::{LEAD_MARGIN, last_use, lead};
pub use next_list::{NextList, PlanError};
pub use outlook::{KeyRow, KeyState, Outlook, RoleOutlook, Whereabouts, spares};
pub use pace::{LOAD_AHEAD, PassTerms, Span};
pub use vault::{VaultError, store, take};
