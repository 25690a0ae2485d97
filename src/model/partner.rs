use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae_core::{Jwk, PublicKey, UnixTime};

/// What a partner's assertion may be used for, granted with each key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uses {
    /// Passes for phones.
    pub passes: bool,
    /// Paper passes.
    pub paper: bool,
}

/// A key that a partner signs its assertions with (Ed25519).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerKey {
    /// The `kid` that the partner puts into its assertions: its JWK's own, or the RFC 7638 thumbprint.
    pub id: String,
    /// The public key.
    pub public: [u8; 32],
    /// What it may be used for.
    pub uses: Uses,
}

/// An app or a clinic that vouches for citizens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// The `iss` of its assertions.
    pub name: String,
    /// One or two live keys, by id.
    pub keys: Vec<PartnerKey>,
    /// Until when the age of its sign-ins is not looked at.
    pub grace_until: Option<UnixTime>,
}

/// The name of a partner, as the `iss` of its assertions: 1 to 64 characters of `A-Z a-z 0-9 . - _ : /`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerName(String);

/// The text is not the name of a partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a partner's name is 1 to 64 characters of A-Z a-z 0-9 . - _ : /")]
pub struct PartnerNameError;

impl PartnerName {
    /// A name.
    ///
    /// # Errors
    ///
    /// [`PartnerNameError`]
    pub fn new(text: &str) -> Result<Self, PartnerNameError> {
        let fits = (1..=64).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:/".contains(&byte));
        if fits { Ok(Self(text.to_owned())) } else { Err(PartnerNameError) }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a JWK is not a key that a partner can sign with.
#[derive(Debug, thiserror::Error)]
pub enum PartnerKeyError {
    /// It is not a JWK.
    #[error("not a JWK: {0}")]
    NotAJwk(String),
    /// It is not a key of a known kind.
    #[error(transparent)]
    Key(#[from] haetae_core::InvalidJwk),
    /// It is not an Ed25519 key.
    #[error("a partner's key must be OKP Ed25519")]
    NotEd25519,
    /// No signature could be verified with it.
    #[error("this is not a point of Ed25519 that signatures can be verified with")]
    Unusable,
    /// Its own id does not fit.
    #[error("its kid must be 1 to 128 printable ASCII characters")]
    Kid,
}

impl PartnerKey {
    /// The key of a JWK (RFC 7517, RFC 8037), under its own `kid` or else its RFC 7638 thumbprint.
    ///
    /// # Errors
    ///
    /// [`PartnerKeyError`]
    pub fn from_jwk(json: &[u8], uses: Uses) -> Result<Self, PartnerKeyError> {
        let not_a_jwk = |error: serde_json::Error| PartnerKeyError::NotAJwk(error.to_string());
        let json: serde_json::Value = serde_json::from_slice(json).map_err(not_a_jwk)?;
        // An id that is not text is refused below, as an empty one.
        let own_id = json.get("kid").map(|kid| kid.as_str().unwrap_or_default().to_owned());
        let jwk: Jwk = serde_json::from_value(json).map_err(not_a_jwk)?;
        let key = PublicKey::try_from(&jwk)?;
        let PublicKey::Ed25519(public) = key else { return Err(PartnerKeyError::NotEd25519) };
        if !key.is_usable() {
            return Err(PartnerKeyError::Unusable);
        }
        let id = own_id.unwrap_or_else(|| Base64UrlUnpadded::encode_string(&Jwk::thumbprint(&key)));
        if !(1..=128).contains(&id.len()) || !id.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(PartnerKeyError::Kid);
        }
        Ok(Self { id, public, uses })
    }
}
