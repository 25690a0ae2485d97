//! Decoys: bits of serials that nobody has, so that a person's bit is one of many that appear at once. Without the key
//! of the day they look like people's.

use std::collections::BTreeSet;

use haetae_keys::StatusIndexCipher;

use crate::model::first_decoy;

/// A batch sets at least so many new bits in a list.
pub const MIN_BATCH: usize = 64;

/// The serials that may be decoys: those kept for them, without any that an earlier version has given to people.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decoys {
    first: u32,
    capacity: u32,
}

impl Decoys {
    /// Of `capacity` serials, of which those below `next_serial` may belong to people.
    pub(super) fn new(capacity: u32, next_serial: u32) -> Self {
        Self { first: first_decoy(capacity).max(next_serial), capacity }
    }

    /// Whether this serial is one.
    pub(super) const fn contains(self, serial: u32) -> bool {
        serial >= self.first
    }

    /// Fills up `new`, the bits that appear in a list, to [`MIN_BATCH`]. Which decoys a list has already can be seen in
    /// it: nothing has to be remembered.
    pub(super) fn pad(self, new: &mut BTreeSet<u32>, cipher: &StatusIndexCipher, is_set: impl Fn(u32) -> bool) {
        let mut unused = (self.first..self.capacity).filter_map(|serial| cipher.index(serial).ok());
        while new.len() < MIN_BATCH {
            match unused.find(|index| !is_set(*index)) {
                Some(index) => new.insert(index),
                None => {
                    tracing::warn!(day = %cipher.day(), "all decoys of a status list are used up: a batch is smaller");
                    return;
                }
            };
        }
    }
}
