use alloc::vec::Vec;

use super::logic::Offsets;
use super::policy::Policy;
use crate::presentation::{MAX_PRESENTATION_AGE, MAX_PRESENTATION_SKEW};
use crate::time::UnixTime;

/// The longest payload of a rules file that is readable.
pub const MAX_RULES_BYTES: usize = 256 * 1024;

/// A readable rules file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesFile {
    /// Grows with every file.
    pub version: u64,
    /// When it was made.
    pub issued: UnixTime,
    /// How old live codes may be.
    pub limits: PresentationLimits,
    /// Its policies, in their order.
    pub policies: Vec<Policy>,
    pub(super) offsets: Offsets,
}

/// How far the time of a live code may be from the scanner's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PresentationLimits {
    /// Seconds that it may be old, 15 to 600.
    pub max_age: u64,
    /// Seconds that it may be ahead, 15 to 600.
    pub max_skew: u64,
}

impl Default for PresentationLimits {
    /// Where no rules file that is readable is in force.
    fn default() -> Self {
        Self { max_age: MAX_PRESENTATION_AGE, max_skew: MAX_PRESENTATION_SKEW }
    }
}

impl RulesFile {
    /// The policy of this id that counts at this time.
    pub fn current(&self, id: &str, now: UnixTime) -> Option<&Policy> {
        self.policies.iter().find(|policy| policy.id == id && policy.is_current(now))
    }
}
