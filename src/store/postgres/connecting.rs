//! Makes, opens and connects. Only [`PostgresStore::create`] makes the tables: a database that appears by itself where
//! another was lost would un-revoke everybody.

use std::path::PathBuf;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, PgSslMode};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, PgConnection};
use zeroize::Zeroizing;

use super::listening::Listener;
use super::outage::Outage;
use super::{PostgresStore, failure, schema};
use crate::config::{Config, SslMode};
use crate::model::first_decoy;
use crate::store::StoreError;

/// The schema that holds all tables, so that a database may hold others beside it.
pub(super) const SCHEMA: &str = "haetae";

/// How the sessions of this program are named at the server.
pub(super) const APPLICATION: &str = "haetae";

/// A connection that nobody has used for so long is asked whether it lives before it is used.
const PROVEN: Duration = Duration::from_secs(1);

/// How long a connection may take to show that it is whole when it is given back.
const GIVING_BACK: Duration = Duration::from_secs(2);

/// A session that holds locks and says nothing for so many times the limit of a statement is ended by the server: its
/// node hangs.
const SILENCE: u32 = 2;

/// A server, a database on it, and how to use them.
#[derive(Clone)]
pub(in crate::store) struct Server {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) name: String,
    pub(super) user: String,
    pub(super) password: Option<Zeroizing<String>>,
    pub(super) ssl_mode: SslMode,
    pub(super) root_certificate: Option<PathBuf>,
    pub(super) connections: u32,
    pub(super) acquire_timeout: Duration,
    pub(super) statement_timeout: Duration,
}

impl Server {
    /// The one that a configuration names.
    ///
    /// # Errors
    ///
    /// [`StoreError::Password`] if its password cannot be read.
    pub(in crate::store) fn of(config: &Config) -> Result<Self, StoreError> {
        let storage = &config.storage;
        Ok(Self {
            host: storage.host.clone(),
            port: storage.port,
            name: storage.name.clone(),
            user: storage.user.clone(),
            password: config.database_password()?,
            ssl_mode: storage.sslmode,
            root_certificate: config.database_root_certificate(),
            connections: storage.connections,
            acquire_timeout: Duration::from_secs(storage.acquire_timeout),
            statement_timeout: Duration::from_secs(storage.statement_timeout),
        })
    }

    /// The database's name and place, without the password.
    pub(in crate::store) fn address(&self) -> String {
        format!("{} on {}:{}", self.name, self.host, self.port)
    }

    /// Options of a session, with its statements ended after `limit`.
    fn options(&self, limit: Duration) -> PgConnectOptions {
        let is_socket = self.host.starts_with('/');
        let ssl_mode = match self.ssl_mode {
            // The socket of this machine has no network to protect it from.
            _ if is_socket => PgSslMode::Disable,
            SslMode::Disable => PgSslMode::Disable,
            SslMode::Require => PgSslMode::Require,
            SslMode::VerifyCa => PgSslMode::VerifyCa,
            SslMode::VerifyFull => PgSslMode::VerifyFull,
        };
        let milliseconds = |time: Duration| time.as_millis().to_string();
        let mut options = PgConnectOptions::new_without_pgpass()
            .host(&self.host)
            .port(self.port)
            .database(&self.name)
            .username(&self.user)
            .ssl_mode(ssl_mode)
            .application_name(APPLICATION)
            .options([
                ("search_path", SCHEMA.to_owned()),
                ("statement_timeout", milliseconds(limit)),
                ("idle_in_transaction_session_timeout", milliseconds(self.statement_timeout * SILENCE)),
                ("client_min_messages", "warning".to_owned()),
                ("default_transaction_isolation", "read committed".to_owned()),
            ])
            .disable_statement_logging();
        if let Some(password) = &self.password {
            options = options.password(password);
        }
        if let Some(certificate) = &self.root_certificate {
            options = options.ssl_root_cert(certificate);
        }
        options
    }

    /// One session for work that takes long.
    pub(super) async fn connect(&self) -> Result<PgConnection, StoreError> {
        let (options, limit) = (self.options(super::LONG), self.acquire_timeout);
        let mut connection =
            tokio::time::timeout(limit, options.connect()).await.map_err(|_| failure::no_answer(limit))??;
        prepare(&mut connection, true).await?;
        Ok(connection)
    }

    fn pool(&self, writes: bool) -> PgPoolOptions {
        PgPoolOptions::new()
            .max_connections(self.connections)
            .acquire_timeout(self.acquire_timeout)
            .idle_timeout(Duration::from_secs(600))
            .max_lifetime(Duration::from_secs(3_600))
            .test_before_acquire(false)
            .after_connect(move |connection, _| Box::pin(prepare(connection, writes)))
            .before_acquire(|connection, meta| {
                Box::pin(async move {
                    if meta.idle_for > PROVEN {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .after_release(|connection, _| {
                Box::pin(
                    async move { Ok(matches!(tokio::time::timeout(GIVING_BACK, connection.ping()).await, Ok(Ok(())))) },
                )
            })
    }
}

/// Prepares a session: what is acknowledged is on the server's disk, even if the server's own settings ask for less.
async fn prepare(connection: &mut PgConnection, writes: bool) -> Result<(), sqlx::Error> {
    let is_standby: bool = sqlx::query_scalar(
        "SELECT pg_is_in_recovery() FROM (SELECT CASE WHEN current_setting('synchronous_commit') IN ('off', 'local') \
            THEN set_config('synchronous_commit', 'on', false) END) AS done",
    )
    .fetch_one(&mut *connection)
    .await?;
    if writes && is_standby {
        return Err(failure::standby());
    }
    if !writes {
        connection.execute("SET default_transaction_read_only = on").await?;
    }
    Ok(())
}

impl PostgresStore {
    /// Makes the tables if there are none, and opens the store. Serials are below 2^`serial_bits`, 20 to 28.
    pub(in crate::store) async fn create(server: &Server, serial_bits: u8) -> Result<Self, StoreError> {
        Self::open_prepared(server, serial_bits, true).await
    }

    /// Opens the store and brings its schema up to date: one node at a time, the others wait.
    pub(in crate::store) async fn open(server: &Server, serial_bits: u8) -> Result<Self, StoreError> {
        Self::open_prepared(server, serial_bits, false).await
    }

    async fn open_prepared(server: &Server, serial_bits: u8, may_be_new: bool) -> Result<Self, StoreError> {
        schema::require_size(serial_bits)?;
        let mut connection = server.connect().await?;
        schema::prepare(&mut connection, server, serial_bits, may_be_new).await?;
        connection.close().await?;
        let options = server.options(server.statement_timeout);
        let pool = server.pool(true).connect_with(options).await?;
        Ok(Self::over(server, pool, serial_bits))
    }

    /// Brings the schema up to date, and returns the migrations that it has run.
    pub(in crate::store) async fn migrate(server: &Server, serial_bits: u8) -> Result<Vec<i64>, StoreError> {
        schema::require_size(serial_bits)?;
        let mut connection = server.connect().await?;
        let done = schema::prepare(&mut connection, server, serial_bits, false).await?;
        connection.close().await?;
        Ok(done)
    }

    /// Opens the store read-only: any change is refused.
    pub(in crate::store) async fn open_to_read(server: &Server, serial_bits: u8) -> Result<Self, StoreError> {
        let pool = server.pool(false).connect_with(server.options(server.statement_timeout)).await?;
        schema::require_current(&mut *pool.acquire().await?, server, serial_bits).await?;
        Ok(Self::over(server, pool, serial_bits))
    }

    fn over(server: &Server, pool: PgPool, serial_bits: u8) -> Self {
        let listening =
            server.pool(false).max_connections(1).connect_lazy_with(server.options(server.statement_timeout));
        Self {
            pool,
            serials: first_decoy(1 << serial_bits),
            deadline: server.acquire_timeout + server.statement_timeout + GIVING_BACK,
            outage: Outage::of(server),
            listener: Listener::new(listening),
        }
    }
}
