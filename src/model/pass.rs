use haetae_core::{CivilDate, Kid, PassClaims};

use super::BirthDate;

/// A signed pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    /// The civil day that it is for; a paper pass begins on it.
    pub day: CivilDate,
    /// The text of its QR code, `HT1:`.
    pub text: String,
    /// The key that signed it.
    pub kid: Kid,
    /// The RFC 7638 thumbprint of its holder's key; `None` on paper.
    pub holder: Option<[u8; 32]>,
    /// Its claims.
    pub claims: PassClaims,
    /// Who issues it, as people see it.
    pub issuer: String,
    /// The month or year of birth, if the pass would show a birthday and no more is known. The claims do not hold
    /// it.
    pub partial_birth: Option<BirthDate>,
}
