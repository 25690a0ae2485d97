//! When which files change: modelled after `src/publishing` (`schedule`, `publisher/files`, `day_files`, `decoys`).

use std::collections::{BTreeMap, BTreeSet};

use haetae_core::{
    FileHash, Manifest, PinnedFile, SECONDS_PER_DAY, StatusChanges, StatusDay, StatusListClaims, TRUST_LIST,
};
use sha2::{Digest as _, Sha256};

use super::lists::{BITS, index, packed};
use crate::nation::authority::Authority;
use crate::nation::calendar::at;

const DAYS_BACK: u32 = 14;
const DAYS_AHEAD: u32 = 28;
/// A list is made anew when its changes would take more bytes; fewer before its day.
const MOST_CHANGES: usize = 16 * 1_024;
const MOST_CHANGES_BEFORE: usize = 2 * 1_024;
/// A batch sets so many new bits at least.
const LEAST_BATCH: usize = 64;
/// One in so many places is kept for decoys.
const DECOYS: u32 = 64;
const BATCH_SECONDS: u64 = SECONDS_PER_DAY / 2;
/// From so many seconds before its day on, a list changes at once.
const BEFORE_ITS_DAY: u64 = 900;
/// A fresh manifest is signed after so many seconds.
const RESIGN_AFTER: u64 = 3_600;
/// A revocation is in the published set so many seconds later.
const VISIBLE_AFTER: u64 = 5;

/// The files of one day.
struct Day {
    list: Vec<u8>,
    list_hash: FileHash,
    changes: Option<(FileHash, Vec<u8>)>,
    /// The places that changes hold.
    changed: BTreeSet<u32>,
    /// How many revocations, in their order, are in the files.
    held: u64,
    decoys: u32,
    changed_at: u64,
}

/// The newest set, and what it was made from.
pub(super) struct Publisher<'a> {
    authority: &'a Authority,
    revoked_before: u64,
    a_day: u64,
    begin: u64,
    days: BTreeMap<u32, Day>,
    manifest: Vec<u8>,
    made: u64,
    /// How many revocations the newest set knows.
    known: u64,
    phase: (u64, u32),
    first_decoy: u32,
}

impl<'a> Publisher<'a> {
    /// `revoked_before` people are revoked at `begin`, and `a_day` more on each day after it.
    pub(super) fn new(authority: &'a Authority, people: u64, revoked_before: u64, a_day: u64, begin: u64) -> Self {
        let places = 1_u32 << BITS;
        assert!(people <= u64::from(places - places / DECOYS), "more people than places");
        Self {
            authority,
            revoked_before,
            a_day,
            begin,
            days: BTreeMap::new(),
            manifest: Vec::new(),
            made: 0,
            known: 0,
            phase: (0, 0),
            first_decoy: places - places / DECOYS,
        }
    }

    /// The bytes of the newest manifest.
    pub(super) fn manifest(&self) -> &[u8] {
        &self.manifest
    }

    /// A file of the newest set.
    pub(super) fn file(&self, sha256: &FileHash) -> Option<&[u8]> {
        let of_day = self.days.values().find_map(|day| match &day.changes {
            _ if day.list_hash == *sha256 => Some(day.list.as_slice()),
            Some((hash, bytes)) if hash == sha256 => Some(bytes.as_slice()),
            _ => None,
        });
        let list = &self.authority.trust_list;
        of_day.or_else(|| (hash_of(list) == *sha256).then_some(list.as_slice()))
    }

    /// The bytes of today's status list.
    pub(super) fn list_bytes(&self, now: u64) -> usize {
        let today = at(now).status_day().0;
        self.days.range(..=today).next_back().map_or(0, |(_, day)| day.list.len())
    }

    /// Makes a new set, if there is anything to say.
    pub(super) fn publish(&mut self, now: u64) {
        let revoked = self.revoked_until(now.saturating_sub(VISIBLE_AFTER));
        let phase = (now / BATCH_SECONDS, at(now + BEFORE_ITS_DAY).status_day().0);
        if revoked == self.known && phase == self.phase && now < self.made + RESIGN_AFTER {
            return;
        }
        let today = at(now).status_day().0;
        self.days.retain(|day, _| *day >= today - DAYS_BACK);
        for day in today - DAYS_BACK..=today + DAYS_AHEAD {
            self.bring_up_to(day, revoked, now);
        }
        (self.known, self.phase, self.made) = (revoked, phase, now);
        self.sign_manifest(now);
    }

    /// How many are revoked at a time. Their serials are those from 0 on: where the places of people are scattered, it
    /// does not matter which.
    fn revoked_until(&self, time: u64) -> u64 {
        self.revoked_before + time.saturating_sub(self.begin) * self.a_day / SECONDS_PER_DAY
    }

    fn bring_up_to(&mut self, day: u32, revoked: u64, now: u64) {
        let Some(held) = self.days.get(&day).map(|files| files.held) else {
            self.days.insert(day, self.new_day(day, revoked, now));
            return;
        };
        let changed_at = self.days[&day].changed_at;
        let Some(is_batch) = self.turn(day, held, changed_at, now).filter(|_| held < revoked) else { return };
        let is_late = held < self.known;
        let mut new: BTreeSet<u32> = (held..revoked).map(|serial| place(day, serial)).collect();
        let Some(mut files) = self.days.remove(&day) else { return };
        while (is_batch || is_late) && new.len() < LEAST_BATCH {
            new.insert(index(day, self.first_decoy + files.decoys));
            files.decoys += 1;
        }
        files.changed.extend(new);
        (files.held, files.changed_at) = (revoked, now);
        let most = if at(now) < StatusDay(day).begins() { MOST_CHANGES_BEFORE } else { MOST_CHANGES };
        if let Some(changes) = self.changes(day, &files, now).filter(|changes| changes.len() <= most) {
            files.changes = Some((hash_of(&changes), changes));
        } else {
            let decoys = (0..files.decoys).map(|decoy| index(day, self.first_decoy + decoy));
            files.list = self.list(day, (0..revoked).map(|serial| place(day, serial)).chain(decoys), now);
            files.list_hash = hash_of(&files.list);
            files.changes = None;
            files.changed.clear();
        }
        self.days.insert(day, files);
    }

    /// Whether a day's files take in what was revoked, and if so whether as a batch.
    fn turn(&self, day: u32, held: u64, changed_at: u64, now: u64) -> Option<bool> {
        let begins = StatusDay(day).begins().seconds();
        let waits_since_before = |time: u64| held < self.revoked_until(time);
        if begins <= now + BEFORE_ITS_DAY && now < begins + 2 * SECONDS_PER_DAY {
            Some(false)
        } else if begins <= now + SECONDS_PER_DAY {
            waits_since_before(now / BATCH_SECONDS * BATCH_SECONDS).then_some(true)
        } else if begins <= now + 14 * SECONDS_PER_DAY {
            let batch = begins - 14 * SECONDS_PER_DAY;
            (changed_at < batch && waits_since_before(batch)).then_some(true)
        } else {
            None
        }
    }

    fn new_day(&self, day: u32, revoked: u64, now: u64) -> Day {
        let list = self.list(day, (0..revoked).map(|serial| place(day, serial)), now);
        let list_hash = hash_of(&list);
        Day { list, list_hash, changes: None, changed: BTreeSet::new(), held: revoked, decoys: 0, changed_at: now }
    }

    fn list(&self, day: u32, places: impl Iterator<Item = u32>, now: u64) -> Vec<u8> {
        let claims = StatusListClaims {
            subject: format!("https://nation.example/v1/trust/status/{day}"),
            issued: at(now),
            expires: StatusDay(day + 15).begins(),
            time_to_live: SECONDS_PER_DAY,
            packed: &packed(places),
        };
        self.authority.status.complete(&claims.prepare(self.authority.status.kid))
    }

    /// `None` where there are more than a file may hold.
    fn changes(&self, day: u32, files: &Day, now: u64) -> Option<Vec<u8>> {
        let indices = files.changed.iter().copied().collect();
        let changes = StatusChanges::new(StatusDay(day), at(now), files.list_hash, indices).ok()?;
        Some(self.authority.status.complete(&changes.prepare(self.authority.status.kid)))
    }

    fn sign_manifest(&mut self, now: u64) {
        let list = &self.authority.trust_list;
        let mut pinned = vec![PinnedFile::new(TRUST_LIST, list)];
        let pin = |name: String, sha256: FileHash, bytes: &[u8]| PinnedFile { name, sha256, size: bytes.len() as u64 };
        for (day, files) in &self.days {
            pinned.push(pin(format!("status/{day}"), files.list_hash, &files.list));
            pinned.extend(files.changes.iter().map(|(hash, bytes)| pin(format!("changes/{day}"), *hash, bytes)));
        }
        let (stale, expires) = (at(now + SECONDS_PER_DAY), at(now + 14 * SECONDS_PER_DAY));
        let manifest = Manifest::new(now, at(now), stale, expires, pinned, Vec::new()).expect("such files and times");
        self.manifest = self.authority.status.complete(&manifest.prepare(self.authority.status.kid));
    }
}

fn place(day: u32, serial: u64) -> u32 {
    index(day, u32::try_from(serial).expect("serials have 26 bits"))
}

fn hash_of(bytes: &[u8]) -> FileHash {
    Sha256::digest(bytes).into()
}
