use std::collections::BTreeSet;

use haetae_core::PolicyStatus;
use haetae_testkit::authority::{DAY, Office, Set};

use crate::edition::{Edition, Policy, Rule};
use crate::random::Random;

/// The policies that venues choose. The other one is in some files only.
pub(crate) const DOOR: &str = "door";
pub(crate) const ANNEX: &str = "annex";

/// Who makes rules, and all files that somebody has signed, in their order.
#[derive(Default)]
pub(crate) struct Press {
    editions: Vec<Edition>,
    version: u64,
    /// The numbers of the rules keys that were stolen.
    pub(crate) stolen: BTreeSet<u8>,
}

impl Press {
    /// Perhaps new rules, or none any more; perhaps another key, because somebody has noticed a theft, or without any
    /// reason.
    pub(crate) fn act(&mut self, office: &mut Office, random: &mut Random, now: u64) {
        match random.below(12) {
            0..=4 => self.publish(office, random, now, true),
            5 => self.publish(office, random, now, false),
            6 => office.rules = None,
            7 => self.replace_key(office, random, now),
            8 if self.stolen.contains(&key_of(office)) => self.replace_key(office, random, now),
            _ => {}
        }
        if random.one_in(8) {
            self.stolen.insert(key_of(office));
        }
    }

    /// Makes an end of a theft, and readable rules.
    pub(crate) fn put_right(&mut self, office: &mut Office, random: &mut Random, now: u64) {
        if self.stolen.contains(&key_of(office)) {
            office.replace_rules_key(now);
        }
        self.publish(office, random, now, true);
    }

    /// The rules that the thief of a status key pins: none, any that were ever signed, or, where the rules key is
    /// stolen too, some that let everybody in, of a version behind which nothing genuine can follow.
    pub(crate) fn forge(&mut self, random: &mut Random, now: u64) -> Option<Vec<u8>> {
        match (random.below(3), self.stolen.last().copied()) {
            (0, _) => None,
            (1, Some(key)) => {
                let open = |id| Policy {
                    id,
                    from: now - 30 * DAY,
                    until: None,
                    challenge: false,
                    status: Some(PolicyStatus::Warn),
                    rules: vec![Rule::True],
                };
                let version = (1 << 53) - 1_000 + self.editions.len() as u64;
                self.editions.push(Edition::sign(version, now, vec![open(DOOR), open(ANNEX)], key));
                self.editions.last().map(|edition| edition.bytes.clone())
            }
            _ if self.editions.is_empty() => None,
            _ => Some(self.editions[random.place(self.editions.len())].bytes.clone()),
        }
    }

    /// Whether only a thief can have made a file.
    pub(crate) const fn is_forged(&self, edition: &Edition) -> bool {
        edition.version > self.version
    }

    /// What a file says.
    pub(crate) fn edition(&self, bytes: &[u8]) -> &Edition {
        self.editions.iter().find(|edition| edition.bytes == bytes).expect("rules that somebody has signed")
    }

    /// What the rules of a set say, if it has some.
    pub(crate) fn edition_of(&self, set: &Set) -> Option<&Edition> {
        set.says
            .files()
            .iter()
            .find(|file| file.name == haetae_core::RULES)
            .map(|file| self.edition(&set.files[&file.sha256]))
    }

    fn replace_key(&mut self, office: &mut Office, random: &mut Random, now: u64) {
        office.replace_rules_key(now);
        if random.one_in(2) {
            self.publish(office, random, now, true);
        }
    }

    fn publish(&mut self, office: &mut Office, random: &mut Random, now: u64, is_readable: bool) {
        self.version += 1 + random.below(3);
        let mut policies = chapters(DOOR, random, now);
        if random.one_in(2) {
            policies.extend(chapters(ANNEX, random, now));
        }
        let key = key_of(office);
        let edition = if is_readable {
            Edition::sign(self.version, now, policies, key)
        } else {
            Edition::sign_unreadable(self.version, now, &policies, random.place(100), key)
        };
        office.rules = Some(edition.bytes.clone());
        self.editions.push(edition);
    }
}

fn key_of(office: &Office) -> u8 {
    office.keys.rules.as_ref().expect("an office that publishes rules").number
}

/// What counts somewhere, one after the other, for hours or days each, and now and then nothing in between.
fn chapters(id: &'static str, random: &mut Random, now: u64) -> Vec<Policy> {
    let mut from = now - random.below(3 * DAY);
    let mut policies = Vec::new();
    for _ in 0..=random.below(4) {
        let length = [3_600, DAY, 10 * DAY][random.place(3)];
        let until = from + 1 + random.below(length);
        let rules = (0..=random.below(3)).map(|_| rule(random)).collect();
        policies.push(Policy {
            id,
            from,
            until: Some(until),
            challenge: random.one_in(6),
            status: [None, None, Some(PolicyStatus::Warn), Some(PolicyStatus::Required)][random.place(4)],
            rules,
        });
        from = until + if random.one_in(4) { random.below(DAY) } else { 0 };
    }
    if let Some(last) = policies.last_mut()
        && random.one_in(2)
    {
        last.until = None;
    }
    policies
}

fn rule(random: &mut Random) -> Rule {
    match random.below(24) {
        0 | 1 => Rule::False,
        2 => Rule::Fails,
        3 => Rule::Shapeless,
        4 => Rule::Endless,
        5..=9 => Rule::True,
        10..=16 => Rule::DoseWithin(90),
        _ => Rule::DoseWithin(180),
    }
}
