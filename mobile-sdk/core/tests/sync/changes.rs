//! An office that leaves its lists as they are and publishes what was revoked since beside them.

use haetae_core::{StatusChanges, StatusDay};
use sha2::{Digest as _, Sha256};

use crate::office::{Key, Office, Set, at, days};

impl Office {
    /// The lists as they were, and beside each what was revoked since.
    pub(crate) fn publish_changes(&mut self, now: u64, revoked: &[u32]) -> Set {
        let mut named = self.lists();
        for day in days(now) {
            let list = self.status_list(day, now);
            let base = Sha256::digest(&list).into();
            let day_number = StatusDay(u32::try_from(day).expect("a day"));
            let changes = StatusChanges::new(day_number, at(now), base, revoked.to_vec()).expect("ascending");
            let key = Key::new(self.status);
            named.push((format!("status/{day}"), list));
            named.push((format!("changes/{day}"), key.complete(&changes.prepare(key.public.kid()))));
        }
        self.seal(self.status, now, now, named, Vec::new(), self.revoked.clone())
    }
}
