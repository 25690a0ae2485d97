//! The transcript of ceremonies: what custodians signed, and when, in their own signed statements.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae_core::{Kid, PublicKey, RootSet, Signature, UnixTime};
use serde::{Deserialize, Serialize};

use super::answer::Answer;
use super::request::Request;

/// The value of `format` in a transcript.
const FORMAT: &str = "haetae ceremony transcript v1";

/// What a custodian signs begins with this. A list's signature begins otherwise: with a CBOR array.
const DOMAIN: &[u8] = b"haetae ceremony statement v1\0";

/// The ceremonies of an issuer, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transcript {
    format: String,
    ceremonies: Vec<Ceremony>,
}

/// One request and who signed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ceremony {
    /// The SHA-256 of the request.
    pub request: String,
    /// The version of the list that it asks for.
    pub version: u64,
    /// What it changes, in sentences.
    pub changes: Vec<String>,
    /// What the custodians stated.
    pub statements: Vec<Statement>,
}

/// A custodian's statement to have signed a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// The custodian's root key.
    pub root: String,
    /// When, by the clock of the custodian's machine, in seconds since 1970.
    pub at: u64,
    /// The signature of that key, in base64url.
    signature: String,
}

/// Why a transcript is refused.
#[derive(Debug, thiserror::Error)]
pub enum TranscriptError {
    /// It is not a transcript.
    #[error("not a transcript of the format \"{FORMAT}\": {0}")]
    Format(String),
    /// A later or another ceremony of this version is in it.
    #[error("version {next} does not follow version {last}, the last one in the transcript")]
    Order {
        /// The version of the last ceremony before it.
        last: u64,
        /// The version that does not follow.
        next: u64,
    },
    /// The key is in no root set.
    #[error("version {version}: the root {root} is in none of the root sets that you named")]
    UnknownRoot {
        /// The version of the ceremony.
        version: u64,
        /// The root of the statement.
        root: String,
    },
    /// The statement was changed, or is not by that custodian.
    #[error("version {version}: the statement of the root {root} is not what that key signed")]
    BadStatement {
        /// The version of the ceremony.
        version: u64,
        /// The root of the statement.
        root: String,
    },
    /// Too few custodians stated it.
    #[error("version {0}: too few custodians stated that they signed it")]
    TooFew(u64),
}

/// What a statement's signature covers, in this order and without spaces.
#[derive(Serialize)]
struct Stated<'s> {
    request: &'s str,
    version: u64,
    changes: &'s [String],
    root: &'s str,
    at: u64,
}

/// The bytes that the custodian of `root` signs to state that the request was signed at `at`.
pub(super) fn statement(request: &Request, root: Kid, at: UnixTime) -> Result<Vec<u8>, serde_json::Error> {
    let (sha256, changes, root) = (request.sha256(), request.description(), root.to_string());
    to_be_signed(&Stated {
        request: &sha256,
        version: request.next().version,
        changes: &changes,
        root: &root,
        at: at.seconds(),
    })
}

fn to_be_signed(stated: &Stated<'_>) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = DOMAIN.to_vec();
    serde_json::to_writer(&mut bytes, stated)?;
    Ok(bytes)
}

impl Default for Transcript {
    fn default() -> Self {
        Self { format: FORMAT.to_owned(), ceremonies: Vec::new() }
    }
}

impl Transcript {
    /// Reads a transcript's file. [`Transcript::verify`] says whether it is true.
    ///
    /// # Errors
    ///
    /// [`TranscriptError::Format`].
    pub fn read(bytes: &[u8]) -> Result<Self, TranscriptError> {
        let bad = |reason: String| TranscriptError::Format(reason);
        let read: Self = serde_json::from_slice(bytes).map_err(|error| bad(error.to_string()))?;
        if read.format == FORMAT { Ok(read) } else { Err(bad(format!("it says \"{}\"", read.format))) }
    }

    /// The bytes of the transcript's file.
    ///
    /// # Errors
    ///
    /// [`TranscriptError::Format`] if JSON cannot be written, which does not happen.
    pub fn to_json(&self) -> Result<Vec<u8>, TranscriptError> {
        let json = serde_json::to_vec_pretty(self);
        let mut json = json.map_err(|error| TranscriptError::Format(error.to_string()))?;
        json.push(b'\n');
        Ok(json)
    }

    /// The ceremonies, oldest first.
    pub fn ceremonies(&self) -> &[Ceremony] {
        &self.ceremonies
    }

    /// Adds a ceremony, or further statements to the last one.
    ///
    /// # Errors
    ///
    /// [`TranscriptError::Order`] for another ceremony that is not later than the last one.
    pub fn add(&mut self, request: &Request, answers: &[Answer]) -> Result<(), TranscriptError> {
        let (sha256, version) = (request.sha256(), request.next().version);
        let last = self.ceremonies.last().map(|last| (last.version, last.request == sha256));
        match last {
            Some((_, true)) => {}
            Some((last, false)) if version <= last => return Err(TranscriptError::Order { last, next: version }),
            _ => self.ceremonies.push(Ceremony {
                request: sha256,
                version,
                changes: request.description(),
                statements: Vec::new(),
            }),
        }
        let Some(ceremony) = self.ceremonies.last_mut() else { return Ok(()) };
        for answer in answers {
            let root = answer.root().to_string();
            if !ceremony.statements.iter().any(|statement| statement.root == root) {
                let signature = Base64UrlUnpadded::encode_string(answer.statement());
                ceremony.statements.push(Statement { root, at: answer.at().seconds(), signature });
            }
        }
        Ok(())
    }

    /// Verifies every statement with the root sets that the issuer has had, the order of the versions, and that enough
    /// custodians of one of the sets stated each ceremony.
    ///
    /// # Errors
    ///
    /// [`TranscriptError`] for the first that is wrong.
    pub fn verify(&self, sets: &[RootSet]) -> Result<(), TranscriptError> {
        let mut last = None;
        for ceremony in &self.ceremonies {
            let next = ceremony.version;
            if let Some(last) = last.filter(|last| *last >= next) {
                return Err(TranscriptError::Order { last, next });
            }
            last = Some(next);
            let mut stated: Vec<Kid> = Vec::new();
            for statement in &ceremony.statements {
                stated.push(ceremony.verify(statement, sets)?);
            }
            let have = |set: &RootSet| set.keys().filter(|(root, _)| stated.contains(root)).count() as u64;
            if !sets.iter().any(|set| have(set) >= set.threshold()) {
                return Err(TranscriptError::TooFew(next));
            }
        }
        Ok(())
    }
}

impl Ceremony {
    /// The root key of a statement that it signed.
    fn verify(&self, statement: &Statement, sets: &[RootSet]) -> Result<Kid, TranscriptError> {
        let (version, root) = (self.version, statement.root.clone());
        let Some((kid, key)) = root_of(&root, sets) else { return Err(TranscriptError::UnknownRoot { version, root }) };
        let stated = Stated { request: &self.request, version, changes: &self.changes, root: &root, at: statement.at };
        let mut signature: Signature = [0; 64];
        let decoded = Base64UrlUnpadded::decode(&statement.signature, &mut signature).is_ok_and(|it| it.len() == 64);
        let signed = to_be_signed(&stated).is_ok_and(|bytes| key.verifies(&bytes, &signature));
        if decoded && signed { Ok(kid) } else { Err(TranscriptError::BadStatement { version, root }) }
    }
}

fn root_of(text: &str, sets: &[RootSet]) -> Option<(Kid, PublicKey)> {
    let kid = Kid::parse(text).filter(|kid| kid.to_string() == text)?;
    sets.iter().flat_map(|set| set.keys()).find(|(root, _)| *root == kid).copied()
}
