//! The configuration: `haetae.toml` in the data folder, over it the environment, over it the command line. Every value
//! has a default. docs/configuration.md lists the keys.

mod attestation;
mod cache;
mod credential;
mod demo;
mod issuer;
mod journal;
mod keys;
mod layers;
mod limits;
mod log;
mod network;
mod operators;
mod problem;
mod proxy_header;
mod publishing;
mod queue;
mod records;
mod redis;
mod rules;
mod secret;
mod service;
mod setting;
mod storage;
#[cfg(test)]
mod tests;
mod token;
mod tracing;
mod web;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use haetae_keys::Passphrase;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

pub use attestation::{AndroidApp, AppleEnvironment, AttestationMode, AttestationSection, PartnerAttestation};
pub use cache::CacheSection;
pub use credential::KeySecretError;
pub use demo::DemoSection;
pub use issuer::IssuerSection;
pub use journal::{JournalMode, JournalSection};
pub use keys::KeysSection;
pub use limits::{KeyLimit, LimitsSection, PartnerLimit, WholePartnerLimit};
pub use log::{LogFormat, LogLevel, LogSection};
pub use network::{Network, NetworkError};
pub use operators::{FourEyes, OperatorsSection};
pub use problem::ConfigProblems;
pub use proxy_header::ProxyHeader;
pub use publishing::PublishingSection;
pub use queue::QueueSection;
pub use records::RecordsSection;
pub use redis::{RedisMode, RedisSection};
pub use rules::RulesSection;
pub use service::{OWN_PATHS, ServiceSection};
pub use setting::{Origin, Setting};
pub use storage::{SslMode, StorageEngine, StorageSection};
pub use token::TokenSection;
pub use tracing::TracingSection;
pub use web::WebSection;

use layers::Layers;

/// The file's name in the data folder.
pub const FILE_NAME: &str = "haetae.toml";

/// The name of the file, in the data folder and in the folder of keys, that says to which installation they belong.
pub const INSTALLATION_FILE: &str = "installation";

/// The checked and complete configuration of the service.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "sections")]
pub struct Config {
    /// `[service]`: listeners and their limits.
    pub service: ServiceSection,
    /// `[operators]`: what one operator alone may not do.
    pub operators: OperatorsSection,
    /// `[web]`: the web apps of wallet and scanner.
    pub web: WebSection,
    /// `[demo]`: settings for demonstrations only.
    pub demo: DemoSection,
    /// `[issuer]`: what passes contain and how long they are valid.
    pub issuer: IssuerSection,
    /// `[attestation]`: what partners' apps must prove about the holder keys.
    pub attestation: AttestationSection,
    /// `[publishing]`: how often the data for scanners is renewed.
    pub publishing: PublishingSection,
    /// `[limits]`: how much partners and phones may ask for.
    pub limits: LimitsSection,
    /// `[queue]`: the waiting room.
    pub queue: QueueSection,
    /// `[redis]`: where nodes count partners' requests together.
    pub redis: RedisSection,
    /// `[cache]`: what of the database is kept in memory.
    pub cache: CacheSection,
    /// `[records]`: how people are identified.
    pub records: RecordsSection,
    /// `[rules]`: how rules at the door change.
    pub rules: RulesSection,
    /// `[storage]`: where records are kept.
    pub storage: StorageSection,
    /// `[journal]`: the record of what this node issued.
    pub journal: JournalSection,
    /// `[keys]`: where keys and the trust list are.
    pub keys: KeysSection,
    /// `[token]`: a hardware module that holds keys, in addition to the folder of keys.
    pub token: TokenSection,
    /// `[log]`: what is logged, and how.
    pub log: LogSection,
    /// `[tracing]`: where traces of requests are sent.
    pub tracing: TracingSection,
    /// The folder that relative paths start from.
    #[serde(skip)]
    pub data_dir: PathBuf,
    /// The folder of the credentials that systemd gave the service.
    #[serde(skip)]
    credentials: Option<PathBuf>,
    #[serde(skip)]
    settings: Vec<Setting>,
}

impl Config {
    /// Reads `haetae.toml` in `data_dir`, if there is one; then the variables `HAETAE__SECTION__KEY` of `environment`,
    /// other variables are ignored; then `overrides`, each a `section.key` and a value.
    ///
    /// # Errors
    ///
    /// All problems found, each a sentence that names the source of the value. None quotes a secret.
    pub fn load(
        data_dir: &Path,
        environment: impl IntoIterator<Item = (String, String)>,
        overrides: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigProblems> {
        let mut layers = Layers::default();
        let path = data_dir.join(FILE_NAME);
        match std::fs::read_to_string(&path) {
            Ok(text) => layers.add_file(&text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                // With the defaults alone, a node would trust other proxies, or begin with another database.
                if data_dir.join(INSTALLATION_FILE).exists() {
                    layers.problems.push(format!("{} is missing: put it back", path.display()));
                }
            }
            Err(error) => layers.problems.push(format!("{} cannot be read: {error}", path.display())),
        }
        let environment: Vec<_> = environment.into_iter().collect();
        let credentials = environment.iter().find(|(name, _)| name == credential::DIRECTORY);
        let credentials = credentials.map(|(_, path)| PathBuf::from(path));
        layers.add_environment(environment);
        layers.add_command_line(overrides);
        Ok(Self { credentials, ..layers.finish(data_dir)? })
    }

    /// A file with every key and its default, each explained.
    pub const fn sample() -> &'static str {
        include_str!("sample.toml")
    }

    /// Every value in effect and where it came from, by key; a secret shows as `***`.
    pub fn settings(&self) -> &[Setting] {
        &self.settings
    }

    /// Warnings about settings that are allowed but risky, as sentences.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = self.service.warnings(&self.web.origin);
        warnings.extend(self.storage.warnings());
        warnings.extend(self.journal.warnings());
        warnings.extend(self.demo.warnings());
        warnings.extend(self.attestation.warnings());
        warnings.extend(self.limits.warnings(self.service.request_timeout));
        warnings.extend(self.redis.warnings());
        warnings.extend(self.tracing.warnings());
        warnings
    }

    /// The file of the SQLite database.
    pub fn database_path(&self) -> PathBuf {
        self.path(&self.storage.path)
    }

    /// The database, as people call it: its file, or its name and server.
    pub fn database(&self) -> String {
        let storage = &self.storage;
        match storage.engine {
            StorageEngine::Sqlite => self.database_path().display().to_string(),
            StorageEngine::Postgresql => format!("{} on {}:{}", storage.name, storage.host, storage.port),
        }
    }

    /// The password of the database server: from the configuration, else from its file, else the systemd credential
    /// `haetae-database`; `None` if there is none of these.
    ///
    /// # Errors
    ///
    /// [`KeySecretError`] if its file is missing, or others can read it.
    pub fn database_password(&self) -> Result<Option<Zeroizing<String>>, KeySecretError> {
        storage::password(self)
    }

    /// The file with the password of the database server, if one is configured.
    pub fn database_password_path(&self) -> Option<PathBuf> {
        self.storage.password_file.as_deref().map(|file| self.path(file))
    }

    /// The certificates that may sign the database server's, if they are configured.
    pub fn database_root_certificate(&self) -> Option<PathBuf> {
        self.storage.root_certificate.as_deref().map(|file| self.path(file))
    }

    /// The key that full names are hashed with.
    pub fn name_key_path(&self) -> PathBuf {
        self.path(&self.records.name_key)
    }

    /// The folder of this node's keys.
    pub fn keys_directory(&self) -> PathBuf {
        self.path(&self.keys.directory)
    }

    /// The passphrase of this node's keys: from the configuration, else from its file, else the systemd credential
    /// `haetae-keys`.
    ///
    /// # Errors
    ///
    /// [`KeySecretError`] if there is none, others can read its file, or it is too short.
    pub fn keys_passphrase(&self) -> Result<Passphrase, KeySecretError> {
        keys::passphrase(self)
    }

    /// The PIN of this node's token: from the configuration, else from its file, else the systemd credential
    /// `haetae-pin`.
    ///
    /// # Errors
    ///
    /// [`KeySecretError`] if there is none, or others can read its file.
    pub fn token_pin(&self) -> Result<Zeroizing<String>, KeySecretError> {
        token::pin(self)
    }

    /// The password of Redis: from the configuration, else from its file, else the systemd credential `haetae-redis`;
    /// `None` if there is none of them.
    ///
    /// # Errors
    ///
    /// [`KeySecretError`] if a file is configured and cannot be read, or others can read it.
    pub fn redis_password(&self) -> Result<Option<Zeroizing<String>>, KeySecretError> {
        redis::password(self)
    }

    /// The certificates to trust instead of the system's for Redis, if there are some.
    pub fn redis_roots_path(&self) -> Option<PathBuf> {
        self.redis.tls_roots.as_deref().map(|file| self.path(file))
    }

    /// The headers for the collector of traces: from the configuration, else from their file, else the systemd
    /// credential `haetae-tracing`; none if there is none of them.
    ///
    /// # Errors
    ///
    /// [`KeySecretError`] if a file is configured and cannot be read, or others can read it, or if they are no headers.
    pub fn tracing_headers(&self) -> Result<Vec<(String, Zeroizing<String>)>, KeySecretError> {
        tracing::secret_headers(self)
    }

    /// For how long a request may be answered by what was changed meanwhile, on another node or by a command.
    pub fn cache_max_age(&self) -> Duration {
        Duration::from_secs(self.cache.max_age.unwrap_or(self.publishing.poll))
    }

    /// The folder of this node's journal.
    pub fn journal_directory(&self) -> PathBuf {
        self.path(&self.journal.path)
    }

    /// The private key of the demo partner.
    pub fn demo_key_path(&self) -> PathBuf {
        self.path(&self.demo.key_file)
    }

    /// The program of the oldest supported release, if one is configured.
    pub fn oldest_release(&self) -> Option<PathBuf> {
        self.publishing.oldest_release.as_deref().map(|program| self.path(program))
    }

    /// The certificates to trust instead of Google's roots of key attestation, if there are some.
    pub fn google_roots_path(&self) -> Option<PathBuf> {
        self.attestation.google_roots.as_deref().map(|file| self.path(file))
    }

    /// Google's list of revoked attestation certificates, if one is configured.
    pub fn google_status_path(&self) -> Option<PathBuf> {
        self.attestation.google_status.as_deref().map(|file| self.path(file))
    }

    /// The certificates to trust instead of Apple's root of App Attest, if there are some.
    pub fn apple_roots_path(&self) -> Option<PathBuf> {
        self.attestation.apple_roots.as_deref().map(|file| self.path(file))
    }

    /// The trust list as the roots signed it.
    pub fn trust_list_path(&self) -> PathBuf {
        self.path(&self.keys.trust_list)
    }

    /// The public root keys.
    pub fn roots_path(&self) -> PathBuf {
        self.path(&self.keys.roots)
    }

    /// The certificates of the public listener and their private key, if it speaks TLS.
    pub fn tls_paths(&self) -> Option<(PathBuf, PathBuf)> {
        let (certificate, key) = (self.service.tls_certificate.as_ref()?, self.service.tls_key.as_ref()?);
        Some((self.path(certificate), self.path(key)))
    }

    /// The address under which browsers reach the public listener, with its path: `web.origin` and
    /// `service.path_prefix`.
    pub fn public_address(&self) -> String {
        format!("{}{}", self.web.origin, self.service.path_prefix)
    }

    fn path(&self, relative: &Path) -> PathBuf {
        self.data_dir.join(relative)
    }
}
