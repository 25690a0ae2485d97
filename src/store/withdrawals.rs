use async_trait::async_trait;
use haetae_core::{Kid, UnixTime};

use super::StoreError;
use crate::model::{Reason, WithdrawnKey};

/// What became of a withdrawal, or of its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithdrawalChange {
    /// Entered.
    Done,
    /// It was so already; nothing changed.
    Already,
}

/// Keeps which signing keys are withdrawn.
#[async_trait]
pub trait WithdrawalStore: Send + Sync {
    /// Withdraws a signing key. Of a key that is withdrawn already, another `refused_from` takes the place of the one before.
    async fn withdraw_key(&self, key: &WithdrawnKey) -> Result<WithdrawalChange, StoreError>;

    /// Ends a withdrawal, because nobody else has the key after all.
    async fn lift_withdrawal(&self, kid: Kid, reason: &Reason, at: UnixTime) -> Result<WithdrawalChange, StoreError>;

    /// Every key that is withdrawn, by kid.
    async fn withdrawn_keys(&self) -> Result<Vec<WithdrawnKey>, StoreError>;
}
