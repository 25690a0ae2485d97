use std::path::PathBuf;

use haetae_keys::{MIN_PASSPHRASE, Passphrase};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use super::credential::{KeySecretError, Places};
use super::problem::Violation;
use super::{Config, secret};

#[cfg(test)]
mod tests;

/// `[keys]`: where keys and the trust list are, relative to the data folder.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section")]
pub struct KeysSection {
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

impl Default for KeysSection {
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

impl KeysSection {
    pub(super) fn problems(&self) -> impl Iterator<Item = Violation> {
        let named = |path: &PathBuf| !path.as_os_str().is_empty();
        let long = |text: &SecretString| text.expose_secret().chars().count() >= MIN_PASSPHRASE;
        let is_long = self.passphrase.as_ref().is_none_or(long);
        [
            Violation::unless(named(&self.directory), "keys.directory", "it must name a folder"),
            Violation::unless(is_long, "keys.passphrase", "it must have at least 12 characters"),
            Violation::unless(
                self.passphrase_file.as_ref().is_none_or(named),
                "keys.passphrase_file",
                "it must name a file",
            ),
            Violation::unless(named(&self.trust_list), "keys.trust_list", "it must name a file"),
            Violation::unless(named(&self.roots), "keys.roots", "it must name a file"),
        ]
        .into_iter()
        .flatten()
    }
}

pub(super) fn passphrase(config: &Config) -> Result<Passphrase, KeySecretError> {
    let secret = "the passphrase of this node's keys";
    let file = config.keys.passphrase_file.as_ref().map(|file| config.path(file));
    let read = file.as_ref().filter(|file| config.keys.passphrase.is_none() && file.exists());
    let place = read.map_or_else(String::new, |file| format!("{}: ", file.display()));
    let places = Places {
        secret,
        key: "keys.passphrase",
        value: config.keys.passphrase.as_ref(),
        file,
        credential: "haetae-keys",
        credentials: config.credentials.as_deref(),
    };
    Passphrase::new(places.find()?).map_err(|error| KeySecretError::Unfit { secret, reason: format!("{place}{error}") })
}
