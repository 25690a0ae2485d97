use super::finding::Finding;
use crate::config::Config;
use crate::publishing::Gap;
use crate::runtime::Node;
use crate::runtime::reconciling::{Evidence, ReconcileError};

const CHECK: &str = "reconcile";

/// Whether the database has everything that was issued and published with it.
pub(super) async fn check(config: &Config, node: &Node) -> Finding {
    match compare(config, node).await {
        Ok((gap, false)) if gap.is_empty() => {
            Finding::ok(CHECK, "The database has everything that was issued and published with it.")
        }
        Ok((gap, _)) => {
            let finding = format!(
                "The database is older than what was issued and published with it ({gap}). Nothing is published."
            );
            Finding::problem(CHECK, finding, "bring back what is missing: haetae db reconcile")
        }
        Err(error) => Finding::problem(CHECK, format!("{error}."), "make the data folder readable for this node"),
    }
}

async fn compare(config: &Config, node: &Node) -> Result<(Gap, bool), ReconcileError> {
    let (store, signing) = (node.store.as_ref(), node.publisher.signing().load());
    let gap = Evidence::of(config, store, &signing).await?.gap(store, &signing).await?;
    Ok((gap, store.changes().await?.reconcile_due))
}
