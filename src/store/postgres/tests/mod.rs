//! The contract on a real server, and what only a server can do wrong.

mod copying;
mod failing;
mod nodes;
mod schema;

use std::sync::Arc;
use std::time::Duration;

use haetae_testkit::servers::postgres::{Database, database};

use super::{PostgresStore, Server};
use crate::config::SslMode;
use crate::model::{Person, SubjectId};
use crate::store::contract::{Backend, contract_tests};
use crate::store::{Store, StoreError};

/// An empty database of the server that the tests of this process share.
struct Fresh {
    database: Database,
    server: Server,
}

impl Fresh {
    fn new() -> Self {
        Self::of(database())
    }

    fn of(database: Database) -> Self {
        let server = Server {
            host: database.host.clone(),
            port: database.port,
            name: database.name.clone(),
            user: database.user.clone(),
            password: None,
            ssl_mode: SslMode::Disable,
            root_certificate: None,
            connections: 8,
            acquire_timeout: Duration::from_secs(20),
            statement_timeout: Duration::from_secs(30),
        };
        Self { database, server }
    }

    async fn store(&self) -> PostgresStore {
        PostgresStore::create(&self.server, 20).await.expect("a store")
    }

    async fn open_error(&self) -> StoreError {
        PostgresStore::open(&self.server, 20).await.expect_err("an error")
    }

    /// Runs SQL behind the store's back, and returns what it prints.
    fn sql(&self, sql: &str) -> String {
        self.database.sql(&format!("SET search_path = haetae; {sql}"))
    }
}

impl Backend for Fresh {
    async fn open(&self, serial_bits: u8) -> Result<Arc<dyn Store>, StoreError> {
        Ok(Arc::new(PostgresStore::create(&self.server, serial_bits).await?))
    }

    async fn set_next_serial(&self, serial: u32) {
        self.sql(&format!("UPDATE register SET next_serial = {serial}"));
    }

    fn is_a_server(&self) -> bool {
        true
    }
}

contract_tests!(Fresh::new());

fn person(id: &str) -> Person {
    let (subject, name) =
        (SubjectId::new(id).expect("subject id"), haetae_core::DisplayName::new("김*수").expect("name"));
    Person::new(subject, name, haetae_core::CivilDate::parse("1985-03-01").expect("date"), Vec::new())
}

fn people(prefix: &str, count: usize) -> Vec<Person> {
    (0..count).map(|number| person(&format!("{prefix}-{number}"))).collect()
}

fn time(seconds: u64) -> haetae_core::UnixTime {
    haetae_core::UnixTime::saturating_new(seconds)
}
