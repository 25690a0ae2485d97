//! The room of this node: how many requests it answers at a time, how many of them for one partner, and what is kept
//! free for whom.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::config::LimitsSection;

/// The seats of a node.
#[derive(Debug)]
pub(super) struct Seats {
    /// All of them; 0: there is no end.
    all: u32,
    /// Those that are kept free, by partner.
    reserved: BTreeMap<String, u32>,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    by_partner: BTreeMap<String, u32>,
    /// Those that no reservation covers.
    shared: u32,
}

/// A seat, until it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    seats: Arc<Seats>,
    partner: String,
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

impl Seats {
    pub(super) fn new(settings: &LimitsSection) -> Self {
        let reserved = settings.partners.iter().filter_map(|limit| Some((limit, limit.reserved_percent?)));
        let of = |percent| u32::try_from(u64::from(settings.requests_at_once) * u64::from(percent) / 100);
        let reserved = reserved.map(|(limit, percent)| (limit.partner.clone(), of(percent).unwrap_or(u32::MAX)));
        Self { all: settings.requests_at_once, reserved: reserved.collect(), taken: Mutex::default() }
    }

    /// Takes a seat for a partner, which may have so many of them; 0: any number.
    pub(super) fn take(self: &Arc<Self>, partner: &str, at_once: u32) -> Result<Seat, NoSeat> {
        let mut taken = self.taken();
        let before = taken.by_partner.get(partner).copied().unwrap_or_default();
        if at_once > 0 && before >= at_once {
            return Err(NoSeat::OfPartner);
        }
        if before >= self.reserved_for(partner) {
            if self.all > 0 && taken.shared >= self.shared() {
                return Err(NoSeat::OfNode);
            }
            taken.shared += 1;
        }
        let number = before + 1;
        taken.by_partner.insert(partner.to_owned(), number);
        Ok(Seat { seats: Arc::clone(self), partner: partner.to_owned(), number })
    }

    /// How many seats are taken, by partner.
    pub(super) fn taken_by_partner(&self) -> Vec<(String, u32)> {
        self.taken().by_partner.iter().map(|(partner, number)| (partner.clone(), *number)).collect()
    }

    fn reserved_for(&self, partner: &str) -> u32 {
        self.reserved.get(partner).copied().unwrap_or_default()
    }

    /// What is kept free for nobody in particular.
    fn shared(&self) -> u32 {
        self.reserved.values().fold(self.all, |left, reserved| left.saturating_sub(*reserved))
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.taken();
        let Some(number) = taken.by_partner.get_mut(&self.partner) else { return };
        *number = number.saturating_sub(1);
        // The name stays with 0: metrics of a partner that has none must not keep their last value.
        if *number >= self.seats.reserved_for(&self.partner) {
            taken.shared = taken.shared.saturating_sub(1);
        }
    }
}
