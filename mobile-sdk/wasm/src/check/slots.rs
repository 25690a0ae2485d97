use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;

use haetae_core::slots::{self, Slot};
use wasm_bindgen::prelude::*;

/// What to write, and where: the slot that is not in use.
#[wasm_bindgen]
pub struct SlotWrite {
    slot: Slot,
    bytes: Vec<u8>,
}

#[wasm_bindgen]
impl SlotWrite {
    /// `a` or `b`.
    #[wasm_bindgen(getter)]
    pub fn slot(&self) -> String {
        match self.slot {
            Slot::A => "a",
            Slot::B => "b",
        }
        .to_owned()
    }

    /// The slot's new content.
    #[wasm_bindgen(getter)]
    pub fn bytes(&self) -> Vec<u8> {
        self.bytes.clone()
    }
}

/// The state that was completely written last; `undefined` if neither slot holds one. A slot that does not exist is
/// empty.
#[wasm_bindgen(js_name = readSlots)]
pub fn read_slots(a: &[u8], b: &[u8]) -> Option<Vec<u8>> {
    slots::choose(a, b).map(|chosen| chosen.state.to_vec())
}

/// The write that puts `state` in the place of what is in use.
#[wasm_bindgen(js_name = writeSlots)]
pub fn write_slots(a: &[u8], b: &[u8], state: &[u8]) -> SlotWrite {
    let write = slots::next_write(slots::choose(a, b), state);
    SlotWrite { slot: write.slot, bytes: write.bytes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_alternate_and_a_torn_one_is_passed_over() {
        let first = write_slots(&[], &[], b"first");
        assert_eq!(first.slot(), "a");
        let second = write_slots(&first.bytes, &[], b"second");
        assert_eq!(second.slot(), "b");
        assert_eq!(read_slots(&first.bytes, &second.bytes).as_deref(), Some(&b"second"[..]));
        let torn = &second.bytes[..second.bytes.len() - 1];
        assert_eq!(read_slots(&first.bytes, torn).as_deref(), Some(&b"first"[..]));
        assert_eq!(read_slots(b"", b"?"), None);
    }
}
