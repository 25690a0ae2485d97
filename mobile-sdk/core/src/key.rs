//! Public keys as COSE_Keys, their ids, and the two signature schemes (section 1).

use core::fmt;

use p256::ecdsa::signature::Verifier as _;
use p256::elliptic_curve::point::DecompressPoint as _;
use sha2::{Digest as _, Sha256};

use crate::cbor::{Decoder, Encoder};
use crate::malformed::Malformed;

/// A signature of either scheme: `R || S` of Ed25519, or `r || s` of ECDSA.
pub type Signature = [u8; 64];

/// The first 8 bytes of SHA-256 over a public key's deterministic COSE_Key. It only finds a key; it proves nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kid(pub [u8; 8]);

impl Kid {
    /// Parses 16 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 16 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        u64::from_str_radix(text, 16).ok().map(|number| Self(number.to_be_bytes()))
    }
}

impl fmt::Display for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", u64::from_be_bytes(self.0))
    }
}

impl fmt::Debug for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kid({self})")
    }
}

/// A signature algorithm of the format, by its fully-specified COSE number (RFC 9864).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// `-19`: Ed25519, for issuers, roots and holders.
    Ed25519,
    /// `-9`: ECDSA on P-256 with SHA-256, for holders only: phones' secure hardware signs it.
    Esp256,
}

impl Algorithm {
    pub(crate) const fn cose(self) -> i64 {
        match self {
            Self::Ed25519 => -19,
            Self::Esp256 => -9,
        }
    }

    pub(crate) fn decode(d: &mut Decoder<'_>) -> Result<Self, Malformed> {
        match d.int()? {
            -19 => Ok(Self::Ed25519),
            -9 => Ok(Self::Esp256),
            _ => Err(Malformed::Algorithm),
        }
    }
}

/// A public key as the format carries it. Whether it is a point of its curve shows only when something is verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PublicKey {
    /// Verifies the signatures of issuers, roots and holders.
    Ed25519([u8; 32]),
    /// Verifies the signatures of holders; the point is compressed.
    P256 {
        /// The x coordinate, big-endian.
        x: [u8; 32],
        /// Whether the y coordinate is odd.
        y_is_odd: bool,
    },
    /// Receives sealed visits (role 4).
    X25519([u8; 32]),
}

impl PublicKey {
    /// The id of this key.
    pub fn kid(&self) -> Kid {
        let mut encoder = Encoder::with_capacity(48);
        self.encode(&mut encoder);
        let [a, b, c, d, e, f, g, h, ..]: [u8; 32] = Sha256::digest(encoder.into_bytes()).into();
        Kid([a, b, c, d, e, f, g, h])
    }

    /// The algorithm that this key verifies; `None` for a key that verifies nothing.
    pub const fn algorithm(&self) -> Option<Algorithm> {
        match self {
            Self::Ed25519(_) => Some(Algorithm::Ed25519),
            Self::P256 { .. } => Some(Algorithm::Esp256),
            Self::X25519(_) => None,
        }
    }

    /// Whether this is a point of its curve that a signature can be verified with; an issuer refuses other holder keys.
    pub fn is_usable(&self) -> bool {
        match Verifier::new(self) {
            Some(Verifier::Ed25519(point)) => !point.is_weak(),
            Some(Verifier::P256(_)) => true,
            None => false,
        }
    }

    /// Whether `signature` over `message` is this key's: strict Ed25519, or ECDSA with s in the lower half of the
    /// order. Whoever verifies many with one key is better off with a [`TrustStore`](crate::TrustStore), which
    /// decompresses it once.
    pub fn verifies(&self, message: &[u8], signature: &Signature) -> bool {
        Verifier::new(self).is_some_and(|verifier| verifier.verifies(message, signature))
    }

    pub(crate) fn encode(&self, e: &mut Encoder) {
        match self {
            Self::Ed25519(x) => e.map(3).uint(1).uint(1).int(-1).uint(6).int(-2).bytes(x),
            Self::X25519(x) => e.map(3).uint(1).uint(1).int(-1).uint(4).int(-2).bytes(x),
            Self::P256 { x, y_is_odd } => {
                e.map(4).uint(1).uint(2).int(-1).uint(1).int(-2).bytes(x).int(-3).bool(*y_is_odd)
            }
        };
    }

    pub(crate) fn decode(d: &mut Decoder<'_>) -> Result<Self, Malformed> {
        let length = d.map()?;
        d.expect(1)?;
        let key_type = d.uint()?;
        d.expect(-1)?;
        let curve = d.uint()?;
        d.expect(-2)?;
        let x = d.byte_array()?;
        match (length, key_type, curve) {
            (3, 1, 6) => Ok(Self::Ed25519(x)),
            (3, 1, 4) => Ok(Self::X25519(x)),
            (4, 2, 1) => {
                d.expect(-3)?;
                Ok(Self::P256 { x, y_is_odd: d.bool()? })
            }
            _ => Err(Malformed::KeyType),
        }
    }

    pub(crate) fn decode_holder(d: &mut Decoder<'_>) -> Result<Self, Malformed> {
        match Self::decode(d)? {
            Self::X25519(_) => Err(Malformed::HolderKey),
            key => Ok(key),
        }
    }

    pub(crate) fn decode_ed25519(d: &mut Decoder<'_>) -> Result<Self, Malformed> {
        match Self::decode(d)? {
            key @ Self::Ed25519(_) => Ok(key),
            _ => Err(Malformed::NotEd25519),
        }
    }
}

/// A public key made ready to verify: the point is decompressed once, so that many checks share the work.
#[derive(Clone, Debug)]
pub(crate) enum Verifier {
    Ed25519(ed25519_dalek::VerifyingKey),
    P256(p256::ecdsa::VerifyingKey),
}

impl Verifier {
    /// `None` where no signature by this key can be good: not a point, not canonical, or an X25519 key. That a point is
    /// of small order shows with each signature: verification is strict.
    pub(crate) fn new(key: &PublicKey) -> Option<Self> {
        match key {
            PublicKey::Ed25519(bytes) => {
                let point = ed25519_dalek::VerifyingKey::from_bytes(bytes).ok()?;
                is_canonical(bytes).then_some(Self::Ed25519(point))
            }
            PublicKey::P256 { x, y_is_odd } => {
                let point: Option<p256::AffinePoint> =
                    p256::AffinePoint::decompress(&(*x).into(), u8::from(*y_is_odd).into()).into();
                p256::ecdsa::VerifyingKey::from_affine(point?).ok().map(Self::P256)
            }
            PublicKey::X25519(_) => None,
        }
    }

    /// Strict Ed25519, or ECDSA with s in the lower half of the order.
    pub(crate) fn verifies(&self, message: &[u8], signature: &Signature) -> bool {
        match self {
            Self::Ed25519(key) => key.verify_strict(message, &ed25519_dalek::Signature::from_bytes(signature)).is_ok(),
            #[expect(clippy::disallowed_methods, reason = "ECDSA has no stricter one; what is stricter here is s")]
            Self::P256(key) => p256::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|given| given.normalize_s() == given && key.verify(message, &given).is_ok()),
        }
    }
}

/// Brings the s of an ECDSA signature into the lower half of the order, as the format demands and secure hardware does
/// not. Bytes that are no signature stay as they are: they will not verify.
pub(crate) fn normalize_p256(signature: &Signature) -> Signature {
    match p256::ecdsa::Signature::from_slice(signature) {
        Ok(given) => given.normalize_s().to_bytes().into(),
        Err(_) => *signature,
    }
}

/// Whether the y coordinate, below the sign bit, is less than 2^255 - 19. (The other non-canonical form, a sign bit on
/// x = 0, belongs to points of small order only.)
fn is_canonical(bytes: &[u8; 32]) -> bool {
    let [lowest, middle @ .., highest] = bytes;
    !(highest & 0x7f == 0x7f && middle.iter().all(|byte| *byte == 0xff) && *lowest >= 0xed)
}
