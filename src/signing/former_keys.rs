//! The keys that have left a node's trust list, root keys too: none of them comes back.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use haetae_core::Kid;
use haetae_keys::FileError;
use haetae_keys::ceremony::{read_bounded, replace_file};
use serde::{Deserialize, Serialize};

/// The value of `format` in the file.
const FORMAT: &str = "haetae former keys v1";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    keys: Vec<String>,
}

/// Why the file is not used.
#[derive(Debug, thiserror::Error)]
pub enum FormerKeysError {
    /// It could not be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is something else.
    #[error("{}: not the record of the keys that have left the trust list: {reason}", path.display())]
    Damaged {
        /// The path of the file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

/// Reads the record; there is none before a key has left.
pub(super) fn read(path: &Path) -> Result<BTreeSet<Kid>, FormerKeysError> {
    let bytes = match read_bounded(path) {
        Err(FileError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => return Ok(BTreeSet::new()),
        bytes => bytes?,
    };
    let damaged = |reason: String| FormerKeysError::Damaged { path: path.to_owned(), reason };
    let document: Document = serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))?;
    if document.format != FORMAT {
        return Err(damaged(format!("it says \"{}\"", document.format)));
    }
    let kid = |text: &String| Kid::parse(text).ok_or_else(|| damaged(format!("{text} is no key id")));
    document.keys.iter().map(kid).collect()
}

/// Replaces the record.
pub(super) fn write(path: &Path, kids: &BTreeSet<Kid>) -> Result<(), FormerKeysError> {
    let document = Document { format: FORMAT.to_owned(), keys: kids.iter().map(Kid::to_string).collect() };
    let json = serde_json::to_vec_pretty(&document);
    let damaged =
        |error: serde_json::Error| FormerKeysError::Damaged { path: path.to_owned(), reason: error.to_string() };
    let mut json = json.map_err(damaged)?;
    json.push(b'\n');
    Ok(replace_file(path, &json)?)
}
