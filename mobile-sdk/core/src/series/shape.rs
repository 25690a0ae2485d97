use raptorq::ObjectTransmissionInformation;

use crate::bundle::MAX_BUNDLE_BYTES;
use crate::malformed::Malformed;

/// The fewest bytes of a symbol: a code of version 8-M.
pub const MIN_SYMBOL_BYTES: usize = 128;
/// The bytes of a symbol that are usual: a code of version 15-M, 77 modules on each side, which the camera of a tablet
/// reads.
pub const DEFAULT_SYMBOL_BYTES: usize = 380;
/// The most bytes of a symbol.
pub const MAX_SYMBOL_BYTES: usize = 2_000;

/// The most symbols of an object (RFC 6330, section 5.1.2).
const MOST_SYMBOLS: usize = 56_403;

/// What all codes of a series have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// The number of bytes of the object.
    pub(super) length: u32,
    /// The number of bytes of a symbol.
    pub(super) symbol: u16,
}

impl Shape {
    pub(super) fn new(length: usize, symbol: usize) -> Result<Self, Malformed> {
        if length == 0 || length > MAX_BUNDLE_BYTES {
            return Err(Malformed::SeriesSize);
        }
        if !(MIN_SYMBOL_BYTES..=MAX_SYMBOL_BYTES).contains(&symbol) {
            return Err(Malformed::SymbolSize);
        }
        if length.div_ceil(symbol) > MOST_SYMBOLS {
            return Err(Malformed::SymbolCount);
        }
        let fits = |_| Malformed::SeriesSize;
        Ok(Self { length: u32::try_from(length).map_err(fits)?, symbol: u16::try_from(symbol).map_err(fits)? })
    }

    /// How many symbols the object is cut into; the last one is filled up with zeros.
    pub(super) fn symbols(self) -> u32 {
        self.length.div_ceil(u32::from(self.symbol).max(1))
    }

    /// One source block, one sub-block, no alignment.
    pub(super) fn transmission(self) -> ObjectTransmissionInformation {
        ObjectTransmissionInformation::new(self.length.into(), self.symbol, 1, 1, 1)
    }
}
