use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::credential::{KeySecretError, Places};
use super::problem::Violation;
use super::{Config, secret};

#[cfg(test)]
mod tests;

const CREDENTIAL: &str = "haetae-redis";

/// `[redis]`: where nodes count partners' requests together. Redis holds nothing that must not be lost.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section")]
pub struct RedisSection {
    /// Its addresses as `host:port`: of the server, of the Sentinels, or of some nodes of the Cluster. Without any,
    /// each node counts for itself.
    pub servers: Vec<String>,
    /// What is at these addresses.
    pub mode: RedisMode,
    /// The name of the primary that the Sentinels watch.
    pub sentinel_name: Option<String>,
    /// The number of the database; a Cluster has only 0.
    pub database: u8,
    /// The user of its access control list; without one, the default user.
    pub username: Option<String>,
    /// The user's password.
    #[serde(serialize_with = "secret::serialize", deserialize_with = "secret::deserialize")]
    pub password: Option<SecretString>,
    /// A file with the password in its first line, where `password` is not set.
    pub password_file: Option<PathBuf>,
    /// Whether the connections use TLS.
    pub tls: bool,
    /// Certificates in PEM to trust instead of the system's.
    pub tls_roots: Option<PathBuf>,
    /// What the names of all keys begin with.
    pub prefix: String,
    /// How many milliseconds a request waits for Redis at most, a second attempt included.
    pub deadline_ms: u16,
    /// Among how many nodes limits are divided at least while Redis cannot count.
    pub nodes: u32,
}

/// What is at the addresses of Redis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RedisMode {
    /// One server.
    #[default]
    Single,
    /// Sentinels that know which server is the primary.
    Sentinel,
    /// Nodes of a Redis Cluster.
    Cluster,
}

impl RedisMode {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Sentinel => "sentinel",
            Self::Cluster => "cluster",
        }
    }
}

impl Default for RedisSection {
    fn default() -> Self {
        Self {
            servers: Vec::new(),
            mode: RedisMode::Single,
            sentinel_name: None,
            database: 0,
            username: None,
            password: None,
            password_file: None,
            tls: false,
            tls_roots: None,
            prefix: "haetae".to_owned(),
            deadline_ms: 50,
            nodes: 2,
        }
    }
}

impl RedisSection {
    /// The addresses as host and port.
    pub fn addresses(&self) -> impl Iterator<Item = (String, u16)> {
        self.servers.iter().filter_map(|server| address(server))
    }

    pub(super) fn problems(&self) -> impl Iterator<Item = Violation> {
        let named = |path: &Option<PathBuf>| path.as_ref().is_none_or(|path| !path.as_os_str().is_empty());
        let wrong = self.servers.iter().find(|server| address(server).is_none());
        let is_prefix = |text: &str| {
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte);
            (1..=64).contains(&text.len()) && text.bytes().all(fits)
        };
        let is_cluster = self.mode == RedisMode::Cluster;
        [
            wrong.map(|server| Violation {
                key: "redis.servers",
                rule: format!(
                    "{server:?} is not an address with a port, like redis-1.example:6379 or [2001:db8::7]:6379"
                ),
            }),
            Violation::unless(
                self.mode != RedisMode::Single || self.servers.len() <= 1,
                "redis.servers",
                "with redis.mode = \"single\" it must have one address; several are for sentinel or cluster",
            ),
            Violation::unless(
                (self.mode == RedisMode::Sentinel) == self.sentinel_name.as_ref().is_some_and(|name| !name.is_empty()),
                "redis.mode",
                "sentinel needs redis.sentinel_name, the name of the primary, and the other modes have none",
            ),
            Violation::unless(!is_cluster || self.database == 0, "redis.database", "a Cluster has only the database 0"),
            Violation::unless(
                self.username.as_ref().is_none_or(|name| !name.is_empty()),
                "redis.username",
                "it must not be empty",
            ),
            Violation::unless(
                self.password.as_ref().is_none_or(|password| !password.expose_secret().is_empty()),
                "redis.password",
                "it must not be empty",
            ),
            Violation::unless(named(&self.password_file), "redis.password_file", "it must name a file"),
            Violation::unless(named(&self.tls_roots), "redis.tls_roots", "it must name a file"),
            Violation::unless(
                self.tls_roots.is_none() || self.tls,
                "redis.tls_roots",
                "it is of no use without redis.tls = true",
            ),
            Violation::unless(
                is_prefix(&self.prefix),
                "redis.prefix",
                "it must be 1 to 64 characters of A-Z a-z 0-9 . - _ :",
            ),
            Violation::outside(5..=1_000, self.deadline_ms, "redis.deadline_ms"),
            Violation::outside(1..=1_000, self.nodes, "redis.nodes"),
        ]
        .into_iter()
        .flatten()
    }

    pub(super) fn warnings(&self) -> Option<String> {
        let is_here = |host: &str| {
            let bare = host.trim_start_matches('[').trim_end_matches(']');
            bare == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        };
        let far = self.addresses().find(|(host, _)| !is_here(host)).filter(|_| !self.tls)?;
        Some(format!(
            "redis.tls is off and {} is another machine: the password and the names of partners cross the network in clear.",
            far.0
        ))
    }
}

/// Host and port; an IPv6 address stands in brackets.
fn address(text: &str) -> Option<(String, u16)> {
    if let Ok(address) = text.parse::<SocketAddr>() {
        return (address.port() > 0).then(|| (address.ip().to_string(), address.port()));
    }
    let (host, port) = text.rsplit_once(':')?;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    let port: u16 = port.parse().ok().filter(|port| *port > 0)?;
    (!host.is_empty() && host.bytes().all(fits)).then(|| (host.to_owned(), port))
}

pub(super) fn password(config: &Config) -> Result<Option<Zeroizing<String>>, KeySecretError> {
    let RedisSection { password, password_file, .. } = &config.redis;
    let credentials = config.credentials.as_deref();
    let is_given = credentials.is_some_and(|folder| folder.join(CREDENTIAL).exists());
    if password.is_none() && password_file.is_none() && !is_given {
        return Ok(None);
    }
    let places = Places {
        secret: "the password of Redis",
        key: "redis.password",
        value: password.as_ref(),
        file: password_file.as_ref().map(|file| config.path(file)),
        credential: CREDENTIAL,
        credentials,
    };
    places.find().map(Some)
}
