//! What a phone sees by the core, which reads what the service answers.

use haetae_core::queue::{Notice, Place as Seat, Seen, Trail, UnverifiedTicket, Waiting};
use haetae_core::{UnixTime, keys_digest};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::NOW;
use serde_json::{Value, json};

use super::place::{Place, ticket};

/// A phone with a ticket, or without one yet.
#[derive(Default)]
struct Phone {
    ticket: Option<UnverifiedTicket>,
    trail: Option<Trail>,
}

impl Phone {
    /// Reads the notice that the service gives now.
    async fn read(&mut self, place: &Place) -> Seat {
        let notice = Notice::read(place.notice().await.to_string().as_bytes()).expect("a notice");
        let seen = Seen::of(&notice, self.ticket.as_ref().map(|ticket| &ticket.claims), Some(0), self.trail);
        self.trail = seen.trail;
        seen.place
    }

    fn joined(&mut self, joined: &Value) {
        self.ticket = Some(UnverifiedTicket::parse(ticket(joined)).expect("a ticket"));
        self.trail = None;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_sees_its_place_from_the_pre_queue_until_it_asks_for_passes() {
    let place = Place::new().await;
    let (mine, mut phone) = (HolderPair::ed25519(41), Phone::default());
    assert_eq!(phone.read(&place).await, Seat::NotNeeded);
    place.changed(json!({ "change": "schedule", "opens": place.time(60), "pre_queue": place.time(10) })).await;
    place.changed(json!({ "change": "rate", "per_second": 1 })).await;
    assert_eq!(phone.read(&place).await, Seat::NotNeeded);
    place.pass(10).await;
    assert_eq!(phone.read(&place).await, Seat::Join);

    for other in 50..110 {
        place.join(&HolderPair::ed25519(other)).await;
    }
    let joined = place.join(&mine).await;
    phone.joined(&joined);
    let claims = phone.ticket.expect("a ticket").claims;
    let opens = UnixTime::saturating_new(NOW + 60);
    assert_eq!((claims.room, claims.arrival.seconds()), (1, NOW + 10));
    assert_eq!(joined["rank"], json!({ "second": opens, "draw": claims.draw }));
    let body = json!({ "room": 1, "keys": keys_digest(&[mine.public()]) });
    assert_eq!(claims.keys, haetae::queue::KeysDigest::parse(body["keys"].as_str().expect("a text")).expect("one").0);
    place.pass(2).await;
    assert_eq!(phone.read(&place).await, Seat::NotOpen { joined: 61, opens, seconds: Some(48) });

    let mut fewest = u64::MAX;
    let mut waits = 0;
    let until = loop {
        place.pass(5).await;
        match phone.read(&place).await {
            Seat::NotOpen { .. } => assert_eq!(fewest, u64::MAX),
            Seat::Waiting(Waiting { people: Some(people), .. }) => {
                assert!(people <= fewest.min(61));
                (fewest, waits) = (people, waits + 1);
                place.ask(&mine, Some(ticket(&joined))).await.problem(429, "queue_not_yet");
            }
            Seat::Waiting(_) => {}
            Seat::Turn { until } => break until,
            other => panic!("{other:?}"),
        }
    };
    assert!(waits > 0 && until.is_some_and(|until| until > opens.saturating_add(super::place::WINDOW)));
    place.ask(&mine, Some(ticket(&joined))).await.good();

    place.pass(super::place::WINDOW + 60).await;
    assert_eq!(phone.read(&place).await, Seat::Expired);
    place.ask(&mine, Some(ticket(&joined))).await.problem(403, "queue_expired");
    place.changed(json!({ "change": "drain" })).await;
    place.pass(20).await;
    assert_eq!(phone.read(&place).await, Seat::NotNeeded);
}
