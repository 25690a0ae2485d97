//! Who may be issued which kind of pass from when: dated, versioned files in the language of the rules, which the core
//! evaluates over a record. Nothing here reads a clock or a store: what is in force follows from all files and the
//! time, and a decision follows from that, the record and the time.

mod canaries;
mod comparing;
mod decision;
mod file;
mod person;
mod reading;
mod schedule;
#[cfg(test)]
mod tests;
mod versions;

pub use canaries::{Answer, Canary, Expected, WrongCanary};
pub use comparing::{Comparison, ELIGIBILITY, Side};
pub use decision::{Code, Decision};
pub use file::{EligibilityFile, Line, Words, kind_name};
pub use person::Asked;
pub use reading::MAX_ELIGIBILITY_BYTES;
pub use schedule::{Switch, switches};
pub use versions::{Version, Versions};
