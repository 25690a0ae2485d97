//! Who has which connections, and which gives way.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::client::Client;

/// The connections of a listener. When there is no room for a new one, one that waits for a request, also for its first
/// one, gives way: the oldest of the client that has most. If there is none, one whose peer reads nothing of its answer
/// does, if its client has clearly more.
#[derive(Debug)]
pub(in crate::http) struct Register {
    limits: Mutex<Limits>,
    seats: Mutex<Seats>,
    /// Whenever a place is free, or a connection can give way.
    freed: Notify,
}

/// How many connections there may be.
#[derive(Clone, Copy, Debug)]
struct Limits {
    all: usize,
    of_client: usize,
}

/// Why there is no room for a connection: there is none that gives way to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The listener has as many connections as it may have.
    Full,
    /// The client has.
    Client,
}

/// An open connection's place. It is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Place {
    register: Arc<Register>,
    number: u64,
    /// Cancelled when the connection must give way. Its place belongs to another one from then on.
    pub(super) shed: CancellationToken,
}

#[derive(Debug, Default)]
struct Seats {
    /// Grows with each use: it numbers connections, and orders them by how long they have waited.
    next: u64,
    open: HashMap<u64, Open>,
    clients: HashMap<Client, Held>,
    /// The clients of which a connection can give way, for each reason; of the last one it does.
    ranks: [BTreeSet<Rank>; 2],
}

/// Why a connection can give way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// It waits for a request.
    Waits = 0,
    /// Its peer reads nothing of an answer.
    Stalls = 1,
}

#[derive(Debug)]
struct Open {
    client: Client,
    gives_way: Option<(Why, u64)>,
    shed: CancellationToken,
}

/// The connections of a client.
#[derive(Debug)]
struct Held {
    is_proxy: bool,
    open: usize,
    /// Those that can give way, for each reason, by the time since which they can.
    give_way: [BTreeMap<u64, u64>; 2],
}

/// What a client weighs: a proxy stands for many clients and weighs less than anyone else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Weight {
    is_direct: bool,
    open: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    weight: Weight,
    longest: Reverse<u64>,
    client: Client,
}

impl Register {
    /// Room for so many connections, and so many of each client that is not a trusted proxy.
    pub(in crate::http) fn new(all: usize, of_client: usize) -> Arc<Self> {
        let limits = Mutex::new(Limits { all, of_client });
        Arc::new(Self { limits, seats: Mutex::default(), freed: Notify::new() })
    }

    /// Other limits from now on. Connections beyond them stay until they end or give way.
    pub(in crate::http) fn limit(&self, all: usize, of_client: usize) {
        *self.limits.lock().unwrap_or_else(PoisonError::into_inner) = Limits { all, of_client };
        self.freed.notify_waiters();
    }

    /// A place for a connection. It waits for a request.
    pub(super) fn enter(self: &Arc<Self>, client: Client, is_proxy: bool) -> Result<Place, Refusal> {
        let shed = CancellationToken::new();
        let limits = *self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        let mut seats = self.seats();
        if let Some(other) = seats.in_its_way(client, is_proxy, limits)? {
            seats.shed(other);
        }
        let number = seats.tick();
        seats.clients.entry(client).or_insert(Held { is_proxy, open: 0, give_way: Default::default() });
        seats.open.insert(number, Open { client, gives_way: None, shed: shed.clone() });
        seats.change(client, |held| held.open += 1);
        seats.set(number, Some(Why::Waits));
        Ok(Place { register: Arc::clone(self), number, shed })
    }

    /// The same, but waits until there is room, at most for `longest`.
    pub(super) async fn enter_within(
        self: &Arc<Self>,
        longest: Duration,
        client: Client,
        is_proxy: bool,
    ) -> Result<Place, Refusal> {
        let waiting = async {
            loop {
                let mut freed = pin!(self.freed.notified());
                // From here on nothing is missed.
                freed.as_mut().enable();
                if let Ok(place) = self.enter(client, is_proxy) {
                    return place;
                }
                freed.await;
            }
        };
        match tokio::time::timeout(longest, waiting).await {
            Ok(place) => Ok(place),
            Err(_) => self.enter(client, is_proxy),
        }
    }

    fn seats(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// The connection has a request, or its peer reads again: it does not give way.
    pub(super) fn works(&self) {
        self.register.seats().set(self.number, None);
    }

    /// The connection waits for a request from now on.
    pub(super) fn waits(&self) {
        self.register.seats().set(self.number, Some(Why::Waits));
        self.register.freed.notify_waiters();
    }

    /// The peer reads nothing from now on.
    pub(super) fn stalls(&self) {
        self.register.seats().set(self.number, Some(Why::Stalls));
        self.register.freed.notify_waiters();
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.register.seats().leave(self.number);
        self.register.freed.notify_waiters();
    }
}

impl Seats {
    /// The connection that gives way to a new one of this client; `None` if there is room.
    fn in_its_way(&self, client: Client, is_proxy: bool, limits: Limits) -> Result<Option<u64>, Refusal> {
        let held = self.clients.get(&client);
        let own = || held.and_then(|held| held.longest(Why::Waits));
        let weight = held.map_or(Weight { is_direct: !is_proxy, open: 0 }, Held::weight);
        if !is_proxy && weight.open >= limits.of_client {
            return own().map(Some).ok_or(Refusal::Client);
        }
        if self.open.len() < limits.all {
            return Ok(None);
        }
        // Two clients that have one each do not break each other's answers off.
        let clearly_less = Weight { open: weight.open + 1, ..weight };
        let others = self.heavier(Why::Waits, weight).or_else(own);
        others.or_else(|| self.heavier(Why::Stalls, clearly_less)).map(Some).ok_or(Refusal::Full)
    }

    /// The connection of the heaviest client that can give way, if that client is heavier than `weight`.
    fn heavier(&self, why: Why, weight: Weight) -> Option<u64> {
        let rank = self.ranks[why as usize].last().filter(|rank| rank.weight > weight)?;
        self.clients.get(&rank.client)?.longest(why)
    }

    fn tick(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// Whether a connection can give way from now on, and why.
    fn set(&mut self, number: u64, why: Option<Why>) {
        let new = why.map(|why| (why, self.tick()));
        // A connection that was shed is here no more.
        let Some(open) = self.open.get_mut(&number) else { return };
        let (client, old) = (open.client, std::mem::replace(&mut open.gives_way, new));
        self.change(client, |held| {
            if let Some((why, since)) = old {
                held.give_way[why as usize].remove(&since);
            }
            if let Some((why, since)) = new {
                held.give_way[why as usize].insert(since, number);
            }
        });
    }

    fn leave(&mut self, number: u64) {
        self.set(number, None);
        if let Some(Open { client, .. }) = self.open.remove(&number) {
            self.change(client, |held| held.open -= 1);
        }
    }

    fn shed(&mut self, number: u64) {
        if let Some(open) = self.open.get(&number) {
            open.shed.cancel();
        }
        self.leave(number);
    }

    /// Changes what a client has, and its ranks with it.
    fn change(&mut self, client: Client, change: impl FnOnce(&mut Held)) {
        let Some(held) = self.clients.get_mut(&client) else { return };
        for why in [Why::Waits, Why::Stalls] {
            if let Some(rank) = held.rank(why, client) {
                self.ranks[why as usize].remove(&rank);
            }
        }
        change(held);
        for why in [Why::Waits, Why::Stalls] {
            if let Some(rank) = held.rank(why, client) {
                self.ranks[why as usize].insert(rank);
            }
        }
        if held.open == 0 {
            self.clients.remove(&client);
        }
    }
}

impl Held {
    fn weight(&self) -> Weight {
        Weight { is_direct: !self.is_proxy, open: self.open }
    }

    /// The connection that can give way longest.
    fn longest(&self, why: Why) -> Option<u64> {
        self.give_way[why as usize].first_key_value().map(|(_, number)| *number)
    }

    fn rank(&self, why: Why, client: Client) -> Option<Rank> {
        let (since, _) = self.give_way[why as usize].first_key_value()?;
        Some(Rank { weight: self.weight(), longest: Reverse(*since), client })
    }
}

#[cfg(test)]
mod tests;
