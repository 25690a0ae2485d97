use alloc::string::String;
use alloc::vec::Vec;

use haetae_core::series::{DEFAULT_SYMBOL_BYTES, FrameRefused, Received, SeriesReceiver, SeriesSender};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::problem::{Problem, json};

/// The bytes of a symbol that are usual: what the camera of a cheap tablet reads.
#[wasm_bindgen(js_name = usualSymbolBytes)]
pub fn usual_symbol_bytes() -> usize {
    DEFAULT_SYMBOL_BYTES
}

/// Puts a bundle together from the codes of another scanner's screen (wire format, section 11). It holds at most 1 MiB.
#[wasm_bindgen]
#[derive(Default)]
pub struct SeriesIn {
    receiver: SeriesReceiver,
    object: Option<Vec<u8>>,
}

/// What became of a code, and how it stands with its series; both numbers are 0 where none is under way.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Taken {
    taken: &'static str,
    /// How many codes are here.
    received: u32,
    /// How many are needed at the least.
    needed: u32,
}

#[wasm_bindgen]
impl SeriesIn {
    /// A receiver of whichever series comes first.
    #[wasm_bindgen(constructor)]
    pub fn new() -> SeriesIn {
        Self::default()
    }

    /// Takes the text of a code. The answer is JSON: `taken` is `new`, `known`, `complete`, or why nothing was taken:
    /// `not_a_frame`, `malformed`, `too_large`, `another_series`, `damaged`.
    ///
    /// # Errors
    ///
    /// Never in practice: where the answer cannot be written.
    pub fn take(&mut self, text: &str) -> Result<String, JsError> {
        Ok(json(&self.taken(text))?)
    }

    /// The bytes of the series, once after `complete`. Nothing about them has been checked.
    pub fn object(&mut self) -> Option<Vec<u8>> {
        self.object.take()
    }
}

impl SeriesIn {
    fn taken(&mut self, text: &str) -> Taken {
        let taken = match self.receiver.take(text) {
            Ok(Received::New) => "new",
            Ok(Received::Known) => "known",
            Ok(Received::Complete(object)) => {
                self.object = Some(object);
                "complete"
            }
            Err(FrameRefused::NotAFrame) => "not_a_frame",
            Err(FrameRefused::Malformed(_)) => "malformed",
            Err(FrameRefused::TooLarge) => "too_large",
            Err(FrameRefused::AnotherSeries) => "another_series",
            Err(FrameRefused::Damaged) => "damaged",
        };
        let (received, needed) = self.receiver.counts().unwrap_or_default();
        Taken { taken, received, needed }
    }
}

/// Shows a bundle as codes to another scanner's camera, one after the other, without an end.
#[wasm_bindgen]
pub struct SeriesOut(SeriesSender);

#[wasm_bindgen]
impl SeriesOut {
    /// Cuts a bundle into symbols of so many bytes: 128 to 2,000.
    ///
    /// # Errors
    ///
    /// If the bundle is empty or too long, or the symbols are of another length.
    #[wasm_bindgen(constructor)]
    pub fn new(bundle: &[u8], symbol_bytes: usize) -> Result<SeriesOut, JsError> {
        Ok(Self::cut(bundle, symbol_bytes)?)
    }

    /// How many codes hold the bundle.
    #[wasm_bindgen(getter)]
    pub fn codes(&self) -> u32 {
        self.0.fewest_codes()
    }

    /// The text of the code of this number (`HB1:`).
    pub fn code(&self, number: u32) -> String {
        self.0.code(number)
    }
}

impl SeriesOut {
    fn cut(bundle: &[u8], symbol_bytes: usize) -> Result<Self, Problem> {
        SeriesSender::new(bundle, symbol_bytes).map(Self).map_err(|malformed| Problem::Series(malformed.reason()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn out(seed: u8) -> SeriesOut {
        let bundle: Vec<u8> = (0..1_000_u32).map(|place| place.to_le_bytes()[0] ^ seed).collect();
        SeriesOut::cut(&bundle, 128).expect("a series")
    }

    #[test]
    fn a_bundle_goes_out_and_comes_in_and_is_given_once() {
        let series = out(0);
        assert_eq!(series.codes(), 8);
        let mut receiver = SeriesIn::new();
        for number in 0..7 {
            let taken = receiver.taken(&series.code(number));
            assert_eq!(taken, Taken { taken: "new", received: number + 1, needed: 8 });
        }
        assert_eq!(receiver.taken(&series.code(3)), Taken { taken: "known", received: 7, needed: 8 });
        assert_eq!(receiver.object(), None);
        assert_eq!(receiver.taken(&series.code(7)), Taken { taken: "complete", received: 0, needed: 0 });
        assert_eq!(receiver.object().map(|object| object.len()), Some(1_000));
        assert_eq!(receiver.object(), None);
        assert_eq!(receiver.taken(&series.code(9)), Taken { taken: "known", received: 0, needed: 0 });
    }

    #[test]
    fn what_is_refused_has_its_word_and_loses_nothing() {
        let (series, other) = (out(0), out(1));
        let large = SeriesOut::cut(&vec![7; 1024 * 1024 + 1], 2_000).expect("a series");
        let mut receiver = SeriesIn::new();
        receiver.taken(&series.code(0));
        for (text, taken) in [
            ("HT1:ABC".to_owned(), "not_a_frame"),
            ("HB1:<script>".to_owned(), "malformed"),
            (large.code(0), "too_large"),
            (other.code(0), "another_series"),
        ] {
            assert_eq!(receiver.taken(&text), Taken { taken, received: 1, needed: 8 }, "{text}");
        }
        assert!(matches!(SeriesOut::cut(&[], 128), Err(Problem::Series(_))));
        assert!(matches!(SeriesOut::cut(&[1], 127), Err(Problem::Series(_))));
    }
}
