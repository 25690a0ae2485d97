//! Secrets: a value or a file, never both; they are never printed.

use std::io;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize as _, Deserializer, Serializer, de};

/// A shorter token could be guessed.
pub(super) const MIN_TOKEN_CHARACTERS: usize = 16;

/// Why there is no secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file cannot be read.
    #[error("the secret in {path} cannot be read: {error}")]
    Unreadable {
        /// The path of the file that cannot be read.
        path: PathBuf,
        /// The I/O error.
        #[source]
        error: io::Error,
    },
    /// The content of the file is not a token.
    #[error("{0} must hold one line of at least {MIN_TOKEN_CHARACTERS} printable ASCII characters without spaces")]
    Unfit(PathBuf),
    /// Neither a value nor a file is configured.
    #[error("neither service.operator_token nor service.operator_token_file is set")]
    Missing,
}

/// The token in a file; a line end after it is not part of it.
pub(super) fn read(path: &Path) -> Result<SecretString, SecretError> {
    let text = std::fs::read_to_string(path)
        .map(SecretString::from)
        .map_err(|error| SecretError::Unreadable { path: path.to_owned(), error })?;
    let token = SecretString::from(text.expose_secret().trim_end_matches(['\r', '\n']));
    if is_token(&token) { Ok(token) } else { Err(SecretError::Unfit(path.to_owned())) }
}

/// Whether an `Authorization` header can carry this token and it cannot be guessed.
pub(super) fn is_token(secret: &SecretString) -> bool {
    let text = secret.expose_secret();
    text.len() >= MIN_TOKEN_CHARACTERS && text.bytes().all(|byte| byte.is_ascii_graphic())
}

pub(super) fn serialize<S: Serializer>(secret: &Option<SecretString>, serializer: S) -> Result<S::Ok, S::Error> {
    match secret {
        Some(_) => serializer.serialize_str("***"),
        None => serializer.serialize_none(),
    }
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SecretString>, D::Error> {
    // Parsed as a value of any type first: the usual error would quote what it found.
    match toml::Value::deserialize(deserializer)? {
        toml::Value::String(text) => Ok(Some(SecretString::from(text))),
        _ => Err(de::Error::custom("a secret must be a text in quotes")),
    }
}
