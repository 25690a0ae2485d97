//! Checks assertions: short JWTs (EdDSA) in which a partner vouches for a citizen, valid for exactly the holder keys of
//! one request. A stolen copy is worthless and a replay gets the same answer, so nothing is remembered here and no one
//! is called. Nothing about the citizen is looked up before the assertion is valid.

use std::borrow::Cow;

use haetae_core::{SECONDS_PER_DAY, UnixTime};

use super::claims::{self, Claims, NumericDate};
use super::grace::Grace;
use super::jws::UnverifiedJws;
use super::members::Members;
use crate::model::{Partner, PartnerKey, SubjectId};
use crate::store::{PartnerStore, StoreError};

/// The longest lifetime of an assertion, in seconds.
pub const MAX_ASSERTION_LIFE: u64 = 300;
/// How far a partner's clock may be ahead, in seconds.
pub const MAX_CLOCK_SKEW: u64 = 60;

/// What an assertion is used for.
#[derive(Clone, Copy, Debug)]
pub enum Requested<'a> {
    /// Passes for the holder keys with this digest ([`haetae_core::keys_digest`]).
    Passes(&'a str),
    /// A paper pass.
    Paper,
}

/// The partner and the citizen of a valid assertion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asserted {
    /// The partner.
    pub partner: String,
    /// The id of the partner's key that signed it.
    pub key: String,
    /// The citizen.
    pub subject: SubjectId,
    /// When the citizen last signed in to the partner.
    pub signed_in: UnixTime,
    /// Whether that is too long ago, and counts because the partner is or was on grace.
    pub on_grace: bool,
    /// The assertion's own id (`jti`). Only read of an assertion for paper.
    pub id: Option<String>,
    /// When the assertion expires.
    pub expires: UnixTime,
    /// The challenge that the partner's server had the holder keys generated for, if it sent one.
    pub attestation_challenge: Option<Vec<u8>>,
}

/// An assertion that a registered key of a partner has signed. Its claims have not been checked.
#[derive(Debug)]
pub struct SignedAssertion {
    partner: Partner,
    key: PartnerKey,
    claims: Members,
}

/// Why an assertion is not valid. The messages are for the partner's developers: they name the claim that is wrong and
/// what is wrong with it, and do not repeat its value.
#[derive(Debug, thiserror::Error)]
pub enum AssertionError {
    /// Not a JWT of the agreed form, or by a partner or key that is not registered, or not signed by it.
    #[error("the assertion is not valid: {0}")]
    Invalid(Cow<'static, str>),
    /// Its times do not fit.
    #[error("the assertion is not valid at this time: {0}")]
    Untimely(&'static str),
    /// The citizen signed in too long ago.
    #[error("the citizen must sign in to the partner again: auth_time is more than {0} days ago")]
    SignInTooOld(u64),
    /// The key was not registered for this use.
    #[error("this key of the partner is not registered for {0}")]
    UseNotGranted(&'static str),
    /// It was made for other holder keys.
    #[error("the assertion is for other holder keys: its keys claim is not the digest of the request's holder keys")]
    OtherKeys,
    /// The partners could not be looked up.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SignedAssertion {
    /// The partner that signed it.
    pub fn partner(&self) -> &str {
        &self.partner.name
    }

    /// Whom it says that it is for; `None` if it does not say it.
    pub fn subject(&self) -> Option<String> {
        claims::text(&self.claims, "sub").ok()
    }
}

impl AssertionError {
    /// The error for an assertion of another form or by another signer.
    pub(super) fn invalid(what: impl Into<Cow<'static, str>>) -> Self {
        Self::Invalid(what.into())
    }
}

/// Checks assertions for one issuer.
#[derive(Clone, Debug)]
pub struct AssertionVerifier {
    audience: String,
    auth_time_limit_days: u64,
    grace_days: u64,
    paper_life_without_id: u64,
}

impl AssertionVerifier {
    /// Accepts assertions whose `aud` is `audience`, of citizens who signed in at most this many days ago.
    pub fn new(audience: impl Into<String>, auth_time_limit_days: u64) -> Self {
        let paper_life_without_id = MAX_ASSERTION_LIFE;
        Self { audience: audience.into(), auth_time_limit_days, grace_days: 0, paper_life_without_id }
    }

    /// The same, but after a grace old sign-ins count for up to so many days longer.
    #[must_use]
    pub fn with_grace_days(self, grace_days: u64) -> Self {
        Self { grace_days, ..self }
    }

    /// The same, but an assertion for paper without a `jti` may live only so many seconds; 0: it needs one.
    #[must_use]
    pub fn with_paper_life_without_id(self, seconds: u64) -> Self {
        Self { paper_life_without_id: seconds, ..self }
    }

    /// The grace of the partner that has signed an assertion, if it has or had one.
    pub fn grace(&self, signed: &SignedAssertion) -> Option<Grace> {
        signed.partner.grace_until.map(|until| Grace { until, days: self.grace_days })
    }

    /// Finds the partner that has signed an assertion.
    ///
    /// # Errors
    ///
    /// [`AssertionError`] if none has, or the partners could not be looked up.
    pub async fn signed(
        &self,
        assertion: &str,
        partners: &dyn PartnerStore,
    ) -> Result<SignedAssertion, AssertionError> {
        let jws = UnverifiedJws::parse(assertion)?;
        let issuer = claims::text(&jws.claims, "iss")?;
        let unknown = || AssertionError::invalid("the key that its iss and its kid name is not registered");
        let partner = partners.partner(&issuer).await?.ok_or_else(unknown)?;
        let key = partner.keys.iter().find(|key| key.id == jws.key_id).cloned().ok_or_else(unknown)?;
        jws.require_signature(&key.public)?;
        Ok(SignedAssertion { partner, key, claims: jws.claims })
    }

    /// Checks the claims of a request made at `now`.
    ///
    /// # Errors
    ///
    /// [`AssertionError`] if they are not valid.
    pub fn verify(
        &self,
        signed: &SignedAssertion,
        requested: Requested<'_>,
        now: UnixTime,
    ) -> Result<Asserted, AssertionError> {
        let SignedAssertion { partner, key, claims: members } = signed;
        let claims = Claims::read(members)?;
        require_times(&claims, now)?;
        let on_grace = self.is_old(&claims, now);
        if on_grace && !self.covers(signed, &claims, now) {
            return Err(AssertionError::SignInTooOld(self.auth_time_limit_days));
        }
        if !claims.audience.contains(&self.audience) {
            return Err(AssertionError::invalid("its aud does not name this issuer"));
        }
        require_purpose(&claims, key, requested)?;
        let subject = SubjectId::new(&claims.subject).ok_or_else(|| {
            AssertionError::invalid("its sub is not a subject id: 1 to 64 characters of A-Z a-z 0-9 . _ : -")
        })?;
        let id = match requested {
            Requested::Paper => self.paper_id(members, &claims)?,
            Requested::Passes(_) => None,
        };
        Ok(Asserted {
            partner: partner.name.clone(),
            key: key.id.clone(),
            subject,
            signed_in: claims.signed_in.second(),
            on_grace,
            id,
            expires: claims.expires.second(),
            attestation_challenge: claims.attestation_challenge,
        })
    }

    /// The id of an assertion for paper. Without one, it can be used again and again until it expires.
    fn paper_id(&self, members: &Members, claims: &Claims) -> Result<Option<String>, AssertionError> {
        let id = claims::id(members)?;
        let longest = self.paper_life_without_id;
        if id.is_some() || (longest > 0 && claims.expires <= claims.issued.plus(longest)) {
            return Ok(id);
        }
        Err(AssertionError::invalid(match longest {
            0 => "its jti is missing".to_owned(),
            _ => format!("its jti is missing; without one, its exp must be at most {longest} seconds after its iat"),
        }))
    }

    /// Whether the citizen signed in too long ago.
    fn is_old(&self, claims: &Claims, now: UnixTime) -> bool {
        self.grows_old(claims) < NumericDate::of_seconds(now.seconds())
    }

    fn grows_old(&self, claims: &Claims) -> NumericDate {
        claims.signed_in.plus(self.auth_time_limit_days.saturating_mul(SECONDS_PER_DAY))
    }

    /// Whether an old sign-in counts all the same.
    fn covers(&self, signed: &SignedAssertion, claims: &Claims, now: UnixTime) -> bool {
        let grew_old = self.grows_old(claims).second();
        self.grace(signed).is_some_and(|grace| grace.covers(&claims.subject, grew_old, now))
    }
}

fn require_times(claims: &Claims, now: UnixTime) -> Result<(), AssertionError> {
    let present = NumericDate::of_seconds(now.seconds());
    let latest = present.plus(MAX_CLOCK_SKEW);
    if claims.issued > latest {
        return Err(AssertionError::Untimely("its iat is in the future"));
    }
    if claims.not_before.is_some_and(|not_before| not_before > latest) {
        return Err(AssertionError::Untimely("its nbf is in the future"));
    }
    if claims.expires <= present {
        return Err(AssertionError::Untimely("its exp has passed"));
    }
    if claims.expires <= claims.issued || claims.expires > claims.issued.plus(MAX_ASSERTION_LIFE) {
        let life = format!("its exp must be after its iat, by at most {MAX_ASSERTION_LIFE} seconds");
        return Err(AssertionError::invalid(life));
    }
    if claims.not_before.is_some_and(|not_before| not_before >= claims.expires) {
        return Err(AssertionError::invalid("its nbf must be before its exp"));
    }
    if claims.signed_in > latest {
        return Err(AssertionError::Untimely("its auth_time is in the future"));
    }
    Ok(())
}

fn require_purpose(claims: &Claims, key: &PartnerKey, requested: Requested<'_>) -> Result<(), AssertionError> {
    let (purpose, granted) = match requested {
        Requested::Passes(_) => ("passes", key.uses.passes),
        Requested::Paper => ("paper", key.uses.paper),
    };
    if claims.purpose != purpose {
        return Err(AssertionError::invalid("its use is not that of the request"));
    }
    if !granted {
        return Err(AssertionError::UseNotGranted(purpose));
    }
    match (requested, &claims.keys) {
        (Requested::Passes(requested), Some(digest)) if digest == requested => Ok(()),
        (Requested::Passes(_), Some(_)) => Err(AssertionError::OtherKeys),
        (Requested::Passes(_), None) => Err(AssertionError::invalid("its keys are missing")),
        (Requested::Paper, None) => Ok(()),
        (Requested::Paper, Some(_)) => {
            Err(AssertionError::invalid("its keys are there, and an assertion for paper has none"))
        }
    }
}
