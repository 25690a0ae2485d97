use zeroize::Zeroizing;

/// A source of random bytes that are fit for keys. A closure is one: `|bytes: &mut [u8]| ...`
pub trait Random {
    /// Fills `bytes`.
    ///
    /// # Errors
    ///
    /// [`RandomUnavailable`] if the source has none to give; `bytes` must not be used then.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomUnavailable>;
}

/// The source of random numbers failed. Keys cannot be made without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the source of random numbers failed: no key can be made")]
pub struct RandomUnavailable;

impl<F: FnMut(&mut [u8]) -> Result<(), RandomUnavailable>> Random for F {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomUnavailable> {
        self(bytes)
    }
}

/// 32 bytes from `random`, as an Ed25519 key and a status key begin.
pub(crate) fn bytes(random: &mut dyn Random) -> Result<Zeroizing<[u8; 32]>, RandomUnavailable> {
    let mut bytes = Zeroizing::new([0; 32]);
    random.fill(bytes.as_mut_slice())?;
    Ok(bytes)
}
