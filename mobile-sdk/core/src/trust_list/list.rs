use alloc::vec::Vec;

use super::key::TrustedKey;
use super::roots::RootSet;
use crate::cbor::{Decoder, Encoder};
use crate::key::Kid;
use crate::malformed::Malformed;
use crate::time::UnixTime;

/// What the roots sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustList {
    /// Grows with every list, at most 2^53 - 1.
    pub version: u64,
    /// When it was made.
    pub issued: UnixTime,
    /// When scanners stop trusting it; later than `issued`.
    pub expires: UnixTime,
    /// Who must sign the next list.
    pub roots: RootSet,
    /// Sorted by kid, no two alike.
    keys: Vec<(Kid, TrustedKey)>,
}

impl TrustList {
    /// A trust list of the given keys.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where scanners would refuse it: it expires before it begins, a key has a wrong type or window, or
    /// stands in it twice.
    pub fn new(
        version: u64,
        issued: UnixTime,
        expires: UnixTime,
        roots: RootSet,
        keys: impl IntoIterator<Item = TrustedKey>,
    ) -> Result<Self, Malformed> {
        let mut keys: Vec<(Kid, TrustedKey)> = keys.into_iter().map(|key| (key.key.kid(), key)).collect();
        keys.sort_by_key(|(kid, _)| *kid);
        for (_, key) in &keys {
            key.require_sense()?;
        }
        if !keys.is_sorted_by(|(left, _), (right, _)| left < right) {
            return Err(Malformed::KeyTwice);
        }
        if version > crate::cbor::MAX_COUNT {
            return Err(Malformed::Version);
        }
        Self { version, issued, expires, roots, keys }.sensible()
    }

    /// The keys, by kid.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &(Kid, TrustedKey)> {
        self.keys.iter()
    }

    /// Decodes what the roots sign or have signed: [`PreparedTrustList::payload`](super::PreparedTrustList::payload).
    ///
    /// # Errors
    ///
    /// [`Malformed`] where the bytes are none.
    pub fn decode_payload(bytes: &[u8]) -> Result<Self, Malformed> {
        Decoder::read_all(bytes, |d| {
            d.map_of(5)?;
            d.expect(1)?;
            let version = d.count()?;
            d.expect(2)?;
            let issued = d.time()?;
            d.expect(3)?;
            let expires = d.time()?;
            d.expect(4)?;
            let roots = RootSet::decode(d)?;
            d.expect(5)?;
            let length = d.array()?;
            let mut keys: Vec<(Kid, TrustedKey)> = Vec::new();
            for _ in 0..length {
                let key = TrustedKey::decode(d)?;
                if keys.last().is_some_and(|(previous, _)| *previous >= key.0) {
                    return Err(Malformed::KeyOrder);
                }
                keys.push(key);
            }
            Self { version, issued, expires, roots, keys }.sensible()
        })
    }

    /// What the roots sign.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut e = Encoder::with_capacity(self.keys.len().saturating_mul(96).saturating_add(128));
        e.map(5).uint(1).uint(self.version).uint(2).uint(self.issued.seconds()).uint(3).uint(self.expires.seconds());
        e.uint(4);
        self.roots.encode(&mut e);
        e.uint(5).array(self.keys.len() as u64);
        for (_, key) in &self.keys {
            key.encode(&mut e);
        }
        e.into_bytes()
    }

    /// The place of a key in [`TrustList::keys`].
    pub(crate) fn place(&self, kid: Kid) -> Option<usize> {
        self.keys.binary_search_by_key(&kid, |(kid, _)| *kid).ok()
    }

    fn sensible(self) -> Result<Self, Malformed> {
        if self.issued < self.expires { Ok(self) } else { Err(Malformed::TrustListEnd) }
    }
}
