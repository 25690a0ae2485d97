//! Where operators change the room: reads it, applies the change, and stores it unless somebody else was faster.

use haetae_core::UnixTime;

use super::change::{Change, ChangeError, Changed};
use super::room::Room;
use crate::store::{QueueStore, StoreError};

/// The room moves on each second: a change that meets a step is tried again.
const ATTEMPTS: u32 = 10;

/// Why a change is not made.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The room cannot be changed like this.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// Somebody has changed the room since it was shown.
    #[error("the room was changed meanwhile: look at it again")]
    Outdated,
    /// The store cannot be asked.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A change, and who makes it.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// What is to be.
    pub change: Change,
    /// The time.
    pub now: UnixTime,
    /// Who wants it.
    pub by: &'a str,
    /// At how many people a second a new room begins.
    pub begin: f64,
    /// The revision of the room that was shown, 0 if there was none; `None`: whatever it is.
    pub revision: Option<u64>,
}

/// The room as it is.
///
/// # Errors
///
/// [`StoreError`]
pub async fn room(store: &dyn QueueStore) -> Result<Option<Room>, StoreError> {
    Ok(read(store).await?.1)
}

/// What a change would make of the room.
///
/// # Errors
///
/// [`DeskError`]
pub async fn preview(store: &dyn QueueStore, order: &Order<'_>) -> Result<Changed, DeskError> {
    let (_, room) = read(store).await?;
    order.apply(room.as_ref())
}

/// Makes a change.
///
/// # Errors
///
/// [`DeskError`]: nothing is changed.
pub async fn make(store: &dyn QueueStore, order: &Order<'_>) -> Result<Changed, DeskError> {
    for _ in 0..ATTEMPTS {
        let (version, room) = read(store).await?;
        let changed = match order.apply(room.as_ref())? {
            Changed::To(changed) => changed,
            Changed::Already => return Ok(Changed::Already),
        };
        let document = changed.encode().map_err(damaged)?;
        if store.put_queue_room(&document, version).await? {
            return Ok(Changed::To(changed));
        }
    }
    Err(DeskError::Outdated)
}

async fn read(store: &dyn QueueStore) -> Result<(u64, Option<Room>), StoreError> {
    match store.queue_room().await? {
        Some(stored) => Ok((stored.version, Some(Room::decode(&stored.document).map_err(damaged)?))),
        None => Ok((0, None)),
    }
}

fn damaged(error: serde_json::Error) -> StoreError {
    StoreError::Damaged(format!("the waiting room: {error}"))
}

impl Order<'_> {
    fn apply(&self, room: Option<&Room>) -> Result<Changed, DeskError> {
        let revision = room.map_or(0, |room| room.revision);
        if self.revision.is_some_and(|shown| shown != revision) {
            return Err(DeskError::Outdated);
        }
        Ok(self.change.apply(room, self.now, self.by, self.begin)?)
    }
}
