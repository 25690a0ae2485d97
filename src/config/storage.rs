use std::path::PathBuf;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::credential::{KeySecretError, Places};
use super::problem::Violation;
use super::{Config, secret};

/// The kinds of databases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StorageEngine {
    /// A file in the data folder, for one machine.
    #[default]
    Sqlite,
    /// A database server, for several nodes.
    Postgresql,
}

/// How the connection to a database server is protected, in PostgreSQL's own words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SslMode {
    /// Not at all.
    Disable,
    /// Encrypted, to whomever answers.
    Require,
    /// Encrypted, to a server whose certificate a root of the file has signed.
    VerifyCa,
    /// The same, and the certificate is one of this host.
    #[default]
    VerifyFull,
}

/// `[storage]`: where records are kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section")]
pub struct StorageSection {
    /// The kind of database.
    pub engine: StorageEngine,
    /// The SQLite database, relative to the data folder.
    pub path: PathBuf,
    /// The database server: its name or address, or the folder of its socket.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The database on it.
    pub name: String,
    /// The role.
    pub user: String,
    /// The role's password.
    #[serde(serialize_with = "secret::serialize", deserialize_with = "secret::deserialize")]
    pub password: Option<SecretString>,
    /// A file with the password in its first line, where `password` is not set.
    pub password_file: Option<PathBuf>,
    /// How the connection is protected.
    pub sslmode: SslMode,
    /// The certificates (PEM) that may sign the server's.
    pub root_certificate: Option<PathBuf>,
    /// The most connections of this node.
    pub connections: u32,
    /// How long a request waits for a connection, in seconds.
    pub acquire_timeout: u64,
    /// How long a request waits for one statement, in seconds.
    pub statement_timeout: u64,
}

impl Default for StorageSection {
    fn default() -> Self {
        Self {
            engine: StorageEngine::Sqlite,
            path: "haetae.sqlite".into(),
            host: "localhost".to_owned(),
            port: 5432,
            name: "haetae".to_owned(),
            user: "haetae".to_owned(),
            password: None,
            password_file: None,
            sslmode: SslMode::VerifyFull,
            root_certificate: None,
            connections: 16,
            acquire_timeout: 3,
            statement_timeout: 10,
        }
    }
}

impl StorageSection {
    pub(super) fn problems(&self) -> impl Iterator<Item = Violation> {
        let named = |path: &PathBuf| !path.as_os_str().is_empty();
        // PostgreSQL cuts longer names.
        let is_name = |text: &str| (1..=63).contains(&text.len()) && !text.contains('\0');
        let verifies = matches!(self.sslmode, SslMode::VerifyCa | SslMode::VerifyFull) && !self.has_socket();
        let needs_roots = self.engine == StorageEngine::Postgresql && verifies;
        [
            Violation::unless(named(&self.path), "storage.path", "it must name a file"),
            Violation::unless(
                !self.host.is_empty() && !self.host.contains(char::is_whitespace),
                "storage.host",
                "it must be a host name, an address, or the folder of a socket",
            ),
            Violation::unless(self.port > 0, "storage.port", "it must be 1 to 65535"),
            Violation::unless(is_name(&self.name), "storage.name", "it must have 1 to 63 bytes"),
            Violation::unless(is_name(&self.user), "storage.user", "it must have 1 to 63 bytes"),
            Violation::unless(
                self.password_file.as_ref().is_none_or(named),
                "storage.password_file",
                "it must name a file",
            ),
            Violation::unless(
                self.root_certificate.as_ref().is_none_or(named),
                "storage.root_certificate",
                "it must name a file",
            ),
            Violation::unless(
                !needs_roots || self.root_certificate.is_some(),
                "storage.sslmode",
                "it needs storage.root_certificate, the file of the certificates that may sign the server's, such as \
                 /etc/ssl/certs/ca-certificates.crt; on a network that nobody else reaches, require or disable does without",
            ),
            Violation::outside(1..=1_000, self.connections, "storage.connections"),
            Violation::outside(1..=60, self.acquire_timeout, "storage.acquire_timeout"),
            Violation::outside(1..=300, self.statement_timeout, "storage.statement_timeout"),
        ]
        .into_iter()
        .flatten()
    }

    pub(super) fn warnings(&self) -> Vec<String> {
        let is_here = self.has_socket() || ["localhost", "127.0.0.1", "::1"].contains(&self.host.as_str());
        let unproven = matches!(self.sslmode, SslMode::Disable | SslMode::Require);
        if self.engine == StorageEngine::Sqlite || is_here || !unproven {
            return Vec::new();
        }
        vec![format!(
            "storage.sslmode lets anybody between this node and {} read or change records; verify-full does not.",
            self.host
        )]
    }

    /// Whether the server is reached by a socket of this machine.
    fn has_socket(&self) -> bool {
        self.host.starts_with('/')
    }
}

/// The password of the role; `None` if none is configured, as where the server knows the node by other means.
pub(super) fn password(config: &Config) -> Result<Option<Zeroizing<String>>, KeySecretError> {
    let storage = &config.storage;
    let places = Places {
        secret: "the password of the database",
        key: "storage.password",
        value: storage.password.as_ref(),
        file: config.database_password_path(),
        credential: "haetae-database",
        credentials: config.credentials.as_deref(),
    };
    match places.find() {
        Err(KeySecretError::Missing { .. }) if storage.password_file.is_none() => Ok(None),
        found => found.map(Some),
    }
}

#[cfg(test)]
mod tests;
