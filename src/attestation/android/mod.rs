//! Android Key Attestation: each holder key has a chain of certificates. Its leaf says what key it is and which app, on
//! which system, asked for it. Google's guide: "Verify hardware-backed key pairs with key attestation".

mod application;
mod key_description;
mod revocations;

use haetae_core::{PublicKey, UnixTime};
use x509_cert::der::asn1::ObjectIdentifier;

use super::certificate::Certificate;
use super::chain::{self, MAX_CERTIFICATES, Platform};
use super::error::Flaw;
use super::roots::Roots;
use crate::config::AndroidApp;
use application::Application;
use key_description::{KeyDescription, SecurityLevel};

pub(super) use revocations::StatusFile;
pub use revocations::{Revocations, RevocationsError};

/// The extension with the key description.
const KEY_DESCRIPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.11129.2.1.17");

/// Chains of certificates that share their upper parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chains {
    /// The certificates in DER, each once.
    pub certificates: Vec<Vec<u8>>,
    /// For each holder key, in their order, the places of its chain's certificates in that list: the leaf first.
    pub chains: Vec<Vec<usize>>,
}

/// What chains are held against.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected<'a> {
    pub(super) roots: &'a Roots,
    pub(super) revoked: &'a Revocations,
    pub(super) apps: &'a [AndroidApp],
    pub(super) challenge: &'a [u8],
}

/// Requires a good chain for each of these keys.
pub(super) fn require(sent: &Chains, keys: &[PublicKey], expected: &Expected<'_>, now: UnixTime) -> Result<(), Flaw> {
    if sent.chains.len() != keys.len() {
        return Err(Flaw::ChainNumber);
    }
    let read: Result<Vec<_>, Flaw> = sent.certificates.iter().map(|bytes| Certificate::read(bytes)).collect();
    let certificates = read?;
    for (places, key) in sent.chains.iter().zip(keys) {
        // One more than the limit, because the root may be there, too.
        if !(1..=MAX_CERTIFICATES + 1).contains(&places.len()) {
            return Err(Flaw::ChainLength);
        }
        let chain: Option<Vec<_>> = places.iter().map(|place| certificates.get(*place).cloned()).collect();
        require_one(&chain.ok_or(Flaw::ChainLength)?, key, expected, now)?;
    }
    Ok(())
}

fn require_one(chain: &[Certificate<'_>], key: &PublicKey, expected: &Expected<'_>, now: UnixTime) -> Result<(), Flaw> {
    chain::require(chain, expected.roots, Platform::Android, now)?;
    if chain.iter().any(|certificate| expected.revoked.contain(certificate.serial())) {
        return Err(Flaw::Revoked);
    }
    let (leaf, above) = chain.split_first().ok_or(Flaw::ChainLength)?;
    // A key in secure hardware could sign a leaf that says anything: its own certificate has the extension, too.
    for certificate in above {
        if certificate.extension(KEY_DESCRIPTION)?.is_some() {
            return Err(Flaw::KeyDescriptionAbove);
        }
    }
    if leaf.holder_key() != Some(*key) {
        return Err(Flaw::OtherKey);
    }
    let extension = leaf.extension(KEY_DESCRIPTION)?.ok_or(Flaw::KeyDescription)?;
    let description = KeyDescription::read(extension).ok_or(Flaw::KeyDescription)?;
    require_description(&description, expected)
}

fn require_description(description: &KeyDescription<'_>, expected: &Expected<'_>) -> Result<(), Flaw> {
    if description.challenge != expected.challenge {
        return Err(Flaw::OtherChallenge);
    }
    if [description.attestation_level, description.key_level].contains(&SecurityLevel::Software) {
        return Err(Flaw::Software);
    }
    let hardware = &description.hardware;
    if hardware.origin != Some(key_description::GENERATED) {
        return Err(Flaw::Imported);
    }
    if !hardware.purposes.contains(&key_description::SIGN) {
        return Err(Flaw::Purpose);
    }
    let boot = hardware.root_of_trust.as_ref().ok_or(Flaw::Boot)?;
    if !boot.is_locked {
        return Err(Flaw::Unlocked);
    }
    if boot.state != key_description::VERIFIED {
        return Err(Flaw::Boot);
    }
    let is_for_all = hardware.all_applications || description.software.all_applications;
    let application = description.software.application.and_then(Application::read);
    let is_known = application.is_some_and(|application| application.is_one_of(expected.apps));
    if is_for_all || !is_known { Err(Flaw::OtherApp) } else { Ok(()) }
}
