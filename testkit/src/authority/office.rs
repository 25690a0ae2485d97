use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use haetae_core::{Kid, RULES, UnixTime};

use super::{Authority, DAY, Set, sign_list};
use crate::Signer;

/// An authority that publishes sets, changes its keys and its roots, and keeps what it has published.
#[derive(Debug)]
pub struct Office {
    /// The keys that it has now.
    pub keys: Authority,
    /// The indices that its next status lists revoke.
    pub revoked: BTreeSet<usize>,
    /// The keys that its next manifest withdraws.
    pub withdrawn: Vec<(Kid, UnixTime)>,
    /// The rules file that its next sets pin.
    pub rules: Option<Vec<u8>>,
    last_key: u8,
    list: (u64, Vec<u8>),
    links: BTreeMap<u64, Vec<u8>>,
    pub(super) status_lists: BTreeMap<u64, DayList>,
}

/// A day's status list as it was last made.
#[derive(Clone, Debug)]
pub(super) struct DayList {
    pub(super) revoked: BTreeSet<usize>,
    pub(super) made: u64,
    pub(super) bytes: Vec<u8>,
}

impl Office {
    /// An office with its first list.
    pub fn new(now: u64) -> Self {
        let keys = Authority { rules: Some(Signer::new(6)), ..Authority::default() };
        Self {
            last_key: 6,
            list: (1, keys.trust_list(1, now)),
            keys,
            revoked: BTreeSet::new(),
            withdrawn: Vec::new(),
            rules: None,
            links: BTreeMap::new(),
            status_lists: BTreeMap::new(),
        }
    }

    /// Another root; the list that says so is signed by both, and stays published.
    pub fn rotate_root(&mut self, now: u64) {
        let new = self.new_key();
        let old = std::mem::replace(&mut self.keys.root, new);
        let version = self.list.0 + 1;
        let list = sign_list(&self.keys.list(version, now), &[&old, &self.keys.root]);
        self.links.insert(version, list.clone());
        self.list = (version, list);
    }

    /// Another key for paper passes in the place of the one that is off the list at once.
    pub fn replace_paper_key(&mut self, now: u64) {
        self.keys.paper = self.new_key();
        self.renew_list(now);
    }

    /// Another key for status lists and manifests in the place of the one that is off the list at once.
    pub fn replace_status_key(&mut self, now: u64) {
        self.keys.status = self.new_key();
        self.status_lists.clear();
        self.renew_list(now);
    }

    /// The set of now. Lists that have nothing new keep their bytes.
    pub fn publish(&mut self, now: u64) -> Set {
        let mut named = self.lists();
        for day in days(now) {
            named.push((format!("status/{day}"), self.status_list(day, now)));
        }
        named.extend(self.named_rules());
        self.keys.seal(now, now, named, self.withdrawn.clone(), self.revoked.clone())
    }

    /// What a thief of the status key publishes: a manifest of this version, in which nobody is revoked and no key
    /// withdrawn, with whatever rules file.
    pub fn forge(&self, stolen: u8, version: u64, now: u64, rules: Option<Vec<u8>>) -> Set {
        let thief = Authority { status: Signer::new(stolen), ..self.keys.clone() };
        let mut named = self.lists();
        for day in days(now) {
            named.push((format!("status/{day}"), thief.status_list(day, now, [])));
        }
        named.extend(rules.map(|rules| (RULES.to_owned(), rules)));
        thief.seal(version, now, named, Vec::new(), BTreeSet::new())
    }

    /// The trust list, and those that lead to it from earlier roots.
    pub(super) fn lists(&self) -> Vec<(String, Vec<u8>)> {
        let links = self.links.iter().filter(|(version, _)| **version != self.list.0);
        let links = links.map(|(version, link)| (format!("trust-list/{version}"), link.clone()));
        [("trust-list".to_owned(), self.list.1.clone())].into_iter().chain(links).collect()
    }

    pub(super) fn named_rules(&self) -> Option<(String, Vec<u8>)> {
        self.rules.clone().map(|rules| (RULES.to_owned(), rules))
    }

    pub(super) fn status_list(&mut self, day: u64, now: u64) -> Vec<u8> {
        match self.status_lists.get(&day) {
            Some(list) if list.revoked == self.revoked => list.bytes.clone(),
            _ => self.new_status_list(day, now),
        }
    }

    pub(super) fn new_status_list(&mut self, day: u64, now: u64) -> Vec<u8> {
        let bytes = self.keys.status_list(day, now, self.revoked.iter().copied());
        let list = DayList { revoked: self.revoked.clone(), made: now, bytes: bytes.clone() };
        self.status_lists.insert(day, list);
        bytes
    }

    pub(super) fn renew_list(&mut self, now: u64) {
        let version = self.list.0 + 1;
        self.list = (version, self.keys.trust_list(version, now));
    }

    pub(super) fn new_key(&mut self) -> Signer {
        self.last_key += 1;
        Signer::new(self.last_key)
    }
}

/// The days for which status lists are published.
pub(super) fn days(now: u64) -> RangeInclusive<u64> {
    now / DAY - 2..=now / DAY + 4
}
