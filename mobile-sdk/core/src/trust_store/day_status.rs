use super::file::FileInForce;
use super::store::TrustStore;
use crate::manifest::{changes_name, status_name};
use crate::status_list::{StatusChanges, UnpackedLists};
use crate::time::{StatusDay, UnixTime};

/// What is known of the revocations of a day: the list in force, and the changes beside it.
#[derive(Clone, Copy, Debug)]
pub struct DayStatus<'a> {
    list: &'a FileInForce,
    changes: Option<&'a StatusChanges>,
    is_newest: bool,
}

impl DayStatus<'_> {
    /// Whether the pass with this index is revoked; `None` where the index lies beyond the list's end. The list is
    /// unpacked up to the bit: whoever asks often is better off with a [`ScannerState`](crate::ScannerState).
    pub fn is_revoked(&self, index: u32) -> Option<bool> {
        let is_set = self.list.bits()?.is_set(index).ok()??;
        Some(is_set || self.is_changed(index))
    }

    /// The same by a scanner that keeps the lists of the days in use unpacked.
    pub(crate) fn is_revoked_in(&self, lists: &mut UnpackedLists, index: u32) -> Option<bool> {
        let is_set = lists.is_set(&self.list.sha256, self.list.bits()?, index)?;
        Some(is_set || self.is_changed(index))
    }

    fn is_changed(&self, index: u32) -> bool {
        self.changes.is_some_and(|changes| changes.contains(index))
    }

    /// Whether the list is the one that the manifest pins, and so are the changes, where it pins some.
    pub const fn is_newest(&self) -> bool {
        self.is_newest
    }
}

impl TrustStore {
    /// The revocations of a day; `None` where no list of that day is in force.
    pub fn day_status(&self, day: StatusDay) -> Option<DayStatus<'_>> {
        let (list_name, changes_name) = (status_name(day), changes_name(day));
        let list = self.files.get(&list_name)?;
        let changes = self.files.get(&changes_name);
        let pinned = |name: &str| self.manifest().and_then(|manifest| manifest.pinned(name));
        let has_list = pinned(&list_name).is_some_and(|pinned| pinned.sha256 == list.sha256);
        let has_changes =
            pinned(&changes_name).is_none_or(|pinned| changes.is_some_and(|changes| changes.sha256 == pinned.sha256));
        Some(DayStatus {
            list,
            changes: changes.and_then(|changes| changes.changes()),
            is_newest: has_list && has_changes,
        })
    }

    /// Whether the manifest pins a status list of the day and is so new that the list could be had.
    pub(crate) fn could_have_status(&self, day: StatusDay, now: UnixTime) -> bool {
        let is_pinned = self.manifest().is_some_and(|manifest| manifest.pinned(&status_name(day)).is_some());
        is_pinned && !self.is_stale(now)
    }
}
