use haetae_core::{Kid, Role, StatusBits, StatusChanges, StatusDay, StatusListClaims, UnixTime};

use crate::model::{PublishedFile, PublishedSet};
use crate::signing::Signing;

/// The status list of a day as it was published last, and the changes beside it: what was published is the truth.
#[derive(Debug)]
pub(super) struct DayBefore<'a> {
    pub(super) list: Option<ListBefore<'a>>,
    pub(super) changes: Option<ChangesBefore<'a>>,
}

#[derive(Debug)]
pub(super) struct ListBefore<'a> {
    pub(super) file: &'a PublishedFile,
    kid: Kid,
    pub(super) claims: StatusListClaims<'a>,
}

#[derive(Debug)]
pub(super) struct ChangesBefore<'a> {
    pub(super) file: &'a PublishedFile,
    pub(super) contents: StatusChanges,
}

impl<'a> DayBefore<'a> {
    /// The files of `day` in a set.
    pub(super) fn of(previous: Option<&'a PublishedSet>, day: StatusDay) -> Self {
        let file = |name: String| previous?.files.iter().find(move |file| file.name == name);
        let list = file(format!("status/{day}")).and_then(|file| {
            let (kid, claims) = StatusListClaims::decode_unverified_with_kid(&file.bytes).ok()?;
            Some(ListBefore { file, kid, claims })
        });
        let changes = file(format!("changes/{day}")).and_then(|file| {
            Some(ChangesBefore { file, contents: StatusChanges::decode_unverified(&file.bytes).ok()? })
        });
        Self { list, changes }
    }

    /// The list, if it may stay as it is: the key that signed it is on the trust list, and the changes add to it.
    pub(super) fn lasting_list(&self, signing: &Signing) -> Option<&ListBefore<'a>> {
        let list = self.list.as_ref()?;
        let fits = self.changes.as_ref().is_none_or(|changes| changes.contents.base == list.file.sha256);
        let mut keys = signing.list.keys();
        let is_trusted =
            keys.any(|(kid, key)| *kid == list.kid && key.role == Role::Status && key.window_holds(list.claims.issued));
        (fits && is_trusted).then_some(list)
    }

    /// When they last changed.
    pub(super) fn changed_at(&self) -> Option<UnixTime> {
        let changes = self.changes.as_ref().map(|changes| changes.contents.issued);
        changes.or_else(|| Some(self.list.as_ref()?.claims.issued))
    }

    /// The indices of the changes.
    pub(super) fn changed(&self) -> &[u32] {
        self.changes.as_ref().map_or(&[], |changes| changes.contents.indices())
    }

    /// What says whether an index is revoked already. Unpacks the list.
    pub(super) fn revoked(&self) -> impl Fn(u32) -> bool {
        let bits = self.list.as_ref().and_then(|list| StatusBits::unpack(list.claims.packed).ok());
        let changed = self.changed();
        move |index| {
            bits.as_ref().is_some_and(|bits| bits.is_set(index) == Some(true)) || changed.binary_search(&index).is_ok()
        }
    }
}
