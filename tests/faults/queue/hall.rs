//! What all who wait share: where nodes are, what the room has said, and what became of whom.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use haetae::clock::{Clock as _, SystemClock};
use haetae_core::queue::Rank;
use haetae_core::{StatusDay, UnixTime};
use haetae_testkit::faults::client::{PATIENCE, Reply, exchange};
use haetae_testkit::faults::cluster::Cluster;
use haetae_testkit::service::partner::PartnerSigner;
use serde::Deserialize;

use super::person::Person;
use crate::ledger::Ledger;

const NOTICE: &str = "GET /v1/queue HTTP/1.1\r\nHost: haetae\r\nConnection: close\r\n\r\n";

/// The room, as `GET /v1/queue` says it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Notice {
    pub(super) state: String,
    pub(super) room: Option<RoomNotice>,
}

/// Of this, what clients go by.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct RoomNotice {
    pub(super) number: u32,
    pub(super) opens: UnixTime,
    pub(super) now_serving: Rank,
    pub(super) expired: Rank,
}

/// An answer of a node.
pub(super) struct Answer {
    pub(super) reply: Reply,
    pub(super) node: usize,
}

/// What is known of all.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// Who is next to do something.
    pub(super) people: VecDeque<Person>,
    /// Who comes after the opening.
    pub(super) late: Vec<Person>,
    /// How often everybody who has a ticket is to load their page anew.
    pub(super) reloads: usize,
    /// How many have joined.
    pub(super) joined: usize,
    /// How often somebody has loaded their page anew.
    pub(super) reloaded: usize,
    /// How many have their passes, and have got them twice.
    pub(super) served: usize,
    /// How many requests have ended.
    pub(super) requests: usize,
    /// How often somebody asked who was not sure that it was their turn.
    pub(super) tried: usize,
    /// The UTC days that tickets are from.
    pub(super) days: BTreeSet<StatusDay>,
    /// How far each node has said that the room has come.
    furthest: BTreeMap<usize, Rank>,
    pub(super) not_now: BTreeMap<String, usize>,
    pub(super) is_over: bool,
}

/// Where people wait.
pub(super) struct Hall {
    nodes: Vec<SocketAddr>,
    /// By how many seconds the clocks of the nodes are ahead.
    ahead: u64,
    pub(super) partner: PartnerSigner,
    pub(super) ledger: Ledger,
    book: Mutex<Book>,
    changed: Condvar,
}

impl Hall {
    pub(super) fn new(cluster: &Cluster, ahead: u64, early: Vec<Person>, late: Vec<Person>) -> Self {
        Self {
            nodes: cluster.nodes.iter().map(|node| node.public.address()).collect(),
            ahead,
            partner: PartnerSigner::new(1, "partner-1"),
            ledger: Ledger::new(false),
            book: Mutex::new(Book { people: early.into(), late, ..Book::default() }),
            changed: Condvar::new(),
        }
    }

    /// The time by the clocks of the nodes.
    pub(super) fn now(&self) -> UnixTime {
        SystemClock.now().saturating_add(self.ahead)
    }

    pub(super) fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the book, and wakes who waits for it.
    pub(super) fn note(&self, change: impl FnOnce(&mut Book)) {
        change(&mut self.book());
        self.changed.notify_all();
    }

    /// Waits until the book is so, for `limit` at most, or until something is violated. Says whether it is so.
    pub(super) fn wait(&self, limit: Duration, is_so: impl Fn(&Book) -> bool) -> bool {
        let ends = |book: &mut Book| !is_so(book) && self.is_well();
        let waited = self.changed.wait_timeout_while(self.book(), limit, ends);
        is_so(&waited.unwrap_or_else(PoisonError::into_inner).0)
    }

    /// Whether nothing is violated.
    pub(super) fn is_well(&self) -> bool {
        self.ledger.book().violations.is_empty()
    }

    pub(super) fn violated(&self, what: impl Into<String>) {
        self.ledger.violated(what);
        self.changed.notify_all();
    }

    /// Does what people do, until all is over.
    pub(super) fn work(&self) {
        let mut book = self.book();
        while !book.is_over {
            let Some(mut person) = book.people.pop_front() else {
                book = self.changed.wait(book).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let reloads = book.reloads;
            drop(book);
            let is_done = person.goes_on(self, reloads);
            book = self.book();
            book.requests += 1;
            if is_done {
                book.served += 1;
                let late = book.late.pop();
                book.people.extend(late);
            } else {
                book.people.push_back(person);
            }
            self.changed.notify_all();
        }
    }

    /// Asks one node after the other, as a load balancer does, until one gives an answer. `None` is a violation: never
    /// are all of them broken.
    pub(super) fn ask(&self, first: usize, request: &str) -> Option<Answer> {
        let mut last = None;
        for attempt in 0..2 * self.nodes.len() {
            let node = (first + attempt) % self.nodes.len();
            match exchange(self.nodes[node], request, PATIENCE) {
                Ok(reply) => {
                    if reply.is_not_now() {
                        let code = reply.json()["code"].as_str().unwrap_or_default().to_owned();
                        self.note(|book| *book.not_now.entry(code).or_default() += 1);
                    }
                    return Some(Answer { reply, node });
                }
                Err(broken) => {
                    self.ledger.cut(broken);
                    last = Some(broken);
                }
            }
        }
        self.violated(format!("no node gave an answer: {last:?}"));
        None
    }

    /// Whether this node shows the room.
    pub(super) fn shows_a_room(&self, node: usize) -> bool {
        let reply = exchange(self.nodes[node], NOTICE, PATIENCE);
        reply.is_ok_and(|reply| reply.json()["room"]["number"] == 1)
    }

    /// How far a node says that the room has come, and which node that is. `None` while it says "not now".
    pub(super) fn notice(&self, first: usize) -> Option<(usize, RoomNotice)> {
        let before = self.book().furthest.clone();
        let Answer { reply, node } = self.ask(first, NOTICE)?;
        if reply.is_not_now() {
            return None;
        }
        let said = String::from_utf8_lossy(&reply.body).into_owned();
        let read = serde_json::from_str::<Notice>(&said).ok().filter(|_| reply.status == 200);
        let Some(Notice { state, room: Some(room) }) = read else {
            self.violated(format!("node {} shows no room: {} {said}", node + 1, reply.status));
            return None;
        };
        if !["pre_queue", "open"].contains(&state.as_str()) || room.number != 1 {
            self.violated(format!("node {} shows another room: {said}", node + 1));
        }
        if before.get(&node).is_some_and(|before| room.now_serving < *before) || room.expired != Rank::FIRST {
            self.violated(format!("node {} takes back how far the room has come: {said}", node + 1));
        }
        self.note(|book| {
            let furthest = book.furthest.entry(node).or_insert(room.now_serving);
            *furthest = room.now_serving.max(*furthest);
        });
        Some((node, room))
    }

    /// Whether somebody's turn has come by what any node has said so far.
    pub(super) fn has_come(&self, rank: Rank) -> bool {
        self.book().furthest.values().any(|furthest| rank < *furthest)
    }
}
