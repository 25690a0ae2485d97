//! Somebody who waits: joins, reads how far the room has come, loads the page anew, and asks for passes.

use haetae_core::queue::{Rank, UnverifiedTicket};
use haetae_core::{CivilDate, UnixTime, keys_digest};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::process::{day_in_seoul, post};
use serde_json::{Value, json};

use super::hall::{Answer, Hall};

/// For how many days everybody gets a pass.
pub(super) const DAYS: u64 = 2;
/// One of so many people does not wait for their turn.
const IMPATIENT: usize = 8;

/// The name of a person.
pub(super) fn subject(number: usize) -> String {
    format!("WAIT-{number:05}")
}

/// A person, and what their page keeps.
#[derive(Debug)]
pub(super) struct Person {
    number: usize,
    holders: Vec<(CivilDate, HolderPair)>,
    ticket: Option<Ticket>,
    /// How often the page was loaded anew.
    reloads: usize,
    /// The node that has said that it is this person's turn.
    turn: Option<usize>,
    passes: Option<Value>,
    /// Counts what this person does: each time another node is asked first.
    step: usize,
}

/// A ticket, and its place: that is the second of arrival, or of the opening if that is later, and the draw.
#[derive(Clone, Debug)]
struct Ticket {
    text: String,
    arrival: UnixTime,
    /// As the service said it.
    rank: Rank,
}

impl Ticket {
    fn read(joined: &Value) -> Option<Self> {
        let text = joined["ticket"].as_str()?.to_owned();
        let arrival = UnverifiedTicket::parse(&text).ok()?.claims.arrival;
        let rank: Rank = serde_json::from_value(joined["rank"].clone()).ok()?;
        (joined["room"] == 1 && arrival <= rank.second).then_some(Self { text, arrival, rank })
    }

    /// The place in a room that opens, or has opened, at `opens`.
    fn place(&self, opens: UnixTime) -> Rank {
        Rank::of(self.arrival, self.rank.draw, opens)
    }
}

impl Person {
    /// Somebody who will ask for passes from the present day on.
    pub(super) fn new(number: usize, now: UnixTime) -> Self {
        let holders = (0..DAYS).map(|ahead| (day_in_seoul(now, ahead), HolderPair::p256())).collect();
        Self { number, holders, ticket: None, reloads: 0, turn: None, passes: None, step: number }
    }

    /// The next thing. `reloads` says how often everybody's page is to be loaded anew. Says whether this person has
    /// their passes and has got them twice.
    pub(super) fn goes_on(&mut self, hall: &Hall, reloads: usize) -> bool {
        self.step += 1;
        match (self.ticket.clone(), self.turn) {
            (None, _) => self.joins(hall),
            (Some(_), _) if self.passes.is_some() => return self.asks_again(hall),
            (Some(ticket), _) if self.reloads < reloads => self.loads_anew(hall, &ticket, reloads),
            (Some(ticket), Some(node)) => self.takes_its_turn(hall, &ticket, node),
            (Some(ticket), None) if self.number.is_multiple_of(IMPATIENT) && self.step.is_multiple_of(2) => {
                self.tries(hall, &ticket);
            }
            (Some(ticket), None) => self.looks(hall, &ticket),
        }
        false
    }

    fn join(&self, hall: &Hall) -> Option<Ticket> {
        let public: Vec<_> = self.holders.iter().map(|(_, holder)| holder.public()).collect();
        let request = post("/v1/queue", "", &json!({ "room": 1, "keys": keys_digest(&public) }));
        let Answer { reply, node } = hall.ask(self.step, &request)?;
        if reply.is_not_now() {
            return None;
        }
        let ticket = Ticket::read(&reply.json()).filter(|_| reply.status == 200);
        if ticket.is_none() {
            let said = String::from_utf8_lossy(&reply.body);
            hall.violated(format!("{} joins at node {}, and gets {}: {said}", self.number, node + 1, reply.status));
        }
        ticket
    }

    fn joins(&mut self, hall: &Hall) {
        self.ticket = self.join(hall);
        if let Some(ticket) = &self.ticket {
            self.reloads = hall.book().reloads;
            let day = ticket.arrival.status_day();
            hall.note(|book| {
                book.joined += 1;
                book.days.insert(day);
            });
        }
    }

    /// All but the ticket and the keys is lost, and the page joins again: that gets nobody a better place, and before
    /// the opening the same one.
    fn loads_anew(&mut self, hall: &Hall, ticket: &Ticket, reloads: usize) {
        self.turn = None;
        let Some((_, before)) = hall.notice(self.step) else { return };
        let Some(again) = self.join(hall) else { return };
        let (old, new) = (ticket.place(before.opens), again.place(before.opens));
        let is_early = again.arrival <= before.opens;
        if (is_early && old != new) || new < old || again.rank.draw != ticket.rank.draw {
            hall.violated(format!("{} joins again, and has {new:?} instead of {old:?}", self.number));
        }
        // Where both are as good, some go on with the one and some with the other.
        if is_early && self.number.is_multiple_of(2) {
            self.ticket = Some(again.clone());
        }
        self.reloads = reloads;
        hall.note(|book| {
            book.reloaded += 1;
            book.days.insert(again.arrival.status_day());
        });
    }

    /// Reads how far the room has come.
    fn looks(&mut self, hall: &Hall, ticket: &Ticket) {
        if let Some((node, room)) = hall.notice(self.step) {
            self.turn = (ticket.place(room.opens) < room.now_serving).then_some(node);
        }
    }

    /// It is this person's turn: the node that said so must not say otherwise.
    fn takes_its_turn(&mut self, hall: &Hall, ticket: &Ticket, node: usize) {
        self.turn = None;
        let Some(answer) = self.ask(hall, node, ticket) else { return };
        if answer.node == node && answer.reply.json()["code"] == "queue_not_yet" {
            hall.violated(format!("node {} says that it is {}'s turn, and then that it is not", node + 1, self.number));
        }
        self.passes = self.passes_of(hall, &answer);
    }

    /// Asks whether or not it is this person's turn: nobody is let in before.
    fn tries(&mut self, hall: &Hall, ticket: &Ticket) {
        let Some(answer) = self.ask(hall, self.step, ticket) else { return };
        hall.note(|book| book.tried += 1);
        let Some(passes) = self.passes_of(hall, &answer) else { return };
        self.passes = Some(passes);
        // The node that let this person in knows how far the room has come, unless it is gone by now.
        if let Some((node, room)) = hall.notice(answer.node) {
            let place = ticket.place(room.opens);
            if node == answer.node && place >= room.now_serving && !hall.has_come(place) {
                let (number, come) = (self.number, room.now_serving);
                hall.violated(format!("node {} lets {number} in with {place:?} at {come:?}", node + 1));
            }
        }
    }

    /// Whoever asks twice gets the same bytes, from whichever node.
    fn asks_again(&self, hall: &Hall) -> bool {
        let Some(ticket) = &self.ticket else { return false };
        let Some(answer) = self.ask(hall, self.step, ticket) else { return false };
        // A node may have heard less of the room than the one before.
        let Some(passes) = self.passes_of(hall, &answer) else { return false };
        if Some(&passes) != self.passes.as_ref() {
            hall.violated(format!("node {} makes other passes for {}: {passes}", answer.node + 1, self.number));
        }
        true
    }

    fn ask(&self, hall: &Hall, first: usize, ticket: &Ticket) -> Option<Answer> {
        let public: Vec<_> = self.holders.iter().map(|(_, holder)| holder.public()).collect();
        let keys: Vec<Value> = self.holders.iter().map(|(day, holder)| holder.for_day(*day)).collect();
        let claims = hall.partner.claims_at(hall.now().seconds(), &subject(self.number), &public);
        let body = json!({ "holder_keys": keys, "ticket": ticket.text });
        hall.ask(first, &post("/v1/passes", &hall.partner.sign(&claims), &body))
    }

    /// The passes of an answer; `None` if it says "not now".
    fn passes_of(&self, hall: &Hall, answer: &Answer) -> Option<Value> {
        if answer.reply.is_not_now() {
            return None;
        }
        let passes = answer.reply.json()["passes"].clone();
        let is_whole = passes.as_array().is_some_and(|passes| passes.len() == self.holders.len());
        if answer.reply.status != 200 || !is_whole {
            let said = String::from_utf8_lossy(&answer.reply.body);
            let (node, status) = (answer.node + 1, answer.reply.status);
            hall.violated(format!("{} asks node {node} for passes, and gets {status}: {said}", self.number));
            return None;
        }
        Some(passes)
    }
}
