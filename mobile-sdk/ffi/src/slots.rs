use haetae_core::slots::{self, Slot as CoreSlot};

/// One of the two places for a state that survives a loss of power at any byte: two files, for instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Slot {
    /// The first.
    A,
    /// The second.
    B,
}

/// What to write, and where: the slot that is not in use. When it has been written and flushed, it is in use.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct SlotWrite {
    /// The slot to overwrite.
    pub slot: Slot,
    /// Its new content.
    pub bytes: Vec<u8>,
}

/// The state that was completely written last; nothing if neither slot holds one. A slot that does not exist is empty.
#[uniffi::export]
pub fn read_slots(a: Vec<u8>, b: Vec<u8>) -> Option<Vec<u8>> {
    slots::choose(&a, &b).map(|chosen| chosen.state.to_vec())
}

/// The write that puts `state` in the place of what is in use.
#[uniffi::export]
pub fn write_slots(a: Vec<u8>, b: Vec<u8>, state: Vec<u8>) -> SlotWrite {
    let slots::Write { slot, bytes } = slots::next_write(slots::choose(&a, &b), &state);
    SlotWrite { slot: slot.into(), bytes }
}

impl From<CoreSlot> for Slot {
    fn from(slot: CoreSlot) -> Self {
        match slot {
            CoreSlot::A => Self::A,
            CoreSlot::B => Self::B,
        }
    }
}
