use haetae_core::UnixTime;
use metrics::{Unit, counter, describe_counter, describe_gauge, gauge};

use super::as_float;
use crate::queue::{State, WaitingRoom};

const STATE: &str = "haetae_queue_state";
const WAITING: &str = "haetae_queue_waiting";
const PER_SECOND: &str = "haetae_queue_people_per_second";
const JOINED: &str = "haetae_queue_joined_total";
const AGE: &str = "haetae_queue_age_seconds";

/// The waiting room.
pub(in crate::http) struct Queued {
    /// `None` if there has been none.
    room: Option<(State, f64, f64)>,
    joined: u64,
    age: u64,
}

pub(super) fn describe() {
    describe_gauge!(STATE, "1 for the state of the waiting room, 0 for the others.");
    describe_gauge!(WAITING, "How many wait, as far as this node knows.");
    describe_gauge!(PER_SECOND, "How many people are let in a second.");
    describe_counter!(JOINED, "Who joined the waiting room at this node.");
    describe_gauge!(AGE, Unit::Seconds, "How long ago this node last read how far the waiting room has come.");
}

impl Queued {
    pub(in crate::http) async fn of(queue: &WaitingRoom, now: UnixTime) -> Self {
        let joined = queue.joined();
        // Without the store this node may know nothing yet.
        let Ok(view) = queue.view().await else { return Self { room: None, joined, age: 0 } };
        let room = view.room.as_ref().map(|room| {
            let waiting = (as_float(view.crowd.all()) - view.crowd.before(room.serving.now)).max(0.0);
            (room.state(now), waiting, room.rate.map_or(room.serving.per_second, f64::from))
        });
        Self { room, joined, age: now.seconds_since(view.made) }
    }

    pub(super) fn record(&self) {
        counter!(JOINED).absolute(self.joined);
        let Some((state, waiting, per_second)) = self.room else { return };
        for known in State::ALL {
            gauge!(STATE, "state" => known.as_str()).set(f64::from(u8::from(known == state)));
        }
        gauge!(WAITING).set(waiting);
        gauge!(PER_SECOND).set(per_second);
        gauge!(AGE).set(as_float(self.age));
    }
}
