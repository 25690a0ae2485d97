use std::path::PathBuf;

use haetae_core::MAX_MANIFEST_LIFE;
use serde::{Deserialize, Serialize};

use super::problem::Violation;

/// To make, try and store a set takes less than this, in seconds.
const MAKING_A_SET: u64 = 1;

/// `[publishing]`: how fresh what scanners read is, and who must take it. All numbers are seconds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section")]
pub struct PublishingSection {
    /// The age from which on scanners say that a manifest is old.
    pub stale_after: u64,
    /// The age from which on scanners do not use a manifest any more.
    pub expires_after: u64,
    /// The age at which the service signs a fresh manifest although nothing changed.
    pub resign_after: u64,
    /// How often the service looks for new revocations.
    pub poll: u64,
    /// The shortest time between two sets, so that a wave of revocations makes a few sets and not hundreds.
    pub interval: u64,
    /// How long the node that publishes may be silent before another node on the same store replaces it.
    pub lease: u64,
    /// How far this node's clock may disagree with what it is compared with before nothing is signed any more.
    pub clock_limit: u64,
    /// The program `haetae` of the oldest supported release, which must accept each set before it is published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oldest_release: Option<PathBuf>,
}

impl Default for PublishingSection {
    fn default() -> Self {
        Self {
            stale_after: 86_400,
            expires_after: 14 * 86_400,
            resign_after: 3_600,
            poll: 1,
            interval: 3,
            lease: 30,
            clock_limit: 300,
            oldest_release: None,
        }
    }
}

impl PublishingSection {
    /// Within so many seconds a change is in the published set: until a poll sees it, the time since the last set is
    /// over, and the next one is made.
    pub const fn visible_within(&self) -> u64 {
        self.poll.saturating_add(self.interval).saturating_add(MAKING_A_SET)
    }

    pub(super) fn problems(&self) -> impl Iterator<Item = Violation> {
        [
            Violation::outside(60..=MAX_MANIFEST_LIFE, self.stale_after, "publishing.stale_after"),
            Violation::outside(60..=MAX_MANIFEST_LIFE, self.expires_after, "publishing.expires_after"),
            Violation::unless(
                self.stale_after <= self.expires_after,
                "publishing.stale_after",
                "it must not be longer than publishing.expires_after",
            ),
            Violation::unless(self.resign_after > 0, "publishing.resign_after", "it must be at least 1"),
            Violation::unless(
                self.resign_after < self.stale_after.div_ceil(2),
                "publishing.resign_after",
                "it must be less than half of publishing.stale_after, so that one failed signature does not show at the door",
            ),
            Violation::outside(1..=3_600, self.poll, "publishing.poll"),
            Violation::outside(0..=3_600, self.interval, "publishing.interval"),
            Violation::outside(3..=3_600, self.lease, "publishing.lease"),
            Violation::outside(120..=86_400, self.clock_limit, "publishing.clock_limit"),
            Violation::unless(
                self.oldest_release.as_ref().is_none_or(|program| !program.as_os_str().is_empty()),
                "publishing.oldest_release",
                "it must name a program",
            ),
        ]
        .into_iter()
        .flatten()
    }
}
