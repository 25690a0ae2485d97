//! Specimen codes for training: one for each verdict that a code can bring about, alone or with a policy, from a
//! training authority of its own whose keys are public. No real scanner knows that authority; a scanner in training
//! mode knows nothing else.

mod authority;
mod codes;
mod sandbox;
#[cfg(test)]
mod tests;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae_core::{Malformed, RootSet, UnixTime};
use serde::Serialize;

use authority::Authority;
pub use sandbox::{PublicRandom, is_public};

/// The moment at which every training takes place: 2026-11-22, noon in Seoul. Live codes are signed for it, so a
/// scanner in training mode checks at this time, whatever its clock shows.
pub const NOW: UnixTime = UnixTime::saturating_new(1_795_316_400);

/// A code and the verdict that a scanner in training must give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Specimen {
    /// The verdict's code (wire format, section 10).
    pub expected: &'static str,
    /// What the QR code holds.
    pub text: String,
    /// The policy that the scanner must have chosen, by its id in the training's rules; `None`: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<&'static str>,
}

/// The data for a training.
#[derive(Clone, Debug)]
pub struct Training {
    /// The roots of the training authority.
    pub roots: RootSet,
    /// The bundle of a scanner in training.
    pub bundle: Vec<u8>,
    /// One for each verdict; three for `admit`.
    pub codes: Vec<Specimen>,
}

/// Why there are no specimens. The inputs are fixed, so none of this happens.
#[derive(Debug, thiserror::Error)]
pub enum SpecimenError {
    /// A value does not fit the format.
    #[error("a specimen does not fit the format: expected {0}")]
    Malformed(Malformed),
    /// A key cannot be made.
    #[error(transparent)]
    Keys(#[from] haetae_keys::OpenError),
    /// A key does not sign.
    #[error(transparent)]
    Custody(#[from] haetae_keys::CustodyError),
}

impl From<Malformed> for SpecimenError {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

impl Training {
    /// Makes the specimens. They are the same each time.
    ///
    /// # Errors
    ///
    /// [`SpecimenError`]
    pub fn new() -> Result<Self, SpecimenError> {
        let authority = Authority::new()?;
        Ok(Self { bundle: authority.bundle()?, codes: codes::all(&authority)?, roots: authority.roots })
    }

    /// What the training mode of the scanner's web app loads: `{"roots", "bundle", "now", "codes"}`.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!({
            "roots": self.roots,
            "bundle": Base64UrlUnpadded::encode_string(&self.bundle),
            "now": NOW.seconds(),
            "codes": self.codes,
        })
    }
}
