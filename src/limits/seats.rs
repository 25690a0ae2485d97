//! The room of this node: how many requests it answers at a time, how many of them for one partner, what is kept free
//! for whom, and who comes first. The number of all seats follows from how long answers take.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::adaptive::{Adaptive, Bounds};
use super::pool::Pool;
use super::priority::Priority;
use crate::clock::Clock;
use crate::config::LimitsSection;

/// The seats of a node.
#[derive(Debug)]
pub(super) struct Seats {
    clock: Arc<dyn Clock>,
    /// Whether there is an end of them.
    is_limited: bool,
    /// What is kept free, in percent of all seats, by partner.
    reserved: BTreeMap<String, u8>,
    taken: Mutex<Taken>,
}

#[derive(Debug)]
struct Taken {
    adaptive: Adaptive,
    by_partner: BTreeMap<String, u32>,
    /// Those that are reserved for a partner, by its name.
    own: BTreeMap<String, Pool>,
    /// Those that no reservation covers.
    shared: Pool,
    shed: [u64; Priority::ALL.len()],
    answered: u64,
}

/// A seat, until it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    seats: Arc<Seats>,
    partner: String,
    priority: Priority,
    /// Whether it is one that is reserved for the partner.
    is_own: bool,
    began: Duration,
    /// Whether its request was answered. Otherwise nobody knows how long it would have taken.
    is_answered: bool,
    /// How many the partner had on this node with this one.
    pub(super) number: u32,
}

/// Why there is no seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoSeat {
    /// The partner has as many as it may have.
    OfPartner,
    /// The node has no other.
    OfNode,
}

/// How full a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// How many requests the node answers at a time at present; `None` if there is no limit.
    pub limit: Option<u32>,
    /// The requests in progress, in the order of [`Priority::ALL`].
    pub in_progress: [u32; Priority::ALL.len()],
    /// Those that found no room since the start, in the same order.
    pub shed: [u64; Priority::ALL.len()],
    /// The requests that were answered since the start.
    pub answered: u64,
}

impl Seats {
    pub(super) fn new(settings: &LimitsSection, clock: Arc<dyn Clock>) -> Self {
        let reserved =
            settings.partners.iter().filter_map(|limit| Some((limit.partner.clone(), limit.reserved_percent?)));
        let most = settings.requests_at_once;
        let target = Duration::from_millis(settings.target_ms);
        let adaptive = Adaptive::new(Bounds { least: settings.least_at_once, most, target });
        let (by_partner, own, shared) = (BTreeMap::new(), BTreeMap::new(), Pool::default());
        let taken =
            Mutex::new(Taken { adaptive, by_partner, own, shared, shed: [0; Priority::ALL.len()], answered: 0 });
        Self { clock, is_limited: most > 0, reserved: reserved.collect(), taken }
    }

    /// Takes a seat for a partner, which may have so many of them; 0: any number.
    pub(super) fn take(self: &Arc<Self>, partner: &str, at_once: u32, priority: Priority) -> Result<Seat, NoSeat> {
        let now = self.clock.monotonic();
        let mut taken = self.taken();
        let before = taken.by_partner.get(partner).copied().unwrap_or_default();
        if at_once > 0 && before >= at_once {
            return Err(NoSeat::OfPartner);
        }
        let is_own = self.has_own(&taken, partner, priority);
        if !is_own && !self.has_shared(&taken, priority) {
            taken.shed(priority, now);
            return Err(NoSeat::OfNode);
        }
        taken.pool(is_own, partner).take(priority);
        let number = before.saturating_add(1);
        taken.by_partner.insert(partner.to_owned(), number);
        let all = taken.all();
        taken.adaptive.admitted(all);
        let (seats, partner) = (Arc::clone(self), partner.to_owned());
        Ok(Seat { seats, partner, priority, is_own, began: now, is_answered: false, number })
    }

    /// Whether there may be a seat for a request of an unknown partner: if not, it need not be looked at.
    pub(super) fn may_have(&self, priority: Priority) -> bool {
        let now = self.clock.monotonic();
        let mut taken = self.taken();
        let has_any = self.has_shared(&taken, priority)
            || self.reserved.keys().any(|partner| self.has_own(&taken, partner, priority));
        if !has_any {
            taken.shed(priority, now);
        }
        has_any
    }

    /// Whether answers should be small.
    pub(super) fn is_pressed(&self) -> bool {
        self.taken().adaptive.is_pressed(self.clock.monotonic())
    }

    /// How many seats are taken, by partner.
    pub(super) fn taken_by_partner(&self) -> Vec<(String, u32)> {
        self.taken().by_partner.iter().map(|(partner, number)| (partner.clone(), *number)).collect()
    }

    pub(super) fn load(&self) -> Load {
        let taken = self.taken();
        let of = |priority| taken.pools().fold(0, |sum: u32, pool| sum.saturating_add(pool.taken(priority)));
        let limit = self.is_limited.then(|| taken.adaptive.limit());
        Load { limit, in_progress: Priority::ALL.map(of), shed: taken.shed, answered: taken.answered }
    }

    fn has_own(&self, taken: &Taken, partner: &str, priority: Priority) -> bool {
        let pool = taken.own.get(partner).copied().unwrap_or_default();
        pool.admits(self.reserved_for(taken, partner), priority)
    }

    fn has_shared(&self, taken: &Taken, priority: Priority) -> bool {
        let limit = taken.adaptive.limit();
        let reserved = self.reserved.keys().map(|partner| self.reserved_for(taken, partner));
        // The configuration leaves a tenth to everybody, also where the few seats of many partners are rounded up.
        let seats = reserved.fold(limit, u32::saturating_sub).max(limit.div_ceil(10));
        !self.is_limited || taken.shared.admits(seats, priority)
    }

    /// How many of the present seats are a partner's own: one at least, if any are.
    fn reserved_for(&self, taken: &Taken, partner: &str) -> u32 {
        let Some(percent) = self.reserved.get(partner) else { return 0 };
        let part = u64::from(taken.adaptive.limit()) * u64::from(*percent) / 100;
        u32::try_from(part).unwrap_or(u32::MAX).max(u32::from(*percent > 0))
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    fn pools(&self) -> impl Iterator<Item = &Pool> {
        self.own.values().chain([&self.shared])
    }

    fn all(&self) -> u32 {
        self.pools().fold(0, |sum, pool| sum.saturating_add(pool.all()))
    }

    fn pool(&mut self, is_own: bool, partner: &str) -> &mut Pool {
        if is_own { self.own.entry(partner.to_owned()).or_default() } else { &mut self.shared }
    }

    fn shed(&mut self, priority: Priority, now: Duration) {
        let shed = &mut self.shed[priority as usize];
        *shed = shed.saturating_add(1);
        self.adaptive.shed(now);
    }
}

impl Seat {
    /// Its request was answered: what that took says how many more there is room for.
    pub(super) fn answered(&mut self) {
        self.is_answered = true;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let now = self.seats.clock.monotonic();
        let mut taken = self.seats.taken();
        if self.is_answered {
            taken.answered = taken.answered.saturating_add(1);
            taken.adaptive.answered(self.began, now);
        } else {
            taken.adaptive.given_up(self.began, now);
        }
        taken.pool(self.is_own, &self.partner).give_back(self.priority);
        // The name stays with 0: metrics of a partner that has none must not keep their last value.
        if let Some(number) = taken.by_partner.get_mut(&self.partner) {
            *number = number.saturating_sub(1);
        }
    }
}
