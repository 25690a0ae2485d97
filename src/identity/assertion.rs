//! A partner's word for a citizen: a short JWT (EdDSA) that is good for exactly the holder keys of one request. A copy of it
//! is worthless to anybody else and a replay gets the same answer, so nothing must be remembered and no call goes out.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae_core::{Jwk, PublicKey, SECONDS_PER_DAY, UnixTime};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::partner::{Partner, PartnerKey};
use crate::records::SubjectId;
use crate::store::{Store, StoreError};

/// An assertion lives at most so many seconds.
pub const MAX_ASSERTION_LIFE: u64 = 300;
/// A partner's clock may be ahead by so many seconds.
pub const MAX_CLOCK_SKEW: u64 = 60;
/// More than any assertion needs.
const MAX_ASSERTION_BYTES: usize = 4_096;

/// What an assertion is shown for.
#[derive(Clone, Copy, Debug)]
pub enum Requested<'a> {
    /// Passes for these holder keys.
    Passes(&'a [PublicKey]),
    /// A paper pass.
    Paper,
}

/// Who vouches for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asserted {
    /// The partner.
    pub partner: String,
    /// The citizen.
    pub subject: SubjectId,
}

/// Why an assertion is not good. The sentences go to the partner's developers; none repeats what the assertion says.
#[derive(Debug, thiserror::Error)]
pub enum AssertionError {
    /// Not a JWT of the agreed form, or by a partner or key that is not registered, or not signed by it.
    #[error("the assertion is not valid: {0}")]
    Invalid(&'static str),
    /// Its times do not fit.
    #[error("the assertion is not valid at this time: {0}")]
    Untimely(&'static str),
    /// The citizen signed in too long ago.
    #[error("the citizen must sign in to the partner again: the last time is more than {0} days ago")]
    SignInTooOld(u64),
    /// The key was not registered for this use.
    #[error("this key of the partner is not registered for {0}")]
    UseNotGranted(&'static str),
    /// It was made for other holder keys.
    #[error("the assertion was made for other holder keys than those of the request")]
    OtherKeys,
    /// The partners could not be looked up.
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    aud: String,
    iat: u64,
    exp: u64,
    auth_time: u64,
    #[serde(rename = "use")]
    purpose: String,
    keys: Option<String>,
}

/// Checks assertions for one issuer.
#[derive(Clone, Debug)]
pub struct AssertionVerifier {
    audience: String,
    auth_time_limit_days: u64,
}

impl AssertionVerifier {
    /// Accepts assertions whose `aud` is `audience`, of citizens who signed in at most so many days ago.
    pub fn new(audience: impl Into<String>, auth_time_limit_days: u64) -> Self {
        Self { audience: audience.into(), auth_time_limit_days }
    }

    /// Checks the assertion of a request made at `now`.
    ///
    /// # Errors
    ///
    /// [`AssertionError`] where it is not good, or the store could not be asked.
    pub async fn verify(
        &self,
        assertion: &str,
        requested: Requested<'_>,
        store: &dyn Store,
        now: UnixTime,
    ) -> Result<Asserted, AssertionError> {
        let (key_id, issuer) = unverified_origin(assertion)?;
        let unknown = AssertionError::Invalid("its issuer or key is not registered");
        let Some(partner) = store.partner(&issuer).await? else { return Err(unknown) };
        let Some(key) = partner.keys.iter().find(|key| key.id == key_id) else { return Err(unknown) };
        let claims = verified_claims(assertion, key)?;
        self.require_times(&claims, &partner, now)?;
        if claims.aud != self.audience {
            return Err(AssertionError::Invalid("it is for another audience"));
        }
        require_purpose(&claims, key, requested)?;
        let subject = SubjectId::new(&claims.sub).ok_or(AssertionError::Invalid("its sub is not a subject id"))?;
        Ok(Asserted { partner: partner.name, subject })
    }

    fn require_times(&self, claims: &Claims, partner: &Partner, now: UnixTime) -> Result<(), AssertionError> {
        let now_seconds = now.seconds();
        if claims.iat > now_seconds.saturating_add(MAX_CLOCK_SKEW) {
            return Err(AssertionError::Untimely("its iat lies ahead"));
        }
        if claims.exp <= now_seconds {
            return Err(AssertionError::Untimely("it has expired"));
        }
        if claims.exp <= claims.iat || claims.exp - claims.iat > MAX_ASSERTION_LIFE {
            return Err(AssertionError::Invalid("its exp must be after its iat, by at most 300 seconds"));
        }
        if claims.auth_time > now_seconds.saturating_add(MAX_CLOCK_SKEW) {
            return Err(AssertionError::Untimely("its auth_time lies ahead"));
        }
        let on_grace = partner.grace_until.is_some_and(|until| now < until);
        let age = now_seconds.saturating_sub(claims.auth_time);
        if age > self.auth_time_limit_days.saturating_mul(SECONDS_PER_DAY) && !on_grace {
            return Err(AssertionError::SignInTooOld(self.auth_time_limit_days));
        }
        Ok(())
    }
}

/// What `keys` of an assertion must be: base64url SHA-256 over the RFC 7638 thumbprints of the holder keys, 32 bytes each,
/// sorted bytewise and put one after the other.
pub fn keys_digest(keys: &[PublicKey]) -> String {
    let mut thumbprints: Vec<[u8; 32]> = keys.iter().map(Jwk::thumbprint).collect();
    thumbprints.sort_unstable();
    Base64UrlUnpadded::encode_string(&Sha256::digest(thumbprints.concat()))
}

fn require_purpose(claims: &Claims, key: &PartnerKey, requested: Requested<'_>) -> Result<(), AssertionError> {
    let (purpose, granted) = match requested {
        Requested::Passes(_) => ("passes", key.uses.passes),
        Requested::Paper => ("paper", key.uses.paper),
    };
    if claims.purpose != purpose {
        return Err(AssertionError::Invalid("its use is not that of the request"));
    }
    if !granted {
        return Err(AssertionError::UseNotGranted(purpose));
    }
    match (requested, &claims.keys) {
        (Requested::Passes(keys), Some(digest)) if *digest == keys_digest(keys) => Ok(()),
        (Requested::Passes(_), Some(_)) => Err(AssertionError::OtherKeys),
        (Requested::Passes(_), None) => Err(AssertionError::Invalid("its keys are missing")),
        (Requested::Paper, None) => Ok(()),
        (Requested::Paper, Some(_)) => Err(AssertionError::Invalid("an assertion for paper has no keys")),
    }
}

/// The key id and the issuer that an assertion claims, to look the key up by; nothing else of it is read yet.
fn unverified_origin(assertion: &str) -> Result<(String, String), AssertionError> {
    #[derive(Deserialize)]
    struct Origin {
        iss: String,
    }
    let not_a_jwt = AssertionError::Invalid("it is not a JWT with the claims iss, sub, aud, iat, exp, auth_time, use");
    if assertion.len() > MAX_ASSERTION_BYTES {
        return Err(AssertionError::Invalid("it is longer than 4,096 characters"));
    }
    let Ok(header) = jsonwebtoken::decode_header(assertion) else { return Err(not_a_jwt) };
    if header.alg != Algorithm::EdDSA {
        return Err(AssertionError::Invalid("its alg is not EdDSA"));
    }
    let Some(key_id) = header.kid else { return Err(AssertionError::Invalid("its header has no kid")) };
    let payload = assertion.split('.').nth(1).and_then(|payload| Base64UrlUnpadded::decode_vec(payload).ok());
    let origin = payload.and_then(|payload| serde_json::from_slice::<Origin>(&payload).ok());
    origin.map(|origin| (key_id, origin.iss)).ok_or(not_a_jwt)
}

fn verified_claims(assertion: &str, key: &PartnerKey) -> Result<Claims, AssertionError> {
    let mut validation = Validation::new(Algorithm::EdDSA);
    // Times and audience are checked against this service's clock and configuration, not the library's.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let decoding = DecodingKey::from_ed_der(&key.public);
    match jsonwebtoken::decode::<Claims>(assertion, &decoding, &validation) {
        Ok(decoded) => Ok(decoded.claims),
        Err(error) if matches!(error.kind(), jsonwebtoken::errors::ErrorKind::InvalidSignature) => {
            Err(AssertionError::Invalid("its signature is wrong"))
        }
        Err(_) => Err(AssertionError::Invalid("a claim is missing or has the wrong type")),
    }
}
