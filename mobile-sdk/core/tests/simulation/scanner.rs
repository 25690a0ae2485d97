use std::collections::{BTreeMap, BTreeSet};

use haetae_core::slots::{Slot, choose, next_write};
use haetae_core::{SyncSettings, UnixTime};
use haetae_testkit::Signer;
use haetae_testkit::authority::{Authority, Set, at};

use crate::random::Random;

/// So few days that a life stays short; the authority publishes more.
pub(crate) const SETTINGS: SyncSettings =
    SyncSettings { refresh_seconds: 300, days_back: 2, days_ahead: 1, days_in_reserve: 2 };

/// A scanner with two slots on its disk and a clock that may be wrong.
pub(crate) struct Scanner {
    pub(crate) core: haetae_core::Scanner,
    seed: u64,
    slots: [Vec<u8>; 2],
    /// Seconds by which its clock is behind.
    pub(crate) behind: u64,
    /// The place of the newest published set that it has had with all of its status lists.
    pub(crate) seen: Option<usize>,
    /// Its time when it took something last.
    pub(crate) fed: u64,
    /// Whom it must know to be revoked, by day: what was revoked in sets that it has had and whose lists it has had no
    /// reason to drop since.
    known: BTreeMap<u32, BTreeSet<usize>>,
    /// The number of the key that signed those lists.
    known_by: u8,
}

impl Scanner {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            core: new_core(seed),
            seed,
            slots: [Vec::new(), Vec::new()],
            behind: 0,
            seen: None,
            fed: 0,
            known: BTreeMap::new(),
            known_by: 0,
        }
    }

    /// The days whose lists matter now.
    pub(crate) fn days(&self, clock: UnixTime) -> std::ops::RangeInclusive<u32> {
        let today = clock.max(self.core.store().floor()).status_day().0;
        today - SETTINGS.days_back..=today + SETTINGS.days_ahead
    }

    /// Notes that it has this published set now, with the lists of the days that matter.
    pub(crate) fn has_had(&mut self, place: usize, set: &Set, clock: UnixTime) {
        self.seen = Some(place);
        if self.known_by != set.status {
            (self.known_by, self.known) = (set.status, BTreeMap::new());
        }
        for day in self.days(clock).filter(|day| set.pins_status_of(*day)) {
            self.known.entry(day).or_default().extend(&set.revoked);
        }
    }

    /// Notes that something was taken: lists go with their names, and with the key that signed them.
    pub(crate) fn drop_what_may_go(&mut self) {
        let (store, kid) = (self.core.store(), Signer::new(self.known_by).kid());
        let is_trusted = store.trust_list().is_some_and(|list| list.keys().any(|(listed, _)| *listed == kid));
        let pins = |day: u32| {
            let name = format!("status/{day}");
            store.manifest().is_some_and(|manifest| manifest.files().iter().any(|file| file.name == name))
        };
        self.known.retain(|day, _| is_trusted && pins(*day));
    }

    /// Whether it must know that this pass is revoked.
    pub(crate) fn knows(&self, day: u32, index: u32) -> bool {
        self.known.get(&day).is_some_and(|revoked| revoked.contains(&(index as usize)))
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
        self.core = new_core(self.seed);
        if let Some(snapshot) = self.on_disk() {
            let dropped = self.core.restore(&snapshot).expect("the state always loads");
            assert_eq!(dropped, 0, "what was in force verifies");
            assert_eq!(self.core.snapshot(), snapshot, "what was in force is in force");
        }
    }
}

fn new_core(seed: u64) -> haetae_core::Scanner {
    let mut core = haetae_core::Scanner::new(Authority::default().roots(), seed);
    core.configure(SETTINGS);
    core
}
