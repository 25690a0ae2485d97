use std::path::PathBuf;

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::credential::{KeySecretError, Places};
use super::problem::Violation;
use super::{Config, secret};

/// `[token]`: a hardware module that holds keys, in addition to the folder of keys.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section")]
pub struct TokenSection {
    /// Its PKCS#11 library; without one there is no token.
    pub module: Option<PathBuf>,
    /// The token's label.
    pub label: String,
    /// The PIN of its user.
    #[serde(serialize_with = "secret::serialize", deserialize_with = "secret::deserialize")]
    pub pin: Option<SecretString>,
    /// A file with the PIN in its first line, where `pin` is not set.
    pub pin_file: Option<PathBuf>,
}

impl Default for TokenSection {
    fn default() -> Self {
        Self { module: None, label: "haetae".to_owned(), pin: None, pin_file: Some("token.pin".into()) }
    }
}

impl TokenSection {
    pub(super) fn problems(&self) -> impl Iterator<Item = Violation> {
        let named = |path: &PathBuf| !path.as_os_str().is_empty();
        let long = |pin: &SecretString| pin.expose_secret().len() >= 4;
        [
            Violation::unless(self.module.as_ref().is_none_or(named), "token.module", "it must name a library"),
            Violation::unless((1..=32).contains(&self.label.len()), "token.label", "it must have 1 to 32 bytes"),
            Violation::unless(self.pin.as_ref().is_none_or(long), "token.pin", "it must have at least 4 characters"),
            Violation::unless(self.pin_file.as_ref().is_none_or(named), "token.pin_file", "it must name a file"),
        ]
        .into_iter()
        .flatten()
    }
}

pub(super) fn pin(config: &Config) -> Result<Zeroizing<String>, KeySecretError> {
    let places = Places {
        secret: "the PIN of this node's token",
        key: "token.pin",
        value: config.token.pin.as_ref(),
        file: config.token.pin_file.as_ref().map(|file| config.path(file)),
        credential: "haetae-pin",
        credentials: config.credentials.as_deref(),
    };
    places.find()
}
