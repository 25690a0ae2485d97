//! Secrets that open keys: from the configuration, else from a file of this user's alone, else a systemd credential.

use std::path::{Path, PathBuf};

use haetae_keys::{FileError, read_secret_line};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

/// Where systemd says that it put the credentials of a service.
pub(super) const DIRECTORY: &str = "CREDENTIALS_DIRECTORY";

/// Why there is no passphrase or PIN.
#[derive(Debug, thiserror::Error)]
pub enum KeySecretError {
    /// Its file cannot be read, or others can.
    #[error("{secret}: {source}")]
    File {
        /// What is missing, in words.
        secret: &'static str,
        /// Why.
        source: FileError,
    },
    /// It will not do.
    #[error("{secret}: {reason}")]
    Unfit {
        /// What will not do, in words.
        secret: &'static str,
        /// What it should be.
        reason: String,
    },
    /// It is nowhere.
    #[error("{secret} is missing: {reason}, and systemd gave no credential {credential}")]
    Missing {
        /// What is missing, in words.
        secret: &'static str,
        /// Where it is not.
        reason: String,
        /// The name of the credential.
        credential: &'static str,
    },
    /// The credential cannot be read.
    #[error("{secret}: the credential {credential} cannot be read: {source}")]
    Credential {
        /// What it would hold, in words.
        secret: &'static str,
        /// Its name.
        credential: &'static str,
        /// Why.
        source: std::io::Error,
    },
}

/// A secret and the places where it may be.
pub(super) struct Places<'c> {
    /// What it is, in words.
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
            // Its permissions are systemd's affair: where it sets an access list, a plain look at the mode would mislead.
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
