//! Which files are in force, and which wait, after a set is taken (section 7, steps 6 and 7).

use alloc::sync::Arc;

use super::at_hand::FilesAtHand;
use super::file::{Content, FileInForce, require_within};
use super::files::FilesInForce;
use super::list::TrustedRoots;
use super::outcome::Outcome;
use super::store::TrustStore;
use crate::manifest::{FileKind, Manifest, PinnedFile, changes_name, status_name};
use crate::status_list::StatusChanges;
use crate::time::StatusDay;

/// What is known on the way through the names of a manifest, in their order: a day's list comes before its changes.
pub(super) struct FilesAfter<'a> {
    pub(super) before: &'a TrustStore,
    pub(super) trusted: &'a TrustedRoots,
    pub(super) manifest: &'a Manifest,
    pub(super) at_hand: &'a FilesAtHand<'a>,
    pub(super) in_force: FilesInForce,
    /// Changes that do not fit the list in force.
    pub(super) waiting: FilesInForce,
}

impl FilesAfter<'_> {
    /// Goes through all names. The first fault is the outcome.
    pub(super) fn all(mut self) -> Result<(FilesInForce, FilesInForce), Outcome> {
        for pinned in self.manifest.files() {
            match FileKind::of(&pinned.name) {
                FileKind::TrustList | FileKind::EarlierTrustList(_) => self.trust_list(pinned)?,
                FileKind::Rules => self.rules(pinned)?,
                FileKind::Status(day) => self.list(pinned, day)?,
                FileKind::Changes(day) => self.changes(pinned, day)?,
                FileKind::Other => {}
            }
        }
        self.keep_changes();
        Ok((self.in_force, self.waiting))
    }

    fn trust_list(&mut self, pinned: &PinnedFile) -> Result<(), Outcome> {
        let file = self.at_hand(pinned, None)?;
        self.put(pinned, file);
        Ok(())
    }

    fn rules(&mut self, pinned: &PinnedFile) -> Result<(), Outcome> {
        let file = self.at_hand(pinned, None)?;
        if let (Some(file), Some(held)) = (&file, self.held(&pinned.name))
            && let (Content::Rules { version, .. }, Content::Rules { version: held_version, .. }) =
                (&file.content, &held.content)
        {
            if version < held_version {
                return Err(Outcome::Rollback);
            }
            if version == held_version && file.sha256 != held.sha256 {
                return Err(Outcome::Conflict);
            }
        }
        self.put(pinned, file);
        Ok(())
    }

    /// No bit that is set now vanishes. The list in force, pinned once more, leaves the changes beside it to those that
    /// are pinned.
    fn list(&mut self, pinned: &PinnedFile, day: StatusDay) -> Result<(), Outcome> {
        let file = self.at_hand(pinned, None)?;
        if let (Some(file), Some(held)) = (&file, self.held(&pinned.name))
            && let (Some(bits), Some(held_bits)) = (file.bits(), held.bits())
        {
            let is_the_same = file.sha256 == held.sha256;
            let others_follow = is_the_same && self.manifest.pinned(&changes_name(day)).is_some();
            let mut changes = self.held_changes(day).into_iter().flat_map(StatusChanges::indices);
            if !is_the_same && !bits.holds_all_of(held_bits)
                || !others_follow && !changes.all(|index| bits.is_set(*index) == Some(true))
            {
                return Err(Outcome::Rollback);
            }
        }
        self.put(pinned, file);
        Ok(())
    }

    /// Changes that fit their list repeat what was revoked; others wait for theirs.
    fn changes(&mut self, pinned: &PinnedFile, day: StatusDay) -> Result<(), Outcome> {
        let list = self.in_force.get(&status_name(day)).cloned();
        let Some(file) = self.at_hand(pinned, list.as_deref())? else { return Ok(()) };
        let Some(changes) = file.changes() else { return Ok(()) };
        let Some(list) = list.filter(|list| list.is_base_of(changes)) else {
            self.waiting.insert(&pinned.name, file);
            return Ok(());
        };
        let is_set = |index: u32| list.bits().is_some_and(|bits| bits.is_set(index) == Some(true));
        let mut held = self.held_changes(day).into_iter().flat_map(StatusChanges::indices);
        if !held.all(|index| changes.contains(*index) || is_set(*index)) {
            return Err(Outcome::Rollback);
        }
        self.in_force.insert(&pinned.name, file);
        Ok(())
    }

    /// Changes in force stay as long as their list does and no others that fit it have come, whatever is pinned for
    /// their name.
    fn keep_changes(&mut self) {
        for (name, file) in self.before.files.iter() {
            if let Some(changes) = file.changes()
                && file.is_trusted(self.trusted)
                && self.in_force.get(name).is_none()
                && self.in_force.get(&status_name(changes.day)).is_some_and(|list| list.is_base_of(changes))
            {
                self.in_force.insert(name, Arc::clone(file));
            }
        }
    }

    /// The pinned file, if it is at hand and in order. `list` is the one that changes will stand beside.
    fn at_hand(&self, pinned: &PinnedFile, list: Option<&FileInForce>) -> Result<Option<Arc<FileInForce>>, Outcome> {
        let mut read =
            [&self.before.files, &self.before.waiting].into_iter().filter_map(|files| files.get(&pinned.name));
        if let Some(file) = read.find(|file| file.sha256 == pinned.sha256) {
            if let Some(changes) = file.changes() {
                require_within(changes, list)?;
            }
            if let Some(signature) = file.content.signature() {
                signature.require_known(self.trusted)?;
            }
            return Ok(Some(Arc::clone(file)));
        }
        let Some(bytes) = self.at_hand.bytes(&pinned.sha256) else { return Ok(None) };
        let file = FileInForce::read(bytes, FileKind::of(&pinned.name), list, self.trusted)?;
        Ok(Some(Arc::new(file)))
    }

    /// Puts a file into force, or leaves the one of its name there until its successor is at hand.
    fn put(&mut self, pinned: &PinnedFile, file: Option<Arc<FileInForce>>) {
        if let Some(file) = file.or_else(|| self.held(&pinned.name).cloned()) {
            self.in_force.insert(&pinned.name, file);
        }
    }

    /// The file in force now that others are compared with: its key must still have its role.
    fn held(&self, name: &str) -> Option<&Arc<FileInForce>> {
        self.before.files.get(name).filter(|file| file.is_trusted(self.trusted))
    }

    /// The changes in force now; they count no more than the list that they stand beside.
    fn held_changes(&self, day: StatusDay) -> Option<&StatusChanges> {
        self.held(&status_name(day))?;
        self.held(&changes_name(day))?.changes()
    }
}
