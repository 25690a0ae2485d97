//! What requests count and keep, with failures on top.

use async_trait::async_trait;
use haetae::store::{
    IdempotencyStore, KeptAnswer, KeyedRequest, PaperStore, PaperUse, PhoneCount, PhoneRequest, PhoneStore, Repetition,
    StoreError,
};
use haetae_core::{CivilDate, UnixTime};

use super::ShakyStore;

#[async_trait]
impl IdempotencyStore for ShakyStore {
    async fn take_on(
        &self,
        request: &KeyedRequest,
        now: UnixTime,
        abandoned: UnixTime,
    ) -> Result<Repetition, StoreError> {
        self.asked("take_on").await?.take_on(request, now, abandoned).await
    }

    async fn keep_answer(&self, request: &KeyedRequest, answer: &KeptAnswer) -> Result<(), StoreError> {
        self.asked("keep_answer").await?.keep_answer(request, answer).await
    }

    async fn give_back(&self, request: &KeyedRequest) -> Result<(), StoreError> {
        self.asked("give_back").await?.give_back(request).await
    }

    async fn forget_requests(&self, before: UnixTime) -> Result<(), StoreError> {
        self.asked("forget_requests").await?.forget_requests(before).await
    }
}

#[async_trait]
impl PaperStore for ShakyStore {
    async fn paper_use(&self, id: &[u8; 32], now: UnixTime) -> Result<Option<PaperUse>, StoreError> {
        self.asked("paper_use").await?.paper_use(id, now).await
    }

    async fn keep_paper_use(&self, new: &PaperUse, now: UnixTime) -> Result<PaperUse, StoreError> {
        self.asked("keep_paper_use").await?.keep_paper_use(new, now).await
    }

    async fn forget_paper_uses(&self, before: UnixTime) -> Result<(), StoreError> {
        self.asked("forget_paper_uses").await?.forget_paper_uses(before).await
    }
}

#[async_trait]
impl PhoneStore for ShakyStore {
    async fn count_phones(&self, request: &PhoneRequest<'_>) -> Result<PhoneCount, StoreError> {
        self.asked("count_phones").await?.count_phones(request).await
    }

    async fn forget_phones(&self, day: CivilDate) -> Result<(), StoreError> {
        self.asked("forget_phones").await?.forget_phones(day).await
    }

    async fn people_with_more_phones(&self, limit: u32) -> Result<u64, StoreError> {
        self.asked("people_with_more_phones").await?.people_with_more_phones(limit).await
    }
}
