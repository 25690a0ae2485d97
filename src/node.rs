//! A node put together: what a running service and the commands share.

use std::sync::Arc;

use crate::clock::Clock;
use crate::identity::AssertionVerifier;
use crate::issuing::Issuer;
use crate::publishing::Publisher;
use crate::store::Store;

/// Everything that answers questions, wired up once.
#[derive(Clone, Debug)]
pub struct Node {
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// Records, revocations, partners, the published set.
    pub store: Arc<dyn Store>,
    /// Makes passes.
    pub issuer: Arc<Issuer>,
    /// Checks partners' assertions.
    pub assertions: AssertionVerifier,
    /// Signs and serves what scanners read.
    pub publisher: Arc<Publisher>,
}
