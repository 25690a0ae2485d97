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

/// Decrypts one.
pub(crate) fn decrypt(identity: &dyn Identity, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, DecryptError> {
    let mut reader = Decryptor::new_buffered(sealed)?.decrypt(iter::once(identity))?;
    let mut secret = Zeroizing::new(Vec::with_capacity(sealed.len()));
    reader.read_to_end(&mut secret)?;
    Ok(secret)
}
