//! The service as its callers use it. The modules are named after the routes; those that need sockets open them on the
//! loopback interface.

mod assertions;
mod attestation;
mod cache;
mod calendar;
mod clock;
mod compromise;
mod connections;
mod demo;
mod eligibility;
mod front;
mod full_disk;
mod grace;
mod guessers;
mod health;
mod idempotency;
mod joined_nodes;
mod journal;
mod limits;
mod logs;
mod long_days;
mod memory;
mod openapi;
mod operators;
mod overload;
mod pages;
mod paper;
mod paper_use;
mod partner_limits;
mod passes;
mod path_prefix;
mod phones;
mod postgres;
mod queue;
mod redis;
mod revocations;
mod rules;
mod sandbox;
mod security_txt;
mod short_answers;
mod shutdown;
mod socket;
mod token;
mod token_calendar;
mod tracing;
mod trust;
mod unavailable;
mod verify;
mod verify_vectors;
mod witness;

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_haetae");
