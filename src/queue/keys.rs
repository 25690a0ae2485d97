//! The keys of tickets. They follow from the status keys, which all nodes of an installation have: nothing has to be
//! exchanged, and every UTC day has another one. Status keys are erased 28 days after their day, which is longer than a
//! room lasts: so every node can verify every ticket of its room.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::hmac;
use haetae_core::StatusDay;
use haetae_core::queue::Draw;

use super::ticket::KeysDigest;
use crate::signing::{CurrentSigning, StatusIndexError};

/// More days than tickets of one room are from.
const DAYS_KEPT: usize = 32;

const SEALING: &[u8] = b"haetae queue ticket v1";
const DRAWING: &[u8] = b"haetae queue draw v1";

/// The keys of one day.
#[derive(Clone)]
struct DayKeys {
    sealing: hmac::Key,
    drawing: hmac::Key,
}

/// Makes the keys of tickets.
pub(super) struct TicketKeys {
    signing: Arc<CurrentSigning>,
    made: Mutex<Vec<(StatusDay, DayKeys)>>,
}

impl TicketKeys {
    pub(super) fn new(signing: Arc<CurrentSigning>) -> Self {
        Self { signing, made: Mutex::default() }
    }

    /// The key that tickets of a day are sealed with.
    pub(super) fn sealing(&self, day: StatusDay) -> Result<hmac::Key, StatusIndexError> {
        Ok(self.of(day)?.sealing)
    }

    /// The draw of holder keys in a room that was made on `day`. It follows from them: whoever joins again, in another
    /// tab or because the answer was lost, draws the same.
    pub(super) fn draw(&self, day: StatusDay, room: u32, keys: &KeysDigest) -> Result<Draw, StatusIndexError> {
        Ok(draw_with(&self.of(day)?.drawing, room, keys))
    }

    fn of(&self, day: StatusDay) -> Result<DayKeys, StatusIndexError> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, keys)) = made.iter().find(|(known, _)| *known == day) {
            return Ok(keys.clone());
        }
        let ciphers = Arc::clone(&self.signing.load().ciphers);
        let key = |info| Ok(hmac::Key::new(hmac::HMAC_SHA256, &*ciphers.derived_key(day, info)?));
        let keys = DayKeys { sealing: key(SEALING)?, drawing: key(DRAWING)? };
        if made.len() >= DAYS_KEPT {
            made.remove(0);
        }
        made.push((day, keys.clone()));
        Ok(keys)
    }
}

fn draw_with(key: &hmac::Key, room: u32, keys: &KeysDigest) -> Draw {
    let mut context = hmac::Context::with_key(key);
    context.update(&room.to_be_bytes());
    context.update(&keys.0);
    let first = context.sign().as_ref().first_chunk().copied().unwrap_or_default();
    Draw(u64::from_be_bytes(first))
}

impl fmt::Debug for TicketKeys {
    /// The keys stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TicketKeys(..)")
    }
}

#[cfg(test)]
mod tests {
    use haetae_core::UnixTime;
    use haetae_core::queue::Rank;
    use sha2::{Digest as _, Sha256};

    use super::*;

    const ROOMS: u32 = 200;
    const PEOPLE: usize = 500;
    const PARTS: usize = 10;

    /// For the people of a room, in the order of their arrival, the places in which they are let in.
    fn places(room: u32, arrival: impl Fn(usize) -> u64) -> Vec<usize> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &[7; 32]);
        let opens = UnixTime::saturating_new(1_000);
        let mut order: Vec<(Rank, usize)> = (0..PEOPLE)
            .map(|person| {
                // The same people with the same keys in each room.
                let keys = KeysDigest(Sha256::digest(person.to_be_bytes()).into());
                (Rank::of(UnixTime::saturating_new(arrival(person)), draw_with(&key, room, &keys), opens), person)
            })
            .collect();
        order.sort();
        let mut places = vec![0; PEOPLE];
        for (place, (_, person)) in order.into_iter().enumerate() {
            places[person] = place;
        }
        places
    }

    #[test]
    fn who_comes_before_the_opening_has_the_same_chance_whenever_that_is() {
        let part = |position: usize| position * PARTS / PEOPLE;
        let mut found = [[0_u32; PARTS]; PARTS];
        for room in 1..=ROOMS {
            // They come one after the other, for an hour.
            for (person, place) in places(room, |person| person as u64).into_iter().enumerate() {
                found[part(person)][part(place)] += 1;
            }
        }
        let expected = f64::from(ROOMS) * PEOPLE as f64 / (PARTS * PARTS) as f64;
        let distance = |number: &u32| (f64::from(*number) - expected).powi(2) / expected;
        let chi_square: f64 = found.iter().flatten().map(distance).sum();
        // 81 degrees of freedom: by chance it is above 126 once in a thousand times.
        assert!(chi_square < 126.0, "{chi_square}");
    }

    #[test]
    fn who_comes_after_the_opening_is_let_in_in_that_order_to_the_second() {
        for room in 1..=ROOMS {
            let arrival = |person: usize| 1_001 + person as u64 / 3;
            let places = places(room, arrival);
            assert!(places.iter().enumerate().all(|(person, place)| person / 3 == place / 3), "{room}");
        }
    }
}
