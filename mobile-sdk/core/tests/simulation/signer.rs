use std::collections::{BTreeMap, BTreeSet};

use haetae_core::{Bundle, FileHash, FileKind, Outcome, StatusBits, StatusListClaims, TrustStore};
use haetae_testkit::authority::{Authority, DAY, Database, Office, Set};

use crate::random::Random;

/// Few bytes of changes are enough for a new list, so that it happens in a life.
const MOST_CHANGES: usize = 140;

/// The machine that publishes: its clock may jump, and its database may be restored from a backup.
pub(crate) struct Publisher {
    /// Seconds by which its clock is ahead.
    ahead: i64,
    backup: Database,
    /// Whether it publishes what a scanner with its last set would refuse, as no service should.
    is_careless: bool,
    /// What it holds each set against before it publishes it.
    last: TrustStore,
    ever: Ever,
    /// Of each published set, whether it lacks somebody who was revoked in one before it, by the same key.
    gaps: Vec<bool>,
}

/// What became of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Published {
    /// It is published.
    Yes,
    /// It is published, and people are missing who were revoked before.
    WithGaps,
    /// It was held back for that.
    HeldBack,
}

impl Publisher {
    /// A machine that publishes its first set.
    pub(crate) fn new(office: &mut Office, now: u64) -> (Self, Set) {
        let set = office.publish_daily(now, now, MOST_CHANGES);
        let last = newcomer_with(&set);
        let mut ever = Ever::default();
        let gaps = vec![ever.add(&set)];
        (Self { ahead: 0, backup: office.database(), is_careless: false, last, ever, gaps }, set)
    }

    /// Whether somebody is missing from a set who was revoked in one before it.
    pub(crate) fn has_gaps(&self, place: usize) -> bool {
        self.gaps[place]
    }

    /// Perhaps its clock jumps, minutes to weeks ahead or back, or somebody sets it right. Tells whether it jumped.
    pub(crate) fn turn_clock(&mut self, random: &mut Random) -> bool {
        let jumps = random.one_in(5);
        if jumps {
            let span = [3_600, 3 * DAY, 21 * DAY][random.place(3)];
            let seconds = i64::try_from(random.below(span) + 1).expect("weeks");
            self.ahead = if random.one_in(2) { seconds } else { -seconds };
        } else if random.one_in(2) {
            self.set_clock_right();
        }
        jumps
    }

    pub(crate) fn set_clock_right(&mut self) {
        self.ahead = 0;
    }

    /// Perhaps a backup is made, or put back, or what was published is brought back into the database. Tells whether a
    /// backup was put back.
    pub(crate) fn touch_database(&mut self, office: &mut Office, sets: &[Set], random: &mut Random) -> bool {
        match random.below(8) {
            0 | 1 => self.backup = office.database(),
            2 => {
                office.restore(&self.backup);
                self.is_careless = random.one_in(2);
                return true;
            }
            3 | 4 if sets.iter().any(|set| !set.revoked.is_subset(&office.revoked)) => reconcile(office, sets),
            _ => {}
        }
        false
    }

    /// Makes the set of now, holds it against the last one, and publishes it unless somebody would be missing.
    pub(crate) fn publish(&mut self, office: &mut Office, sets: &mut Vec<Set>, now: u64) -> Published {
        let newest = sets.last().expect("a set");
        let clock = now.saturating_add_signed(self.ahead);
        let set = office.publish_daily(clock.max(newest.says.version + 1), clock, MOST_CHANGES);
        let outcome = take(&mut self.last, &set);
        let has_gaps = lacks_what_it_had(&set, newest);
        assert_eq!(
            outcome,
            if has_gaps { Outcome::Rollback } else { Outcome::Taken },
            "a publisher sees what is missing"
        );
        if has_gaps && !self.is_careless {
            return Published::HeldBack;
        }
        if has_gaps {
            self.last = newcomer_with(&set);
        }
        self.gaps.push(self.ever.add(&set));
        sets.push(set);
        if has_gaps { Published::WithGaps } else { Published::Yes }
    }
}

/// Whether somebody is missing from the lists of a day that both sets have, by the same key. Another list must do
/// alone: its own changes may come late.
fn lacks_what_it_had(set: &Set, earlier: &Set) -> bool {
    let is_missing = |day: u32| {
        let is_the_same = list_of(set, day) == list_of(earlier, day);
        let has_all =
            if is_the_same { earlier.revoked.is_subset(&set.revoked) } else { lists(set, day, &earlier.revoked) };
        !has_all
    };
    set.status == earlier.status && days(set).filter(|day| earlier.pins_status_of(*day)).any(is_missing)
}

fn days(set: &Set) -> impl Iterator<Item = u32> {
    let kinds = set.says.files().iter().map(|file| FileKind::of(&file.name));
    kinds.filter_map(|kind| if let FileKind::Status(day) = kind { Some(day.0) } else { None })
}

fn list_of(set: &Set, day: u32) -> FileHash {
    set.hash(&format!("status/{day}"))
}

/// Whether all of these are in the list of a day itself.
fn lists(set: &Set, day: u32, revoked: &BTreeSet<usize>) -> bool {
    let token = StatusListClaims::decode_unverified(&set.files[&list_of(set, day)]).expect("a list");
    let bits = StatusBits::unpack(token.packed).expect("bits");
    revoked.iter().all(|index| bits.is_set(u32::try_from(*index).expect("an index")) == Some(true))
}

/// All that was ever published by one key: what no scanner has to forget.
#[derive(Debug, Default)]
struct Ever {
    by: u8,
    revoked: BTreeMap<u32, BTreeSet<usize>>,
    /// The lists that held all of it when they were published first.
    sound: BTreeMap<u32, FileHash>,
}

impl Ever {
    /// Adds a set, and tells whether it lacks somebody: then scanners that know better refuse some of it.
    fn add(&mut self, set: &Set) -> bool {
        if self.by != set.status {
            *self = Self { by: set.status, ..Self::default() };
        }
        let mut has_gaps = false;
        for day in days(set) {
            let (list, ever) = (list_of(set, day), self.revoked.entry(day).or_default());
            let is_sound = self.sound.get(&day) == Some(&list) || lists(set, day, ever);
            if is_sound {
                self.sound.insert(day, list);
            } else {
                self.sound.remove(&day);
            }
            has_gaps |= !is_sound || !ever.is_subset(&set.revoked);
            ever.extend(&set.revoked);
        }
        has_gaps
    }
}

/// Brings back into the database whoever was ever published as revoked.
pub(crate) fn reconcile(office: &mut Office, sets: &[Set]) {
    office.reconcile(sets.iter().flat_map(|set| &set.revoked).copied());
}

fn newcomer_with(set: &Set) -> TrustStore {
    let mut store = TrustStore::new(Authority::default().roots());
    assert_eq!(take(&mut store, set), Outcome::Taken, "newcomers take every set");
    store
}

fn take(store: &mut TrustStore, set: &Set) -> Outcome {
    store.take_bundle(
        &Bundle { manifest: &set.manifest, files: set.files.values().map(Vec::as_slice).collect() }.encode(),
    )
}
