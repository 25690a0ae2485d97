//! What a node does each second while there is a room: it adds up who came, reads how far the room has come, and, if it
//! holds the lease, moves it on.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use haetae_core::UnixTime;

use super::crowd::Crowd;
use super::pace::Measured;
use super::room::{Room, State};
use super::serving::Step;
use super::waiting_room::{View, WaitingRoom};
use crate::store::{NodePace, StoreError, StoredRoom};

/// Nodes that cannot reach the store add what they counted later: seconds so far back are read each time.
const LATE: u64 = 120;
/// And all of them each so many ticks.
const TICKS_TO_READ_ALL: u64 = 30;
/// What a node did counts for so many seconds.
const PACE_COUNTS: u64 = 5;
/// The time that a first step counts, and between two ticks.
const SECOND: Duration = Duration::from_secs(1);

/// What a node does at a tick.
#[derive(Clone, Copy, Debug)]
pub struct Duty<'a> {
    /// Its name.
    pub node: &'a str,
    /// Whether it moves the room on: it holds the lease, and its clock agrees.
    pub moves: bool,
    /// How many requests for passes it has answered since its start.
    pub answered: u64,
    /// Whether it lately had no room for a request, or was slow.
    pub is_pressed: bool,
}

/// What a node remembers from one tick to the next.
#[derive(Debug, Default)]
pub(super) struct Known {
    room: u32,
    arrivals: BTreeMap<u64, u64>,
    ticks: u64,
    moved: Option<Duration>,
    last: Option<(Duration, u64)>,
}

impl WaitingRoom {
    /// One tick.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: nothing that was counted is lost, and nobody is let in. What was known before still is.
    pub async fn tick(&self, duty: Duty<'_>) -> Result<(), StoreError> {
        let mut known = self.known.lock().await;
        // What a node shows whose clock cannot be believed is what it knew before.
        let Some(now) = self.steady.now() else {
            known.moved = None;
            return Ok(());
        };
        let monotonic = self.monotonic();
        let Some((stored, room)) = self.read_room().await? else {
            known.moved = None;
            self.show(View { room: None, crowd: Crowd::default(), made: now });
            return Ok(());
        };
        if room.state(now) == State::Drained {
            known.moved = None;
            self.show(View { room: Some(room), crowd: Crowd::default(), made: now });
            return Ok(());
        }
        let (people, pace) = (self.take_counted(room.number), known.pace(duty, now, monotonic));
        if let Err(error) = self.store.count_queue(room.number, &people, duty.node, pace).await {
            self.put_back(room.number, people);
            return Err(error);
        }
        let crowd = known.crowd(self, &room, now).await?;
        let room = if duty.moves {
            self.move_on(&mut known, (stored, room), &crowd, now, monotonic).await?
        } else {
            known.moved = None;
            room
        };
        self.show(View { room: Some(room), crowd, made: now });
        Ok(())
    }

    /// Reads what a node must know that has just started.
    pub(super) async fn look(&self) -> Result<Arc<View>, StoreError> {
        let mut known = self.known.lock().await;
        let made = self.clock.now();
        let (room, crowd) = match self.read_room().await? {
            Some((_, room)) => {
                let crowd = known.crowd(self, &room, made).await?;
                (Some(room), crowd)
            }
            None => (None, Crowd::default()),
        };
        Ok(self.show(View { room, crowd, made }))
    }

    async fn read_room(&self) -> Result<Option<(StoredRoom, Room)>, StoreError> {
        let Some(stored) = self.store.queue_room().await? else { return Ok(None) };
        let room = Room::decode(&stored.document)
            .map_err(|error| StoreError::Damaged(format!("the waiting room: {error}")))?;
        Ok(Some((stored, room)))
    }

    /// The room a step later, if nobody else has changed it meanwhile: then the next tick takes the step.
    async fn move_on(
        &self,
        known: &mut Known,
        (stored, room): (StoredRoom, Room),
        crowd: &Crowd,
        now: UnixTime,
        monotonic: Duration,
    ) -> Result<Room, StoreError> {
        let paces = self.store.queue_paces(now.saturating_sub(PACE_COUNTS)).await?;
        let step = Step {
            now,
            elapsed: known.moved.map_or(SECOND, |moved| monotonic.saturating_sub(moved)),
            crowd,
            measured: measured(&paces),
            bounds: self.bounds(),
            window: self.settings.window,
        };
        let Some(next) = room.moved_on(&step) else {
            known.moved = None;
            return Ok(room);
        };
        let document = next.encode().map_err(|error| StoreError::Damaged(format!("the waiting room: {error}")))?;
        if !self.store.put_queue_room(&document, stored.version).await? {
            return Ok(room);
        }
        known.moved = Some(monotonic);
        if known.ticks.is_multiple_of(TICKS_TO_READ_ALL) {
            self.store.forget_queue(next.number, needed_from(&next)).await?;
        }
        Ok(next)
    }
}

impl Known {
    /// What this node did since the tick before.
    fn pace(&mut self, duty: Duty<'_>, at: UnixTime, monotonic: Duration) -> NodePace {
        let (then, before) = self.last.unwrap_or((monotonic, duty.answered));
        let millis = u64::try_from(monotonic.saturating_sub(then).as_millis()).unwrap_or(u64::MAX).max(1_000);
        self.last = Some((monotonic, duty.answered));
        let answered = duty.answered.saturating_sub(before).saturating_mul(1_000_000) / millis;
        NodePace { at, answered, is_pressed: duty.is_pressed }
    }

    /// Who came to a room, as far as it matters still.
    async fn crowd(&mut self, place: &WaitingRoom, room: &Room, now: UnixTime) -> Result<Crowd, StoreError> {
        let needed = needed_from(room);
        let all = self.room != room.number || self.ticks.is_multiple_of(TICKS_TO_READ_ALL);
        let from = if all { needed } else { now.saturating_sub(LATE).max(needed) };
        let read = place.store.queue_arrivals(room.number, from).await?;
        if all {
            self.arrivals.clear();
            self.room = room.number;
        }
        self.ticks = self.ticks.wrapping_add(1);
        self.arrivals.extend(read.into_iter().map(|(second, people)| (second.seconds(), people)));
        self.arrivals = self.arrivals.split_off(&needed.seconds());
        Ok(Crowd::of(&self.arrivals, room.opens))
    }
}

/// The first second whose people matter still: all who came before the opening do until its second is over.
fn needed_from(room: &Room) -> UnixTime {
    let at = room.serving.now.second;
    if at > room.opens { at } else { UnixTime::saturating_new(0) }
}

fn measured(paces: &[NodePace]) -> Measured {
    let answered = paces.iter().fold(0, |sum: u64, pace| sum.saturating_add(pace.answered));
    Measured {
        answered: answered as f64 / 1_000.0,
        is_pressed: paces.iter().any(|pace| pace.is_pressed),
        ..Measured::default()
    }
}
