use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use haetae_core::{PublicKey, UnixTime};
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Decode as _, Reader as _, SliceReader};
use x509_cert::ext::pkix::BasicConstraints;
use x509_cert::name::Name;
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use super::der;
use super::error::Flaw;

/// The largest certificate, in bytes. Real ones have up to 2 KB.
pub(super) const MAX_BYTES: usize = 16_384;

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const RSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12");
const RSA_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const ECDSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
const ECDSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// A certificate, not yet verified.
#[derive(Clone, Debug)]
pub(super) struct Certificate<'a> {
    /// What is signed, as it was sent.
    signed: &'a [u8],
    parsed: x509_cert::Certificate,
}

impl<'a> Certificate<'a> {
    /// Reads a certificate in DER.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Flaw> {
        if bytes.len() > MAX_BYTES {
            return Err(Flaw::CertificateTooLarge);
        }
        let parsed = x509_cert::Certificate::from_der(bytes).map_err(|_| Flaw::Certificate)?;
        let signed = signed_part(bytes).ok_or(Flaw::Certificate)?;
        Ok(Self { signed, parsed })
    }

    pub(super) fn subject(&self) -> &Name {
        self.parsed.tbs_certificate().subject()
    }

    pub(super) fn issuer(&self) -> &Name {
        self.parsed.tbs_certificate().issuer()
    }

    pub(super) fn key(&self) -> &SubjectPublicKeyInfoOwned {
        self.parsed.tbs_certificate().subject_public_key_info()
    }

    /// The serial number, big-endian.
    pub(super) fn serial(&self) -> &[u8] {
        self.parsed.tbs_certificate().serial_number().as_bytes()
    }

    /// Whether `key` signed it.
    pub(super) fn is_signed_by(&self, key: &SubjectPublicKeyInfoOwned) -> bool {
        let named = self.parsed.signature_algorithm();
        let Some(algorithm) = algorithm(named.oid, key) else { return false };
        let (Some(key), Some(signature)) = (key.subject_public_key.as_bytes(), self.parsed.signature().as_bytes())
        else {
            return false;
        };
        named == self.parsed.tbs_certificate().signature()
            && UnparsedPublicKey::new(algorithm, key).verify(self.signed, signature).is_ok()
    }

    pub(super) fn is_valid_at(&self, now: UnixTime) -> bool {
        let validity = self.parsed.tbs_certificate().validity();
        let (first, last) = (validity.not_before.to_unix_duration(), validity.not_after.to_unix_duration());
        (first.as_secs()..=last.as_secs()).contains(&now.seconds())
    }

    /// Whether it may sign others, of which `below` are between it and the leaf; `None` if it does not say.
    pub(super) fn may_sign(&self, below: usize) -> Option<bool> {
        match self.parsed.tbs_certificate().get_extension::<BasicConstraints>() {
            Ok(Some((_, constraints))) => {
                let within = constraints.path_len_constraint.is_none_or(|most| below <= usize::from(most));
                Some(constraints.ca && within)
            }
            Ok(None) => None,
            Err(_) => Some(false),
        }
    }

    /// The content of an extension; an error if it is there twice.
    pub(super) fn extension(&self, id: ObjectIdentifier) -> Result<Option<&[u8]>, Flaw> {
        let extensions = self.parsed.tbs_certificate().extensions();
        let mut found = extensions.into_iter().flatten().filter(|extension| extension.extn_id == id);
        match (found.next(), found.next()) {
            (None, _) => Ok(None),
            (Some(one), None) => Ok(Some(one.extn_value.as_bytes())),
            (Some(_), Some(_)) => Err(Flaw::Certificate),
        }
    }

    /// The certified key, if it is of a kind that holders have.
    pub(super) fn holder_key(&self) -> Option<PublicKey> {
        let key = self.key();
        let bytes = key.subject_public_key.as_bytes()?;
        match (key.algorithm.oid, curve(key)) {
            (ED25519, None) => bytes.try_into().ok().map(PublicKey::Ed25519),
            (EC, Some(P256)) => match bytes.split_first()? {
                (4, point) if point.len() == 64 => {
                    let y_is_odd = point[63] & 1 == 1;
                    point[..32].try_into().ok().map(|x| PublicKey::P256 { x, y_is_odd })
                }
                _ => None,
            },
            _ => None,
        }
    }
}

/// How a signature of this kind is verified with this key; `None` for what no attestation uses.
fn algorithm(named: ObjectIdentifier, key: &SubjectPublicKeyInfoOwned) -> Option<&'static dyn VerificationAlgorithm> {
    Some(match (named, key.algorithm.oid, curve(key)) {
        (RSA_SHA256, RSA, _) => &signature::RSA_PKCS1_2048_8192_SHA256,
        (RSA_SHA384, RSA, _) => &signature::RSA_PKCS1_2048_8192_SHA384,
        (RSA_SHA512, RSA, _) => &signature::RSA_PKCS1_2048_8192_SHA512,
        (ECDSA_SHA256, EC, Some(P256)) => &signature::ECDSA_P256_SHA256_ASN1,
        (ECDSA_SHA384, EC, Some(P256)) => &signature::ECDSA_P256_SHA384_ASN1,
        (ECDSA_SHA256, EC, Some(P384)) => &signature::ECDSA_P384_SHA256_ASN1,
        (ECDSA_SHA384, EC, Some(P384)) => &signature::ECDSA_P384_SHA384_ASN1,
        _ => return None,
    })
}

fn curve(key: &SubjectPublicKeyInfoOwned) -> Option<ObjectIdentifier> {
    key.algorithm.parameters.as_ref()?.decode_as().ok()
}

/// The first member of the certificate's SEQUENCE, with its head.
fn signed_part(bytes: &[u8]) -> Option<&[u8]> {
    let mut reader = SliceReader::new(der::value(bytes)?.value()).ok()?;
    reader.tlv_bytes().ok()
}
