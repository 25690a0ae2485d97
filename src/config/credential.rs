//! Reads the secrets that open keys: from the configuration, else from a file that only this user can read, else from a
//! systemd credential.

use std::path::{Path, PathBuf};

use haetae_keys::{FileError, read_secret_line};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

/// The variable in which systemd names the folder of a service's credentials.
pub(super) const DIRECTORY: &str = "CREDENTIALS_DIRECTORY";

/// Why there is no passphrase or PIN.
#[derive(Debug, thiserror::Error)]
pub enum KeySecretError {
    /// Its file cannot be read, or others can read it.
    #[error("{secret}: {source}")]
    File {
        /// The name of the missing secret, as people call it.
        secret: &'static str,
        /// Why its file cannot be read.
        source: FileError,
    },
    /// The secret is not usable.
    #[error("{secret}: {reason}")]
    Unfit {
        /// The name of the secret, as people call it.
        secret: &'static str,
        /// What it must be.
        reason: String,
    },
    /// The secret is not configured anywhere.
    #[error("{secret} is missing: {reason}, and systemd gave no credential {credential}")]
    Missing {
        /// The name of the missing secret, as people call it.
        secret: &'static str,
        /// The places that were searched.
        reason: String,
        /// The name of the credential.
        credential: &'static str,
    },
    /// The credential cannot be read.
    #[error("{secret}: the credential {credential} cannot be read: {source}")]
    Credential {
        /// The name of the secret in it, as people call it.
        secret: &'static str,
        /// The name of the credential.
        credential: &'static str,
        /// The I/O error.
        source: std::io::Error,
    },
}

/// A secret and the places where it may be.
pub(super) struct Places<'c> {
    /// Its name, as people call it.
    pub(super) secret: &'static str,
    /// The key of the configuration that holds it; with `_file` after it the one that names its file.
    pub(super) key: &'static str,
    pub(super) value: Option<&'c SecretString>,
    pub(super) file: Option<PathBuf>,
    /// The name of the credential.
    pub(super) credential: &'static str,
    pub(super) credentials: Option<&'c Path>,
}

impl Places<'_> {
    pub(super) fn find(self) -> Result<Zeroizing<String>, KeySecretError> {
        let Self { secret, key, value, file, credential, credentials } = self;
        if let Some(value) = value {
            return Ok(Zeroizing::new(value.expose_secret().to_owned()));
        }
        if let Some(file) = file.as_ref().filter(|file| file.exists()) {
            return read_secret_line(file).map_err(|source| KeySecretError::File { secret, source });
        }
        if let Some(path) = credentials.map(|folder| folder.join(credential)).filter(|path| path.exists()) {
            // systemd manages its permissions: if it sets an access list, the mode alone would mislead.
            let text = std::fs::read_to_string(path).map(Zeroizing::new);
            let text = text.map_err(|source| KeySecretError::Credential { secret, credential, source })?;
            return Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()));
        }
        let reason = match file {
            Some(file) => format!("{} does not exist", file.display()),
            None => format!("neither {key} nor {key}_file is set"),
        };
        Err(KeySecretError::Missing { secret, reason, credential })
    }
}
