use std::fmt;

use aws_lc_rs::agreement;
use haetae_core::{Kid, PublicKey, Role, TrustList, TrustedKey, UnixTime};
use zeroize::Zeroizing;

use super::key_file::KeyFile;
use super::pace::{self, LOAD_AHEAD, Pace, PassTerms, Span};
use crate::custody::Custody as _;
use crate::key_ring::{KeyRing, OpenError};
use crate::random::{self, Random, RandomUnavailable};

/// What comes before the 32 bytes of an X25519 key in PKCS#8 (RFC 8410).
const X25519_PKCS8: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x04, 0x22, 0x04, 0x20];

/// Keys that have just been drawn, by role and window.
#[derive(Debug, Default)]
pub struct Drawn {
    pub(super) keys: Vec<DrawnKey>,
}

/// One of them.
pub struct DrawnKey {
    /// Its public part, window and role.
    pub trusted: TrustedKey,
    /// Whether it is the cold spare of its window.
    pub spare: bool,
    /// None where the private part is in a token.
    pub(super) document: Option<Zeroizing<Vec<u8>>>,
}

impl Drawn {
    /// Draws the keys of a span. Windows that keys on `list` have already get none.
    ///
    /// # Errors
    ///
    /// [`RandomUnavailable`] where `random` fails; [`OpenError::BadSeed`] where a seed makes no key, which does not happen.
    pub fn draw(
        terms: &PassTerms,
        span: Span,
        list: Option<&TrustList>,
        random: &mut dyn Random,
    ) -> Result<Self, DrawError> {
        let mut keys = Vec::new();
        for pace in pace::all(terms) {
            for window in pace.windows(span, list) {
                keys.extend(of_window(&pace, window, random)?);
            }
        }
        Ok(Self { keys })
    }

    /// The keys.
    pub fn keys(&self) -> &[DrawnKey] {
        &self.keys
    }

    /// The public parts: what a ceremony adds to the trust list.
    pub fn key_file(&self) -> KeyFile {
        KeyFile::new(self.keys.iter().map(|key| (key.trusted.clone(), key.spare)))
    }
}

impl DrawnKey {
    /// The id.
    pub fn kid(&self) -> Kid {
        self.trusted.key.kid()
    }

    /// The private key in PKCS#8 (DER); `None` where it was made inside a token, which does not give it away.
    pub fn document(&self) -> Option<&[u8]> {
        self.document.as_ref().map(|document| document.as_slice())
    }

    /// Whether an issuing node gets it at `now`: it signs, soon, and is no spare.
    pub fn is_for_a_node(&self, now: UnixTime) -> bool {
        !self.spare && self.trusted.role != Role::Visits && self.trusted.from <= now.saturating_add(LOAD_AHEAD)
    }
}

impl fmt::Debug for DrawnKey {
    /// The private part stays out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DrawnKey").field("kid", &self.kid()).field("spare", &self.spare).finish_non_exhaustive()
    }
}

/// Why no keys were drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// There is no randomness.
    #[error(transparent)]
    Random(#[from] RandomUnavailable),
    /// A seed made no key.
    #[error(transparent)]
    Key(#[from] OpenError),
}

/// The key of a window and its spare. Of two that end together the one with the lower kid is due, so the other is the spare:
/// whoever reads the trust list knows which is which.
pub(super) fn of_window(pace: &Pace, window: Span, random: &mut dyn Random) -> Result<Vec<DrawnKey>, DrawError> {
    let count = if pace.has_spare { 2 } else { 1 };
    let mut keys = (0..count).map(|_| draw_key(&pace.role, random)).collect::<Result<Vec<_>, _>>()?;
    keys.sort_by_key(|(key, _)| key.kid());
    let drawn = keys.into_iter().zip([false, true]).map(|((key, document), spare)| {
        let trusted = TrustedKey { key, from: window.from, until: window.until, role: pace.role.clone() };
        DrawnKey { trusted, spare, document: Some(document) }
    });
    Ok(drawn.collect())
}

/// A key of the right kind for a role, and its PKCS#8 document.
pub(super) fn draw_key(role: &Role, random: &mut dyn Random) -> Result<(PublicKey, Zeroizing<Vec<u8>>), DrawError> {
    let seed = random::draw(random)?;
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
