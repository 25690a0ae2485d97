//! A ticket: a place in the waiting room that any node makes and verifies without a look-up.
//!
//! Bytes, all numbers big-endian: `T`, 1 (the version); 4 bytes: the room; 6 bytes: the second of arrival since 1970;
//! 8 bytes: the draw; 32 bytes: the digest of the holder keys; 23 bytes: the beginning of HMAC-SHA-256 over all before.
//! These are 75 bytes, and so 100 characters of base64url in which no bit is unused: a ticket has one form.

use aws_lc_rs::hmac;
use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae_core::UnixTime;

use super::rank::{Draw, Rank};

#[cfg(test)]
mod tests;

/// `T`, and the version of the form.
const HEAD: [u8; 2] = [b'T', 1];
const SIGNED: usize = 52;
const CODE: usize = 23;
const BYTES: usize = SIGNED + CODE;

/// How many characters a ticket has.
pub const TICKET_CHARACTERS: usize = 100;

/// SHA-256 over holder keys, as `keys` of a partner's assertion has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeysDigest(pub [u8; 32]);

impl KeysDigest {
    /// Reads 43 characters of base64url; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        let read = Base64UrlUnpadded::decode(text, &mut bytes).ok()?;
        (read.len() == 32).then_some(Self(bytes))
    }
}

/// What a ticket says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The number of the room.
    pub room: u32,
    /// When its holder came, by the service's clock.
    pub arrival: UnixTime,
    /// The place among those who came in the same second.
    pub draw: Draw,
    /// For which holder keys it is.
    pub keys: KeysDigest,
}

/// Why a text is not a ticket of this service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TicketError {
    /// It has another length.
    #[error("a ticket has {TICKET_CHARACTERS} characters")]
    Length,
    /// It has characters that base64url does not have.
    #[error("a ticket is base64url without padding")]
    Characters,
    /// It is of another version, or something else.
    #[error("this is not a ticket of version 1")]
    Version,
    /// It says a second that there is not.
    #[error("the ticket's second of arrival is out of range")]
    Second,
    /// Its code is wrong: it was changed, or this service has not made it.
    #[error("the ticket was changed, or it is not one of this service")]
    Forged,
    /// It is for other holder keys.
    #[error("the ticket is for other holder keys")]
    OtherKeys,
    /// It is for another room.
    #[error("the ticket is for another room")]
    OtherRoom,
}

/// A ticket whose code has not been verified: only what finds the key can be read.
#[derive(Clone, Copy, Debug)]
pub struct UnverifiedTicket {
    bytes: [u8; BYTES],
    arrival: UnixTime,
}

impl Ticket {
    /// Its rank in a room that opens, or has opened, at `opens`.
    pub fn rank(&self, opens: UnixTime) -> Rank {
        Rank::of(self.arrival, self.draw, opens)
    }

    /// The ticket as text, under the key of its arrival.
    pub fn seal(&self, key: &hmac::Key) -> String {
        let mut bytes = Vec::with_capacity(BYTES);
        bytes.extend_from_slice(&HEAD);
        bytes.extend_from_slice(&self.room.to_be_bytes());
        bytes.extend(self.arrival.seconds().to_be_bytes().into_iter().skip(2));
        bytes.extend_from_slice(&self.draw.0.to_be_bytes());
        bytes.extend_from_slice(&self.keys.0);
        let code = hmac::sign(key, &bytes);
        bytes.extend(code.as_ref().iter().take(CODE));
        Base64UrlUnpadded::encode_string(&bytes)
    }
}

impl UnverifiedTicket {
    /// Reads the form of a ticket.
    ///
    /// # Errors
    ///
    /// [`TicketError`] `Length`, `Characters`, `Version` or `Second`.
    pub fn parse(text: &str) -> Result<Self, TicketError> {
        if text.len() != TICKET_CHARACTERS {
            return Err(TicketError::Length);
        }
        let mut bytes = [0; BYTES];
        Base64UrlUnpadded::decode(text, &mut bytes).map_err(|_| TicketError::Characters)?;
        let (head, rest) = split::<2>(&bytes);
        if head != HEAD {
            return Err(TicketError::Version);
        }
        let (_, rest) = split::<4>(rest);
        let (second, _) = split::<6>(rest);
        let arrival = UnixTime::new(second.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte)));
        Ok(Self { bytes, arrival: arrival.ok_or(TicketError::Second)? })
    }

    /// When it says that its holder came: that finds the key.
    pub const fn arrival(&self) -> UnixTime {
        self.arrival
    }

    /// The ticket, if it was made with this key.
    ///
    /// # Errors
    ///
    /// [`TicketError::Forged`]
    pub fn verify(self, key: &hmac::Key) -> Result<Ticket, TicketError> {
        let (signed, code) = self.bytes.split_at(SIGNED);
        let expected = hmac::sign(key, signed);
        let same = expected
            .as_ref()
            .get(..CODE)
            .is_some_and(|expected| aws_lc_rs::constant_time::verify_slices_are_equal(expected, code).is_ok());
        if !same {
            return Err(TicketError::Forged);
        }
        let (_, rest) = split::<2>(&self.bytes);
        let (room, rest) = split::<4>(rest);
        let (_, rest) = split::<6>(rest);
        let (draw, rest) = split::<8>(rest);
        let (keys, _) = split::<32>(rest);
        Ok(Ticket {
            room: u32::from_be_bytes(room),
            arrival: self.arrival,
            draw: Draw(u64::from_be_bytes(draw)),
            keys: KeysDigest(keys),
        })
    }
}

/// The first bytes and the rest; zeros where there are fewer, which the lengths above exclude.
fn split<const N: usize>(bytes: &[u8]) -> ([u8; N], &[u8]) {
    bytes.split_first_chunk().map_or(([0; N], &[]), |(first, rest)| (*first, rest))
}
