use haetae_core::UnixTime;

use super::finding::Finding;
use crate::config::Config;
use crate::publishing::ServedSet;
use crate::runtime::Node;
use crate::store::RevocationQuery;

/// A revocation may wait for so many seconds where the configuration does not allow more, as in the alarm about it.
const PATIENCE: u64 = 30;

/// What is newer than what is published, or older: nothing where all is as it should be. The finding about the manifest
/// says why nothing is published, that about the store why it does not answer.
pub(super) async fn check(config: &Config, node: &Node, now: UnixTime) -> Vec<Finding> {
    let Some(served) = node.publisher.served() else { return Vec::new() };
    let revoked = revocation(config, node, &served, now).await;
    revoked.into_iter().chain(trust_list(node, &served)).collect()
}

/// A revocation that no published list has although it should have one by now.
async fn revocation(config: &Config, node: &Node, served: &ServedSet, now: UnixTime) -> Option<Finding> {
    let query = RevocationQuery { after: served.newest_revocation()?, ..RevocationQuery::default() };
    let oldest = node.store.revocations(&query, 1).await.ok()?.into_iter().next()?;
    if now.seconds_since(oldest.at) <= config.publishing.visible_within().max(PATIENCE) {
        return None;
    }
    let finding =
        format!("Since {}, revocations wait to be published: scanners admit these people.", oldest.at.to_rfc3339());
    Some(Finding::problem(
        "status-lists",
        finding,
        "make sure that a service runs and publishes (haetae serve); its log says why not",
    ))
}

/// A trust list that scanners would refuse, because they have a later one.
fn trust_list(node: &Node, served: &ServedSet) -> Option<Finding> {
    let (own, published) = (node.publisher.signing().load().list.version, served.trust.trust_list()?.version);
    (own < published).then(|| {
        Finding::problem(
            "trust",
            format!(
                "This node's trust list is version {own}, and version {published} is published: it publishes nothing."
            ),
            "install the list that is published: haetae trust install FILE",
        )
    })
}
