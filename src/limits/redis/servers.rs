use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use redis::aio::{ConnectionLike as _, MultiplexedConnection};
use redis::cluster::ClusterClientBuilder;
use redis::cluster_async::ClusterConnection;
use redis::sentinel::{SentinelClientBuilder, SentinelServerType};
use redis::{
    AsyncConnectionConfig, Client, Cmd, ConnectionAddr, ConnectionInfo, IntoConnectionInfo as _, RedisConnectionInfo,
    RedisError, RedisResult, TlsCertificates, TlsMode, Value,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use zeroize::Zeroizing;

use crate::config::{Config, KeySecretError, RedisMode};

/// A connection that takes longer to be made is given up. No request of a partner waits for it.
const CONNECT: Duration = Duration::from_secs(2);

/// Where Redis is, and how to connect to it.
#[derive(Clone)]
pub struct Servers {
    pub(super) mode: RedisMode,
    addresses: Vec<(String, u16)>,
    sentinel_name: String,
    database: u8,
    username: Option<String>,
    password: Option<Zeroizing<String>>,
    /// The roots to trust; `None` inside: the system's.
    tls: Option<Option<Vec<u8>>>,
    pub(super) prefix: String,
    pub(super) deadline: Duration,
    pub(super) nodes: u32,
}

/// Why the configured Redis cannot be used, whether it runs or not.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// There is no password.
    #[error(transparent)]
    Password(#[from] KeySecretError),
    /// The file of roots cannot be read.
    #[error("redis.tls_roots: {} cannot be read: {source}", path.display())]
    Roots {
        /// The file.
        path: PathBuf,
        /// The I/O error.
        source: std::io::Error,
    },
    /// The file of roots has no certificate.
    #[error("redis.tls_roots: {} has no certificate in PEM", .0.display())]
    NoRoots(PathBuf),
}

/// A connection. Its copies share it.
#[derive(Clone)]
pub(super) enum Connection {
    One(MultiplexedConnection),
    Cluster(ClusterConnection),
}

impl Servers {
    /// Those of the configuration; `None` if it names none.
    ///
    /// # Errors
    ///
    /// [`SetupError`] if the password or the roots cannot be read.
    pub fn of(config: &Config) -> Result<Option<Self>, SetupError> {
        let section = &config.redis;
        if section.servers.is_empty() {
            return Ok(None);
        }
        Ok(Some(Self {
            mode: section.mode,
            addresses: section.addresses().collect(),
            sentinel_name: section.sentinel_name.clone().unwrap_or_default(),
            database: section.database,
            username: section.username.clone(),
            password: config.redis_password()?,
            tls: if section.tls { Some(config.redis_roots_path().map(read_roots).transpose()?) } else { None },
            prefix: section.prefix.clone(),
            deadline: Duration::from_millis(section.deadline_ms.into()),
            nodes: section.nodes,
        }))
    }

    /// Its addresses, for people.
    pub fn names(&self) -> String {
        let names: Vec<String> = self.addresses.iter().map(|(host, port)| format!("{host}:{port}")).collect();
        format!("{} ({})", names.join(", "), self.mode.as_str())
    }

    /// Connects, within [`CONNECT`].
    pub(super) async fn connect(&self) -> RedisResult<Connection> {
        if self.tls.is_some() {
            // The provider can be chosen once; a second choice of the same one changes nothing.
            let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        }
        let late = |_| RedisError::from(std::io::Error::from(std::io::ErrorKind::TimedOut));
        tokio::time::timeout(CONNECT, self.connect_in_any_time()).await.map_err(late)?
    }

    async fn connect_in_any_time(&self) -> RedisResult<Connection> {
        let waits =
            AsyncConnectionConfig::new().set_connection_timeout(Some(CONNECT)).set_response_timeout(Some(CONNECT));
        match self.mode {
            RedisMode::Single => {
                let info = self.infos()?.into_iter().next().ok_or_else(no_address)?;
                let client = match self.certificates() {
                    Some(certificates) => Client::build_with_tls(info, certificates)?,
                    None => Client::open(info)?,
                };
                client.get_multiplexed_async_connection_with_config(&waits).await.map(Connection::One)
            }
            RedisMode::Sentinel => {
                let mut client = self.sentinels()?.build()?;
                client.get_async_connection_with_config(&waits).await.map(Connection::One)
            }
            RedisMode::Cluster => {
                let client = self.cluster()?.build()?;
                client.get_async_connection().await.map(Connection::Cluster)
            }
        }
    }

    fn sentinels(&self) -> RedisResult<SentinelClientBuilder> {
        let addresses = self.addresses.iter().map(|address| self.address(address));
        let mut builder = SentinelClientBuilder::new(addresses, &self.sentinel_name, SentinelServerType::Master)?
            .set_client_to_redis_db(self.database.into());
        if let Some(username) = &self.username {
            builder = builder.set_client_to_redis_username(username);
        }
        if let Some(password) = &self.password {
            builder = builder.set_client_to_redis_password(password.as_str());
        }
        if let Some(certificates) = self.certificates() {
            builder = builder
                .set_client_to_redis_tls_mode(TlsMode::Secure)
                .set_client_to_redis_certificates(certificates.clone())
                .set_client_to_sentinel_certificates(certificates);
        }
        Ok(builder)
    }

    fn cluster(&self) -> RedisResult<ClusterClientBuilder> {
        let mut builder = ClusterClientBuilder::new(self.infos()?)
            .connection_timeout(CONNECT)
            .response_timeout(CONNECT)
            // A request is late after the deadline in any case; what the crate does meanwhile must end soon.
            .retries(1)
            .min_retry_wait(1)
            .max_retry_wait(5);
        if let Some(certificates) = self.certificates() {
            builder = builder.tls(TlsMode::Secure).certs(certificates);
        }
        Ok(builder)
    }

    fn infos(&self) -> RedisResult<Vec<ConnectionInfo>> {
        let mut settings = RedisConnectionInfo::default().set_db(self.database.into());
        if let Some(username) = &self.username {
            settings = settings.set_username(username);
        }
        if let Some(password) = &self.password {
            settings = settings.set_password(password.as_str());
        }
        let info = |address| Ok(self.address(address).into_connection_info()?.set_redis_settings(settings.clone()));
        self.addresses.iter().map(info).collect()
    }

    fn address(&self, (host, port): &(String, u16)) -> ConnectionAddr {
        match self.tls {
            None => ConnectionAddr::Tcp(host.clone(), *port),
            Some(_) => ConnectionAddr::TcpTls { host: host.clone(), port: *port, insecure: false, tls_params: None },
        }
    }

    fn certificates(&self) -> Option<TlsCertificates> {
        self.tls.as_ref().map(|roots| TlsCertificates { client_tls: None, root_cert: roots.clone() })
    }
}

impl Connection {
    /// Sends a command. An error of the server is an error.
    pub(super) async fn send(&mut self, command: &Cmd) -> RedisResult<Value> {
        let reply = match self {
            Self::One(connection) => connection.req_packed_command(command).await,
            Self::Cluster(connection) => connection.req_packed_command(command).await,
        };
        reply?.extract_error()
    }
}

fn no_address() -> RedisError {
    std::io::Error::from(std::io::ErrorKind::AddrNotAvailable).into()
}

fn read_roots(path: PathBuf) -> Result<Vec<u8>, SetupError> {
    let pem = match std::fs::read(&path) {
        Ok(pem) => pem,
        Err(source) => return Err(SetupError::Roots { path, source }),
    };
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    if certificates.is_ok_and(|certificates| !certificates.is_empty()) {
        Ok(pem)
    } else {
        Err(SetupError::NoRoots(path))
    }
}

impl fmt::Debug for Servers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Servers").field("mode", &self.mode).field("addresses", &self.addresses).finish_non_exhaustive()
    }
}
