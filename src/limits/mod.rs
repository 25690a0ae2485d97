//! Limits of partners: how many requests each of their keys may make, how many they may have answered at a time, what
//! of a node's room is theirs, and which hours are unusual. A stolen key is slowed down and noticed; another partner is
//! not affected. A node counts in its process; with Redis, nodes count together. A node that is asked for more than it
//! can answer refuses the rest: who has a pass can wait longest. And whether a partner's sign-ins all grow old.

mod adaptive;
mod coming_back;
mod gcra;
mod local;
mod pool;
mod priority;
mod reached;
pub mod redis;
mod refusing;
mod request;
mod seats;
pub mod sign_ins;
#[cfg(test)]
mod tests;
mod volume;

use std::fmt;
use std::sync::Arc;

use haetae_core::UnixTime;

use crate::clock::Clock;
use crate::config::LimitsSection;

pub use gcra::Quota;
pub use priority::Priority;
pub use reached::{LimitReached, NotAdmitted};
pub use request::{Limit, Policy};
pub use seats::Load;

use self::redis::{Lease, SharedCounter, Verdict};
use local::{Exhausted, LocalCounter};
use refusing::Refusals;
use request::Request;
use seats::{NoSeat, Seat, Seats};
use sign_ins::{Cliff, PartnerGrace, SignIn, SignIns};
use volume::{Unusual, Volume};

/// The limits of one service.
pub struct Limits {
    settings: LimitsSection,
    local: LocalCounter,
    shared: Option<SharedCounter>,
    seats: Arc<Seats>,
    refusals: Refusals,
    clock: Arc<dyn Clock>,
    volume: Volume,
    sign_ins: SignIns,
}

/// A request that may be answered. It counts as in progress until this is dropped.
#[derive(Debug)]
#[must_use = "the request counts as in progress until this is dropped"]
pub struct Admitted {
    seat: Seat,
    _lease: Option<Lease>,
}

impl Admitted {
    /// The request is answered: how long that took says how many the node has room for.
    pub fn answered(mut self) {
        self.seat.answered();
    }
}

/// What the counters say to a request.
struct Counted {
    /// Whether its assertion had been used before.
    again: bool,
    lease: Option<Lease>,
    /// Among how many nodes the limits are divided: 1 where they are counted together, or there is no other node.
    nodes: u32,
}

impl Limits {
    /// Limits that this process counts alone.
    pub fn new(settings: LimitsSection, clock: Arc<dyn Clock>) -> Self {
        let local = LocalCounter::new(Arc::clone(&clock));
        let seats = Arc::new(Seats::new(&settings, Arc::clone(&clock)));
        let processors = std::thread::available_parallelism().map_or(1, |number| number.get());
        let refusals = Refusals::new(u32::try_from(processors).unwrap_or(u32::MAX));
        let (volume, sign_ins) = (Volume::default(), SignIns::default());
        Self { settings, local, shared: None, seats, refusals, clock, volume, sign_ins }
    }

    /// The same limits, which all nodes count together, as long as `shared` can.
    #[must_use]
    pub fn with_shared(self, shared: Option<SharedCounter>) -> Self {
        Self { shared, ..self }
    }

    /// The settings.
    pub const fn settings(&self) -> &LimitsSection {
        &self.settings
    }

    /// How counting together goes, if the configuration wants it.
    pub fn redis(&self) -> Option<redis::Status> {
        self.shared.as_ref().map(SharedCounter::status)
    }

    /// Refuses a request for which there is no room, whoever sends it: before anything of it is looked up. If very many
    /// are refused, this takes up to two seconds.
    ///
    /// # Errors
    ///
    /// [`NotAdmitted::Full`]
    pub async fn require_room(&self, assertion: &str, priority: Priority) -> Result<(), NotAdmitted> {
        if self.seats.may_have(priority) { Ok(()) } else { Err(self.full(assertion, priority).await) }
    }

    /// Counts a request with a valid assertion of this partner and key. One that brings an assertion again is not
    /// counted to the key: otherwise anybody with a phone could use up the partner's limit with one assertion.
    ///
    /// # Errors
    ///
    /// [`NotAdmitted`]: the request must not be answered now.
    pub async fn admit(
        &self,
        partner: &str,
        key: &str,
        assertion: &str,
        priority: Priority,
    ) -> Result<Admitted, NotAdmitted> {
        let request = Request::new(&self.settings, partner, key, assertion);
        let seat = match self.seats.take(partner, request.at_once, priority) {
            Ok(seat) => seat,
            Err(NoSeat::OfPartner) => return Err(LimitReached::at_once(&request, request.at_once).into()),
            Err(NoSeat::OfNode) => return Err(self.full(assertion, priority).await),
        };
        let counted = self.count(&request).await;
        let again = counted.as_ref().map_or_else(|refused| refused.again, |counted| counted.again);
        if !again {
            self.note_volume(partner, key);
        }
        let counted = counted.map_err(|refused| refused.reached)?;
        let share = request.at_once.div_ceil(counted.nodes);
        if request.at_once > 0 && seat.number > share {
            return Err(LimitReached::at_once(&request, share).into());
        }
        Ok(Admitted { seat, _lease: counted.lease })
    }

    async fn full(&self, assertion: &str, priority: Priority) -> NotAdmitted {
        let now = self.clock.monotonic();
        let held_back = self.refusals.hold_back(now);
        if !held_back.is_zero() {
            #[expect(clippy::disallowed_methods, reason = "the time is what whoever floods the node has to wait for")]
            tokio::time::sleep(held_back).await;
        }
        NotAdmitted::Full { retry_after: coming_back::after(assertion, priority, now.as_secs()) }
    }

    async fn count(&self, request: &Request<'_>) -> Result<Counted, Refused> {
        let refused = |exhausted| Refused::of(request, exhausted);
        let Some(shared) = &self.shared else {
            let again = self.local.count(request, 1).map_err(refused)?;
            return Ok(Counted { again, lease: None, nodes: 1 });
        };
        // What this node has admitted alone is a limit in any case: also if Redis has forgotten it.
        if let Some(exhausted) = self.local.exhausted(request) {
            return Err(refused(exhausted));
        }
        let nodes = shared.nodes();
        match shared.count(request).await {
            Some(Verdict::Admitted { again, lease }) => {
                self.local.note(request, again, nodes);
                Ok(Counted { again, lease, nodes: 1 })
            }
            Some(Verdict::Exhausted(exhausted)) => Err(refused(exhausted)),
            Some(Verdict::TooManyAtOnce { again }) => {
                Err(Refused { reached: LimitReached::at_once(request, request.at_once), again })
            }
            None => {
                let again = self.local.count(request, nodes).map_err(refused)?;
                Ok(Counted { again, lease: None, nodes })
            }
        }
    }

    fn note_volume(&self, partner: &str, key: &str) {
        let name = format!("{partner} {key}");
        if let Some(Unusual { requests, usual }) =
            self.volume.note(partner, &name, self.clock.monotonic(), &self.settings)
        {
            tracing::warn!(partner, key, requests, usual, "this hour of a partner's key is unusual: was it stolen?");
        }
    }

    /// Notes what came of a sign-in at a partner, and when the partner's grace ends. Returns something if it is too old
    /// and so are those of most of the partner's citizens within this hour.
    pub fn note_sign_in(
        &self,
        partner: &str,
        subject: &str,
        sign_in: SignIn,
        grace_ends: Option<UnixTime>,
    ) -> Option<Cliff> {
        self.sign_ins.note(partner, subject, sign_in, grace_ends, self.clock.monotonic(), &self.settings)
    }

    /// The graces of the partners that this node has seen.
    pub fn graces(&self) -> Vec<PartnerGrace> {
        self.sign_ins.graces()
    }

    /// How many hours were unusual, by partner.
    pub fn unusual_hours(&self) -> Vec<(String, u64)> {
        self.volume.unusual_hours()
    }

    /// Whether answers should be small, because the node lately had no room for a request, or became slow.
    pub fn is_pressed(&self) -> bool {
        self.seats.is_pressed()
    }

    /// How full this node is.
    pub fn load(&self) -> Load {
        self.seats.load()
    }

    /// How many requests this node is answering, by partner.
    pub fn in_progress(&self) -> Vec<(String, u32)> {
        self.seats.taken_by_partner()
    }
}

/// A limit is reached by a request.
struct Refused {
    reached: LimitReached,
    again: bool,
}

impl Refused {
    fn of(request: &Request<'_>, exhausted: Exhausted) -> Self {
        Self { reached: LimitReached::of(request, exhausted), again: exhausted.again }
    }
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits").field("settings", &self.settings).finish_non_exhaustive()
    }
}
