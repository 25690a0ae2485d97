use alloc::string::String;
use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding as _};

use super::rank::{Draw, Rank};
use crate::time::UnixTime;

/// `T`, and the version of the form.
const HEAD: [u8; 2] = [b'T', 1];
const SIGNED: usize = 52;
const CODE: usize = 23;
const BYTES: usize = 75;

/// How many characters a ticket has.
pub const TICKET_CHARACTERS: usize = 100;

/// What a ticket says: a place in the waiting room that any node makes and verifies without a look-up.
///
/// Bytes, all numbers big-endian: `T`, 1 (the version); 4 bytes: the room; 6 bytes: the second of arrival since 1970;
/// 8 bytes: the draw; 32 bytes: the digest of the holder keys; 23 bytes: the beginning of HMAC-SHA-256 over all before.
/// These are 75 bytes, and so 100 characters of base64url in which no bit is unused: a ticket has one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The number of the room.
    pub room: u32,
    /// When its holder came, by the service's clock.
    pub arrival: UnixTime,
    /// The place among those who came in the same second.
    pub draw: Draw,
    /// SHA-256 over the holder keys that it is for, as `keys` of a partner's assertion has it.
    pub keys: [u8; 32],
}

/// A ticket whose code has not been verified. A phone reads what it says; only the service can verify it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnverifiedTicket {
    /// What it says.
    pub claims: Ticket,
    /// The beginning of HMAC-SHA-256 over [`Ticket::signed`].
    pub code: [u8; CODE],
}

/// Why a text has not the form of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketForm {
    /// It has another length.
    Length,
    /// It has characters that base64url does not have.
    Characters,
    /// It is of another version, or something else.
    Version,
    /// It says a second that there is not.
    Second,
}

impl Ticket {
    /// Its rank in a room that opens, or has opened, at `opens`.
    pub fn rank(&self, opens: UnixTime) -> Rank {
        Rank::of(self.arrival, self.draw, opens)
    }

    /// The bytes that its code is over.
    pub fn signed(&self) -> [u8; SIGNED] {
        let [_, _, second @ ..] = self.arrival.seconds().to_be_bytes();
        let parts: [&[u8]; 5] = [&HEAD, &self.room.to_be_bytes(), &second, &self.draw.0.to_be_bytes(), &self.keys];
        let mut signed = [0; SIGNED];
        signed.iter_mut().zip(parts.into_iter().flatten()).for_each(|(byte, part)| *byte = *part);
        signed
    }

    /// The ticket as text, with its code.
    pub fn text(&self, code: &[u8; CODE]) -> String {
        let mut bytes = [0; BYTES];
        bytes.iter_mut().zip(self.signed().iter().chain(code)).for_each(|(byte, part)| *byte = *part);
        Base64UrlUnpadded::encode_string(&bytes)
    }
}

impl UnverifiedTicket {
    /// Reads the form of a ticket.
    ///
    /// # Errors
    ///
    /// [`TicketForm`]
    pub fn parse(text: &str) -> Result<Self, TicketForm> {
        if text.len() != TICKET_CHARACTERS {
            return Err(TicketForm::Length);
        }
        let mut bytes = [0; BYTES];
        Base64UrlUnpadded::decode(text, &mut bytes).map_err(|_| TicketForm::Characters)?;
        let (head, rest) = split::<2>(&bytes);
        if head != HEAD {
            return Err(TicketForm::Version);
        }
        let (room, rest) = split::<4>(rest);
        let (second, rest) = split::<6>(rest);
        let (draw, rest) = split::<8>(rest);
        let (keys, rest) = split::<32>(rest);
        let (code, _) = split::<CODE>(rest);
        let arrival = UnixTime::new(second.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte)));
        let arrival = arrival.ok_or(TicketForm::Second)?;
        let (room, draw) = (u32::from_be_bytes(room), Draw(u64::from_be_bytes(draw)));
        Ok(Self { claims: Ticket { room, arrival, draw, keys }, code })
    }
}

impl fmt::Display for TicketForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Length => "a ticket has 100 characters",
            Self::Characters => "a ticket is base64url without padding",
            Self::Version => "this is not a ticket of version 1",
            Self::Second => "the ticket's second of arrival is out of range",
        })
    }
}

impl core::error::Error for TicketForm {}

/// The first bytes and the rest; zeros where there are fewer, which the lengths above exclude.
fn split<const N: usize>(bytes: &[u8]) -> ([u8; N], &[u8]) {
    bytes.split_first_chunk().map_or(([0; N], &[]), |(first, rest)| (*first, rest))
}
