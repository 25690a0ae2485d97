use alloc::string::String;
use alloc::vec::Vec;

use raptorq::SourceBlockEncoder;

use super::frame::{Frame, NUMBERS, SeriesId, id_of};
use super::shape::Shape;
use crate::malformed::Malformed;

/// Makes the codes of a series, one after the other, without an end: the object's own symbols first, then repair
/// symbols. The same object gives the same codes.
#[derive(Clone, Debug)]
pub struct SeriesSender {
    id: SeriesId,
    shape: Shape,
    encoder: SourceBlockEncoder,
    /// The object's own symbols.
    source: Vec<Vec<u8>>,
    next: u32,
}

impl SeriesSender {
    /// Cuts `object`, usually a bundle, into symbols of so many bytes ([`super::DEFAULT_SYMBOL_BYTES`] are usual).
    ///
    /// # Errors
    ///
    /// [`Malformed`] for an empty object, one of more than 64 MiB or 56,403 symbols, and symbols of fewer than 128 or
    /// more than 2,000 bytes.
    pub fn new(object: &[u8], symbol_bytes: usize) -> Result<Self, Malformed> {
        let shape = Shape::new(object.len(), symbol_bytes)?;
        let mut padded = object.to_vec();
        padded.resize(object.len().next_multiple_of(symbol_bytes), 0);
        let encoder = SourceBlockEncoder::new(0, &shape.transmission(), &padded);
        let source = padded.chunks(symbol_bytes).map(<[u8]>::to_vec).collect();
        Ok(Self { id: id_of(object), shape, encoder, source, next: 0 })
    }

    /// How many codes hold the object: with luck a receiver needs no more, and hardly ever two more.
    pub fn fewest_codes(&self) -> u32 {
        self.shape.symbols()
    }

    /// The text of the code of this number; the numbers begin anew after 2^24.
    pub fn code(&self, number: u32) -> String {
        let number = number % NUMBERS;
        let own = usize::try_from(number).ok().and_then(|place| self.source.get(place)).cloned();
        let symbol = own.unwrap_or_else(|| {
            let repair = number.saturating_sub(self.shape.symbols());
            self.encoder.repair_packets(repair, 1).pop().map(|packet| packet.split().1).unwrap_or_default()
        });
        Frame { id: self.id, shape: self.shape, number, symbol }.text()
    }
}

impl Iterator for SeriesSender {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let code = self.code(self.next);
        self.next = self.next.wrapping_add(1);
        Some(code)
    }
}
