//! Real servers for tests: each with a folder of its own, gone with the process that started it.

pub mod postgres;
pub mod redis;
