use std::collections::HashSet;

use haetae_core::{CivilDate, InvalidJwk, Jwk, MAX_DAYS_AHEAD, PublicKey, thumbprints_digest};

/// The most holder keys, and so passes, of one request.
pub const MAX_HOLDER_KEYS: usize = MAX_DAYS_AHEAD as usize;

/// A key of the phone for the pass of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HolderKey {
    /// The civil day of the pass.
    pub day: CivilDate,
    /// The phone's public key for that day.
    pub key: PublicKey,
    /// Its RFC 7638 thumbprint, which is found once for all who need it.
    pub thumbprint: [u8; 32],
    /// Whether it is known to be a point of P-256. A point of Ed25519 is looked at only where there is room for the
    /// request.
    is_point: bool,
}

/// Valid holder keys of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassRequest(Vec<HolderKey>);

/// What is wrong with the holder keys of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Too few or too many.
    #[error("a request has 1 to {MAX_HOLDER_KEYS} holder keys, not {0}")]
    Number(usize),
    /// Two keys for one day.
    #[error("there are two holder keys for {0}")]
    DayTwice(CivilDate),
    /// One key for two days: it would link them.
    #[error("the holder keys of {0} and of another day are the same; each day needs a key of its own")]
    KeyTwice(CivilDate),
    /// Not a point of its curve, of small order, or a key that cannot sign.
    #[error("the holder key of {0} is not a usable Ed25519 or P-256 key")]
    UnusableKey(CivilDate),
    /// The issuer's zone skips it, and nothing else was asked for.
    #[error("{0} does not exist in the issuer's time zone: its clocks skip that day")]
    NoSuchDay(CivilDate),
    /// Before today or too far ahead.
    #[error("{day} is not among the days that passes are issued for: {first} to {last}")]
    DayOutOfReach {
        /// The day asked for.
        day: CivilDate,
        /// The first day that passes are issued for.
        first: CivilDate,
        /// The last one.
        last: CivilDate,
    },
}

impl HolderKey {
    /// A key for the pass of a day.
    pub fn new(day: CivilDate, key: PublicKey) -> Self {
        Self { day, key, thumbprint: Jwk::thumbprint(&key), is_point: false }
    }

    /// A phone's key for the pass of a day.
    ///
    /// # Errors
    ///
    /// [`InvalidJwk`] if it is no public key of the format.
    pub fn of_jwk(day: CivilDate, jwk: &Jwk) -> Result<Self, InvalidJwk> {
        let (key, thumbprint) = jwk.key_and_thumbprint()?;
        Ok(Self { day, key, thumbprint, is_point: matches!(key, PublicKey::P256 { .. }) })
    }

    /// What the partner's assertion and a ticket must have for these keys.
    pub(super) fn digest(keys: &[Self]) -> String {
        thumbprints_digest(keys.iter().map(|holder| holder.thumbprint))
    }

    fn is_usable(&self) -> bool {
        self.is_point || self.key.is_usable()
    }
}

impl PassRequest {
    /// Holder keys for days from `first` to `last`.
    ///
    /// # Errors
    ///
    /// [`RequestError`] unless there are 1 to 28 keys, all usable and different, each for its own day within the range.
    pub fn new(keys: Vec<HolderKey>, first: CivilDate, last: CivilDate) -> Result<Self, RequestError> {
        if !(1..=MAX_HOLDER_KEYS).contains(&keys.len()) {
            return Err(RequestError::Number(keys.len()));
        }
        let (mut days, mut seen) = (HashSet::new(), HashSet::new());
        for holder in &keys {
            let HolderKey { day, key, .. } = holder;
            if !(first..=last).contains(day) {
                return Err(RequestError::DayOutOfReach { day: *day, first, last });
            }
            if !days.insert(*day) {
                return Err(RequestError::DayTwice(*day));
            }
            if !seen.insert(*key) {
                return Err(RequestError::KeyTwice(*day));
            }
            if !holder.is_usable() {
                return Err(RequestError::UnusableKey(*day));
            }
        }
        Ok(Self(keys))
    }

    /// The same without the days that the zone skips: a phone that counts days must not lose the others.
    ///
    /// # Errors
    ///
    /// [`RequestError::NoSuchDay`] if no day is left.
    pub(super) fn without(mut self, skips: impl Fn(CivilDate) -> bool) -> Result<Self, RequestError> {
        let first = self.0.first().map(|holder| holder.day);
        self.0.retain(|holder| !skips(holder.day));
        match first {
            Some(day) if self.0.is_empty() => Err(RequestError::NoSuchDay(day)),
            _ => Ok(self),
        }
    }

    /// The holder keys, in the order of the request.
    pub fn holder_keys(&self) -> &[HolderKey] {
        &self.0
    }
}
