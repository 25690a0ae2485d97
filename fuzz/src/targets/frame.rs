//! The codes of a series, one a line, as a camera reads them from a screen.

use haetae_core::base45;
use haetae_core::series::{FrameRefused, MIN_SYMBOL_BYTES, Received, SeriesReceiver, SeriesSender};

use crate::{Target, vectors};

/// The most that this receiver takes.
const MOST_BYTES: usize = 16 * 1024;

pub(super) const TARGET: Target = Target {
    name: "frame",
    promise: "a series gives the object whose hash its codes name or none, and its progress is a share of the whole",
    run,
    seeds,
    rounds: 1_000,
};

fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut receiver = SeriesReceiver::new(MOST_BYTES);
    for line in text.lines() {
        match receiver.take(line) {
            Ok(Received::Complete(object)) => {
                assert!(!object.is_empty() && object.len() <= MOST_BYTES, "{} bytes", object.len());
                let sender = SeriesSender::new(&object, MIN_SYMBOL_BYTES).expect("an object that was received");
                assert_eq!(series(&sender.code(0)), series(line), "the object of another series");
            }
            Ok(Received::New | Received::Known) => {}
            Err(FrameRefused::NotAFrame) => assert!(!line.starts_with("HB1:"), "{line}"),
            Err(_) => {}
        }
        let progress = receiver.progress();
        assert!((0.0..=1.0).contains(&progress), "{progress}");
    }
}

/// The hash in the head of a code.
fn series(code: &str) -> Option<Vec<u8>> {
    Some(base45::decode(code.strip_prefix("HB1:")?).ok()?.get(..8)?.to_vec())
}

/// Some whole series, in order and without the first codes.
fn seeds() -> Vec<Vec<u8>> {
    let (_, bundles) = vectors::bundles();
    let mut found = Vec::new();
    for bundle in bundles.iter().step_by(60) {
        let sender = SeriesSender::new(bundle, MIN_SYMBOL_BYTES).expect("a bundle");
        for skipped in [0, 3] {
            let codes = (skipped..sender.fewest_codes() + skipped + 2).map(|number| sender.code(number));
            found.push(codes.collect::<Vec<_>>().join("\n").into_bytes());
        }
    }
    found
}
