use std::collections::BTreeMap;
use std::path::Path;

use haetae_core::{RootSet, SECONDS_PER_DAY, TrustStore, UnixTime};

use super::alarm::Alarm;
use super::error::WitnessError;
use super::folder::{SeenManifest, WitnessFolder};
use super::kept_state::KeptState;
use super::mirror::Source;
use super::open_alarms::{self, AlarmEvent, OpenAlarm, Status};
use super::record::Record;
use super::round::Round;
use crate::journal::Digest;

/// The bytes of manifests are kept for so many days; their hashes for good.
const MANIFESTS_KEPT_DAYS: u64 = 400;

/// The name of the file with the trust list and the manifest in force, as a scanner keeps them.
const TRUST: &str = "trust";

/// A witness at work.
#[derive(Debug)]
pub struct Witness {
    pub(super) folder: WitnessFolder,
    /// A scanner that holds the trust list and the manifest, and no other file.
    pub(super) trust: TrustStore,
    /// One that holds nothing but the trust anchor.
    pub(super) bare: TrustStore,
    manifests: Record,
    by_version: BTreeMap<u64, SeenManifest>,
    alarms: Record,
    pub(super) state: KeptState,
}

impl Witness {
    /// The witness of the folder at `path`, which is made if it is missing. `roots` is the trust anchor that the issuer
    /// handed over.
    ///
    /// # Errors
    ///
    /// [`WitnessError`] if the folder cannot be used, or was changed by somebody else.
    pub fn open(path: &Path, roots: RootSet) -> Result<Self, WitnessError> {
        let folder = WitnessFolder::open(path)?;
        let (manifests, seen) = folder.manifests()?;
        let (alarms, _) = Record::open::<AlarmEvent>(&folder.record("alarms"))?;
        let state = folder.state()?;
        let bare = TrustStore::new(roots.clone());
        let trust = match folder.read(TRUST)? {
            None => bare.clone(),
            Some(bytes) => {
                let restored = TrustStore::from_snapshot(roots, &bytes)
                    .ok()
                    .filter(|restored| restored.dropped == 0)
                    .ok_or_else(|| WitnessError::Damaged {
                    path: folder.record(TRUST),
                    reason: "it is not what this witness wrote, or of another trust anchor".to_owned(),
                })?;
                restored.store
            }
        };
        let by_version = seen.into_iter().map(|seen| (seen.version, seen)).collect();
        Ok(Self { folder, trust, bare, manifests, by_version, alarms, state })
    }

    /// Looks once at what is published, and keeps it. Returns the alarms that are new; [`Witness::status`] has all that
    /// are open.
    ///
    /// # Errors
    ///
    /// [`WitnessError`] if the folder cannot be written: nothing is known then.
    pub fn look(&mut self, source: &dyn Source, now: UnixTime) -> Result<Vec<Alarm>, WitnessError> {
        let found = Round::new(source, now).run(self)?;
        let raised = open_alarms::update(&mut self.state.alarms, &found, &mut self.alarms, now)?;
        self.folder.forget_manifests_before(now.saturating_sub(MANIFESTS_KEPT_DAYS * SECONDS_PER_DAY))?;
        self.keep_state(now)?;
        Ok(raised)
    }

    /// Ends the open alarms that last: somebody has looked into them. Returns them.
    ///
    /// # Errors
    ///
    /// [`WitnessError`] if the folder cannot be written.
    pub fn acknowledge(&mut self, now: UnixTime) -> Result<Vec<OpenAlarm>, WitnessError> {
        let ended = open_alarms::acknowledge(&mut self.state.alarms, &mut self.alarms, now)?;
        self.keep_state(now)?;
        Ok(ended)
    }

    /// The state at `now`.
    pub fn status(&self, now: UnixTime) -> Status {
        let manifest = self.trust.manifest();
        Status {
            status: if self.state.alarms.is_empty() { "ok" } else { "alarm" },
            looked: now,
            answered: self.state.answered,
            version: manifest.map(|manifest| manifest.version),
            issued: manifest.map(|manifest| manifest.issued),
            manifests: self.by_version.len() as u64,
            alarms: self.state.alarms.clone(),
        }
    }

    /// The hash of the manifest of this version that was seen.
    pub(super) fn seen(&self, version: u64) -> Option<Digest> {
        self.by_version.get(&version).map(|seen| seen.sha256)
    }

    /// Keeps a manifest that is in force now. The bytes come first: whatever is in the record is there.
    pub(super) fn keep_manifest(&mut self, seen: SeenManifest, bytes: &[u8]) -> Result<(), WitnessError> {
        self.folder.keep_manifest(&seen, bytes)?;
        self.manifests.append(&seen)?;
        self.by_version.insert(seen.version, seen);
        Ok(())
    }

    pub(super) fn keep_trust(&self) -> Result<(), WitnessError> {
        self.folder.write(TRUST, &self.trust.to_snapshot())
    }

    fn keep_state(&self, now: UnixTime) -> Result<(), WitnessError> {
        for (name, document) in
            [("state.json", serde_json::to_vec(&self.state)), ("status.json", serde_json::to_vec(&self.status(now)))]
        {
            let bytes = document.map_err(|error| super::error::failed(&self.folder.record(name))(error.into()))?;
            self.folder.write(name, &bytes)?;
        }
        Ok(())
    }
}
