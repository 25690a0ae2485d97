//! Deterministic CBOR (RFC 8949 section 4.2.1) as section 1 of the format narrows it: what is not the one encoding
//! of its value is refused. Map keys are read in the only order in which they may come, so nothing is ever skipped,
//! and the depth of nesting is that of the types that are read.

mod decoder;
mod encoder;
#[cfg(test)]
mod tests;

pub(crate) use decoder::Decoder;
pub use decoder::MAX_COUNT;
pub(crate) use encoder::Encoder;
