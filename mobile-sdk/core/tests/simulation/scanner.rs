use haetae_core::UnixTime;
use haetae_core::slots::{Slot, choose, next_write};
use haetae_testkit::authority::{Authority, at};

use crate::random::Random;

/// A scanner with two slots on its disk and a clock that may be wrong.
pub(crate) struct Scanner {
    pub(crate) core: haetae_core::Scanner,
    seed: u64,
    slots: [Vec<u8>; 2],
    /// Seconds by which its clock is behind.
    pub(crate) behind: u64,
    /// The place of the newest published set that it has had with all of its status lists.
    pub(crate) seen: Option<usize>,
}

impl Scanner {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            core: haetae_core::Scanner::new(Authority::default().roots(), seed),
            seed,
            slots: [Vec::new(), Vec::new()],
            behind: 0,
            seen: None,
        }
    }

    pub(crate) fn clock(&self, now: u64) -> UnixTime {
        at(now - self.behind)
    }

    /// Writes down what is in force; where the power goes, it ends at a random byte and the scanner starts again. Tells
    /// whether it did.
    pub(crate) fn save(&mut self, random: &mut Random, loses_power: bool) -> bool {
        let before = self.on_disk();
        let write = next_write(choose(&self.slots[0], &self.slots[1]), &self.core.snapshot());
        let slot = &mut self.slots[usize::from(write.slot == Slot::B)];
        if !loses_power {
            *slot = write.bytes;
            return false;
        }
        let cut = random.place(write.bytes.len() + 1);
        slot.resize(slot.len().max(cut), 0);
        slot[..cut].copy_from_slice(&write.bytes[..cut]);
        if random.one_in(2) {
            slot.truncate(cut);
        }
        let after = self.on_disk();
        assert!(after == before || after == Some(self.core.snapshot()), "neither the old state nor the new");
        self.restart();
        true
    }

    fn on_disk(&self) -> Option<Vec<u8>> {
        choose(&self.slots[0], &self.slots[1]).map(|chosen| chosen.state.to_vec())
    }

    fn restart(&mut self) {
        self.core = haetae_core::Scanner::new(Authority::default().roots(), self.seed);
        if let Some(snapshot) = self.on_disk() {
            let dropped = self.core.restore(&snapshot).expect("the state always loads");
            assert_eq!(dropped, 0, "what was in force verifies");
            assert_eq!(self.core.snapshot(), snapshot, "what was in force is in force");
        }
    }
}
