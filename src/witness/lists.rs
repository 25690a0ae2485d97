//! Whether everyone who was revoked still is. One day at a time is unpacked.

use std::collections::BTreeMap;

use haetae_core::{FileKind, Manifest, Outcome, PinnedFile, StatusDay, StatusListClaims};

use super::alarm::AlarmKind;
use super::bits::Revoked;
use super::error::WitnessError;
use super::folder::{changes_file, list_file};
use super::known::Witness;
use super::round::{Round, Stop};

/// What a manifest pins for a day.
#[derive(Clone, Copy, Default)]
struct Pinned<'m> {
    list: Option<&'m PinnedFile>,
    changes: Option<&'m PinnedFile>,
}

impl Round<'_> {
    /// Compares the list and the changes of each day with what is kept of that day.
    pub(super) fn check_lists(
        &mut self,
        witness: &Witness,
        manifest: &Manifest,
        signed_manifest: &[u8],
    ) -> Result<(), Stop> {
        let mut days: BTreeMap<StatusDay, Pinned<'_>> = BTreeMap::new();
        for pinned in manifest.files() {
            match FileKind::of(&pinned.name) {
                FileKind::Status(day) => days.entry(day).or_default().list = Some(pinned),
                FileKind::Changes(day) => days.entry(day).or_default().changes = Some(pinned),
                _ => {}
            }
        }
        for (day, pinned) in &days {
            self.check_day(witness, signed_manifest, *day, *pinned)?;
        }
        for day in witness.folder.list_days()? {
            if days.get(&day).is_none_or(|pinned| pinned.list.is_none()) {
                self.check_unpinned(witness, manifest, day)?;
            }
        }
        Ok(())
    }

    fn check_day(
        &mut self,
        witness: &Witness,
        signed_manifest: &[u8],
        day: StatusDay,
        pinned: Pinned<'_>,
    ) -> Result<(), Stop> {
        let Some(pinned_list) = pinned.list else { return Ok(()) };
        let known_list = witness.folder.read(&list_file(day))?;
        let known_changes = witness.folder.read(&changes_file(day))?;
        let list = self.kept_or_fetched(pinned_list, known_list.as_deref())?;
        let changes =
            pinned.changes.map(|changes| self.kept_or_fetched(changes, known_changes.as_deref())).transpose()?;
        let is_same = known_list.as_ref() == Some(&list) && (known_changes == changes);
        if is_same {
            return Ok(());
        }
        let about = format!("the list of {day}");
        let given: Vec<&[u8]> = [Some(&list), changes.as_ref()].into_iter().flatten().map(Vec::as_slice).collect();
        // A scanner that knows nothing of the day verifies the signatures and the form.
        let outcome = witness.trust.clone().take_set(signed_manifest, &given);
        if !matches!(outcome, Outcome::Taken | Outcome::Unchanged) {
            let words = format!("a scanner would not accept it: {}", outcome.as_str());
            return Ok(self.refuse(witness, &about, &list, &words)?);
        }
        let Some(revoked) = Revoked::of(&list, changes.as_deref()) else {
            return Ok(self.refuse(witness, &about, &list, "it cannot be unpacked")?);
        };
        if let Some(known) = known_list.as_deref().and_then(|known| Revoked::of(known, known_changes.as_deref())) {
            let vanished = known.vanished(&revoked);
            if vanished > 0 || revoked.len() < known.len() {
                let words = if vanished > 0 {
                    format!("{vanished} who were revoked are not revoked any more")
                } else {
                    "it is shorter than before".to_owned()
                };
                witness.folder.write(&format!("refused/list-{day}"), &list)?;
                self.alarm(AlarmKind::VanishedBit, about, words);
                return Ok(());
            }
        }
        Ok(keep(witness, day, &list, changes.as_deref())?)
    }

    /// A day whose list is not published any more: its last pass must have ended.
    fn check_unpinned(&mut self, witness: &Witness, manifest: &Manifest, day: StatusDay) -> Result<(), Stop> {
        let Some(list) = witness.folder.read(&list_file(day))? else { return Ok(()) };
        let expires = StatusListClaims::decode_unverified(&list).map(|claims| claims.expires);
        if expires.is_ok_and(|expires| manifest.issued < expires) {
            let words = "it is not published any more, although passes of that day may still be valid";
            self.alarm(AlarmKind::MissingList, format!("the list of {day}"), words);
            return Ok(());
        }
        Ok(witness.folder.forget_list(day)?)
    }

    fn kept_or_fetched(&self, pinned: &PinnedFile, known: Option<&[u8]>) -> Result<Vec<u8>, Stop> {
        match known.filter(|known| PinnedFile::new(pinned.name.as_str(), known) == *pinned) {
            Some(known) => Ok(known.to_vec()),
            None => Ok(self.source.file(pinned)?),
        }
    }
}

/// Keeps the changes after their list: a kill in between leaves changes that do not fit, and no revocation is lost,
/// because a new list holds all that the old one and its changes held.
fn keep(witness: &Witness, day: StatusDay, list: &[u8], changes: Option<&[u8]>) -> Result<(), WitnessError> {
    witness.folder.write(&list_file(day), list)?;
    match changes {
        Some(changes) => witness.folder.write(&changes_file(day), changes),
        None => witness.folder.remove(&changes_file(day)),
    }
}
