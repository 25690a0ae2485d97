use haetae_core::{StatusChanges, StatusDay};
use sha2::{Digest as _, Sha256};

use super::office::days;
use super::{Office, Set, at};

impl Office {
    /// The status lists as they were, and beside each what was revoked since.
    pub fn publish_changes(&mut self, now: u64, revoked: &[u32]) -> Set {
        let mut named = self.lists();
        for day in days(now) {
            let list = self.status_list(day, now);
            let base = Sha256::digest(&list).into();
            let day_number = StatusDay(u32::try_from(day).expect("a day"));
            let changes = StatusChanges::new(day_number, at(now), base, revoked.to_vec()).expect("ascending");
            let status = &self.keys.status;
            named.push((format!("status/{day}"), list));
            named.push((format!("changes/{day}"), status.complete(&changes.prepare(status.kid()))));
        }
        self.keys.seal(now, now, named, Vec::new(), self.revoked.clone())
    }
}
