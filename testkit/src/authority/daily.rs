use std::collections::{BTreeMap, BTreeSet};

use haetae_core::{StatusChanges, StatusDay};
use sha2::{Digest as _, Sha256};

use super::office::DayList;
use super::{DAY, Office, Set, at};

/// What an office forgets when its database is restored: the revocations, and the lists that it has made of them.
#[derive(Clone, Debug)]
pub struct Database {
    revoked: BTreeSet<usize>,
    status_lists: BTreeMap<u64, DayList>,
    /// The number of the key that signed those lists.
    status: u8,
}

impl Office {
    /// What a backup of this moment holds.
    pub fn database(&self) -> Database {
        let status_lists = self.status_lists.clone();
        Database { revoked: self.revoked.clone(), status_lists, status: self.keys.status.number }
    }

    /// Puts a backup in the place of what is known. The keys and the lists of the roots are kept elsewhere.
    pub fn restore(&mut self, backup: &Database) {
        self.revoked.clone_from(&backup.revoked);
        self.status_lists = match backup.status == self.keys.status.number {
            true => backup.status_lists.clone(),
            false => BTreeMap::new(),
        };
    }

    /// Brings back whoever was published as revoked. The lists are made anew: a list must do alone, and changes beside
    /// one that lacks somebody are not enough.
    pub fn reconcile(&mut self, revoked: impl IntoIterator<Item = usize>) {
        self.revoked.extend(revoked);
        self.status_lists.clear();
    }

    /// The set of now as section 6 has it: a list is made anew at most once a day, or when its changes would take more
    /// than `most_changes` bytes; what was revoked since stands in changes beside it. Its lists reach as far ahead as
    /// its manifest lives.
    pub fn publish_daily(&mut self, version: u64, now: u64, most_changes: usize) -> Set {
        let mut named = self.lists();
        for day in now / DAY - 14..=now / DAY + 14 {
            let changes = self.changes_of(day, now).filter(|changes| changes.len() <= most_changes);
            let list = match (self.status_lists.get(&day), &changes) {
                (Some(list), Some(_)) => list.bytes.clone(),
                _ => self.status_list(day, now),
            };
            named.push((format!("status/{day}"), list));
            named.extend(changes.map(|changes| (format!("changes/{day}"), changes)));
        }
        named.extend(self.named_rules());
        self.keys.seal(version, now, named, self.withdrawn.clone(), self.revoked.clone())
    }

    /// The changes beside a list that was made less than a day ago; `None` where nobody was revoked since.
    fn changes_of(&self, day: u64, now: u64) -> Option<Vec<u8>> {
        let list = self.status_lists.get(&day).filter(|list| list.made.abs_diff(now) < DAY)?;
        let since = self.revoked.difference(&list.revoked).map(|index| u32::try_from(*index).expect("an index"));
        let day = StatusDay(u32::try_from(day).expect("a day"));
        let changes = StatusChanges::new(day, at(now), Sha256::digest(&list.bytes).into(), since.collect()).ok()?;
        let status = &self.keys.status;
        Some(status.complete(&changes.prepare(status.kid())))
    }
}
