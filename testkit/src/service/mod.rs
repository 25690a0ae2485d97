//! A whole service in a test: the real router, a real database in a folder of its own, keys from numbers, and a clock
//! that stands still.

pub mod answer;
pub mod ceremony;
mod citizens;
mod harness;
pub mod key_in_token;
mod node;
mod operators;
pub mod partner;
pub mod process;
mod rules;
pub mod shaky_store;
mod slow_custody;

use haetae_core::{CivilDate, UnixTime};

pub use citizens::{CITIZEN, EXEMPT, EXEMPT_UNTIL, NEIGHBOUR, NEWCOMER, citizens, person, vaccination};
pub use harness::{Harness, ask};
pub use node::{ciphers, contact, issuer_config, runtime, settings};
pub use operators::{OPERATOR, add_operator};
pub use rules::{policy, rules_text, sign_rules};
pub use slow_custody::SlowCustody;

/// 2026-11-15, 17:00 in Seoul.
pub const NOW: u64 = 1_794_729_600;
/// The day of [`NOW`] in Seoul.
pub const TODAY: &str = "2026-11-15";
/// What assertions are for.
pub const AUDIENCE: &str = "haetae-test";
/// The credential of the operator of tests, who has all scopes.
pub const OPERATOR_TOKEN: &str = "haetae_op_1111111111111111111111111111111111111111111111111111111111111111ace41999";

/// [`NOW`] as a time.
pub fn now() -> UnixTime {
    UnixTime::saturating_new(NOW)
}

/// A civil day so many days after [`TODAY`].
pub fn day(ahead: i64) -> CivilDate {
    CivilDate::parse(TODAY).and_then(|today| today.checked_add_days(ahead)).expect("a date")
}
