use alloc::string::String;
use alloc::vec::Vec;

use sha2::{Digest as _, Sha256};

use super::shape::Shape;
use crate::base45;
use crate::code::{MAX_CODE_BYTES, SERIES_PREFIX};
use crate::malformed::Malformed;

/// Series, length and number.
const HEAD: usize = 8 + 4 + 3;
/// The numbers of frames begin anew after so many.
pub(super) const NUMBERS: u32 = 1 << 24;

/// The first 8 bytes of SHA-256 of the whole object.
pub(super) type SeriesId = [u8; 8];

pub(super) fn id_of(object: &[u8]) -> SeriesId {
    let mut id = [0; 8];
    for (to, from) in id.iter_mut().zip(Sha256::digest(object)) {
        *to = from;
    }
    id
}

/// One code of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) id: SeriesId,
    pub(super) shape: Shape,
    /// The encoding symbol id, below 2^24: the object's own symbols come first.
    pub(super) number: u32,
    pub(super) symbol: Vec<u8>,
}

/// A text that is no frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoFrame {
    AnotherPrefix,
    Malformed(Malformed),
}

impl Frame {
    pub(super) fn text(&self) -> String {
        let mut bytes = Vec::with_capacity(HEAD.saturating_add(self.symbol.len()));
        bytes.extend_from_slice(&self.id);
        bytes.extend_from_slice(&self.shape.length.to_be_bytes());
        let [_, high, middle, low] = self.number.to_be_bytes();
        bytes.extend_from_slice(&[high, middle, low]);
        bytes.extend_from_slice(&self.symbol);
        let mut text = String::from(SERIES_PREFIX);
        base45::encode_into(&bytes, &mut text);
        text
    }

    pub(super) fn parse(text: &str) -> Result<Self, NoFrame> {
        let body = text.strip_prefix(SERIES_PREFIX).ok_or(NoFrame::AnotherPrefix)?;
        if body.len() > MAX_CODE_BYTES.div_ceil(2).saturating_mul(3) {
            return Err(NoFrame::Malformed(Malformed::FrameSize));
        }
        let bytes = base45::decode(body).map_err(|_| NoFrame::Malformed(Malformed::Base45))?;
        Self::read(&bytes).ok_or(Malformed::FrameHead).and_then(|read| read).map_err(NoFrame::Malformed)
    }

    fn read(bytes: &[u8]) -> Option<Result<Self, Malformed>> {
        let (id, rest) = bytes.split_first_chunk::<8>()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let ([high, middle, low], symbol) = rest.split_first_chunk::<3>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        Some(Shape::new(length, symbol.len()).map(|shape| Self {
            id: *id,
            shape,
            number: u32::from_be_bytes([0, *high, *middle, *low]),
            symbol: symbol.to_vec(),
        }))
    }
}
