//! The core for browsers and Node. Nothing is decided here: values come in as JavaScript has them, the core answers, and the
//! answer goes out as bytes or as JSON. Time and randomness are arguments here too; the SDK on top brings them.
//!
//! Times are whole seconds since 1970. The feature `check` is what checks and presents, `decode` reads QR codes out of camera
//! frames, `series` gives and takes bundles as series of codes; a WebAssembly file for each use has some of them.

#![cfg_attr(all(not(feature = "decode"), target_family = "wasm"), no_std)]

extern crate alloc;

#[cfg(all(not(feature = "decode"), target_family = "wasm"))]
mod bare;
#[cfg(feature = "check")]
mod challenge;
#[cfg(feature = "decode")]
mod decode;
#[cfg(feature = "check")]
mod holder_keys;
#[cfg(feature = "check")]
mod inspect;
#[cfg(feature = "check")]
mod plan;
#[cfg(feature = "check")]
mod presentation;
mod problem;
mod qr;
#[cfg(feature = "check")]
mod renewal;
#[cfg(feature = "check")]
mod scanner;
#[cfg(feature = "series")]
mod series;
#[cfg(feature = "check")]
mod slots;
#[cfg(feature = "check")]
mod time;
#[cfg(feature = "check")]
mod trust;
#[cfg(feature = "check")]
mod verdict;

#[cfg(feature = "decode")]
pub use decode::{read_frame, read_picture};
#[cfg(feature = "check")]
pub use holder_keys::holder_keys_digest;
#[cfg(feature = "check")]
pub use inspect::inspect;
#[cfg(feature = "check")]
pub use presentation::{Presentation, challenge_text, is_challenge};
pub use problem::Problem;
pub use qr::{Matrix, qr};
#[cfg(feature = "check")]
pub use scanner::Scanner;
#[cfg(feature = "decode")]
pub use scanner::bundle_of;
#[cfg(feature = "series")]
pub use series::{SeriesIn, SeriesOut};
#[cfg(feature = "check")]
pub use slots::{SlotWrite, read_slots, write_slots};
