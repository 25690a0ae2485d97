//! Real programs that a test starts on free ports and stops.

pub mod redis;
