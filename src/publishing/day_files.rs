use std::collections::BTreeSet;

use haetae_core::{FileHash, Kid, MAX_CHANGES, Prepared, StatusChanges, StatusDay, StatusListClaims, UnixTime};

use super::day_before::DayBefore;
use super::error::PublishError;
use super::packing::Bitmap;
use super::status_list;
use crate::model::PublishedFile;
use crate::signing::Signing;

/// A list is made anew when its changes would take more bytes: scanners fetch all of them at each change.
const MAX_CHANGES_BYTES: usize = 16 * 1024;
/// The same before the day of the list begins: from then on it changes often, so it begins with few changes. With more,
/// fetching them again and again would cost a scanner more than another list.
const MAX_CHANGES_BYTES_BEFORE: usize = 2 * 1024;

/// Signs the files of days.
pub(super) struct DayWriter<'a> {
    pub(super) signing: &'a Signing,
    pub(super) kid: Kid,
    pub(super) now: UnixTime,
    /// The address that status lists name themselves by.
    pub(super) status_base: &'a str,
    pub(super) time_to_live: u64,
    pub(super) paper_days: u32,
    /// Whether another trust list is in force than before, so that the key of former changes may be off it.
    pub(super) signs_again: bool,
}

impl DayWriter<'_> {
    /// The files of `day` with these `new` indices besides all that was published before: a list that stays and changes
    /// beside it, or a list made anew without any.
    ///
    /// # Errors
    ///
    /// [`PublishError`] if nothing can be signed.
    pub(super) fn write(
        &self,
        day: StatusDay,
        before: &DayBefore<'_>,
        new: &BTreeSet<u32>,
    ) -> Result<Vec<PublishedFile>, PublishError> {
        let changed: BTreeSet<u32> = before.changed().iter().chain(new).copied().collect();
        if let Some(list) = before.lasting_list(self.signing) {
            let changes = match &before.changes {
                Some(changes) if new.is_empty() && !self.signs_again => Some(changes.file.clone()),
                _ if changed.is_empty() => None,
                _ => self.changes(day, list.file.sha256, &changed)?,
            };
            if changes.is_some() || changed.is_empty() {
                return Ok([list.file.clone()].into_iter().chain(changes).collect());
            }
        }
        let packed_before = before.list.as_ref().map(|list| list.claims.packed);
        match packed_before.filter(|_| changed.is_empty()) {
            Some(packed) => Ok(vec![self.list(day, packed)?]),
            None => {
                let mut bits = Bitmap::of(self.signing.ciphers.bits().capacity(), packed_before);
                changed.iter().for_each(|index| bits.set(*index));
                Ok(vec![self.list(day, &bits.pack())?])
            }
        }
    }

    fn list(&self, day: StatusDay, packed: &[u8]) -> Result<PublishedFile, PublishError> {
        let name = format!("status/{day}");
        let claims = StatusListClaims {
            subject: format!("{}/{name}", self.status_base),
            issued: self.now,
            expires: status_list::expires(day, self.paper_days),
            time_to_live: self.time_to_live,
            packed,
        };
        self.sign(name, claims.prepare(self.kid))
    }

    /// `None` if they are so many that the list is made anew.
    fn changes(
        &self,
        day: StatusDay,
        base: FileHash,
        changed: &BTreeSet<u32>,
    ) -> Result<Option<PublishedFile>, PublishError> {
        if changed.len() > MAX_CHANGES {
            return Ok(None);
        }
        let most = if day.begins() > self.now { MAX_CHANGES_BYTES_BEFORE } else { MAX_CHANGES_BYTES };
        let changes = StatusChanges::new(day, self.now, base, changed.iter().copied().collect())?;
        let file = self.sign(format!("changes/{day}"), changes.prepare(self.kid))?;
        Ok(Some(file).filter(|file| file.bytes.len() <= most))
    }

    fn sign(&self, name: String, prepared: Prepared) -> Result<PublishedFile, PublishError> {
        let signature = self.signing.custody.sign(self.kid, prepared.to_be_signed())?;
        Ok(PublishedFile::new(name, prepared.complete(&signature)))
    }
}
