//! Serials that nobody has and nobody will get: their bits hide those of people in a status list.

/// One in so many serials is kept for decoys.
const SHARE: u32 = 64;

/// The first serial that is kept for decoys, of `capacity` serials: all from here on. People get those below it.
pub const fn first_decoy(capacity: u32) -> u32 {
    capacity - capacity / SHARE
}
