use async_trait::async_trait;
use haetae_core::{Kid, UnixTime};

use super::StoreError;
use crate::model::{Reason, WithdrawnKey};

/// The result of a withdrawal, or of lifting it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithdrawalChange {
    /// Entered.
    Done,
    /// Nothing changed: it was like this already.
    Already,
}

/// Stores which signing keys are withdrawn.
#[async_trait]
pub trait WithdrawalStore: Send + Sync {
    /// Withdraws a signing key. If the key is withdrawn already, another `refused_from` replaces the earlier one.
    async fn withdraw_key(&self, key: &WithdrawnKey) -> Result<WithdrawalChange, StoreError>;

    /// Lifts a withdrawal, because the key was not stolen after all.
    async fn lift_withdrawal(&self, kid: Kid, reason: &Reason, at: UnixTime) -> Result<WithdrawalChange, StoreError>;

    /// Every key that is withdrawn, by kid.
    async fn withdrawn_keys(&self) -> Result<Vec<WithdrawnKey>, StoreError>;
}
