//! The routes: one module per resource.

pub(super) mod attestation;
pub(super) mod demo;
pub(super) mod documentation;
pub(super) mod front;
pub(super) mod health;
pub(super) mod metrics;
pub(super) mod paper;
pub(super) mod passes;
pub(super) mod queue;
mod queue_desk;
pub(super) mod revocations;
pub(super) mod security_txt;
pub(super) mod trust;
pub(super) mod verify;
