use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use haetae_core::queue::{Rank, Ticket, UnverifiedTicket};
use haetae_core::{SECONDS_PER_DAY, UnixTime};

use super::crowd::Crowd;
use super::error::QueueError;
use super::keys::TicketKeys;
use super::room::{Room, State};
use super::steady::SteadyClock;
use super::ticket::{self, KeysDigest, TicketError};
use crate::clock::Clock;
use crate::config::QueueSection;
use crate::signing::CurrentSigning;
use crate::store::QueueStore;

/// The longest time after which somebody who is not let in yet is asked to come again, in seconds.
const LONGEST_RETRY: u64 = 600;

/// The waiting room of a node: it makes and checks tickets by what it knows of the room, and asks nobody.
pub struct WaitingRoom {
    pub(super) store: Arc<dyn QueueStore>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) settings: QueueSection,
    pub(super) steady: SteadyClock,
    pub(super) known: tokio::sync::Mutex<super::ticking::Known>,
    keys: TicketKeys,
    view: ArcSwapOption<View>,
    counted: Mutex<Counted>,
    joined: AtomicU64,
}

/// What a node knows of the room.
#[derive(Debug)]
pub struct View {
    /// The room; `None` if there has been none.
    pub room: Option<Room>,
    /// Who came when.
    pub crowd: Crowd,
    /// When this was read.
    pub made: UnixTime,
}

/// Who came and has not been added to the others yet, by second.
#[derive(Debug, Default)]
struct Counted {
    room: u32,
    people: BTreeMap<u64, u64>,
}

/// Somebody has joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// The ticket.
    pub ticket: String,
    /// Its rank as things stand: an opening that moves moves it, and everybody else's.
    pub rank: Rank,
    /// The time.
    pub time: UnixTime,
}

impl WaitingRoom {
    /// The waiting room of a node.
    pub fn new(
        store: Arc<dyn QueueStore>,
        signing: Arc<CurrentSigning>,
        clock: Arc<dyn Clock>,
        settings: QueueSection,
    ) -> Self {
        Self {
            store,
            keys: TicketKeys::new(signing),
            steady: SteadyClock::new(Arc::clone(&clock)),
            clock,
            settings,
            known: tokio::sync::Mutex::default(),
            view: ArcSwapOption::empty(),
            counted: Mutex::default(),
            joined: AtomicU64::new(0),
        }
    }

    /// The settings.
    pub const fn settings(&self) -> &QueueSection {
        &self.settings
    }

    /// Notes whether this node's clock agrees with the others. Until it does, and when it jumps, nobody is taken in
    /// and nobody is let in by this node.
    pub fn believe_clock(&self, agrees: bool) {
        self.steady.believe(agrees);
    }

    /// How many have joined at this node since its start.
    pub fn joined(&self) -> u64 {
        self.joined.load(Ordering::Relaxed)
    }

    /// What this node knows of the room. Only a node that knows nothing yet asks the store.
    ///
    /// # Errors
    ///
    /// [`QueueError::Store`]
    pub async fn view(&self) -> Result<Arc<View>, QueueError> {
        match self.shown() {
            Some(view) => Ok(view),
            None => Ok(self.look().await?),
        }
    }

    /// The same, if this node has read it; it has soon after its start.
    pub fn shown(&self) -> Option<Arc<View>> {
        self.view.load_full()
    }

    pub(super) fn show(&self, view: View) -> Arc<View> {
        let view = Arc::new(view);
        self.view.store(Some(Arc::clone(&view)));
        view
    }

    /// Takes somebody in who has these holder keys. Nothing is stored.
    ///
    /// # Errors
    ///
    /// [`QueueError`] `NoRoom`, `Closed`, `Unsteady`, or if the store cannot be asked at the start.
    pub async fn join(&self, room: u32, keys: KeysDigest) -> Result<Joined, QueueError> {
        let view = self.view().await?;
        let now = self.steady.now().ok_or(QueueError::Unsteady)?;
        let known = view.room.as_ref().filter(|known| known.number == room).ok_or(QueueError::NoRoom)?;
        let state = known.state(now);
        if !state.takes_in() {
            let opens_in = matches!(state, State::Scheduled).then(|| known.pre_queue.seconds_since(now));
            return Err(QueueError::Closed { state, retry_after: opens_in.map(|left| left.clamp(1, LONGEST_RETRY)) });
        }
        let arrival = now.max(known.serving.moved);
        let draw = self.keys.draw(known.created.status_day(), room, &keys)?;
        let ticket = Ticket { room, arrival, draw, keys: keys.0 };
        let text = ticket::seal(&ticket, &self.keys.sealing(arrival.status_day())?);
        self.count(room, arrival.seconds());
        self.joined.fetch_add(1, Ordering::Relaxed);
        Ok(Joined { ticket: text, rank: ticket.rank(known.opens), time: now })
    }

    /// Lets a request for these holder keys through, if there is no room that must let it in, or it has.
    ///
    /// # Errors
    ///
    /// [`QueueError`]: nothing has been looked up about anybody.
    pub async fn admit(&self, ticket: Option<&str>, keys: &str) -> Result<(), QueueError> {
        let view = self.view().await?;
        let Some(room) = view.room.as_ref().filter(|room| room.mode != super::room::Mode::Drained) else {
            return Ok(());
        };
        let now = self.steady.now().ok_or(QueueError::Unsteady)?;
        if !room.state(now).needs_ticket() {
            return Ok(());
        }
        let ticket = self.verified(ticket.ok_or(QueueError::Required)?, room, keys, now)?;
        let rank = ticket.rank(room.opens);
        if rank < room.serving.expired {
            return Err(QueueError::Expired);
        }
        if rank >= room.serving.now {
            let estimate = room.estimate(rank, &view.crowd, now);
            // Those who wait come back at different times.
            let spread = rank.draw.part() * self.settings.poll as f64;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
            let retry_after = (estimate.seconds + spread).ceil() as u64;
            return Err(QueueError::NotYet { estimate, retry_after: retry_after.clamp(1, LONGEST_RETRY) });
        }
        Ok(())
    }

    fn verified(&self, text: &str, room: &Room, keys: &str, now: UnixTime) -> Result<Ticket, QueueError> {
        let unverified = UnverifiedTicket::parse(text).map_err(TicketError::from)?;
        let arrival = unverified.claims.arrival;
        // Before the key is made: one of a day far away takes long. Nodes' clocks differ by much less than a day.
        let earliest = room.created.saturating_sub(SECONDS_PER_DAY);
        if arrival < earliest || arrival > now.saturating_add(SECONDS_PER_DAY) {
            return Err(TicketError::Forged.into());
        }
        let ticket = ticket::verify(&unverified, &self.keys.sealing(arrival.status_day())?)?;
        if ticket.room != room.number {
            return Err(TicketError::OtherRoom.into());
        }
        if KeysDigest::parse(keys) != Some(KeysDigest(ticket.keys)) {
            return Err(TicketError::OtherKeys.into());
        }
        Ok(ticket)
    }

    fn count(&self, room: u32, second: u64) {
        let mut counted = self.counted();
        if counted.room != room {
            *counted = Counted { room, people: BTreeMap::new() };
        }
        let people = counted.people.entry(second).or_default();
        *people = people.saturating_add(1);
    }

    /// Takes what was counted of a room.
    pub(super) fn take_counted(&self, room: u32) -> Vec<(UnixTime, u64)> {
        let mut counted = self.counted();
        if counted.room != room {
            return Vec::new();
        }
        let people = std::mem::take(&mut counted.people);
        people.into_iter().map(|(second, people)| (UnixTime::saturating_new(second), people)).collect()
    }

    /// Puts back what could not be added to the others.
    pub(super) fn put_back(&self, room: u32, people: Vec<(UnixTime, u64)>) {
        let mut counted = self.counted();
        if counted.room == room {
            for (second, people) in people {
                let known = counted.people.entry(second.seconds()).or_default();
                *known = known.saturating_add(people);
            }
        }
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The bounds of the rate.
    pub(super) fn bounds(&self) -> super::pace::Bounds {
        let QueueSection { least_per_second, most_per_second, .. } = self.settings;
        super::pace::Bounds { least: least_per_second.into(), most: most_per_second.into() }
    }

    pub(super) fn monotonic(&self) -> Duration {
        self.clock.monotonic()
    }
}

impl fmt::Debug for WaitingRoom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitingRoom").field("settings", &self.settings).finish_non_exhaustive()
    }
}
