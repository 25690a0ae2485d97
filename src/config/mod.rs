//! The configuration: `haetae.toml` in the data folder, over it the environment, over it the command line. Every value has
//! a default. docs/configuration.md lists the keys.

mod demo;
mod issuer;
mod journal;
mod keys;
mod layers;
mod log;
mod problem;
mod publishing;
mod secret;
mod service;
mod setting;
mod storage;
#[cfg(test)]
mod tests;
mod web;

use std::io;
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

pub use demo::Demo;
pub use issuer::Issuer;
pub use journal::{Journal, JournalMode};
pub use keys::Keys;
pub use log::{Log, LogFormat, LogLevel};
pub use problem::ConfigProblems;
pub use publishing::Publishing;
pub use secret::SecretError;
pub use service::Service;
pub use setting::{Origin, Setting};
pub use storage::Storage;
pub use web::Web;

use layers::Layers;

/// The file's name in the data folder.
pub const FILE_NAME: &str = "haetae.toml";

/// What the service runs with: checked, and complete.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "sections")]
pub struct Config {
    /// `[service]`: listeners and their limits.
    pub service: Service,
    /// `[web]`: the web apps of wallet and scanner.
    pub web: Web,
    /// `[demo]`: what only a demonstration has.
    pub demo: Demo,
    /// `[issuer]`: what passes look like and how long they last.
    pub issuer: Issuer,
    /// `[publishing]`: how fresh what scanners read is.
    pub publishing: Publishing,
    /// `[storage]`: where records are kept.
    pub storage: Storage,
    /// `[journal]`: the record of what this node issued.
    pub journal: Journal,
    /// `[keys]`: where keys and the trust list are.
    pub keys: Keys,
    /// `[log]`: what is logged, and how.
    pub log: Log,
    /// The folder that relative paths start from.
    #[serde(skip)]
    pub data_dir: PathBuf,
    #[serde(skip)]
    settings: Vec<Setting>,
}

impl Config {
    /// Reads `haetae.toml` in `data_dir`, if there is one; then the variables `HAETAE__SECTION__KEY` of `environment`, of
    /// which the rest is passed over; then `overrides`, each a `section.key` and a value.
    ///
    /// # Errors
    ///
    /// All problems found, each a sentence that says where the value came from. None quotes a secret.
    pub fn load(
        data_dir: &Path,
        environment: impl IntoIterator<Item = (String, String)>,
        overrides: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigProblems> {
        let mut layers = Layers::default();
        let path = data_dir.join(FILE_NAME);
        match std::fs::read_to_string(&path) {
            Ok(text) => layers.add_file(&text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => layers.problems.push(format!("{} cannot be read: {error}", path.display())),
        }
        layers.add_environment(environment);
        layers.add_command_line(overrides);
        layers.finish(data_dir)
    }

    /// A file with every key and its default, each explained.
    pub const fn sample() -> &'static str {
        include_str!("sample.toml")
    }

    /// Every value in effect and where it came from, by key; a secret shows as `***`.
    pub fn settings(&self) -> &[Setting] {
        &self.settings
    }

    /// What is allowed and yet worth a second thought, in sentences.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = self.service.warnings();
        warnings.extend(self.journal.warnings());
        warnings.extend(self.demo.warnings());
        warnings
    }

    /// The token that operators send, from the configuration or its file.
    ///
    /// # Errors
    ///
    /// [`SecretError`] where the file cannot be read or its content is no token.
    pub fn operator_token(&self) -> Result<SecretString, SecretError> {
        match (&self.service.operator_token, &self.service.operator_token_file) {
            (Some(token), _) => Ok(token.clone()),
            (None, Some(file)) => secret::read(&self.path(file)),
            (None, None) => Err(SecretError::Missing),
        }
    }

    /// The database.
    pub fn database_path(&self) -> PathBuf {
        self.path(&self.storage.path)
    }

    /// The folder of this node's keys.
    pub fn keys_directory(&self) -> PathBuf {
        self.path(&self.keys.directory)
    }

    /// The folder of this node's journal.
    pub fn journal_directory(&self) -> PathBuf {
        self.path(&self.journal.path)
    }

    /// The private key of the demo partner.
    pub fn demo_key_path(&self) -> PathBuf {
        self.path(&self.demo.key_file)
    }

    /// The trust list as the roots signed it.
    pub fn trust_list_path(&self) -> PathBuf {
        self.path(&self.keys.trust_list)
    }

    /// The public root keys.
    pub fn roots_path(&self) -> PathBuf {
        self.path(&self.keys.roots)
    }

    fn path(&self, relative: &Path) -> PathBuf {
        self.data_dir.join(relative)
    }
}
