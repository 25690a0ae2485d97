//! What a scanner fetches, and when: the state machine, driven by hand.

mod plans;
mod trouble;
