//! Processes that are killed at any moment, with a signal that cannot be caught: what they acknowledged stays, and
//! their unfinished work is complete or absent.

mod import;
mod publish;
mod revocations;
mod service;

use std::path::Path;
use std::process::Child;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, SqliteConnection};
use tokio::runtime::Runtime;

use crate::place::Place;

/// Whether the process has not ended by itself.
fn runs(child: &mut Child) -> bool {
    child.try_wait().expect("a process").is_none()
}

/// The length of a file, 0 if there is none.
fn length(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// A view into the database from outside.
struct Database {
    runtime: Runtime,
    connection: SqliteConnection,
}

/// A person's columns that an import writes.
type Row = (String, String, i64, String);

impl Database {
    fn open(place: &Place) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let options = SqliteConnectOptions::new().filename(place.path("data/haetae.sqlite")).pragma("query_only", "ON");
        let connection = runtime.block_on(options.connect()).expect("a database");
        Self { runtime, connection }
    }

    /// The people in the table, and how many the register says there are.
    fn counts(&mut self) -> (i64, i64) {
        let query = sqlx::query_as("SELECT (SELECT count(*) FROM person), people FROM register");
        self.runtime.block_on(query.fetch_one(&mut self.connection)).expect("two numbers")
    }

    /// All people, by subject.
    fn people(&mut self) -> Vec<Row> {
        let query = sqlx::query_as("SELECT subject, name, birth_date, evidence FROM person ORDER BY subject");
        self.runtime.block_on(query.fetch_all(&mut self.connection)).expect("rows")
    }

    /// The errors that SQLite finds in the file.
    fn integrity(&mut self) -> String {
        let query = sqlx::query_scalar("PRAGMA integrity_check");
        self.runtime.block_on(query.fetch_one(&mut self.connection)).expect("an answer")
    }
}
