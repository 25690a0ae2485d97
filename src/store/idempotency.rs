use async_trait::async_trait;
use haetae_core::UnixTime;

use super::StoreError;

/// A request with an idempotency key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyedRequest {
    /// SHA-256 of the operator and the key.
    pub id: [u8; 32],
    /// SHA-256 of what is asked: method, path and body.
    pub fingerprint: [u8; 32],
}

/// An answer that is sent again when its request is repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The status of HTTP.
    pub status: u16,
    /// The body, byte for byte.
    pub body: Vec<u8>,
}

/// What is known of a request when it comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repetition {
    /// Nothing: it is to be done, and whoever asks this is the one who does it.
    First,
    /// Somebody is doing it.
    InProgress,
    /// It was done.
    Done(KeptAnswer),
    /// Its key belongs to a request that asks for something else.
    OtherRequest,
}

/// Makes a request that comes twice have one effect and one answer.
#[async_trait]
pub trait IdempotencyStore: Send + Sync {
    /// Takes a request on, unless it is known. What began before `abandoned` and has no answer is taken on again: its
    /// node is gone.
    async fn take_on(
        &self,
        request: &KeyedRequest,
        now: UnixTime,
        abandoned: UnixTime,
    ) -> Result<Repetition, StoreError>;

    /// Keeps the answer to a request that was taken on.
    async fn keep_answer(&self, request: &KeyedRequest, answer: &KeptAnswer) -> Result<(), StoreError>;

    /// Forgets a request that was taken on and has had no effect: its key may be used again.
    async fn give_back(&self, request: &KeyedRequest) -> Result<(), StoreError>;

    /// Removes the requests that began before `before`.
    async fn forget_requests(&self, before: UnixTime) -> Result<(), StoreError>;
}
