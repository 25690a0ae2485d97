//! Reads the claims of an assertion one by one, so that a wrong one can be named.

use std::ops::RangeInclusive;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae_core::UnixTime;
use serde_json::Value;

use super::assertion::AssertionError;
use super::members::{Members, kind};

const MICROSECONDS: f64 = 1_000_000.0;

/// The longest `jti`.
const MAX_ID_CHARACTERS: usize = 128;
const CHALLENGE: &str = "attestation_challenge";
/// Shorter ones could be guessed; Android takes no longer ones.
const CHALLENGE_BYTES: RangeInclusive<usize> = 16..=128;

/// The claims of an assertion, with values of the right form. Nothing is compared yet.
pub(super) struct Claims {
    pub(super) subject: String,
    pub(super) audience: Vec<String>,
    pub(super) issued: NumericDate,
    pub(super) expires: NumericDate,
    pub(super) not_before: Option<NumericDate>,
    pub(super) signed_in: NumericDate,
    pub(super) purpose: String,
    pub(super) keys: Option<String>,
    pub(super) attestation_challenge: Option<Vec<u8>>,
}

/// A time in seconds since 1970, which may have a fraction (RFC 7519, section 2). Kept in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NumericDate(u64);

impl NumericDate {
    /// A time on the whole second.
    pub(super) const fn of_seconds(seconds: u64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    /// The time this many seconds later.
    pub(super) const fn plus(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(Self::of_seconds(seconds).0))
    }

    /// The whole second that it is in.
    pub(super) const fn second(self) -> UnixTime {
        UnixTime::saturating_new(self.0 / 1_000_000)
    }
}

impl Claims {
    /// Reads all claims but `iss`.
    ///
    /// # Errors
    ///
    /// [`AssertionError::Invalid`] with the claim that is missing or has another form.
    pub(super) fn read(members: &Members) -> Result<Self, AssertionError> {
        Ok(Self {
            subject: text(members, "sub")?,
            audience: audience(members)?,
            issued: time(members, "iat")?,
            expires: time(members, "exp")?,
            not_before: members.member("nbf").map(|_| time(members, "nbf")).transpose()?,
            signed_in: time(members, "auth_time")?,
            purpose: text(members, "use")?,
            keys: members.member("keys").map(|_| text(members, "keys")).transpose()?,
            attestation_challenge: members.member(CHALLENGE).map(|_| challenge(members)).transpose()?,
        })
    }
}

/// The `jti`, if there is one: 1 to 128 characters.
pub(super) fn id(members: &Members) -> Result<Option<String>, AssertionError> {
    let Some(id) = members.member("jti").map(|_| text(members, "jti")).transpose()? else { return Ok(None) };
    if !(1..=MAX_ID_CHARACTERS).contains(&id.chars().count()) {
        return Err(AssertionError::invalid(format!("its jti must have 1 to {MAX_ID_CHARACTERS} characters")));
    }
    Ok(Some(id))
}

/// A claim that is a text.
pub(super) fn text(members: &Members, name: &'static str) -> Result<String, AssertionError> {
    match required(members, name)? {
        Value::String(text) => Ok(text.clone()),
        other => Err(wrong(name, other, "a text is needed")),
    }
}

/// The challenge that the holder keys were generated for.
fn challenge(members: &Members) -> Result<Vec<u8>, AssertionError> {
    let bytes = Base64UrlUnpadded::decode_vec(&text(members, CHALLENGE)?).ok();
    bytes.filter(|bytes| CHALLENGE_BYTES.contains(&bytes.len())).ok_or_else(|| {
        let (least, most) = (CHALLENGE_BYTES.start(), CHALLENGE_BYTES.end());
        AssertionError::invalid(format!("its {CHALLENGE} must be {least} to {most} bytes in base64url"))
    })
}

/// One audience, or a list of them (RFC 7519, section 4.1.3).
fn audience(members: &Members) -> Result<Vec<String>, AssertionError> {
    const NEEDED: &str = "a text or a list of texts is needed";
    match required(members, "aud")? {
        Value::String(one) => Ok(vec![one.clone()]),
        Value::Array(list) => {
            let texts = list.iter().map(|value| match value {
                Value::String(text) => Ok(text.clone()),
                other => Err(AssertionError::invalid(format!("its aud has {} in it; {NEEDED}", kind(other)))),
            });
            texts.collect()
        }
        other => Err(wrong("aud", other, NEEDED)),
    }
}

fn time(members: &Members, name: &'static str) -> Result<NumericDate, AssertionError> {
    let value = required(members, name)?;
    let needed = "a number of seconds since 1970 is needed";
    let Value::Number(number) = value else { return Err(wrong(name, value, needed)) };
    // Only the years 1970 to 9999: beyond them, a comparison would have no meaning.
    let latest = UnixTime::MAX.seconds();
    if let Some(seconds) = number.as_u64().filter(|seconds| *seconds <= latest) {
        return Ok(NumericDate::of_seconds(seconds));
    }
    let seconds = number.as_f64().filter(|seconds| (0.0..=latest as f64).contains(seconds));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 2^58, as was asked")]
    let date = seconds.map(|seconds| NumericDate((seconds * MICROSECONDS).round() as u64));
    date.ok_or_else(|| AssertionError::invalid(format!("its {name} is no time of the years 1970 to 9999; {needed}")))
}

fn required<'m>(members: &'m Members, name: &'static str) -> Result<&'m Value, AssertionError> {
    members.member(name).ok_or_else(|| AssertionError::invalid(format!("its {name} is missing")))
}

fn wrong(name: &str, value: &Value, needed: &str) -> AssertionError {
    AssertionError::invalid(format!("its {name} is {}; {needed}", kind(value)))
}
