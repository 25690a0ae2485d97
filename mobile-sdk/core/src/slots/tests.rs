use std::vec;
use std::vec::Vec;

use super::*;

/// What stands in the slots.
#[derive(Clone, Default)]
struct Disk {
    a: Vec<u8>,
    b: Vec<u8>,
}

impl Disk {
    fn chosen(&self) -> Option<Chosen<'_>> {
        choose(&self.a, &self.b)
    }

    fn state(&self) -> Option<&[u8]> {
        self.chosen().map(|chosen| chosen.state)
    }

    fn next_write(&self, state: &[u8]) -> Write {
        next_write(self.chosen(), state)
    }

    fn slot(&mut self, slot: Slot) -> &mut Vec<u8> {
        match slot {
            Slot::A => &mut self.a,
            Slot::B => &mut self.b,
        }
    }

    fn put(&mut self, write: Write) {
        *self.slot(write.slot) = write.bytes;
    }
}

/// Disks on which a state has been written once, twice and so on, and is the state in use.
fn disks() -> Vec<Disk> {
    let mut disk = Disk::default();
    (0..4)
        .map(|number: u8| {
            let write = disk.next_write(&vec![number; 40 - usize::from(number) * 7]);
            disk.put(write);
            disk.clone()
        })
        .collect()
}

#[test]
fn nothing_is_in_use_before_the_first_write() {
    assert_eq!(choose(&[], &[]), None);
    assert_eq!(choose(&[0; 200], b"HTSLOT1\n"), None);
}

#[test]
fn writes_alternate_and_the_last_is_in_use() {
    let mut disk = Disk::default();
    for (number, slot) in (0u8..).zip([Slot::A, Slot::B, Slot::A, Slot::B]) {
        let state = [number; 9];
        let write = disk.next_write(&state);
        assert_eq!(write.slot, slot);
        disk.put(write);
        assert_eq!(disk.chosen(), Some(Chosen { slot, generation: u64::from(number) + 1, state: &state }));
    }
}

#[test]
fn a_write_cut_at_any_byte_leaves_the_old_state_or_the_new() {
    for disk in disks() {
        let old = disk.state().expect("a state").to_vec();
        let write = disk.next_write(b"the new state");
        for cut in 0..=write.bytes.len() {
            let expected: &[u8] = if cut == write.bytes.len() { b"the new state" } else { &old };
            // The file was truncated before it was written.
            let mut truncated = disk.clone();
            *truncated.slot(write.slot) = write.bytes[..cut].to_vec();
            assert_eq!(truncated.state(), Some(expected), "cut at {cut}");
            // It was overwritten in its place.
            let mut overwritten = disk.clone();
            let place = overwritten.slot(write.slot);
            place.resize(place.len().max(cut), 0xff);
            place[..cut].copy_from_slice(&write.bytes[..cut]);
            let state = overwritten.state();
            assert!(state == Some(&old) || state == Some(b"the new state"), "overwritten up to {cut}: {state:?}");
        }
    }
}

#[test]
fn a_write_garbled_at_any_byte_leaves_the_old_state() {
    for disk in disks() {
        let old = disk.state().expect("a state").to_vec();
        let write = disk.next_write(b"the new state");
        for place in 0..write.bytes.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut garbled = disk.clone();
                garbled.put(write.clone());
                garbled.slot(write.slot)[place] ^= flip;
                assert_eq!(garbled.state(), Some(&old[..]), "byte {place} with {flip:#x}");
            }
        }
    }
}

#[test]
fn after_a_torn_write_the_next_one_repairs_the_same_slot() {
    for mut disk in disks() {
        let torn = disk.next_write(b"torn");
        *disk.slot(torn.slot) = torn.bytes[..20].to_vec();
        let write = disk.next_write(b"whole");
        assert_eq!(write.slot, torn.slot);
        disk.put(write);
        assert_eq!(disk.state(), Some(&b"whole"[..]));
    }
}

#[test]
fn the_count_of_generations_may_begin_anew() {
    let last = Chosen { slot: Slot::A, generation: u64::MAX, state: b"" };
    let write = next_write(Some(last), b"after");
    let before = next_write(Some(Chosen { slot: Slot::B, generation: u64::MAX - 1, state: b"" }), b"before");
    assert_eq!((before.slot, write.slot), (Slot::A, Slot::B));
    assert_eq!(choose(&before.bytes, &write.bytes).map(|chosen| chosen.state), Some(&b"after"[..]));
}
