//! The core for browsers and Node. Nothing is decided here: values come in as JavaScript has them, the core answers,
//! and the answer goes out as bytes or as JSON. Time and randomness are arguments here too; the SDK on top brings them.
//!
//! Times are whole seconds since 1970. Each WebAssembly file has the features that its use needs: `check`, `present`,
//! `draw`, `queue`, `decode` and `series`.

#![cfg_attr(all(not(feature = "decode"), target_family = "wasm"), no_std)]

extern crate alloc;

#[cfg(all(not(feature = "decode"), target_family = "wasm"))]
mod bare;
#[cfg(feature = "check")]
mod check;
#[cfg(feature = "decode")]
mod decode;
#[cfg(feature = "present")]
mod present;
mod problem;
#[cfg(feature = "draw")]
mod qr;
#[cfg(feature = "series")]
mod series;

#[cfg(feature = "check")]
pub use check::*;
#[cfg(feature = "decode")]
pub use decode::{file_kind, read_frame, read_picture};
#[cfg(feature = "present")]
pub use present::*;
pub use problem::Problem;
#[cfg(feature = "draw")]
pub use qr::{Matrix, qr};
#[cfg(feature = "series")]
pub use series::{SeriesIn, SeriesOut, usual_symbol_bytes};
