//! Who operates the service: credentials, the check of one with each request, and the slowing down of guesses.

mod credential;
mod gate;
mod guesses;
mod revocations_alone;

pub use credential::{Credential, PREFIX};
pub use gate::{Gate, Refusal};
pub use revocations_alone::RevocationsAlone;
