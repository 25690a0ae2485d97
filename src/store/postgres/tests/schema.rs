//! Migrations, and schemas that this program does not make or know.

use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::super::PostgresStore;
use super::super::schema::MIGRATIONS;
use super::{Fresh, people};
use crate::store::{ChangeStore as _, ImportStore as _, MaintenanceStore as _, RecordStore as _, StoreError};

#[test]
fn released_migrations_do_not_change() {
    let known = [
        ("0001_initial.sql", "7cf60e61e120bca5b68da11208daf6b734e3ab2d3bb3fa1114a990d422940fef"),
        ("0002_queue.sql", "9ca013f552e2b4f60c07c1dd9aa1623784b1e41939544a170d16ed888418b762"),
        ("0003_eligibility.sql", "f794b19d6c373d722db9603a3e9e971b2115b4a15f27f4d21accc50d3c15ce4e"),
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/migrations/postgres");
    let mut found: Vec<(String, String)> = std::fs::read_dir(folder)
        .expect("folder")
        .map(|entry| {
            let path = entry.expect("entry").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("name").to_owned();
            (name, hex::encode(Sha256::digest(std::fs::read(path).expect("file"))))
        })
        .collect();
    found.sort();
    let found: Vec<_> = found.iter().map(|(name, hash)| (name.as_str(), hash.as_str())).collect();
    assert_eq!(found, known, "a released migration never changes; add the hash of a new one here");
    let names: Vec<String> =
        MIGRATIONS.iter().map(|m| format!("{:04}_{}.sql", m.version, m.description.replace(' ', "_"))).collect();
    assert_eq!(names, known.map(|(name, _)| name), "the program knows all of them, under the names of their files");
}

#[tokio::test]
async fn only_create_makes_tables() {
    let fresh = Fresh::new();
    let refused = [
        fresh.open_error().await,
        PostgresStore::open_to_read(&fresh.server, 20).await.expect_err("an error"),
        PostgresStore::migrate(&fresh.server, 20).await.expect_err("an error"),
    ];
    for error in refused {
        assert!(matches!(error, StoreError::NoTables { .. }), "{error:?}");
        assert!(error.to_string().contains(&fresh.database.name), "{error}");
    }
    assert_eq!(
        fresh.database.sql("SELECT count(*) FROM information_schema.schemata WHERE schema_name = 'haetae'"),
        "0"
    );
    fresh.store().await.close().await;
    assert_eq!(PostgresStore::migrate(&fresh.server, 20).await.expect("a store"), [0_i64; 0]);
}

#[tokio::test]
async fn the_tables_of_another_program_are_refused_and_stay() {
    let fresh = Fresh::new();
    fresh.database.sql("CREATE SCHEMA haetae; CREATE TABLE haetae.recipes (name text)");
    for error in [fresh.open_error().await, PostgresStore::create(&fresh.server, 20).await.expect_err("an error")] {
        assert!(matches!(&error, StoreError::UnknownSchema(_)), "{error:?}");
        assert!(error.to_string().ends_with("it holds the tables of another program: recipes"), "{error}");
    }
}

#[tokio::test]
async fn a_schema_that_a_later_release_has_extended_is_used_and_one_that_it_has_contracted_is_not() {
    let fresh = Fresh::new();
    let old = fresh.store().await;
    old.import(&people("p", 2)).await.expect("import");
    fresh.sql(
        "ALTER TABLE person ADD COLUMN colour text DEFAULT 'none'; \
         INSERT INTO _sqlx_migrations VALUES (1000, 'colours', now(), true, 'x', 0)",
    );
    // The node that runs, and one that starts.
    assert_eq!(old.import(&people("q", 2)).await.expect("import").added, 2);
    let started = PostgresStore::open(&fresh.server, 20).await.expect("a store");
    assert_eq!(started.import(&people("r", 2)).await.expect("import").added, 2);
    assert_eq!(started.count().await.expect("count"), 6);
    PostgresStore::open_to_read(&fresh.server, 20).await.expect("a store");

    fresh.sql("UPDATE deployment SET needs_migration = 1000");
    for error in [fresh.open_error().await, PostgresStore::open_to_read(&fresh.server, 20).await.expect_err("an error")]
    {
        assert!(matches!(&error, StoreError::UnknownSchema(_)), "{error:?}");
        assert!(error.to_string().contains("programs need its migration 1000"), "{error}");
    }
}

#[tokio::test]
async fn an_edited_migration_is_refused() {
    let fresh = Fresh::new();
    fresh.store().await.close().await;
    fresh.sql("UPDATE _sqlx_migrations SET checksum = 'x' WHERE version = 1");
    let error = fresh.open_error().await;
    assert!(error.to_string().ends_with("its migration 1 is not the one of this program"), "{error}");
}

#[tokio::test]
async fn an_older_schema_is_brought_up_to_date_but_not_by_a_reader() {
    let fresh = Fresh::new();
    fresh.store().await.close().await;
    fresh.database.sql("DROP SCHEMA haetae CASCADE; CREATE SCHEMA haetae");
    // A program that has made its list of migrations, and was ended before the first.
    fresh.sql(
        "CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text NOT NULL, \
            installed_on timestamptz NOT NULL DEFAULT now(), success boolean NOT NULL, checksum bytea NOT NULL, \
            execution_time bigint NOT NULL)",
    );
    let error = PostgresStore::open_to_read(&fresh.server, 20).await.expect_err("an error");
    assert!(error.to_string().contains("it is older than this program"), "{error}");
    assert_eq!(PostgresStore::migrate(&fresh.server, 20).await.expect("a store"), [1, 2, 3]);
    fresh.store().await.changes().await.expect("read");
}

#[tokio::test]
async fn a_missing_table_is_an_unknown_schema() {
    let fresh = Fresh::new();
    let store = fresh.store().await;
    fresh.sql("DROP TABLE published_file; DROP TABLE published");
    let error = store.changes().await.expect_err("an error");
    assert!(matches!(error, StoreError::UnknownSchema(_)), "{error:?}");
}

#[tokio::test]
async fn numbers_that_do_not_fit_are_damage_and_a_server_without_a_disk_a_risk() {
    let fresh = Fresh::new();
    let store = fresh.store().await;
    store.import(&people("p", 3)).await.expect("import");
    assert_eq!(store.damage().await.expect("read"), [""; 0]);
    fresh.sql(
        "UPDATE register SET people = 9, next_serial = 1; \
         INSERT INTO published_file VALUES ('a', sha256('a'), 'b')",
    );
    let damage = store.damage().await.expect("read");
    assert_eq!(damage.len(), 3, "{damage:?}");
    // The servers of tests do not wait for their disk.
    let risks = store.risks().await.expect("read");
    assert!(risks.len() == 2 && risks[0].contains("fsync = off"), "{risks:?}");
}
