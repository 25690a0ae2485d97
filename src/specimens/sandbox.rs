use haetae_core::{Kid, RootSet};
use haetae_keys::{Custody as _, KeyRing, OpenError, Random, RandomUnavailable};
use sha2::{Digest as _, Sha256};

use super::SpecimenError;
use super::authority::PublicSecret;

/// Bytes that anyone can derive, in place of random ones: all keys of a sandbox follow from them.
#[derive(Debug, Default)]
pub struct PublicRandom {
    blocks: u64,
}

impl Random for PublicRandom {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomUnavailable> {
        for part in bytes.chunks_mut(32) {
            let hash =
                Sha256::new().chain_update(b"haetae sandbox ").chain_update(self.blocks.to_be_bytes()).finalize();
            self.blocks = self.blocks.wrapping_add(1);
            part.iter_mut().zip(hash).for_each(|(byte, of_hash)| *byte = of_hash);
        }
        Ok(())
    }
}

/// Whether the private part of a root is public: that of the training, or of a sandbox. Anyone can make passes of such
/// an authority.
///
/// # Errors
///
/// Never in practice: if a public seed is no key.
pub fn is_public(roots: &RootSet) -> Result<bool, SpecimenError> {
    let known = [PublicSecret::of("root")?.kid, sandbox_root()?];
    Ok(roots.keys().any(|(kid, _)| known.contains(kid)))
}

/// The one root of a sandbox: its key is made first.
fn sandbox_root() -> Result<Kid, SpecimenError> {
    let mut seed = [0; 32];
    PublicRandom::default().fill(&mut seed).map_err(|_| OpenError::BadSeed)?;
    let ring = KeyRing::from_seeds([&seed])?;
    Ok(*ring.kids().first().ok_or(OpenError::BadSeed)?)
}
