//! Encrypts with age into buffers of full capacity: a buffer that grows would leave copies of the secret in memory.

use std::io::{Read as _, Write as _};
use std::iter;

use age::{DecryptError, Decryptor, EncryptError, Encryptor, Identity, Recipient};
use zeroize::Zeroizing;

/// Encrypts a secret.
pub(crate) fn encrypt(recipient: &dyn Recipient, secret: &[u8]) -> Result<Vec<u8>, EncryptError> {
    let mut sealed = Vec::new();
    let mut writer = Encryptor::with_recipients(iter::once(recipient))?.wrap_output(&mut sealed)?;
    writer.write_all(secret)?;
    writer.finish()?;
    Ok(sealed)
}

/// Why a secret was not decrypted, in a line: age's own words advise to upgrade age.
pub(crate) fn reason(error: &DecryptError) -> &'static str {
    match error {
        DecryptError::InvalidHeader | DecryptError::UnknownFormat => {
            "it does not begin as a file that age has encrypted"
        }
        DecryptError::Io(_) => "it is cut off, or changed",
        DecryptError::NoMatchingKeys => "it was encrypted for another folder",
        _ => "it is changed, or was encrypted otherwise",
    }
}

/// Decrypts one.
pub(crate) fn decrypt(identity: &dyn Identity, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, DecryptError> {
    let mut reader = Decryptor::new_buffered(sealed)?.decrypt(iter::once(identity))?;
    let mut secret = Zeroizing::new(Vec::with_capacity(sealed.len()));
    reader.read_to_end(&mut secret)?;
    Ok(secret)
}
