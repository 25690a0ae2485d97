//! What a scanner writes down, and what it believes of it after a restart. A snapshot is not trusted: every signature
//! is verified again, from the pinned roots on.

use alloc::sync::Arc;
use alloc::vec::Vec;

use sha2::{Digest as _, Sha256};

use super::by_hash::ByHash;
use super::file::{Content, FileInForce, Source};
use super::outcome::Outcome;
use super::set::require_signature;
use super::store::{ManifestInForce, TrustStore};
use crate::cbor::{Decoder, Encoder};
use crate::malformed::Malformed;
use crate::manifest::{FileHash, FileKind, SignedManifest, TRUST_LIST, encoded_order, status_name};
use crate::time::StatusDay;
use crate::trust_list::RootSet;

/// The form of what follows it; another form gets another number.
const FORM: i64 = 1;

/// A trust store as it was written down, as far as its signatures hold.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What is in force.
    pub store: TrustStore,
    /// How many trust lists, manifests and files of the snapshot were left out, because they do not verify.
    pub dropped: usize,
}

/// The parts of a snapshot, borrowed from its bytes. Nothing about them has been checked.
struct Parts<'b> {
    lists: Vec<&'b [u8]>,
    manifest: Option<&'b [u8]>,
    files: Files<'b>,
    waiting: Files<'b>,
}

/// Files under their names, in the order of the names' encodings.
type Files<'b> = Vec<(&'b str, &'b [u8])>;

impl TrustStore {
    /// Everything that is in force or waits, as one deterministic object:
    /// `{ 1: 1, 2: [* trust-list], ? 3: manifest, 4: { * name => file }, ? 5: { + name => waiting file } }`.
    /// The lists are the ones that changed the roots and the one in force. The pinned roots are not in it.
    pub fn to_snapshot(&self) -> Vec<u8> {
        let lists: Vec<&[u8]> = self.trusted.path().collect();
        let files: Vec<(&str, &Arc<FileInForce>)> = self.files.iter().filter(|(name, _)| *name != TRUST_LIST).collect();
        let waiting: Vec<(&str, &Arc<FileInForce>)> = self.waiting.iter().collect();
        let size =
            files.iter().chain(&waiting).fold(4_096_usize, |size, (_, file)| size.saturating_add(file.bytes.len()));
        let mut e = Encoder::with_capacity(size);
        e.map(3_u64.saturating_add(u64::from(self.manifest.is_some())).saturating_add(u64::from(!waiting.is_empty())));
        e.uint(1).int(FORM);
        e.uint(2).array(lists.len() as u64);
        for list in lists {
            e.bytes(list);
        }
        if let Some(manifest) = &self.manifest {
            e.uint(3).bytes(&manifest.bytes);
        }
        for (key, files) in [(4, files), (5, waiting)] {
            if key == 4 || !files.is_empty() {
                e.uint(key).map(files.len() as u64);
                for (name, file) in files {
                    e.text(name).bytes(&file.bytes);
                }
            }
        }
        e.into_bytes()
    }

    /// Reads a snapshot. What does not verify, and what depends on it, is left out and counted: whoever can write to
    /// the disk of a scanner gains nothing that the authority has not signed.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where the bytes are no snapshot.
    pub fn from_snapshot(pinned: RootSet, bytes: &[u8]) -> Result<Restored, Malformed> {
        let parts = Parts::decode(bytes)?;
        let mut restored = Restored { store: Self::new(pinned), dropped: 0 };
        for list in &parts.lists {
            restored.keep_list(list);
        }
        if let Some(manifest) = parts.manifest {
            restored.keep_manifest(manifest);
        }
        for (name, file) in &parts.files {
            restored.keep_file(name, file);
        }
        for (name, file) in &parts.waiting {
            restored.keep_waiting(name, file);
        }
        restored.store.set_floor();
        Ok(restored)
    }

    /// Offers the snapshot of another scanner with the same roots: its trust lists, and then its set, each as if it
    /// came from the network. What is in force here never becomes older by it.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where the bytes are no snapshot: then nothing has changed.
    pub fn take_snapshot(&mut self, bytes: &[u8]) -> Result<Outcome, Malformed> {
        let parts = Parts::decode(bytes)?;
        let mut outcome = Outcome::Unchanged;
        for list in &parts.lists {
            // One that is refused is older than what is in force here, or was in force before it.
            if self.take_trust_list(list) == Outcome::Taken {
                outcome = Outcome::Taken;
            }
        }
        let Some(manifest) = parts.manifest else { return Ok(outcome) };
        // A trust list that was taken is in force, whatever comes after it.
        let with_list = |of_set| if outcome == Outcome::Taken { outcome } else { of_set };
        let Ok(signed) = SignedManifest::decode(manifest) else { return Ok(with_list(Outcome::Malformed)) };
        // A list that awaits its successor is in force there and pinned by nothing.
        let files = ByHash::of(parts.files.iter().chain(&parts.waiting).map(|(_, bytes)| *bytes));
        Ok(with_list(self.take_set(manifest, &files.pinned_by(&signed.manifest))))
    }
}

impl Restored {
    fn keep_list(&mut self, bytes: &[u8]) {
        match self.store.trusted.after(bytes) {
            Ok(trusted) => {
                self.store.trusted = trusted;
                self.store.files.insert(TRUST_LIST, Arc::new(FileInForce::new(bytes.to_vec(), Content::TrustList)));
            }
            Err(_) => self.drop_one(),
        }
    }

    fn keep_manifest(&mut self, bytes: &[u8]) {
        match SignedManifest::decode(bytes) {
            Ok(signed) if require_signature(&signed, &self.store.trusted).is_ok() => {
                let (kid, manifest) = (signed.kid, signed.manifest);
                self.store.manifest = Some(Arc::new(ManifestInForce { bytes: bytes.to_vec(), kid, manifest }));
            }
            _ => self.drop_one(),
        }
    }

    fn keep_file(&mut self, name: &str, bytes: &[u8]) {
        match self.store.restored_file(name, bytes) {
            Some(file) => {
                self.store.files.insert(name, Arc::new(file));
            }
            None => self.drop_one(),
        }
    }

    /// Changes that are pinned and whose list is not in force.
    fn keep_waiting(&mut self, name: &str, bytes: &[u8]) {
        let store = &self.store;
        let kind = FileKind::of(name);
        let is_pinned = store.is_pinned(name, bytes);
        let read = |day: StatusDay| {
            let file = FileInForce::read(bytes, kind, Source::Snapshot { is_pinned }, &store.trusted).ok()?;
            let list = store.files.get(&status_name(day));
            let fits = file.changes().is_some_and(|changes| list.is_some_and(|list| list.is_base_of(changes)));
            (!fits).then_some(file)
        };
        match if let FileKind::Changes(day) = kind { read(day).filter(|_| is_pinned) } else { None } {
            Some(file) => self.store.waiting.insert(name, Arc::new(file)),
            None => self.drop_one(),
        }
    }

    fn drop_one(&mut self) {
        self.dropped = self.dropped.saturating_add(1);
    }
}

impl TrustStore {
    /// A file that may be in force under `name`. Of one that the manifest pins the window of its key is looked at
    /// again; one that has stayed in force while its successor is awaited needs no more than the key that has signed
    /// it. Changes need their list, and no name.
    fn restored_file(&self, name: &str, bytes: &[u8]) -> Option<FileInForce> {
        let kind = FileKind::of(name);
        let list = match kind {
            FileKind::TrustList | FileKind::Other => return None,
            // The names of lists come before those of their changes.
            FileKind::Changes(day) => Some(self.files.get(&status_name(day))?.as_ref()),
            FileKind::EarlierTrustList(_) | FileKind::Rules | FileKind::Status(_) => {
                self.manifest().is_none_or(|manifest| manifest.pinned(name).is_some()).then_some(())?;
                None
            }
        };
        let source = Source::Snapshot { is_pinned: self.is_pinned(name, bytes) };
        let file = FileInForce::read(bytes, kind, source, &self.trusted).ok()?;
        let fits = file.changes().is_none_or(|changes| list.is_some_and(|list| list.is_base_of(changes)));
        fits.then_some(file)
    }

    /// Whether the manifest pins exactly this under its name.
    fn is_pinned(&self, name: &str, bytes: &[u8]) -> bool {
        let pinned = self.manifest().and_then(|manifest| manifest.pinned(name));
        pinned.is_some_and(|pinned| pinned.sha256 == FileHash::from(Sha256::digest(bytes)))
    }
}

impl<'b> Parts<'b> {
    fn decode(bytes: &'b [u8]) -> Result<Self, Malformed> {
        Decoder::read_all(bytes, |d| {
            let mut fields = d.fields()?;
            fields.required(d, 1, |d| d.expect(FORM))?;
            let lists = fields.required(d, 2, |d| {
                let length = d.array()?;
                let mut lists = Vec::new();
                for _ in 0..length {
                    lists.push(d.bytes()?);
                }
                Ok(lists)
            })?;
            let manifest = fields.optional(d, 3, Decoder::bytes)?;
            let files = fields.required(d, 4, named_files)?;
            let waiting = fields.optional(d, 5, named_files)?.unwrap_or_default();
            fields.end()?;
            Ok(Self { lists, manifest, files, waiting })
        })
    }
}

fn named_files<'b>(d: &mut Decoder<'b>) -> Result<Files<'b>, Malformed> {
    let length = d.map()?;
    let mut files: Files<'_> = Vec::new();
    for _ in 0..length {
        let name = d.text()?;
        if files.last().is_some_and(|(previous, _)| encoded_order(previous, name).is_ge()) {
            return Err(Malformed::NameOrder);
        }
        files.push((name, d.bytes()?));
    }
    Ok(files)
}
