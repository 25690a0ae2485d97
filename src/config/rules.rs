use serde::{Deserialize, Serialize};

use super::problem::Violation;

/// `[rules]`: how rules at the door change.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section")]
pub struct RulesSection {
    /// How many hours venues and citizens know a change of the rules before it counts.
    pub notice_hours: u64,
}

impl Default for RulesSection {
    fn default() -> Self {
        Self { notice_hours: 48 }
    }
}

impl RulesSection {
    /// The same in seconds.
    pub const fn notice_seconds(&self) -> u64 {
        self.notice_hours.saturating_mul(3_600)
    }

    pub(super) fn problems(&self) -> impl Iterator<Item = Violation> {
        Violation::outside(0..=8_760, self.notice_hours, "rules.notice_hours").into_iter()
    }
}
