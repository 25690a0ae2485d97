//! A series of QR codes: how a bundle jumps from one screen to another camera, without a network and without an answer.
//! Any codes of the series will do, in any order, as long as there are a few more of them than the bundle needs: a
//! fountain code, RaptorQ (RFC 6330). An extension of ours, described at the end of `docs/wire-format.md`.
//!
//! Whatever comes out is only bytes: [`crate::TrustStore`] says whether they may be believed.

mod frame;
mod receiver;
mod sender;
mod shape;
#[cfg(test)]
mod tests;

pub use receiver::{FrameRefused, MAX_RECEIVED_BYTES, Received, SeriesReceiver};
pub use sender::SeriesSender;
pub use shape::{DEFAULT_SYMBOL_BYTES, MAX_SYMBOL_BYTES, MIN_SYMBOL_BYTES};
