//! The core for browsers and Node. Nothing is decided here: values come in as JavaScript has them, the core answers, and the
//! answer goes out as bytes or as JSON. Time and randomness are arguments here too; the SDK on top brings them.
//!
//! Times are whole seconds since 1970. With the feature `decode` it also reads QR codes out of camera frames.

#![cfg_attr(all(not(feature = "decode"), target_family = "wasm"), no_std)]

extern crate alloc;

#[cfg(all(not(feature = "decode"), target_family = "wasm"))]
mod bare;
mod challenge;
#[cfg(feature = "decode")]
mod decode;
mod holder_keys;
mod inspect;
mod plan;
mod presentation;
mod problem;
mod qr;
mod renewal;
mod scanner;
mod slots;
mod time;
mod trust;
mod verdict;

#[cfg(feature = "decode")]
pub use decode::{read_frame, read_picture};
pub use holder_keys::holder_keys_digest;
pub use inspect::inspect;
pub use presentation::{Presentation, challenge_text, is_challenge};
pub use problem::Problem;
pub use qr::{Matrix, qr};
pub use scanner::Scanner;
pub use slots::{SlotWrite, read_slots, write_slots};
