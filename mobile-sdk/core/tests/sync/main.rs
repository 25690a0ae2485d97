//! What a scanner fetches, and when: the state machine, driven by hand.

mod changes;
#[expect(dead_code, reason = "the simulation needs more of it")]
mod office;
mod plans;
mod trouble;
