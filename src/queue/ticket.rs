//! Sealing and verifying tickets, whose form is the core's: places in the waiting room that any node makes and
//! verifies without a look-up.

use aws_lc_rs::hmac;
use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae_core::queue::{Ticket, TicketForm, UnverifiedTicket};

#[cfg(test)]
mod tests;

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

/// Why a text is not a ticket of this service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TicketError {
    /// It has not the form of one.
    #[error(transparent)]
    Form(#[from] TicketForm),
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

/// The ticket as text, under the key of its arrival.
pub(super) fn seal(ticket: &Ticket, key: &hmac::Key) -> String {
    let code = hmac::sign(key, &ticket.signed());
    ticket.text(code.as_ref().first_chunk().unwrap_or(&[0; 23]))
}

/// What a ticket says, if it was made with this key; [`TicketError::Forged`] if not.
pub(super) fn verify(ticket: &UnverifiedTicket, key: &hmac::Key) -> Result<Ticket, TicketError> {
    let expected = hmac::sign(key, &ticket.claims.signed());
    let same = expected
        .as_ref()
        .get(..ticket.code.len())
        .is_some_and(|expected| aws_lc_rs::constant_time::verify_slices_are_equal(expected, &ticket.code).is_ok());
    if same { Ok(ticket.claims) } else { Err(TicketError::Forged) }
}
