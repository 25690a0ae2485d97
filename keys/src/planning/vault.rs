use haetae_core::Kid;

use super::generating::GeneratedKeys;
use crate::custody::Custody as _;
use crate::key_ring::KeyRing;
use crate::sealed::{SealedError, SealedFolder, UnlockedFolder};

/// Why a key was not moved. It stays where it was.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// A folder could not be read or written.
    #[error(transparent)]
    Sealed(#[from] SealedError),
    /// The vault holds something else under this name.
    #[error("what the vault holds as {0} is not the private part of that key")]
    OtherKey(Kid),
}

/// Puts all generated keys into a vault, except those that are in a token. Its passphrase is not needed.
///
/// # Errors
///
/// [`SealedError`] if the vault cannot be written.
pub fn store(generated: &GeneratedKeys, vault: &SealedFolder) -> Result<(), SealedError> {
    let mut documents = generated.keys().iter().filter_map(|key| Some((key.kid(), key.document()?)));
    documents.try_for_each(|(kid, document)| vault.put(kid, document))
}

/// Takes the key `kid` out of a vault and puts it into a node's folder; with `keep` it also stays in the vault, for
/// another node. A crash leaves it in one of the two, or in both.
///
/// # Errors
///
/// [`VaultError`] if it is missing, or is not the key that its name says.
pub fn take(vault: &UnlockedFolder, kid: Kid, node: &SealedFolder, keep: bool) -> Result<(), VaultError> {
    let document = vault.read(kid)?;
    if KeyRing::from_document(&document).is_none_or(|ring| ring.kids() != [kid]) {
        return Err(VaultError::OtherKey(kid));
    }
    node.put(kid, &document)?;
    if keep { Ok(()) } else { Ok(vault.folder().remove(kid)?) }
}
