//! A witness: a second party that follows what an issuer publishes on a machine of its own, keeps it, and raises an
//! alarm if something that was published is taken back: a manifest, a revocation, an entry or a day of a journal. It
//! knows no secrets, and verifies with the scanner's own code. docs/witness.md has the guide.

mod alarm;
mod bits;
mod compare;
mod error;
mod folder;
mod journals;
mod kept_state;
mod known;
mod lists;
mod metrics;
mod mirror;
mod open_alarms;
mod record;
mod round;
#[cfg(test)]
mod tests;

pub use alarm::{Alarm, AlarmKind};
pub use compare::{Difference, compare};
pub use error::WitnessError;
pub use folder::{WitnessFolder, write_whole};
pub use known::Witness;
pub use metrics::metrics;
pub use mirror::{Mirror, Source, Unreachable};
pub use open_alarms::{OpenAlarm, Status};
