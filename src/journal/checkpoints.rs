use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae_core::{Checkpoint, CheckpointSigner, Malformed, TrustList};
use sha2::{Digest as _, Sha256};

use super::digest::Digest;
use super::folder::Folder;

/// The signed checkpoints of a journal, in the order of their days. They are kept when the days' files are erased.
#[derive(Clone, Debug, Default)]
pub struct Checkpoints {
    /// The checkpoints, up to the first damaged line.
    pub all: Vec<SignedCheckpoint>,
    /// What is wrong with the first damaged line. An unfinished last line is not damage: a crash leaves one.
    pub damaged: Option<String>,
    /// Bytes of whole lines.
    whole: u64,
}

/// A checkpoint as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The signed object.
    pub bytes: Vec<u8>,
}

impl SignedCheckpoint {
    /// Decodes it without looking at its signature.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where the bytes are none.
    pub fn decode_unverified(bytes: Vec<u8>) -> Result<Self, Malformed> {
        Ok(Self { checkpoint: Checkpoint::decode_unverified(&bytes)?, bytes })
    }

    /// Reads what [`SignedCheckpoint::text`] has written; the signature is not looked at.
    pub fn parse(text: &str) -> Option<Self> {
        Self::decode_unverified(Base64UrlUnpadded::decode_vec(text).ok()?).ok()
    }

    /// The signed object in base64url.
    pub fn text(&self) -> String {
        Base64UrlUnpadded::encode_string(&self.bytes)
    }

    /// SHA-256 of the signed object: what the next checkpoint names as the previous one.
    pub fn digest(&self) -> Digest {
        Digest(Sha256::digest(&self.bytes).into())
    }

    /// Who has signed it.
    pub fn signer(&self, list: &TrustList) -> CheckpointSigner {
        Checkpoint::decode(&self.bytes, list).map_or(CheckpointSigner::Nobody, |(_, signer)| signer)
    }

    /// What is wrong if this checkpoint comes after `before`; `None` if nothing is.
    pub fn does_not_follow(&self, before: &Self) -> Option<String> {
        let (own, before_it) = (&self.checkpoint, &before.checkpoint);
        let day = own.day;
        if own.node != before_it.node {
            return Some(format!("the checkpoint of {day} is of another node: {}", own.node));
        }
        if own.day != before_it.day.checked_add_days(1).unwrap_or(before_it.day) {
            return Some(format!("the checkpoint of {day} comes after that of {}", before_it.day));
        }
        if own.previous != Some(before.digest().0) {
            return Some(format!("the checkpoint of {day} does not follow the one of {}: one of them was replaced", {
                before_it.day
            }));
        }
        let same_end = own.entries == before_it.entries && own.head == before_it.head;
        let continues = own.first == before_it.entries.saturating_add(1) && own.entries >= before_it.entries;
        let contradicts = !continues || (own.entries == before_it.entries && !same_end);
        contradicts.then(|| format!("the checkpoint of {day} contradicts the one of {}", before_it.day))
    }
}

impl Checkpoints {
    /// Reads the checkpoints of a journal.
    ///
    /// # Errors
    ///
    /// If the file is there and cannot be read.
    pub fn read(folder: &Folder) -> io::Result<Self> {
        let bytes = match fs::read(folder.checkpoints()) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error),
        };
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let mut read = Self { whole: whole as u64, ..Self::default() };
        let Some(lines) = bytes.get(..whole).and_then(|lines| lines.strip_suffix(b"\n")) else { return Ok(read) };
        for (place, line) in lines.split(|byte| *byte == b'\n').enumerate() {
            match std::str::from_utf8(line).ok().and_then(SignedCheckpoint::parse) {
                Some(checkpoint) => read.all.push(checkpoint),
                None => {
                    read.damaged = Some(format!("line {} is not a checkpoint", place + 1));
                    break;
                }
            }
        }
        Ok(read)
    }

    /// The newest.
    pub fn newest(&self) -> Option<&SignedCheckpoint> {
        self.all.last()
    }

    /// Writes one more. It is on the disk when this returns; a crash leaves an unfinished line, which the next one
    /// replaces. The caller holds the folder's lock.
    pub(super) fn append(&mut self, folder: &Folder, next: SignedCheckpoint) -> io::Result<()> {
        let path = folder.checkpoints();
        let is_new = !path.exists();
        let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(&path)?;
        if file.metadata()?.len() > self.whole {
            file.set_len(self.whole)?;
        }
        let line = format!("{}\n", next.text());
        file.write_all(line.as_bytes()).and_then(|()| file.sync_all()).inspect_err(|_| cut_back(&file, self.whole))?;
        if is_new {
            folder.sync()?;
        }
        self.whole = self.whole.saturating_add(line.len() as u64);
        self.all.push(next);
        Ok(())
    }
}

/// After a failed write. If this fails too, the next start does it.
fn cut_back(file: &File, whole: u64) {
    if let Err(error) = file.set_len(whole) {
        tracing::debug!(%error, "the file of checkpoints cannot be cut back yet");
    }
}
