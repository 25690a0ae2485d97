//! Authenticates requests: partners' apps vouch for citizens.

mod assertion;
mod claims;
mod demo;
mod grace;
mod jws;
mod members;
#[cfg(test)]
mod tests;

pub use assertion::{
    Asserted, AssertionError, AssertionVerifier, MAX_ASSERTION_LIFE, MAX_CLOCK_SKEW, Requested, SignedAssertion,
};
pub use demo::{DemoPartner, NotADemoKey, SYNTHETIC};
pub use grace::Grace;
