use async_trait::async_trait;
use haetae_core::UnixTime;

use super::StoreError;

/// What a node's clock showed, for itself after a restart and for the other nodes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Witness {
    /// The node's name.
    pub node: String,
    /// When it last believed its clock.
    pub at: Option<UnixTime>,
    /// Present while it does not believe its clock.
    pub doubt: Option<Doubt>,
}

/// What a node's clock is compared with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Witnesses {
    /// What the nodes' clocks showed, by node.
    pub nodes: Vec<Witness>,
    /// What the clock of the database's server shows; `None` where no server keeps the database.
    pub database: Option<UnixTime>,
}

/// A clock that its node does not believe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// What the clock shows.
    pub shows: UnixTime,
    /// By how many seconds it is ahead; below zero: behind.
    pub ahead: i64,
}

/// A clock that an operator has accepted although it disagrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AcceptedClock {
    /// Counts the acceptances, from 1.
    pub number: u64,
    /// What the clock showed then.
    pub at: UnixTime,
}

/// Compares the clocks of nodes.
#[async_trait]
pub trait ClockStore: Send + Sync {
    /// What the nodes' clocks showed, and what that of the database's server shows.
    async fn witnesses(&self) -> Result<Witnesses, StoreError>;

    /// A node believes its clock, which shows `at`. What other nodes wrote before `forget_before` is removed.
    async fn believe_clock(&self, node: &str, at: UnixTime, forget_before: UnixTime) -> Result<(), StoreError>;

    /// A node does not believe its clock. When it last did so stays.
    async fn doubt_clock(&self, node: &str, doubt: Doubt) -> Result<(), StoreError>;

    /// Accepts a clock that shows `at`.
    async fn accept_clock(&self, at: UnixTime) -> Result<(), StoreError>;

    /// The last acceptance.
    async fn accepted_clock(&self) -> Result<Option<AcceptedClock>, StoreError>;
}
