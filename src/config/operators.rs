use serde::{Deserialize, Serialize};

use super::problem::Violation;

/// `[operators]`: what one operator alone may not do.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section")]
pub struct OperatorsSection {
    /// What needs two operators.
    pub four_eyes: Vec<FourEyes>,
    /// With `mass-revocation` in `four_eyes`: one operator alone revokes at most so many people, with one file and,
    /// over HTTP, on one UTC day.
    pub mass_revocation: u64,
}

/// What may need two operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FourEyes {
    /// A partner's key is registered or removed.
    PartnerKeys,
    /// More people are revoked than [`OperatorsSection::mass_revocation`].
    MassRevocation,
    /// Rules are published.
    Rules,
}

impl Default for OperatorsSection {
    fn default() -> Self {
        Self { four_eyes: Vec::new(), mass_revocation: 1_000 }
    }
}

impl OperatorsSection {
    /// Whether this needs two operators.
    pub fn needs_two(&self, what: FourEyes) -> bool {
        self.four_eyes.contains(&what)
    }

    /// How many people one operator alone may revoke; `None` if there is no limit.
    pub fn revocations_alone(&self) -> Option<u64> {
        self.needs_two(FourEyes::MassRevocation).then_some(self.mass_revocation)
    }

    pub(super) fn problems(&self) -> impl Iterator<Item = Violation> {
        Violation::outside(0..=10_000_000, self.mass_revocation, "operators.mass_revocation").into_iter()
    }
}
