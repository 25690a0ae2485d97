//! A series of QR codes: how a bundle jumps from one screen to another camera, without a network and without an answer. Any codes
//! of the series will do, in any order, as long as there are a few more of them than the bundle needs: a fountain code,
//! RaptorQ (RFC 6330). An extension of ours, described at the end of `docs/wire-format.md`.
//!
//! Whatever comes out is only bytes: [`crate::TrustStore`] says whether they may be believed.

mod frame;
mod receiver;
mod sender;
#[cfg(test)]
mod tests;

pub(crate) use frame::PREFIX;
pub use frame::{DEFAULT_SYMBOL_BYTES, MAX_SYMBOL_BYTES, MIN_SYMBOL_BYTES};
pub use receiver::{FrameRefused, MAX_RECEIVED_BYTES, Received, SeriesReceiver};
pub use sender::SeriesSender;

use raptorq::ObjectTransmissionInformation;

use crate::bundle::MAX_BUNDLE_BYTES;
use crate::malformed::Malformed;

/// The most symbols of an object (RFC 6330, section 5.1.2).
const MOST_SYMBOLS: usize = 56_403;

/// What all codes of a series have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shape {
    /// The number of bytes of the object.
    length: u32,
    /// The number of bytes of a symbol.
    symbol: u16,
}

impl Shape {
    fn new(length: usize, symbol: usize) -> Result<Self, Malformed> {
        if length == 0 || length > MAX_BUNDLE_BYTES {
            return Err(Malformed("an object of 1 byte to 64 MiB"));
        }
        if !(MIN_SYMBOL_BYTES..=MAX_SYMBOL_BYTES).contains(&symbol) {
            return Err(Malformed("symbols of 128 to 2,000 bytes"));
        }
        if length.div_ceil(symbol) > MOST_SYMBOLS {
            return Err(Malformed("an object of at most 56,403 symbols"));
        }
        let fits = |_| Malformed("an object of at most 64 MiB");
        Ok(Self { length: u32::try_from(length).map_err(fits)?, symbol: u16::try_from(symbol).map_err(fits)? })
    }

    /// How many symbols the object is cut into; the last one is filled up with zeros.
    fn symbols(self) -> u32 {
        self.length.div_ceil(u32::from(self.symbol).max(1))
    }

    /// One source block, one sub-block, no alignment.
    fn transmission(self) -> ObjectTransmissionInformation {
        ObjectTransmissionInformation::new(self.length.into(), self.symbol, 1, 1, 1)
    }
}
