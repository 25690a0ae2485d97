//! Which files are in force, and which wait, after a set is taken (section 7, steps 6 and 7).

use alloc::sync::Arc;

use super::at_hand::FilesAtHand;
use super::file::{Content, FileInForce, Source, require_within};
use super::files::FilesInForce;
use super::list::TrustedRoots;
use super::outcome::Outcome;
use super::store::TrustStore;
use crate::bundle::MAX_BUNDLE_BYTES;
use crate::manifest::{FileKind, Manifest, PinnedFile, changes_name, status_name};
use crate::status_list::StatusChanges;
use crate::time::StatusDay;

/// The most bytes of all files that a scanner keeps, in force or waiting: what travels in one bundle. Whoever has
/// stolen a status key can fill no more than that.
pub const MAX_KEPT_BYTES: usize = MAX_BUNDLE_BYTES;

/// What is known on the way through the names of a manifest, in their order: a day's list comes before its changes.
pub(super) struct FilesAfter<'a> {
    pub(super) before: &'a TrustStore,
    pub(super) trusted: &'a TrustedRoots,
    pub(super) manifest: &'a Manifest,
    pub(super) at_hand: &'a FilesAtHand<'a>,
    pub(super) in_force: FilesInForce,
    /// Changes that do not fit the list in force.
    pub(super) waiting: FilesInForce,
    /// So many more bytes may be kept.
    pub(super) room: usize,
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
        self.keep_changes()?;
        Ok((self.in_force, self.waiting))
    }

    fn trust_list(&mut self, pinned: &PinnedFile) -> Result<(), Outcome> {
        let file = self.at_hand(pinned, None)?;
        self.put(pinned, file)
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
        self.put(pinned, file)
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
            let earlier = (!is_the_same).then_some(held_bits);
            let changes = self.held_changes(day).filter(|_| !others_follow);
            let indices = changes.into_iter().flat_map(StatusChanges::indices).copied();
            // One of a snapshot that cannot be read after all holds nothing that could vanish.
            if bits.holds_all_of(earlier, indices) == Ok(false) {
                return Err(Outcome::Rollback);
            }
        }
        self.put(pinned, file)
    }

    /// Changes that fit their list repeat what was revoked; others wait for theirs.
    fn changes(&mut self, pinned: &PinnedFile, day: StatusDay) -> Result<(), Outcome> {
        let list = self.in_force.get(&status_name(day)).cloned();
        let Some(file) = self.at_hand(pinned, list.as_deref())? else { return Ok(()) };
        let Some(changes) = file.changes() else { return Ok(()) };
        let Some(list) = list.filter(|list| list.is_base_of(changes)) else {
            self.take_room(&file)?;
            self.waiting.insert(&pinned.name, file);
            return Ok(());
        };
        let held = self.held_changes(day).into_iter().flat_map(StatusChanges::indices).copied();
        // Where later changes repeat the earlier ones, the list is not even read.
        let missing = held.filter(|index| !changes.contains(*index));
        if list.bits().is_some_and(|bits| bits.holds_all_of(None, missing) == Ok(false)) {
            return Err(Outcome::Rollback);
        }
        self.take_room(&file)?;
        self.in_force.insert(&pinned.name, file);
        Ok(())
    }

    /// Changes in force stay as long as their list does and no others that fit it have come, whatever is pinned for
    /// their name.
    fn keep_changes(&mut self) -> Result<(), Outcome> {
        for (name, file) in self.before.files.iter() {
            if let Some(changes) = file.changes()
                && file.is_trusted(self.trusted)
                && self.in_force.get(name).is_none()
                && self.in_force.get(&status_name(changes.day)).is_some_and(|list| list.is_base_of(changes))
            {
                self.take_room(file)?;
                self.in_force.insert(name, Arc::clone(file));
            }
        }
        Ok(())
    }

    /// The pinned file, if it is at hand and in order. `list` is the one that changes will stand beside.
    fn at_hand(&self, pinned: &PinnedFile, list: Option<&FileInForce>) -> Result<Option<Arc<FileInForce>>, Outcome> {
        let mut read =
            [&self.before.files, &self.before.waiting].into_iter().filter_map(|files| files.get(&pinned.name));
        if let Some(file) = read.find(|file| file.sha256 == pinned.sha256) {
            // Beside the same list they were looked at when they came.
            if let Some(changes) = file.changes()
                && self.before.files.get(&status_name(changes.day)).map(Arc::as_ptr) != list.map(core::ptr::from_ref)
            {
                require_within(changes, list)?;
            }
            if let Some(signature) = file.content.signature() {
                signature.require_known(self.trusted)?;
            }
            return Ok(Some(Arc::clone(file)));
        }
        let Some(bytes) = self.at_hand.bytes(&pinned.sha256) else { return Ok(None) };
        // Many names may pin one large file: it is not copied for more of them than there is room for.
        if bytes.len() > self.room {
            return Err(Outcome::TooLarge);
        }
        let file = FileInForce::read(bytes, FileKind::of(&pinned.name), Source::Given { list }, self.trusted)?;
        Ok(Some(Arc::new(file)))
    }

    /// Puts a file into force, or leaves the one of its name there until its successor is at hand.
    fn put(&mut self, pinned: &PinnedFile, file: Option<Arc<FileInForce>>) -> Result<(), Outcome> {
        if let Some(file) = file.or_else(|| self.held(&pinned.name).cloned()) {
            self.take_room(&file)?;
            self.in_force.insert(&pinned.name, file);
        }
        Ok(())
    }

    fn take_room(&mut self, file: &FileInForce) -> Result<(), Outcome> {
        self.room = self.room.checked_sub(file.bytes.len()).ok_or(Outcome::TooLarge)?;
        Ok(())
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
