use async_trait::async_trait;
use haetae_core::UnixTime;

use super::StoreError;

/// The use of an assertion for a paper pass. It holds hashes only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaperUse {
    /// SHA-256 of the partner and the assertion's `jti`.
    pub id: [u8; 32],
    /// SHA-256 of these and the subject.
    pub subject: [u8; 32],
    /// SHA-256 of the pass.
    pub pass: [u8; 32],
    /// The time for which the pass was made: at the same time, the same pass is made again.
    pub at: UnixTime,
    /// Until when the assertion may be valid.
    pub expires: UnixTime,
}

/// Binds an assertion for paper to one pass.
#[async_trait]
pub trait PaperStore: Send + Sync {
    /// The use of this id, unless its assertion cannot be valid at `now` any more.
    async fn paper_use(&self, id: &[u8; 32], now: UnixTime) -> Result<Option<PaperUse>, StoreError>;

    /// Keeps a use, unless there is one of this id whose assertion may be valid at `now`. Returns the one that is kept,
    /// which expires at the later of both times.
    async fn keep_paper_use(&self, new: &PaperUse, now: UnixTime) -> Result<PaperUse, StoreError>;

    /// Removes the uses whose assertions expired before `before`.
    async fn forget_paper_uses(&self, before: UnixTime) -> Result<(), StoreError>;
}
