//! What a custodian's key has signed, remembered beside it: nothing is signed twice in two ways, and no key comes back.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use haetae_core::{Kid, UnixTime};
use serde::{Deserialize, Serialize};

use super::answer::{Answer, AnswerError};
use super::changes::all_kids;
use super::custodian::RootKey;
use super::public_file::read_bounded;
use super::request::Request;
use crate::private_file::{self, FileError};

/// The value of `format` in a record.
const FORMAT: &str = "haetae signing record v1";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    root: String,
    /// The highest version that the key has signed.
    version: u64,
    /// The SHA-256 of that request.
    request: String,
    /// Every key that a signed request took off the list, root keys too.
    dropped: BTreeSet<String>,
}

/// Why a custodian's key signs nothing. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum SigningRecordError {
    /// The record cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The record is missing, and nobody said that it may be.
    #[error(
        "THIS MACHINE DOES NOT KNOW WHAT THIS KEY HAS SIGNED: there is no {}. If the key has signed before, bring that file \
         here. If it has not, or the file is lost, say so with --first-signature-on-this-machine, and compare the version and \
         every line above with your own notes first", .0.display()
    )]
    Missing(PathBuf),
    /// The record is there.
    #[error("{}: this machine knows what the key has signed: leave out --first-signature-on-this-machine", .0.display())]
    Present(PathBuf),
    /// It is not the record of this key.
    #[error("{}: not the record of what this key has signed, or damaged: {reason}", path.display())]
    Damaged {
        /// The path of the record.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The version has been signed.
    #[error(
        "this key has signed version {signed} already, in the request with the SHA-256 {request}: it signs no other with the \
         version {next}. Ask for one with a higher version: haetae trust request --list-version"
    )]
    Version {
        /// The highest version that the key has signed.
        signed: u64,
        /// The SHA-256 of that request.
        request: String,
        /// The version that was to be signed.
        next: u64,
    },
    /// Keys come back.
    #[error(
        "this key has signed that these leave the trust list, and a key never comes back: {0}. Do not trust the request's source"
    )]
    Returned(String),
    /// The request was not answered.
    #[error(transparent)]
    Answer(#[from] AnswerError),
}

/// Where the record of a custodian's file is: beside it.
pub fn signing_record_path(key_file: &Path) -> PathBuf {
    key_file.with_extension("signed.json")
}

/// Signs a request at `at` with the key of `key_file` and records that, before the answer is handed out. With
/// `first_here` the record must not exist yet, without it must. The same request may be signed again.
///
/// # Errors
///
/// [`SigningRecordError`] if the record is missing, or the request contradicts what it says.
pub fn sign_and_record(
    request: &Request,
    key: &RootKey,
    key_file: &Path,
    first_here: bool,
    at: UnixTime,
) -> Result<Answer, SigningRecordError> {
    let path = signing_record_path(key_file);
    let before = match (read(&path, key.kid())?, first_here) {
        (None, false) => return Err(SigningRecordError::Missing(path)),
        (Some(_), true) => return Err(SigningRecordError::Present(path)),
        (before, _) => before,
    };
    if let Some(before) = &before {
        require_consistent(before, request)?;
    }
    let answer = Answer::sign(request, key, at)?;
    let mut dropped = before.map(|before| before.dropped).unwrap_or_default();
    dropped.extend(dropped_by(request).iter().map(Kid::to_string));
    let after = Document {
        format: FORMAT.to_owned(),
        root: key.kid().to_string(),
        version: request.next().version,
        request: request.sha256(),
        dropped,
    };
    let damaged =
        |error: serde_json::Error| SigningRecordError::Damaged { path: path.clone(), reason: error.to_string() };
    let mut json = serde_json::to_vec_pretty(&after).map_err(damaged)?;
    json.push(b'\n');
    private_file::replace(&path, &json)?;
    Ok(answer)
}

fn read(path: &Path, root: Kid) -> Result<Option<Document>, SigningRecordError> {
    let bytes = match read_bounded(path) {
        Err(FileError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => return Ok(None),
        bytes => bytes?,
    };
    let damaged = |reason: String| SigningRecordError::Damaged { path: path.to_owned(), reason };
    let document: Document = serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))?;
    if document.format != FORMAT {
        return Err(damaged(format!("it says \"{}\"", document.format)));
    }
    if document.root != root.to_string() {
        return Err(damaged(format!("it is that of the root {}", document.root)));
    }
    Ok(Some(document))
}

fn require_consistent(record: &Document, request: &Request) -> Result<(), SigningRecordError> {
    let next = request.next().version;
    if next <= record.version && record.request != request.sha256() {
        let request = record.request.clone();
        return Err(SigningRecordError::Version { signed: record.version, request, next });
    }
    let listed = all_kids(request.next()).into_iter().map(|kid| kid.to_string());
    let returned: Vec<String> = listed.filter(|kid| record.dropped.contains(kid)).collect();
    if returned.is_empty() { Ok(()) } else { Err(SigningRecordError::Returned(returned.join(", "))) }
}

fn dropped_by(request: &Request) -> BTreeSet<Kid> {
    let stay = all_kids(request.next());
    request.previous().map(all_kids).unwrap_or_default().difference(&stay).copied().collect()
}
