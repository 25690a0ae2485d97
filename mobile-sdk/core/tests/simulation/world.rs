use std::collections::BTreeSet;

use haetae_core::*;
use haetae_testkit::authority::{DAY, NOW, Office, Set, at};
use haetae_testkit::phone::HolderPair;

use crate::edition::Edition;
use crate::press::Press;
use crate::random::Random;
use crate::scanner::Scanner;
use crate::signer::{self, Published, Publisher};
use crate::{door, mirror, screen};

/// What happened in a life, so that a simulation in which nothing happens is seen.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) taken: u64,
    pub(crate) admitted: u64,
    pub(crate) refused: u64,
    pub(crate) withdrawn: u64,
    pub(crate) restarts: u64,
    pub(crate) forged: u64,
    pub(crate) recovered: u64,
    pub(crate) bundles: u64,
    pub(crate) series: u64,
    /// Sets of a clock that had jumped, and backups that were put back.
    pub(crate) jumps: u64,
    pub(crate) backups: u64,
    /// Sets that the publisher held back, and sets that were published with gaps.
    pub(crate) held_back: u64,
    pub(crate) with_gaps: u64,
    /// Sets with changes, and revoked passes that a scanner refused though the newest set lacks them.
    pub(crate) changes: u64,
    pub(crate) not_forgotten: u64,
    /// Verdicts that had to be `clock_suspect` or `status_required`.
    pub(crate) cannot_tell: u64,
    /// Checks with a policy, by what came of them.
    pub(crate) met: u64,
    pub(crate) not_met: u64,
    pub(crate) no_rules: u64,
    pub(crate) failed: u64,
    pub(crate) unchallenged: u64,
    /// Answers by a policy that began while the scanner heard of nothing.
    pub(crate) switched_offline: u64,
    /// Answers by rules that a thief has made.
    pub(crate) forged_rules: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: &Self) {
        self.taken += other.taken;
        self.admitted += other.admitted;
        self.refused += other.refused;
        self.withdrawn += other.withdrawn;
        self.restarts += other.restarts;
        self.forged += other.forged;
        self.recovered += other.recovered;
        self.bundles += other.bundles;
        self.series += other.series;
        self.jumps += other.jumps;
        self.backups += other.backups;
        self.held_back += other.held_back;
        self.with_gaps += other.with_gaps;
        self.changes += other.changes;
        self.not_forgotten += other.not_forgotten;
        self.cannot_tell += other.cannot_tell;
        self.met += other.met;
        self.not_met += other.not_met;
        self.no_rules += other.no_rules;
        self.failed += other.failed;
        self.unchallenged += other.unchallenged;
        self.switched_offline += other.switched_offline;
        self.forged_rules += other.forged_rules;
    }

    /// Whether everything has happened at least once.
    pub(crate) fn is_full(&self) -> bool {
        let trust = self.taken > 0 && self.forged > 0 && self.recovered > 0 && self.restarts > 0;
        let door = self.admitted > 0 && self.refused > 0 && self.withdrawn > 0;
        let signer = self.jumps > 0 && self.backups > 0 && self.held_back > 0 && self.with_gaps > 0;
        let revoked = self.changes > 0 && self.not_forgotten > 0 && self.cannot_tell > 0;
        let answers = self.met > 0 && self.not_met > 0 && self.no_rules > 0 && self.failed > 0;
        let rules = answers && self.unchallenged > 0 && self.switched_offline > 0 && self.forged_rules > 0;
        trust && door && signer && revoked && rules && self.bundles > 0 && self.series > 0
    }
}

/// The authority, all that was ever published or forged, and what happens next.
pub(crate) struct World {
    pub(crate) random: Random,
    pub(crate) now: u64,
    pub(crate) office: Office,
    pub(crate) publisher: Publisher,
    pub(crate) press: Press,
    pub(crate) sets: Vec<Set>,
    /// What the thief of a status key has signed.
    pub(crate) forged: Vec<Set>,
    /// The status keys that were stolen.
    pub(crate) stolen: BTreeSet<u8>,
    /// Every key that has issued paper passes.
    pub(crate) issued_by: Vec<u8>,
    pub(crate) phone: HolderPair,
    pub(crate) tally: Tally,
}

/// One life of twelve rounds, half a day apart or, now and then, weeks. In the end all clocks are right again, and the
/// database holds what was published.
pub(crate) fn live(seed: u64) -> Tally {
    let mut office = Office::new(NOW);
    let (publisher, first) = Publisher::new(&mut office, NOW);
    let mut world = World {
        random: Random::new(seed),
        now: NOW,
        publisher,
        press: Press::default(),
        sets: vec![first],
        forged: Vec::new(),
        stolen: BTreeSet::new(),
        issued_by: vec![office.keys.paper.number],
        phone: HolderPair::p256(),
        office,
        tally: Tally::default(),
    };
    let mut scanners = [Scanner::new(seed), Scanner::new(!seed)];
    for _ in 0..12 {
        world.pass_time();
        for scanner in &mut scanners {
            world.turn_clock(scanner);
            match world.random.below(8) {
                0 | 1 => {}
                2 => mirror::meet_hostile(&mut world, scanner),
                3 => {
                    mirror::meet_hostile(&mut world, scanner);
                    mirror::meet_honest(&mut world, scanner);
                }
                4 => mirror::bring_bundle(&mut world, scanner),
                _ => mirror::meet_honest(&mut world, scanner),
            }
            door::show_passes(&mut world, scanner);
        }
        if world.random.one_in(3) {
            let [first, second] = &mut scanners;
            let (from, to) = if world.random.one_in(2) { (first, second) } else { (second, first) };
            screen::show(&mut world, from, to);
            door::show_passes(&mut world, to);
        }
    }
    world.put_right();
    for scanner in &mut scanners {
        scanner.behind = 0;
        mirror::meet_honest(&mut world, scanner);
        door::require_no_harm_left(&world, scanner);
    }
    world.tally
}

impl World {
    pub(crate) fn newest(&self) -> &Set {
        self.sets.last().expect("a set")
    }

    /// The place of the published set whose manifest is in force, and `None` for none or a forged one.
    pub(crate) fn place_of(&self, store: &TrustStore) -> Option<usize> {
        let in_force = store.manifest()?;
        self.sets.iter().rposition(|set| set.says == *in_force)
    }

    pub(crate) fn holds_forged(&self, store: &TrustStore) -> bool {
        store.manifest().is_some() && self.place_of(store).is_none()
    }

    /// What the rules in force say, and `None` where there are none.
    pub(crate) fn edition_in_force(&self, store: &TrustStore) -> Option<&Edition> {
        store.files().find(|(name, ..)| *name == RULES).map(|(_, bytes, _)| self.press.edition(bytes))
    }

    /// Whether the rules in force are such that a set must be refused: by the same key, and newer than its own. A thief
    /// of that key has made them.
    pub(crate) fn rules_stand_in_the_way(&self, store: &TrustStore, set: &Set) -> bool {
        let held = self.edition_in_force(store).filter(|edition| self.press.is_forged(edition));
        held.zip(self.press.edition_of(set)).is_some_and(|(held, offered)| held.key == offered.key)
    }

    fn pass_time(&mut self) {
        let random = &mut self.random;
        self.now += if random.one_in(8) { random.below(30 * DAY) } else { random.below(DAY) } + 1;
        if !self.random.one_in(6) {
            self.office_acts();
            self.press.act(&mut self.office, &mut self.random, self.now);
            self.publish();
        }
        if self.random.one_in(5) {
            self.stolen.insert(self.office.keys.status.number);
        }
        if let Some(stolen) = self.stolen.last().copied() {
            // The end of all versions, so that nothing genuine can follow, and as late as the window of the thief's
            // patience.
            let version = (1 << 53) - 1_000 + self.forged.len() as u64;
            let ahead = self.random.below(3 * DAY);
            let rules = self.press.forge(&mut self.random, self.now);
            self.forged.push(self.office.forge(stolen, version, self.now + ahead, rules));
        }
    }

    fn publish(&mut self) {
        self.tally.jumps += u64::from(self.publisher.turn_clock(&mut self.random));
        let is_backup = self.publisher.touch_database(&mut self.office, &self.sets, &mut self.random);
        self.tally.backups += u64::from(is_backup);
        match self.publisher.publish(&mut self.office, &mut self.sets, self.now) {
            Published::Yes => {}
            Published::WithGaps => self.tally.with_gaps += 1,
            Published::HeldBack => self.tally.held_back += 1,
        }
        let has_changes = self.newest().says.files().iter().any(|file| file.name.starts_with("changes/"));
        self.tally.changes += u64::from(has_changes);
    }

    /// Clocks are right, the database holds what was published, and a stolen key is off the list.
    fn put_right(&mut self) {
        self.now += 1;
        if self.stolen.contains(&self.office.keys.status.number) {
            self.office.replace_status_key(self.now);
        }
        self.press.put_right(&mut self.office, &mut self.random, self.now);
        self.publisher.set_clock_right();
        signer::reconcile(&mut self.office, &self.sets);
        self.office.withdrawn.clear();
        let published = self.publisher.publish(&mut self.office, &mut self.sets, self.now);
        assert_eq!(published, Published::Yes);
    }

    fn office_acts(&mut self) {
        let now = self.now;
        match self.random.below(8) {
            0 => self.office.rotate_root(now),
            1 => {
                self.office.replace_paper_key(now);
                self.issued_by.push(self.office.keys.paper.number);
            }
            2 => self.office.replace_status_key(now),
            // Somebody notices the theft.
            3 if self.stolen.contains(&self.office.keys.status.number) => self.office.replace_status_key(now),
            3 | 4 => {
                let from = now + self.random.below(2 * DAY);
                self.office.withdrawn = vec![(self.office.keys.paper.kid(), at(from))];
            }
            5 => self.office.withdrawn.clear(),
            _ => {
                self.office.revoked.insert(self.random.place(200));
            }
        }
    }

    fn turn_clock(&mut self, scanner: &mut Scanner) {
        if self.random.one_in(8) {
            scanner.behind = self.random.below(400 * DAY);
        } else if self.random.one_in(3) {
            scanner.behind = 0;
        }
    }
}
