//! The core for browsers and Node. Nothing is decided here: values come in as JavaScript has them, the core answers, and the
//! answer goes out as bytes or as JSON. Time and randomness are arguments here too; the SDK on top brings them.
//!
//! Times are whole seconds since 1970. With the feature `present` it also shows passes and draws codes, with `decode` it reads QR
//! codes out of camera frames besides.

#![cfg_attr(all(not(feature = "decode"), target_family = "wasm"), no_std)]

extern crate alloc;

#[cfg(all(not(feature = "decode"), target_family = "wasm"))]
mod bare;
mod challenge;
#[cfg(feature = "decode")]
mod decode;
#[cfg(feature = "present")]
mod holder_keys;
#[cfg(feature = "present")]
mod inspect;
mod plan;
#[cfg(feature = "present")]
mod presentation;
mod problem;
#[cfg(feature = "present")]
mod qr;
mod scanner;
mod slots;
mod time;
mod trust;
mod verdict;

#[cfg(feature = "decode")]
pub use decode::{read_frame, read_picture};
#[cfg(feature = "present")]
pub use holder_keys::holder_keys_digest;
#[cfg(feature = "present")]
pub use inspect::inspect;
#[cfg(feature = "present")]
pub use presentation::{Presentation, challenge_text, is_challenge};
pub use problem::Problem;
#[cfg(feature = "present")]
pub use qr::{Matrix, qr};
pub use scanner::Scanner;
pub use slots::{SlotWrite, read_slots, write_slots};
