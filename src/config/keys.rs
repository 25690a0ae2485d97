use std::path::PathBuf;

use haetae_keys::{MIN_PASSPHRASE, Passphrase, PassphraseError};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::problem::Problem;
use super::{Config, secret};

#[cfg(test)]
mod tests;

/// Where systemd says that it put the credentials of a service.
pub(super) const CREDENTIALS_DIRECTORY: &str = "CREDENTIALS_DIRECTORY";

/// The name of the credential that holds the passphrase.
const CREDENTIAL: &str = "haetae-keys";

/// `[keys]`: where keys and the trust list are, relative to the data folder.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section")]
pub struct Keys {
    /// The folder of this node's keys, encrypted.
    pub directory: PathBuf,
    /// The passphrase that opens them.
    #[serde(serialize_with = "secret::serialize", deserialize_with = "secret::deserialize")]
    pub passphrase: Option<SecretString>,
    /// A file with the passphrase in its first line, where `passphrase` is not set.
    pub passphrase_file: Option<PathBuf>,
    /// The trust list as the roots signed it.
    pub trust_list: PathBuf,
    /// The public root keys.
    pub roots: PathBuf,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            directory: "node".into(),
            passphrase: None,
            passphrase_file: Some("keys.passphrase".into()),
            trust_list: "trust-list".into(),
            roots: "roots.json".into(),
        }
    }
}

impl Keys {
    pub(super) fn problems(&self) -> impl Iterator<Item = Problem> {
        let named = |path: &PathBuf| !path.as_os_str().is_empty();
        let long = |text: &SecretString| text.expose_secret().chars().count() >= MIN_PASSPHRASE;
        let is_long = self.passphrase.as_ref().is_none_or(long);
        [
            Problem::unless(named(&self.directory), "keys.directory", "it must name a folder"),
            Problem::unless(is_long, "keys.passphrase", "it must have at least 12 characters"),
            Problem::unless(
                self.passphrase_file.as_ref().is_none_or(named),
                "keys.passphrase_file",
                "it must name a file",
            ),
            Problem::unless(named(&self.trust_list), "keys.trust_list", "it must name a file"),
            Problem::unless(named(&self.roots), "keys.roots", "it must name a file"),
        ]
        .into_iter()
        .flatten()
    }
}

/// Why there is no passphrase for this node's keys.
#[derive(Debug, thiserror::Error)]
pub enum KeysPassphraseError {
    /// It is too short, or its file open to others or unfit.
    #[error("the passphrase of this node's keys: {0}")]
    Passphrase(#[from] PassphraseError),
    /// It is nowhere.
    #[error("there is no passphrase for this node's keys: {0}, and systemd gave no credential {CREDENTIAL}")]
    Missing(String),
    /// The credential cannot be read.
    #[error("the credential {CREDENTIAL} cannot be read: {0}")]
    Credential(std::io::Error),
}

pub(super) fn passphrase(config: &Config) -> Result<Passphrase, KeysPassphraseError> {
    if let Some(passphrase) = &config.keys.passphrase {
        return Ok(Passphrase::new(Zeroizing::new(passphrase.expose_secret().to_owned()))?);
    }
    let file = config.keys.passphrase_file.as_ref().map(|file| config.path(file));
    if let Some(file) = file.as_ref().filter(|file| file.exists()) {
        return Ok(Passphrase::read(file)?);
    }
    match config.credentials.as_ref().map(|credentials| credentials.join(CREDENTIAL)).filter(|path| path.exists()) {
        // Its permissions are systemd's affair: where it sets an access list, a plain look at the mode would mislead.
        Some(path) => {
            let text = std::fs::read_to_string(path).map(Zeroizing::new).map_err(KeysPassphraseError::Credential)?;
            let line = text.lines().next().unwrap_or_default();
            Ok(Passphrase::new(Zeroizing::new(line.to_owned()))?)
        }
        None => Err(KeysPassphraseError::Missing(match file {
            Some(file) => format!("{} does not exist", file.display()),
            None => "neither keys.passphrase nor keys.passphrase_file is set".to_owned(),
        })),
    }
}
