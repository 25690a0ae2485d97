use super::finding::Finding;
use crate::runtime::{Canary, Node};

const CHECK: &str = "signing";

/// Whether this node can make a pass and a manifest that scanners accept: it makes both in memory, for nobody.
pub(super) async fn check(node: &Node) -> Finding {
    match Canary::default().check(node).await {
        Ok(()) => Finding::ok(CHECK, "A pass and a manifest that were made to try it are good."),
        Err(reason) => Finding::problem(
            CHECK,
            format!("It was tried, and {reason}."),
            "look at the findings about keys, trust list and clock, and at the service's log",
        ),
    }
}
