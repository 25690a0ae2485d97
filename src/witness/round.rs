//! One look at what is published.

use haetae_core::{FileKind, Manifest, Outcome, PinnedFile, UnixTime};
use sha2::{Digest as _, Sha256};

use super::alarm::{Alarm, AlarmKind};
use super::error::WitnessError;
use super::folder::SeenManifest;
use super::known::Witness;
use super::mirror::{Source, Unreachable};
use crate::journal::Digest;

/// What is found in one look.
pub(super) struct Round<'a> {
    pub(super) source: &'a dyn Source,
    pub(super) now: UnixTime,
    pub(super) found: Vec<Alarm>,
}

/// What keeps a round from its end.
pub(super) enum Stop {
    /// The source does not answer; the next round tries again.
    Unreachable(Unreachable),
    /// The folder cannot be used.
    Folder(WitnessError),
}

impl From<Unreachable> for Stop {
    fn from(error: Unreachable) -> Self {
        Self::Unreachable(error)
    }
}

impl From<WitnessError> for Stop {
    fn from(error: WitnessError) -> Self {
        Self::Folder(error)
    }
}

impl<'a> Round<'a> {
    pub(super) const fn new(source: &'a dyn Source, now: UnixTime) -> Self {
        Self { source, now, found: Vec::new() }
    }

    /// Follows what is published, and returns all that is wrong with it.
    pub(super) fn run(mut self, witness: &mut Witness) -> Result<Vec<Alarm>, WitnessError> {
        match self.follow(witness) {
            Ok(()) => witness.state.answered = Some(self.now),
            Err(Stop::Unreachable(error)) => self.alarm(AlarmKind::Unreachable, "the address", error.to_string()),
            Err(Stop::Folder(error)) => return Err(error),
        }
        self.check_age(witness);
        self.check_days(witness)?;
        Ok(self.found)
    }

    pub(super) fn alarm(&mut self, kind: AlarmKind, about: impl Into<String>, finding: impl Into<String>) {
        self.found.push(Alarm::new(kind, about, finding));
    }

    fn follow(&mut self, witness: &mut Witness) -> Result<(), Stop> {
        let bytes = self.source.manifest()?;
        let sha256 = Digest(Sha256::digest(&bytes).into());
        if witness.state.followed == Some(sha256) {
            // The files of this manifest were looked at: what was wrong with them still is.
            self.found.clone_from(&witness.state.of_followed);
            return Ok(());
        }
        let Ok(manifest) = Manifest::decode_unverified(&bytes) else {
            self.refuse(witness, "the manifest", &bytes, "the manifest cannot be read")?;
            return Ok(());
        };
        if !self.take(witness, &manifest, &bytes, sha256)? {
            return Ok(());
        }
        self.check_lists(witness, &manifest, &bytes)?;
        self.check_journals(witness, &manifest)?;
        witness.state.followed = Some(sha256);
        witness.state.of_followed.clone_from(&self.found);
        Ok(())
    }

    /// Puts the manifest in force if a scanner would, and keeps it. Returns whether its files are to be looked at.
    fn take(&mut self, witness: &mut Witness, manifest: &Manifest, bytes: &[u8], sha256: Digest) -> Result<bool, Stop> {
        let version = manifest.version;
        let about = format!("manifest {version}");
        let mut lists = Vec::new();
        for pinned in manifest.files() {
            if matches!(FileKind::of(&pinned.name), FileKind::TrustList | FileKind::EarlierTrustList(_)) {
                lists.push(self.file(witness, pinned)?);
            }
        }
        lists.sort_unstable();
        lists.dedup();
        let given: Vec<&[u8]> = lists.iter().map(Vec::as_slice).collect();
        let mut next = witness.trust.clone();
        let outcome = next.take_set(bytes, &given);
        let held = witness.trust.manifest().map(|held| held.version);
        // Whoever stands between the issuer and the witness can send anything; only what is signed is proof.
        let bare = witness.bare.clone();
        let is_signed = || bare.clone().take_set(bytes, &given) == Outcome::Taken;
        let words = match outcome {
            Outcome::Taken | Outcome::Unchanged => {
                if witness.seen(version).is_none_or(|seen| seen == sha256) {
                    if witness.seen(version).is_none() {
                        let seen = SeenManifest { seen: self.now, version, issued: manifest.issued, sha256 };
                        witness.keep_manifest(seen, bytes)?;
                    }
                    witness.trust = next;
                    witness.keep_trust()?;
                    return Ok(true);
                }
                "another signed manifest of this version was seen before"
            }
            Outcome::Rollback if held.is_some_and(|held| version < held) && is_signed() => {
                self.went_back(witness, &about, bytes, version, sha256)?;
                return Ok(false);
            }
            Outcome::Conflict | Outcome::Rollback if is_signed() => {
                "it is signed, and it or its trust list contradicts what was seen before"
            }
            other => {
                let words = format!("a scanner would not accept it: {}", other.as_str());
                self.refuse(witness, &about, bytes, &words)?;
                return Ok(false);
            }
        };
        witness.folder.write(&format!("refused/{sha256}"), bytes)?;
        self.alarm(AlarmKind::Fork, about, words);
        Ok(false)
    }

    /// An older manifest: one that was seen, or another one of a version that has passed.
    fn went_back(
        &mut self,
        witness: &Witness,
        about: &str,
        bytes: &[u8],
        version: u64,
        sha256: Digest,
    ) -> Result<(), Stop> {
        witness.folder.write(&format!("refused/{sha256}"), bytes)?;
        if witness.seen(version).is_some_and(|seen| seen != sha256) {
            self.alarm(AlarmKind::Fork, about, "another signed manifest of this version was seen before");
        } else {
            self.alarm(AlarmKind::WentBack, about, "a newer manifest was seen before");
        }
        Ok(())
    }

    pub(super) fn refuse(
        &mut self,
        witness: &Witness,
        about: &str,
        bytes: &[u8],
        words: &str,
    ) -> Result<(), WitnessError> {
        // One refused file of a kind is kept: anybody can send many.
        let name: String = about.chars().filter(char::is_ascii_alphabetic).collect();
        witness.folder.write(&format!("refused/{name}"), bytes)?;
        self.alarm(AlarmKind::Refused, about, words);
        Ok(())
    }

    /// A pinned file, from what is held or from the source.
    fn file(&self, witness: &Witness, pinned: &PinnedFile) -> Result<Vec<u8>, Unreachable> {
        match witness.trust.files().find(|(_, _, sha256)| **sha256 == pinned.sha256) {
            Some((_, bytes, _)) => Ok(bytes.to_vec()),
            None => self.source.file(pinned),
        }
    }

    fn check_age(&mut self, witness: &Witness) {
        let Some(manifest) = witness.trust.manifest() else { return };
        if self.now >= manifest.expires {
            let words = format!("it has expired on {}: scanners admit nobody", manifest.expires.to_rfc3339());
            self.alarm(AlarmKind::Stale, "the newest manifest", words);
        } else if self.now >= manifest.stale {
            let words = format!("it is stale since {}", manifest.stale.to_rfc3339());
            self.alarm(AlarmKind::Stale, "the newest manifest", words);
        }
    }
}
