//! What is in a code, for people who debug one. Nothing here is checked, and nothing here may open a door.

use crate::key::Kid;
use crate::pass::PassClaims;
use crate::presentation::UnverifiedPass;
use crate::time::UnixTime;

/// The unchecked content of a code: anybody can write such a code.
#[derive(Clone, Copy, Debug)]
pub struct Unchecked<'a> {
    /// The key that is said to have signed the pass.
    pub kid: Kid,
    /// What the pass says.
    pub claims: &'a PassClaims,
    /// What the phone is said to have signed, unless the pass is shown as it is.
    pub presentation: Option<UncheckedPresentation>,
}

/// The unchecked content of a presentation.
#[derive(Clone, Copy, Debug)]
pub struct UncheckedPresentation {
    /// When it was made, by the phone's clock.
    pub issued: UnixTime,
    /// Whether it says that it answers a challenge.
    pub challenged: bool,
}

/// Looks into a code without checking anything.
pub fn unchecked(pass: &UnverifiedPass) -> Unchecked<'_> {
    let presentation =
        pass.proof.as_ref().map(|proof| UncheckedPresentation { issued: proof.issued, challenged: proof.challenged });
    Unchecked { kid: pass.kid, claims: &pass.claims, presentation }
}
