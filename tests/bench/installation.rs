//! A new installation, whose keys follow from numbers, and its node.

use std::path::Path;
use std::sync::Arc;

use haetae::clock::ManualClock;
use haetae::config::Config;
use haetae::runtime::{Node, installation};
use haetae_core::IssuerName;
use haetae_keys::ceremony::{InitPlan, initialise};
use haetae_keys::{Random, RandomUnavailable};
use haetae_testkit::service::now;

/// Makes one in `data`, with these settings, at the time of tests.
pub(crate) async fn node(data: &Path, settings: Vec<(String, String)>) -> (Node, Config) {
    let mut plan = InitPlan::new(IssuerName::new("Bench").expect("a name"), now());
    (plan.threshold, plan.roots) = (1, 1);
    initialise(&plan, &mut random(), data).expect("keys");
    let serials = ("issuer.serial_bits".to_owned(), "20".to_owned());
    let config = Config::load(data, [], [serials].into_iter().chain(settings)).expect("a configuration");
    installation::found(&config).await.expect("a database");
    let node = Node::open(&config, Arc::new(ManualClock::new(now()))).await.expect("a node");
    (node, config)
}

/// Bytes that are the same each time.
pub(crate) fn random() -> impl Random + Send {
    let mut counter = 0u8;
    move |bytes: &mut [u8]| -> Result<(), RandomUnavailable> {
        counter = counter.wrapping_add(1);
        bytes.fill(counter);
        Ok(())
    }
}
