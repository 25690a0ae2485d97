use haetae_core::{CivilDate, Kid, UnixTime};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::Digest as _;

use super::day_key::DayKey;
use super::digest::Digest;
use crate::model::{Pass, Serial};

/// `,"hash":"`, 64 digits, `"}`: the end of a line. The hash is over everything before it.
const SEAL_BYTES: usize = 9 + 64 + 2;

/// An entry: the passes that one person was given.
#[derive(Clone, Debug)]
pub struct Entry {
    /// When the passes were given out.
    pub time: UnixTime,
    /// Who vouched for the person; `operator` on the command line.
    pub partner: String,
    /// The id of the partner's key that signed the assertion; `None` on the command line.
    pub key: Option<String>,
    /// The person's number.
    pub serial: Serial,
    /// Where the passes are shown.
    pub kind: Kind,
    /// The passes.
    pub passes: Vec<IssuedPass>,
}

/// Where passes are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// On a phone.
    Phone,
    /// On paper.
    Paper,
}

/// A pass that was signed.
#[derive(Clone, Copy, Debug)]
pub struct IssuedPass {
    /// Its day; a paper pass begins on it.
    pub day: CivilDate,
    /// The key that signed it.
    pub kid: Kid,
    /// The RFC 7638 thumbprint of the holder's key. Only its HMAC under the day's key is entered.
    pub holder: Option<[u8; 32]>,
}

/// The end of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The hash of the last entry; zeros before the first.
    pub head: Digest,
    /// How many entries there have been.
    pub entries: u64,
    /// When the last was made.
    pub time: UnixTime,
}

impl Default for Head {
    /// The end of a chain without an entry.
    fn default() -> Self {
        Self { head: Digest::default(), entries: 0, time: UnixTime::saturating_new(0) }
    }
}

impl Head {
    /// The file that manifests pin. It follows from the entry alone, so that a journal can be compared with a manifest.
    pub fn document(&self) -> Vec<u8> {
        json_of(self)
    }
}

/// A line of the journal as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The number of the entry, from 1.
    pub n: u64,
    /// When the passes were given out.
    pub time: UnixTime,
    /// Who vouched for the person.
    pub partner: String,
    /// The id of the partner's key that signed the assertion. Absent in the operator's entries and in old ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The person's number.
    pub serial: u32,
    /// Where the passes are shown.
    pub kind: Kind,
    /// The passes.
    pub passes: Vec<ReadPass>,
    /// The hash of the entry before; zeros in the first of all.
    pub prev: Digest,
    /// SHA-256 of the line up to this member.
    pub hash: Digest,
}

/// The part of a line before its hash.
#[derive(Serialize)]
struct Content<'e> {
    n: u64,
    time: UnixTime,
    partner: &'e str,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'e str>,
    serial: u32,
    kind: Kind,
    passes: Vec<ReadPass>,
    prev: Digest,
}

/// A pass in a [`Line`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadPass {
    /// The pass's day.
    pub day: CivilDate,
    /// HMAC-SHA256 of the holder key's thumbprint under the key of the file's day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<Digest>,
    /// The key that signed it, 16 hexadecimal digits.
    pub kid: String,
}

/// Why a line is not an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// It does not end like a line, or has other members.
    #[error("it is not an entry")]
    NotAnEntry,
    /// Its hash is not that of its bytes.
    #[error("its hash is not that of its bytes: it has been changed")]
    Hash,
}

impl Line {
    /// Reads a line without its line feed, and checks its hash.
    ///
    /// # Errors
    ///
    /// [`LineError`] for anything but an entry as it was written.
    pub fn parse(line: &[u8]) -> Result<Self, LineError> {
        unseal(line, |parsed: &Self| parsed.hash)
    }

    /// The partner, and the id of its key in brackets if it is known.
    pub fn partner_and_key(&self) -> String {
        self.key.as_ref().map_or_else(|| self.partner.clone(), |key| format!("{} (key {key})", self.partner))
    }

    /// The chain's end after this entry.
    pub const fn head(&self) -> Head {
        Head { head: self.hash, entries: self.n, time: self.time }
    }
}

impl Entry {
    /// The entry for these passes, given out at `time`.
    pub fn of(time: UnixTime, partner: impl Into<String>, serial: Serial, kind: Kind, passes: &[Pass]) -> Self {
        let issued = |pass: &Pass| IssuedPass { day: pass.day, kid: pass.kid, holder: pass.holder };
        Self { time, partner: partner.into(), key: None, serial, kind, passes: passes.iter().map(issued).collect() }
    }

    /// The same, with the id of the partner's key that signed the assertion.
    #[must_use]
    pub fn with_key(self, key: Option<String>) -> Self {
        Self { key, ..self }
    }

    /// Writes the entry after `before` into `bytes`, with its line feed. Returns the chain's new end.
    pub(super) fn append_to(&self, bytes: &mut Vec<u8>, before: Head, day_key: &DayKey) -> Head {
        let passes: Vec<ReadPass> = self
            .passes
            .iter()
            .map(|pass| ReadPass {
                day: pass.day,
                kid: pass.kid.to_string(),
                holder: pass.holder.map(|thumbprint| day_key.hide(&thumbprint)),
            })
            .collect();
        let n = before.entries.saturating_add(1);
        let (time, partner, key, serial) = (self.time, &*self.partner, self.key.as_deref(), self.serial.0);
        let content = Content { n, time, partner, key, serial, kind: self.kind, passes, prev: before.head };
        let hash = seal(bytes, &content);
        Head { head: hash, entries: n, time: self.time }
    }
}

impl Kind {
    /// Its serialised form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Paper => "paper",
        }
    }
}

/// Reads a line of any kind without its line feed, and checks the hash that it says it has.
pub(super) fn unseal<L: DeserializeOwned>(line: &[u8], hash: impl Fn(&L) -> Digest) -> Result<L, LineError> {
    let parsed: L = serde_json::from_slice(line).map_err(|_| LineError::NotAnEntry)?;
    let sealed = line.len().checked_sub(SEAL_BYTES).and_then(|at| line.split_at_checked(at));
    let (content, seal) = sealed.ok_or(LineError::NotAnEntry)?;
    if seal != seal_of(hash(&parsed)).as_bytes() {
        return Err(LineError::NotAnEntry);
    }
    if hash(&parsed) != digest(content) {
        return Err(LineError::Hash);
    }
    Ok(parsed)
}

/// Appends the content of a line of any kind, its hash and a line feed. Returns the hash.
pub(super) fn seal(bytes: &mut Vec<u8>, content: &impl Serialize) -> Digest {
    let start = bytes.len();
    bytes.extend_from_slice(&json_of(content));
    // The hash becomes its last member.
    bytes.pop();
    let hash = digest(bytes.get(start..).unwrap_or_default());
    bytes.extend_from_slice(seal_of(hash).as_bytes());
    bytes.push(b'\n');
    hash
}

/// Never fails: plain data is written into memory.
fn json_of(data: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(data).unwrap_or_default()
}

fn seal_of(hash: Digest) -> String {
    format!(r#","hash":"{hash}"}}"#)
}

fn digest(content: &[u8]) -> Digest {
    Digest(sha2::Sha256::digest(content).into())
}
