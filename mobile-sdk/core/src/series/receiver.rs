use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::{fmt, iter};

use raptorq::{EncodingPacket, PayloadId, SourceBlockDecoder};

use super::frame::{Frame, NoFrame, SeriesId, id_of};
use super::shape::Shape;
use crate::malformed::Malformed;

/// The longest object that a receiver takes by default: far more than anybody has the patience for.
pub const MAX_RECEIVED_BYTES: usize = 1024 * 1024;

/// A receiver has what it needs with one code in a hundred more than the fewest, or two in a million. With so many
/// more, the codes were made to contradict each other.
const MOST_MORE: u32 = 16;

/// After so many codes in a row of one other series, somebody holds the camera to another screen.
const TURNED_AWAY: u32 = 8;

/// What became of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// It brought something new.
    New,
    /// It was known, or its series is complete already.
    Known,
    /// It was the last that was missing: this is the object.
    Complete(Vec<u8>),
}

/// Why a code was refused. Nothing that was received before is lost, except with [`FrameRefused::Damaged`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameRefused {
    /// It is no code of a series.
    NotAFrame,
    /// It begins as one and is none.
    Malformed(Malformed),
    /// Its object is larger than this receiver takes.
    TooLarge,
    /// It belongs to another series than the one that has begun.
    AnotherSeries,
    /// The codes do not give the object that they promise: at least one of them is not genuine. The series begins anew.
    Damaged,
}

impl fmt::Display for FrameRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAFrame => f.write_str("not a code of a series"),
            Self::Malformed(malformed) => write!(f, "not a code of a series: {} was expected", malformed.reason()),
            Self::TooLarge => f.write_str("the series holds more than this receiver takes"),
            Self::AnotherSeries => f.write_str("a code of another series"),
            Self::Damaged => f.write_str("the codes contradict each other; the series begins anew"),
        }
    }
}

impl core::error::Error for FrameRefused {}

/// Puts a series together from whatever codes a camera sees.
#[derive(Clone, Debug)]
pub struct SeriesReceiver {
    most_bytes: usize,
    begun: Option<Begun>,
    complete: Option<SeriesId>,
    /// Another series that was seen while this one has begun, and how often in a row.
    other: Option<(SeriesId, u32)>,
}

#[derive(Clone, Debug)]
struct Begun {
    id: SeriesId,
    shape: Shape,
    seen: BTreeSet<u32>,
    decoder: SourceBlockDecoder,
}

impl Default for SeriesReceiver {
    fn default() -> Self {
        Self::new(MAX_RECEIVED_BYTES)
    }
}

impl SeriesReceiver {
    /// A receiver of objects of at most so many bytes. It keeps about as much of them, and a few times as much for a
    /// moment at the end.
    pub const fn new(most_bytes: usize) -> Self {
        Self { most_bytes, begun: None, complete: None, other: None }
    }

    /// Takes the text of a code. The first code begins a series; codes of another one are refused until eight in a row
    /// come of the same: then that one has begun, and what was received of the first is dropped.
    ///
    /// # Errors
    ///
    /// [`FrameRefused`]
    pub fn take(&mut self, text: &str) -> Result<Received, FrameRefused> {
        let frame = Frame::parse(text).map_err(|no_frame| match no_frame {
            NoFrame::AnotherPrefix => FrameRefused::NotAFrame,
            NoFrame::Malformed(malformed) => FrameRefused::Malformed(malformed),
        })?;
        if self.complete == Some(frame.id) {
            return Ok(Received::Known);
        }
        if usize::try_from(frame.shape.length).map_or(true, |length| length > self.most_bytes) {
            return Err(FrameRefused::TooLarge);
        }
        let mut begun = match self.begun.take() {
            Some(begun) if (begun.id, begun.shape) == (frame.id, frame.shape) => begun,
            Some(begun) if !self.has_turned_to(frame.id) => {
                self.begun = Some(begun);
                return Err(FrameRefused::AnotherSeries);
            }
            _ => Begun::new(&frame),
        };
        self.other = None;
        let received = begun.take(frame);
        match received {
            Ok(Received::Complete(_)) => self.complete = Some(begun.id),
            Err(_) => {}
            Ok(_) => {
                self.complete = None;
                self.begun = Some(begun);
            }
        }
        received
    }

    /// How much is here, from 0 to 1; 1 means that the object is complete.
    pub fn progress(&self) -> f64 {
        match &self.begun {
            Some(begun) => {
                let (received, fewest) = begun.count();
                // The last hundredth waits for the hash.
                (f64::from(received) / f64::from(fewest.max(1))).min(0.99)
            }
            None if self.complete.is_some() => 1.0,
            None => 0.0,
        }
    }

    /// How many codes have been received, and how many are needed at the least.
    pub fn counts(&self) -> Option<(u32, u32)> {
        self.begun.as_ref().map(Begun::count)
    }

    fn has_turned_to(&mut self, id: SeriesId) -> bool {
        let times = match self.other {
            Some((other, times)) if other == id => times.saturating_add(1),
            _ => 1,
        };
        self.other = Some((id, times));
        times >= TURNED_AWAY
    }
}

impl Begun {
    fn new(frame: &Frame) -> Self {
        let transmission = frame.shape.transmission();
        let block = u64::from(frame.shape.symbols()).saturating_mul(frame.shape.symbol.into());
        let decoder = SourceBlockDecoder::new(0, &transmission, block);
        Self { id: frame.id, shape: frame.shape, seen: BTreeSet::new(), decoder }
    }

    fn count(&self) -> (u32, u32) {
        (u32::try_from(self.seen.len()).unwrap_or(u32::MAX), self.shape.symbols())
    }

    fn take(&mut self, frame: Frame) -> Result<Received, FrameRefused> {
        if !self.seen.insert(frame.number) {
            return Ok(Received::Known);
        }
        // The number has 24 bits and the symbol the length that the decoder was made for: all that it asks for.
        let packet = EncodingPacket::new(PayloadId::new(0, frame.number), frame.symbol);
        let Some(mut object) = self.decoder.decode(iter::once(packet)) else {
            let (received, fewest) = self.count();
            let contradicts = received > fewest.saturating_add(MOST_MORE);
            return if contradicts { Err(FrameRefused::Damaged) } else { Ok(Received::New) };
        };
        object.truncate(usize::try_from(self.shape.length).unwrap_or(usize::MAX));
        if id_of(&object) == self.id { Ok(Received::Complete(object)) } else { Err(FrameRefused::Damaged) }
    }
}
