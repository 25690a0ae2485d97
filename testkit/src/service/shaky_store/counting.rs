//! What requests count and keep, with failures on top.

use async_trait::async_trait;
use haetae::model::Serial;
use haetae::store::{
    IdempotencyStore, KeptAnswer, KeyedRequest, NodePace, PaperStore, PaperUse, PhoneCount, PhoneRequest, PhoneStore,
    QueueStore, Repetition, StoreError, StoredRoom,
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
    async fn count_phones(&self, request: &PhoneRequest) -> Result<PhoneCount, StoreError> {
        self.asked("count_phones").await?.count_phones(request).await
    }

    async fn has_passes(&self, serial: Serial, day: CivilDate) -> Result<bool, StoreError> {
        self.asked("has_passes").await?.has_passes(serial, day).await
    }

    async fn forget_phones(&self, day: CivilDate) -> Result<(), StoreError> {
        self.asked("forget_phones").await?.forget_phones(day).await
    }

    async fn people_with_more_phones(&self, limit: u32) -> Result<u64, StoreError> {
        self.asked("people_with_more_phones").await?.people_with_more_phones(limit).await
    }
}

#[async_trait]
impl QueueStore for ShakyStore {
    async fn queue_room(&self) -> Result<Option<StoredRoom>, StoreError> {
        self.asked("queue_room").await?.queue_room().await
    }

    async fn put_queue_room(&self, document: &[u8], after: u64) -> Result<bool, StoreError> {
        self.asked("put_queue_room").await?.put_queue_room(document, after).await
    }

    async fn count_queue(
        &self,
        room: u32,
        arrivals: &[(UnixTime, u64)],
        node: &str,
        pace: NodePace,
    ) -> Result<(), StoreError> {
        self.asked("count_queue").await?.count_queue(room, arrivals, node, pace).await
    }

    async fn queue_arrivals(&self, room: u32, from: UnixTime) -> Result<Vec<(UnixTime, u64)>, StoreError> {
        self.asked("queue_arrivals").await?.queue_arrivals(room, from).await
    }

    async fn queue_paces(&self, from: UnixTime) -> Result<Vec<NodePace>, StoreError> {
        self.asked("queue_paces").await?.queue_paces(from).await
    }

    async fn forget_queue(&self, room: u32, before: UnixTime) -> Result<(), StoreError> {
        self.asked("forget_queue").await?.forget_queue(room, before).await
    }
}
