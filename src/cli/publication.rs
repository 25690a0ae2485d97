//! What commands say about when scanners can know of a change.

use super::Failure;
use crate::config::Config;
use crate::publishing::BATCH_SECONDS;
use crate::runtime::Node;

/// How to publish where no service runs.
pub(super) const WITHOUT_A_SERVICE: &str = "haetae publish --out FOLDER (the folder that your web server serves)";

/// When a change that is stored will be published.
pub(super) enum Publication {
    /// A running service publishes it within so many seconds.
    Within(u64),
    /// Not before the database is reconciled.
    AfterReconciling,
}

impl Publication {
    /// Asks before the change is made, so that nothing can fail after it.
    pub(super) async fn of(config: &Config, node: &Node) -> Result<Self, Failure> {
        let due = node.store.changes().await?.reconcile_due;
        Ok(if due { Self::AfterReconciling } else { Self::Within(config.publishing.visible_within()) })
    }

    /// For people whose passes are void now.
    pub(super) fn of_void_passes(&self) -> String {
        match self {
            Self::Within(seconds) => format!(
                "No pass is issued from now on. A running service publishes it for the passes that are shown now within \
                 {seconds} s, for older paper passes within {} hours. Without one, run: {WITHOUT_A_SERVICE}.",
                BATCH_SECONDS / 3_600
            ),
            Self::AfterReconciling => format!("No pass is issued from now on. {}", Self::waits()),
        }
    }

    /// For any other change: a sentence.
    pub(super) fn of_change(&self) -> String {
        match self {
            Self::Within(seconds) => {
                format!("A running service publishes it within {seconds} s. Without one, run: {WITHOUT_A_SERVICE}.")
            }
            Self::AfterReconciling => Self::waits(),
        }
    }

    fn waits() -> String {
        "It is stored, but nothing is published before the database is reconciled, so scanners do not know of it yet. \
         Run: haetae db reconcile"
            .to_owned()
    }
}
