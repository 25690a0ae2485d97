//! Two slots for one state: how a scanner writes its snapshot so that it survives a loss of power at any byte. Each
//! write goes to the slot that is *not* in use, with the next generation and a checksum; until its last byte is there,
//! the other slot is in use. The slots may be files or pieces of a flash memory; whatever follows the bytes of a slot
//! does not matter.

#[cfg(test)]
mod tests;

use alloc::vec::Vec;

use sha2::{Digest as _, Sha256};

/// Begins every slot: what it is and the version of this form.
const MAGIC: [u8; 8] = *b"HTSLOT1\n";
/// Magic, SHA-256 of all that follows it, generation, number of bytes.
const HEAD: usize = 8 + 32 + 8 + 8;

/// One of the two slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// The first.
    A,
    /// The second.
    B,
}

impl Slot {
    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

/// The slot that is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen<'a> {
    /// Which one.
    pub slot: Slot,
    /// Grows by one with each write, and begins anew after 2^64 of them.
    pub generation: u64,
    /// What was written.
    pub state: &'a [u8],
}

/// What to write, and where. When it has been written and flushed, it is in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// The slot to overwrite: never the one that is in use.
    pub slot: Slot,
    /// Its bytes, from its beginning.
    pub bytes: Vec<u8>,
}

/// Chooses the slot that was completely written last; `None` if neither was. A slot that does not exist is empty.
pub fn choose<'a>(a: &'a [u8], b: &'a [u8]) -> Option<Chosen<'a>> {
    match (read(Slot::A, a), read(Slot::B, b)) {
        (Some(a), Some(b)) if is_later(b.generation, a.generation) => Some(b),
        (Some(a), _) => Some(a),
        (None, b) => b,
    }
}

/// The write that puts `state` in the place of what is in use.
pub fn next_write(in_use: Option<Chosen<'_>>, state: &[u8]) -> Write {
    let (slot, generation) = match in_use {
        Some(chosen) => (chosen.slot.other(), chosen.generation.wrapping_add(1)),
        None => (Slot::A, 1),
    };
    let mut bytes = Vec::with_capacity(state.len().saturating_add(HEAD));
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&checksum(generation, state));
    bytes.extend_from_slice(&generation.to_be_bytes());
    bytes.extend_from_slice(&(state.len() as u64).to_be_bytes());
    bytes.extend_from_slice(state);
    Write { slot, bytes }
}

fn read(slot: Slot, bytes: &[u8]) -> Option<Chosen<'_>> {
    let (magic, rest) = bytes.split_first_chunk::<8>()?;
    let (sum, rest) = rest.split_first_chunk::<32>()?;
    let (generation, rest) = rest.split_first_chunk::<8>()?;
    let (length, rest) = rest.split_first_chunk::<8>()?;
    let generation = u64::from_be_bytes(*generation);
    let state = rest.get(..usize::try_from(u64::from_be_bytes(*length)).ok()?)?;
    let is_whole = *magic == MAGIC && *sum == checksum(generation, state);
    is_whole.then_some(Chosen { slot, generation, state })
}

fn checksum(generation: u64, state: &[u8]) -> [u8; 32] {
    let hash = Sha256::new().chain_update(generation.to_be_bytes()).chain_update((state.len() as u64).to_be_bytes());
    hash.chain_update(state).finalize().into()
}

/// Serial numbers: of two neighbours the later one, also where the count has begun anew.
const fn is_later(left: u64, right: u64) -> bool {
    let ahead = left.wrapping_sub(right);
    ahead != 0 && ahead <= u64::MAX / 2
}
