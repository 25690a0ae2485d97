use std::fmt;

use aws_lc_rs::agreement;
use haetae_core::{Kid, PublicKey, Role, TrustList, TrustedKey, UnixTime};
use zeroize::Zeroizing;

use super::key_file::KeyFile;
use super::schedule::{self, LOAD_AHEAD, PassConfig, Schedule, Span};
use crate::custody::Custody as _;
use crate::key_ring::{KeyRing, OpenError};
use crate::random::{self, Random, RandomUnavailable};

/// The bytes before the 32 bytes of an X25519 key in PKCS#8 (RFC 8410).
const X25519_PKCS8: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x04, 0x22, 0x04, 0x20];

/// Newly generated keys, by role and window.
#[derive(Debug, Default)]
pub struct GeneratedKeys {
    pub(super) keys: Vec<GeneratedKey>,
}

/// A generated key.
pub struct GeneratedKey {
    /// Its public part, window and role.
    pub trusted: TrustedKey,
    /// Whether it is the cold spare of its window.
    pub spare: bool,
    /// None if the private part is in a token.
    pub(super) document: Option<Zeroizing<Vec<u8>>>,
}

impl GeneratedKeys {
    /// Generates the keys of a span. Windows that keys on `list` have already get none.
    ///
    /// # Errors
    ///
    /// [`RandomUnavailable`] if `random` fails; [`OpenError::BadSeed`] if a seed makes no key, which does not
    /// happen.
    pub fn generate(
        config: &PassConfig,
        span: Span,
        list: Option<&TrustList>,
        random: &mut dyn Random,
    ) -> Result<Self, GenerateError> {
        let mut keys = Vec::new();
        for schedule in schedule::all(config) {
            for window in schedule.windows(span, list) {
                keys.extend(of_window(&schedule, window, random)?);
            }
        }
        Ok(Self { keys })
    }

    /// The keys.
    pub fn keys(&self) -> &[GeneratedKey] {
        &self.keys
    }

    /// The public parts: what a ceremony adds to the trust list.
    pub fn key_file(&self) -> KeyFile {
        KeyFile::new(self.keys.iter().map(|key| (key.trusted.clone(), key.spare)))
    }
}

impl GeneratedKey {
    /// The id.
    pub fn kid(&self) -> Kid {
        self.trusted.key.kid()
    }

    /// The private key in PKCS#8 (DER); `None` if it was made inside a token, which does not give it away.
    pub fn document(&self) -> Option<&[u8]> {
        self.document.as_ref().map(|document| document.as_slice())
    }

    /// Whether an issuing node gets it at `now`: it signs soon and is not a spare.
    pub fn is_for_a_node(&self, now: UnixTime) -> bool {
        !self.spare && self.trusted.role != Role::Visits && self.trusted.from <= now.saturating_add(LOAD_AHEAD)
    }
}

impl fmt::Debug for GeneratedKey {
    /// The private part stays out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GeneratedKey").field("kid", &self.kid()).field("spare", &self.spare).finish_non_exhaustive()
    }
}

/// Why no keys were generated.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// The source of random numbers failed.
    #[error(transparent)]
    Random(#[from] RandomUnavailable),
    /// A seed is not a valid key.
    #[error(transparent)]
    Key(#[from] OpenError),
}

/// The key of a window and its spare. Of two that end together the one with the lower kid is due, so the other is the
/// spare: the trust list alone shows which is which.
pub(super) fn of_window(
    schedule: &Schedule,
    window: Span,
    random: &mut dyn Random,
) -> Result<Vec<GeneratedKey>, GenerateError> {
    let count = if schedule.has_spare { 2 } else { 1 };
    let mut keys = (0..count).map(|_| generate_key(&schedule.role, random)).collect::<Result<Vec<_>, _>>()?;
    keys.sort_by_key(|(key, _)| key.kid());
    let generated = keys.into_iter().zip([false, true]).map(|((key, document), spare)| {
        let trusted = TrustedKey { key, from: window.from, until: window.until, role: schedule.role.clone() };
        GeneratedKey { trusted, spare, document: Some(document) }
    });
    Ok(generated.collect())
}

/// A key of the right kind for a role, and its PKCS#8 document.
pub(super) fn generate_key(
    role: &Role,
    random: &mut dyn Random,
) -> Result<(PublicKey, Zeroizing<Vec<u8>>), GenerateError> {
    let seed = random::bytes(random)?;
    if *role == Role::Visits { x25519(&seed) } else { ed25519(&seed) }.ok_or_else(|| OpenError::BadSeed.into())
}

fn ed25519(seed: &[u8; 32]) -> Option<(PublicKey, Zeroizing<Vec<u8>>)> {
    let ring = KeyRing::from_seeds([seed]).ok()?;
    let kid = *ring.kids().first()?;
    Some((ring.public_key(kid)?, ring.document(kid)?))
}

fn x25519(seed: &[u8; 32]) -> Option<(PublicKey, Zeroizing<Vec<u8>>)> {
    let key = agreement::PrivateKey::from_private_key(&agreement::X25519, seed).ok()?;
    let public = key.compute_public_key().ok()?.as_ref().try_into().ok()?;
    let mut document = Zeroizing::new(Vec::with_capacity(X25519_PKCS8.len().saturating_add(seed.len())));
    document.extend_from_slice(&X25519_PKCS8);
    document.extend_from_slice(seed);
    Some((PublicKey::X25519(public), document))
}
