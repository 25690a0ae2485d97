use haetae_core::{IssuerName, Malformed, RootSet, SECONDS_PER_DAY, StatusDay, TrustList, UnixTime};

use crate::planning::{GenerateError, GeneratedKeys, PassConfig, Span};
use crate::random::Random;

/// The first trust list expires this much after it was made, in seconds: 39 weeks.
const LIST_LIFE: u64 = 39 * 7 * SECONDS_PER_DAY;

/// The status keys begin this many days before today, so that there are lists for paper passes that are 14 days old.
const STATUS_DAYS_BACK: u32 = 15;

/// The plan for [`initialise`](super::initialise).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitPlan {
    /// The present: when the trust list is issued, and what windows are counted from.
    pub now: UnixTime,
    /// How many root keys must sign a trust list.
    pub threshold: u64,
    /// How many root keys there are.
    pub roots: u8,
    /// What the issuing keys may issue.
    pub config: PassConfig,
    /// For how many weeks keys are generated.
    pub weeks: u16,
}

impl InitPlan {
    /// The usual plan: two of three roots, keys for 26 weeks.
    pub const fn new(issuer: IssuerName, now: UnixTime) -> Self {
        Self { now, threshold: 2, roots: 3, config: PassConfig::usual(issuer), weeks: 26 }
    }

    /// The first day that has a status key.
    pub(super) fn status_keys_from(&self) -> StatusDay {
        StatusDay(self.now.status_day().0.saturating_sub(STATUS_DAYS_BACK))
    }

    /// Generates all keys except the roots.
    pub(super) fn generate(&self, random: &mut dyn Random) -> Result<GeneratedKeys, GenerateError> {
        GeneratedKeys::generate(&self.config, Span::weeks(self.now, self.weeks), None, random)
    }

    /// The trust list of generated keys.
    pub(super) fn trust_list(&self, roots: RootSet, generated: &GeneratedKeys) -> Result<TrustList, Malformed> {
        let keys = generated.keys().iter().map(|key| key.trusted.clone());
        TrustList::new(1, self.now, self.now.saturating_add(LIST_LIFE), roots, keys)
    }
}
