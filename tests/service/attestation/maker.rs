//! What a platform's makers would sign: certificate authorities, and certificates that say what a test wants.

use haetae_core::PublicKey;
use haetae_testkit::phone::HolderPair;
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DistinguishedName, DnType, IsCa, Issuer, KeyPair,
    PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PublicKeyData, SerialNumber, SignatureAlgorithm,
    date_time_ymd,
};

/// A root, and an authority below it that certifies keys.
pub(super) struct Authority {
    pub(super) root_pem: String,
    pub(super) root: Vec<u8>,
    pub(super) batch: Vec<u8>,
    issuer: Issuer<'static, KeyPair>,
}

/// The serial number of the authority's certificate.
pub(super) const SERIAL: [u8; 4] = [0x00, 0xAB, 0xCD, 0xEF];

impl Authority {
    /// One in order, with a root of this name.
    pub(super) fn new(name: &str) -> Self {
        Self::with(name, |_| {})
    }

    /// One whose certificate below the root is changed before the root signs it.
    pub(super) fn with(name: &str, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut root = params(name);
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root_key = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).expect("a key");
        let certificate = root.self_signed(&root_key).expect("a root");
        let above = Issuer::new(root, root_key);
        let mut batch = params("Batch");
        batch.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        batch.serial_number = Some(SerialNumber::from_slice(&SERIAL));
        change(&mut batch);
        let batch_key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("a key");
        let signed = batch.signed_by(&batch_key, &above).expect("a certificate");
        Self {
            root_pem: certificate.pem(),
            root: certificate.der().to_vec(),
            batch: signed.der().to_vec(),
            issuer: Issuer::new(batch, batch_key),
        }
    }

    /// A certificate of a key, with an extension.
    pub(super) fn leaf(&self, key: &impl PublicKeyData, extension: Option<CustomExtension>) -> Vec<u8> {
        let mut leaf = params("Leaf");
        leaf.custom_extensions = extension.into_iter().collect();
        leaf.signed_by(key, &self.issuer).expect("a certificate").der().to_vec()
    }

    /// The same with dates of long ago.
    pub(super) fn leaf_of_1970(&self, key: &impl PublicKeyData, extension: CustomExtension) -> Vec<u8> {
        let mut leaf = params("Leaf");
        leaf.custom_extensions = vec![extension];
        (leaf.not_before, leaf.not_after) = (date_time_ymd(1970, 1, 1), date_time_ymd(1970, 1, 2));
        leaf.signed_by(key, &self.issuer).expect("a certificate").der().to_vec()
    }
}

fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    (params.not_before, params.not_after) = (date_time_ymd(2026, 1, 1), date_time_ymd(2027, 1, 1));
    params
}

/// A holder key as rcgen reads it.
pub(super) struct Certified {
    bytes: Vec<u8>,
    algorithm: &'static SignatureAlgorithm,
}

impl Certified {
    pub(super) fn of(pair: &HolderPair) -> Self {
        use aws_lc_rs::signature::KeyPair as _;
        match (pair, pair.public()) {
            (HolderPair::P256(pair), _) => {
                Self { bytes: pair.public_key().as_ref().to_vec(), algorithm: &PKCS_ECDSA_P256_SHA256 }
            }
            (_, PublicKey::Ed25519(bytes)) => Self { bytes: bytes.to_vec(), algorithm: &PKCS_ED25519 },
            _ => unreachable!("holder keys are Ed25519 or P-256"),
        }
    }
}

impl PublicKeyData for Certified {
    fn der_bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.algorithm
    }
}

/// What the secure hardware of a phone says about a key.
#[derive(Clone)]
pub(super) struct Description {
    pub(super) attestation_level: u8,
    pub(super) key_level: u8,
    pub(super) challenge: Vec<u8>,
    pub(super) purpose: u8,
    pub(super) origin: u8,
    pub(super) is_locked: bool,
    pub(super) boot_state: u8,
    pub(super) package: &'static str,
    pub(super) signers: Vec<[u8; 32]>,
    pub(super) all_applications: bool,
    /// Whether the hardware enforces nothing, and the system says all of it.
    pub(super) in_software: bool,
}

impl Description {
    /// The content of the extension.
    pub(super) fn der(&self) -> Vec<u8> {
        let integer = |value: u8| tlv(&[0x02], &[value]);
        let level = |value: u8| tlv(&[0x0A], &[value]);
        let package = sequence(&[octets(self.package.as_bytes()), integer(1)]);
        let signers: Vec<u8> = self.signers.iter().flat_map(|signer| octets(signer)).collect();
        let application = sequence(&[tlv(&[0x31], &package), tlv(&[0x31], &signers)]);
        let boot = sequence(&[
            octets(&[1; 32]),
            tlv(&[0x01], &[if self.is_locked { 0xFF } else { 0x00 }]),
            level(self.boot_state),
            octets(&[2; 32]),
        ]);
        let mut enforced = vec![tagged(1, &tlv(&[0x31], &integer(self.purpose)))];
        if self.all_applications {
            enforced.push(tagged(600, &tlv(&[0x05], &[])));
        }
        enforced.push(tagged(702, &integer(self.origin)));
        enforced.push(tagged(704, &boot));
        let application = tagged(709, &octets(&application));
        let (software, hardware) = if self.in_software {
            (sequence(&[enforced.concat(), application]), sequence(&[]))
        } else {
            (sequence(&[application]), sequence(&enforced))
        };
        sequence(&[
            tlv(&[0x02], &[0x01, 0x2C]),
            level(self.attestation_level),
            tlv(&[0x02], &[0x01, 0x2C]),
            level(self.key_level),
            octets(&self.challenge),
            octets(&[]),
            software,
            hardware,
        ])
    }

    /// The extension.
    pub(super) fn extension(&self) -> CustomExtension {
        CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 11129, 2, 1, 17], self.der())
    }
}

/// The extension that ties an App Attest certificate to what it was made for.
pub(super) fn nonce_extension(nonce: &[u8]) -> CustomExtension {
    let content = sequence(&[tagged(1, &octets(nonce))]);
    CustomExtension::from_oid_content(&[1, 2, 840, 113_635, 100, 8, 2], content)
}

fn sequence(members: &[Vec<u8>]) -> Vec<u8> {
    tlv(&[0x30], &members.concat())
}

fn octets(bytes: &[u8]) -> Vec<u8> {
    tlv(&[0x04], bytes)
}

/// An EXPLICIT context-specific tag.
fn tagged(number: u16, content: &[u8]) -> Vec<u8> {
    let low = u8::try_from(number % 128).expect("7 bits");
    match number {
        0..=30 => tlv(&[0xA0 | low], content),
        31..=127 => tlv(&[0xBF, low], content),
        _ => tlv(&[0xBF, 0x80 | u8::try_from(number / 128).expect("7 bits"), low], content),
    }
}

fn tlv(tag: &[u8], content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).expect("short").to_be_bytes();
    let length = match content.len() {
        0..=127 => vec![length[1]],
        128..=255 => vec![0x81, length[1]],
        _ => vec![0x82, length[0], length[1]],
    };
    [tag, &length, content].concat()
}
