//! Apple App Attest: a key of the phone's Secure Enclave, which belongs to an app, vouches for the holder keys. Apple's
//! guide: "Validating apps that connect to your server".

mod authenticator_data;
mod object;

use haetae_core::UnixTime;
use sha2::{Digest as _, Sha256};
use x509_cert::der::Tag;
use x509_cert::der::asn1::ObjectIdentifier;

use super::certificate::Certificate;
use super::chain::{self, MAX_CERTIFICATES, Platform};
use super::der;
use super::error::Flaw;
use super::roots::Roots;
use crate::config::AppleEnvironment;
use authenticator_data::AuthenticatorData;
use object::Object;

/// The largest attestation object, in bytes. Real ones have 5 to 7 KB, of which we have no use for the receipt.
pub(super) const MAX_OBJECT: usize = 32_768;

/// The extension with the hash of what the leaf was made for.
const NONCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113635.100.8.2");

/// What an attestation is held against.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected<'a> {
    pub(super) roots: &'a Roots,
    /// App ids: the team, a point and the bundle.
    pub(super) apps: &'a [String],
    pub(super) environment: AppleEnvironment,
    pub(super) client_data: &'a [u8],
}

/// Requires a good attestation object.
pub(super) fn require(bytes: &[u8], expected: &Expected<'_>, now: UnixTime) -> Result<(), Flaw> {
    if bytes.len() > MAX_OBJECT {
        return Err(Flaw::ObjectTooLarge);
    }
    let object = Object::read(bytes).ok_or(Flaw::Object)?;
    let data = AuthenticatorData::read(object.authenticator_data).ok_or(Flaw::Object)?;
    if object.certificates.len() > MAX_CERTIFICATES + 1 {
        return Err(Flaw::ChainLength);
    }
    let read: Result<Vec<_>, Flaw> = object.certificates.iter().map(|bytes| Certificate::read(bytes)).collect();
    let chain = read?;
    chain::require(&chain, expected.roots, Platform::Apple, now)?;
    let leaf = chain.first().ok_or(Flaw::ChainLength)?;
    let client_data_hash = Sha256::digest(expected.client_data);
    let nonce = Sha256::new().chain_update(object.authenticator_data).chain_update(client_data_hash).finalize();
    if nonce_of(leaf)? != Some(nonce.as_slice()) {
        return Err(Flaw::OtherClientData);
    }
    if !expected.apps.iter().any(|app| Sha256::digest(app.as_bytes()).as_slice() == data.app_hash) {
        return Err(Flaw::OtherApp);
    }
    if data.counter != 0 {
        return Err(Flaw::Counter);
    }
    if data.environment != Some(expected.environment) {
        return Err(Flaw::Environment);
    }
    let key = leaf.key().subject_public_key.as_bytes().ok_or(Flaw::Certificate)?;
    if Sha256::digest(key).as_slice() != data.credential_id {
        return Err(Flaw::CredentialId);
    }
    Ok(())
}

/// `SEQUENCE { [1] EXPLICIT OCTET STRING }`
fn nonce_of<'c>(leaf: &'c Certificate<'_>) -> Result<Option<&'c [u8]>, Flaw> {
    let read = |extension| {
        let [member] = der::members(der::value(extension)?, Tag::Sequence)?[..] else { return None };
        let (tag, value) = der::tagged(member)?;
        (tag == 1).then(|| der::octets(value)).flatten()
    };
    Ok(leaf.extension(NONCE)?.and_then(read))
}
