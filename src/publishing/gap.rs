//! What a database lacks of what was signed and issued with it: it was restored from a backup, or damaged.

use std::collections::{BTreeMap, BTreeSet};

use haetae_core::{FileKind, Kid, Manifest, StatusChanges, StatusDay, StatusListClaims, UnixTime};
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

use super::decoys::Decoys;
use super::error::PublishError;
use crate::model::{PublishedSet, Serial};
use crate::signing::StatusCiphers;
use crate::store::{Store, StoreError};

/// What a database knows.
#[derive(Clone, Debug)]
pub struct Known {
    revoked: BTreeSet<Serial>,
    withdrawn: BTreeSet<Kid>,
    lifted: BTreeMap<Kid, UnixTime>,
    /// The first serial that it would give next.
    pub next_serial: u32,
}

/// What it lacks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gap {
    /// Serials that a published status list revokes.
    pub revoked: BTreeSet<Serial>,
    /// Keys that a published manifest withdraws, and from when on.
    pub withdrawn: BTreeMap<Kid, UnixTime>,
    /// The first serial that was not given yet, if the database would give earlier ones.
    pub next_serial: Option<u32>,
    /// Days whose status lists cannot be read back: their keys are erased, or their lists have another size.
    pub unread: BTreeSet<StatusDay>,
}

impl Known {
    /// What is in `store`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be read.
    pub async fn of(store: &dyn Store) -> Result<Self, StoreError> {
        let revoked = store.revoked_since(UnixTime::saturating_new(0)).await?;
        Ok(Self {
            revoked: revoked.into_iter().map(|entry| entry.serial).collect(),
            withdrawn: store.withdrawn_keys().await?.into_iter().map(|key| key.kid).collect(),
            lifted: store.lifted_withdrawals().await?.into_iter().collect(),
            next_serial: store.next_serial().await?,
        })
    }
}

impl Gap {
    /// Whether nothing is lacking.
    pub fn is_empty(&self) -> bool {
        self.revoked.is_empty() && self.withdrawn.is_empty() && self.next_serial.is_none()
    }

    /// Adds what this set has and the database does not know.
    ///
    /// # Errors
    ///
    /// [`PublishError::Malformed`] if it is no set.
    pub fn add_set(&mut self, set: &PublishedSet, known: &Known, ciphers: &StatusCiphers) -> Result<(), PublishError> {
        let manifest = Manifest::decode_unverified(&set.manifest)?;
        for &(kid, refused_from) in manifest.withdrawn() {
            let lifted_since = known.lifted.get(&kid).is_some_and(|lifted| *lifted >= manifest.issued);
            if !known.withdrawn.contains(&kid) && !lifted_since {
                self.withdrawn.insert(kid, refused_from);
            }
        }
        let decoys = Decoys::new(ciphers.bits().capacity(), known.next_serial);
        for file in &set.files {
            let (day, revoked) = match FileKind::of(&file.name) {
                FileKind::Status(day) => (day, revoked_in(&file.bytes, day, ciphers)?),
                FileKind::Changes(day) => (day, revoked_since(&file.bytes, day, ciphers)?),
                _ => continue,
            };
            match revoked {
                Some(revoked) => self.revoked.extend(
                    revoked.into_iter().filter(|serial| !known.revoked.contains(serial) && !decoys.contains(serial.0)),
                ),
                None => drop(self.unread.insert(day)),
            }
        }
        if let Some(highest) = self.revoked.last().copied() {
            self.add_serial(highest.0, known);
        }
        Ok(())
    }

    /// Adds a serial that was given.
    pub fn add_serial(&mut self, serial: u32, known: &Known) {
        if serial >= known.next_serial {
            self.next_serial = self.next_serial.max(Some(serial.saturating_add(1)));
        }
    }
}

impl std::fmt::Display for Gap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (revoked, withdrawn) = (self.revoked.len(), self.withdrawn.len());
        write!(f, "revocations that were published: {revoked}; withdrawn keys: {withdrawn}")?;
        match self.next_serial {
            Some(next) => write!(f, "; serials up to {} were given already", next.saturating_sub(1)),
            None => Ok(()),
        }
    }
}

/// The serials in the changes beside a list; `None` if they cannot be read back.
fn revoked_since(bytes: &[u8], day: StatusDay, ciphers: &StatusCiphers) -> Result<Option<Vec<Serial>>, PublishError> {
    let changes = StatusChanges::decode_unverified(bytes)?;
    let Ok(cipher) = ciphers.of(day) else { return Ok(None) };
    Ok(Some(changes.indices().iter().filter_map(|index| cipher.serial(*index).ok().map(Serial)).collect()))
}

/// The serials whose bits are set in a list; `None` if they cannot be read back.
fn revoked_in(token: &[u8], day: StatusDay, ciphers: &StatusCiphers) -> Result<Option<Vec<Serial>>, PublishError> {
    let claims = StatusListClaims::decode_unverified(token)?;
    let bytes = ciphers.bits().capacity() as usize / 8;
    let bits = decompress_to_vec_zlib_with_limit(claims.packed, bytes).unwrap_or_default();
    if bits.len() != bytes {
        return Ok(None);
    }
    let mut revoked = Vec::new();
    // Made when the first bit is found: the keys of old days are erased, and their lists are often empty.
    for (at, byte) in (0u32..).zip(bits).filter(|(_, byte)| *byte != 0) {
        for bit in (0..8).filter(|bit| byte & (1 << bit) != 0) {
            let Ok(cipher) = ciphers.of(day) else { return Ok(None) };
            revoked.extend(cipher.serial(at.saturating_mul(8).saturating_add(bit)).ok().map(Serial));
        }
    }
    Ok(Some(revoked))
}
