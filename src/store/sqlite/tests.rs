use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};
use tempfile::TempDir;

mod evidence;

use super::SqliteStore;
use super::schema::MIGRATIONS;
use crate::model::{Person, Reason, SubjectId};
use crate::store::contract::{Backend, contract_tests};
use crate::store::{
    Decision, DecisionStore as _, DiskProblem, ImportStore as _, PublishedStore as _, RecordStore as _,
    RevocationQuery, RevocationStore as _, Store, StoreError,
};

/// A folder for one database.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("folder"))
    }

    fn database(&self) -> PathBuf {
        self.0.path().join("haetae.sqlite")
    }

    async fn connect(&self) -> SqliteConnection {
        SqliteConnectOptions::new()
            .filename(self.database())
            .create_if_missing(true)
            .connect()
            .await
            .expect("connection")
    }

    /// Runs SQL behind the store's back.
    async fn tamper(&self, sql: &'static str) {
        let mut connection = self.connect().await;
        sqlx::raw_sql(sql).execute(&mut connection).await.expect("SQL");
        connection.close().await.expect("close");
    }

    async fn open(&self, serial_bits: u8) -> Result<SqliteStore, StoreError> {
        SqliteStore::create(&self.database(), serial_bits).await
    }

    async fn open_error(&self) -> StoreError {
        SqliteStore::create(&self.database(), 20).await.expect_err("an error")
    }
}

impl Backend for Folder {
    async fn open(&self, serial_bits: u8) -> Result<Arc<dyn Store>, StoreError> {
        Ok(Arc::new(SqliteStore::create(&self.database(), serial_bits).await?))
    }

    async fn set_next_serial(&self, serial: u32) {
        let mut connection = self.connect().await;
        sqlx::query("UPDATE register SET next_serial = ?1").bind(serial).execute(&mut connection).await.expect("SQL");
    }

    fn is_a_server(&self) -> bool {
        false
    }
}

contract_tests!(Folder::new());

fn person(id: &str) -> Person {
    let (subject, name) =
        (SubjectId::new(id).expect("subject id"), haetae_core::DisplayName::new("김*수").expect("name"));
    Person::new(subject, name, haetae_core::CivilDate::parse("1985-03-01").expect("date"), Vec::new())
}

#[test]
fn released_migrations_do_not_change() {
    let known = [
        ("0001_initial.sql", "deda53320e746cc146623528720ecc560f9f013841c0771a59a92d49d6d24ac2"),
        ("0002_key_withdrawals.sql", "18e4b03a5c6257025d355f30a459aba91ef493db36478507ff37d1436dcc13b2"),
        ("0003_nodes.sql", "37817096caf8db18e11d1ee6a059ab2c85b697b382c9388b762bdff992d3b946"),
        ("0004_people.sql", "86d2951dc681f6e5d703d7a17cca150ae04e59f7b89515320efadf71399612da"),
        ("0005_change_counters.sql", "6a3b270728387c67dffd497632ae4a6b843848a604f2d9aeb8054a2cf15e9001"),
        ("0006_clocks.sql", "35bc811636c238ce854c0ca91389ddc9d1a0a05cf4b24333675fac1bef888f90"),
        ("0007_installation.sql", "7f770b2165a8e29c5b8e2703149d943eb9ea1cb9453eb339b793c3449a9f60ca"),
        ("0008_limits.sql", "71538e48b73a42377ebafabff9a620cedc539fd036eb89897a3316ffc7be8af5"),
        ("0009_operators.sql", "f642ac8b0e65bfc04ad0fa16222b4e9917c4aa1500e87da36887775c3ba85a8b"),
        ("0010_journal_checkpoints.sql", "5fa09c95135e799b9399b9b2d88c997daadab16db289af661c8600d2cf55c5c1"),
        ("0011_published_days.sql", "3f47b05259e41184f1ba983beaf946b87ba0953fb6583969f0fbfc2842483dd5"),
        ("0012_rules.sql", "f66c0e08521397836407d429d1b7090cb767fce4ec379c50d67eb7b5130027c7"),
        ("0013_keyed_requests.sql", "5ceb65a8277593e1e3a3db6b6d8d861993323d2ec9d2f997692ca27f907f255e"),
        ("0014_queue.sql", "5d1f1029499ff04f2e7b9601b82e1d59cdf0bd9f0f6665df58978845bc08e0c0"),
        ("0015_eligibility.sql", "aaaa9937151bb85cc216ab6a3d96b62ea9a1e5d89c4314942065ff845ebd121e"),
    ];
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/store/migrations/sqlite");
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
async fn a_database_of_the_last_release_is_brought_up_to_date_with_all_people_and_revocations() {
    let folder = Folder::new();
    let released = MIGRATIONS.iter().filter(|migration| migration.version <= 3).cloned().collect::<Vec<_>>();
    let migrator = Migrator { migrations: released.into(), ..Migrator::DEFAULT };
    let mut connection = folder.connect().await;
    migrator.run_direct(None, &mut connection, false).await.expect("the schema of the last release");
    let rows = "INSERT INTO register VALUES (1, 20, 3, 2); \
        INSERT INTO person VALUES (2, 'a', 4, '김*수', -2, '[]'), (1, 'b', 1, '이*', 7305, '[]'); \
        INSERT INTO revoked_serial VALUES (1, 0, 'a', 100, 'lost'), (2, 1, 'b', 200, NULL);";
    sqlx::raw_sql(rows).execute(&mut connection).await.expect("rows");
    connection.close().await.expect("close");

    let store = folder.open(20).await.expect("store");
    let record = store.record(&person("a").subject).await.expect("read").expect("a record");
    assert_eq!((record.serial.0, record.version, record.revocation), (2, 4, None));
    let known = (record.person.name_hash, record.person.system, record.person.deceased);
    assert_eq!((record.person.birth_date.to_string().as_str(), known), ("1969-12-30", (None, None, false)));
    let entries = store.revocations(&RevocationQuery::default(), 9).await.expect("list");
    let entries: Vec<_> = entries.iter().map(|entry| (entry.number, entry.serial.0, entry.at.seconds())).collect();
    assert_eq!(entries, [(1, 0, 100), (2, 1, 200)]);
    assert!(store.record(&person("b").subject).await.expect("read").expect("a record").revocation.is_some());
}

#[tokio::test]
async fn erased_data_is_in_none_of_the_files() {
    let folder = Folder::new();
    let store = folder.open(20).await.expect("store");
    let people: Vec<Person> = (0..200).map(|number| person(&format!("hong-{number}"))).collect();
    store.import(&people).await.expect("import");
    let decision = Decision {
        at: haetae_core::UnixTime::saturating_new(1),
        by: "operator".to_owned(),
        reason: Reason::new("asked to").expect("a reason"),
    };
    assert!(store.erase(&person("hong-7").subject, &decision).await.expect("erase"));
    for name in ["haetae.sqlite", "haetae.sqlite-wal"] {
        let bytes = std::fs::read(folder.0.path().join(name)).expect("file");
        let found = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
        assert!(!found(b"hong-7\xEA"), "{name}");
        assert!(!found(b"hong-7\x00") && !found(b"hong-7\x07"), "{name}");
    }
}

#[tokio::test]
async fn only_the_owner_may_read_the_database() {
    let folder = Folder::new();
    let mode = |name: &str| {
        let metadata = std::fs::metadata(folder.0.path().join(name)).expect("metadata");
        metadata.permissions().mode() & 0o777
    };
    let store = folder.open(20).await.expect("store");
    store.import(&[person("a")]).await.expect("import");
    for name in ["haetae.sqlite", "haetae.sqlite-lock", "haetae.sqlite-users", "haetae.sqlite-wal", "haetae.sqlite-shm"]
    {
        assert_eq!(mode(name), 0o600, "{name}");
    }
    store.close().await;
    std::fs::set_permissions(folder.database(), std::fs::Permissions::from_mode(0o644)).expect("chmod");
    folder.open(20).await.expect("store");
    assert_eq!(mode("haetae.sqlite"), 0o600);
}

#[tokio::test]
async fn every_commit_reaches_the_disk() {
    let folder = Folder::new();
    let store = folder.open(20).await.expect("store");
    for (pragma, expected) in
        [("PRAGMA synchronous", "2"), ("PRAGMA journal_mode", "wal"), ("PRAGMA foreign_keys", "1")]
    {
        let found: String = match sqlx::query_scalar::<_, i64>(pragma).fetch_one(&store.writer).await {
            Ok(number) => number.to_string(),
            Err(_) => sqlx::query_scalar(pragma).fetch_one(&store.writer).await.expect("pragma"),
        };
        assert_eq!(found, expected, "{pragma}");
    }
    let refused = sqlx::query("DELETE FROM register").execute(&store.readers).await;
    assert!(refused.is_err(), "readers do not write");
}

#[tokio::test]
async fn a_schema_of_the_future_is_refused_and_stays() {
    let folder = Folder::new();
    folder.open(20).await.expect("store").close().await;
    folder.tamper("INSERT INTO _sqlx_migrations VALUES (1000, 'future', CURRENT_TIMESTAMP, TRUE, x'00', 0)").await;
    let before = std::fs::read(folder.database()).expect("file");
    let error = folder.open_error().await;
    assert!(matches!(&error, StoreError::UnknownSchema(_)), "{error:?}");
    assert!(error.to_string().contains("it has migration 1000, this program knows those up to "), "{error}");
    assert_eq!(std::fs::read(folder.database()).expect("file"), before);
}

#[tokio::test]
async fn an_edited_migration_is_refused() {
    let folder = Folder::new();
    folder.open(20).await.expect("store").close().await;
    folder.tamper("UPDATE _sqlx_migrations SET checksum = x'00' WHERE version = 1").await;
    let error = folder.open_error().await;
    assert!(matches!(&error, StoreError::UnknownSchema(_)), "{error:?}");
    assert!(error.to_string().ends_with("its migration 1 is not the one of this program"), "{error}");
}

#[tokio::test]
async fn the_database_of_another_program_is_refused_and_stays() {
    let folder = Folder::new();
    folder.tamper("CREATE TABLE recipes (name TEXT)").await;
    let before = std::fs::read(folder.database()).expect("file");
    let error = folder.open_error().await;
    assert!(matches!(&error, StoreError::UnknownSchema(_)), "{error:?}");
    assert!(error.to_string().ends_with("it holds the tables of another program: recipes"), "{error}");
    assert_eq!(std::fs::read(folder.database()).expect("file"), before);
}

#[tokio::test]
async fn a_missing_table_is_an_unknown_schema() {
    let folder = Folder::new();
    let store = folder.open(20).await.expect("store");
    folder.tamper("DROP TABLE published_file; DROP TABLE published").await;
    let error = store.published().await.expect_err("an error");
    assert!(matches!(error, StoreError::UnknownSchema(_)), "{error:?}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_damaged() {
    let folder = Folder::new();
    std::fs::write(folder.database(), [0x5a; 8_192]).expect("file");
    let error = folder.open_error().await;
    assert!(matches!(error, StoreError::Damaged(_)), "{error:?}");
}

#[tokio::test]
async fn overwritten_pages_are_damage() {
    let folder = Folder::new();
    let store = folder.open(20).await.expect("store");
    let people: Vec<Person> = (0..2_000).map(|number| person(&format!("p-{number}"))).collect();
    store.import(&people).await.expect("import");
    store.close().await;
    let mut bytes = std::fs::read(folder.database()).expect("file");
    bytes[229_376..].fill(0x5a);
    std::fs::write(folder.database(), bytes).expect("file");
    let store = folder.open(20).await.expect("the first pages are good");
    let error = store.import(&people).await.expect_err("an error");
    assert!(matches!(error, StoreError::Damaged(_)), "{error:?}");
}

#[tokio::test]
async fn values_that_make_no_sense_are_damage_and_are_not_quoted() {
    let secret = "hong-gildong";
    let cases = [
        "UPDATE person SET name = 'hong-gildong 7'",
        "UPDATE person SET evidence = '[{\"kind\":\"recovery\",\"date\":\"hong-gildong\"}]'",
        "UPDATE person SET birth_date = 99999999",
        "UPDATE person SET serial = 268435456",
        "UPDATE person SET version = 1, name = CAST(x'ff686f6e67' AS TEXT)",
    ];
    for sql in cases {
        let folder = Folder::new();
        let store = folder.open(20).await.expect("store");
        store.import(&[person(secret)]).await.expect("import");
        folder.tamper(sql).await;
        let error = store.record(&person(secret).subject).await.expect_err(sql);
        assert!(matches!(error, StoreError::Damaged(_)), "{sql}: {error:?}");
        assert!(!format!("{error} {error:?}").contains("hong"), "{error:?}");
    }
}

#[tokio::test]
async fn a_serial_given_out_twice_is_damage_and_names_nobody() {
    let folder = Folder::new();
    let store = folder.open(20).await.expect("store");
    store.import(&[person("hong-gildong")]).await.expect("import");
    folder.set_next_serial(0).await;
    let error = store.import(&[person("hong-another")]).await.expect_err("an error");
    assert!(matches!(error, StoreError::Damaged(_)), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("hong"), "{error:?}");
    assert_eq!(store.count().await.expect("count"), 1);
}

#[tokio::test]
async fn a_published_file_of_another_hash_is_damage() {
    let folder = Folder::new();
    let store = folder.open(20).await.expect("store");
    let file = crate::model::PublishedFile {
        name: "trust-list".to_owned(),
        sha256: Sha256::digest(b"keys").into(),
        bytes: b"keys".to_vec(),
    };
    let set =
        crate::model::PublishedSet { version: 1, manifest: Vec::new(), files: vec![file], revocations: [].into() };
    store.publish(&set, None).await.expect("publish");
    folder.tamper("UPDATE published_file SET bytes = x'00'").await;
    let error = store.published().await.expect_err("an error");
    assert!(matches!(error, StoreError::Damaged(_)), "{error:?}");
}

#[tokio::test]
async fn a_database_that_cannot_be_made_is_unavailable() {
    let folder = Folder::new();
    for path in [folder.0.path().join("missing/haetae.sqlite"), folder.0.path().to_owned()] {
        let error = SqliteStore::create(&path, 20).await.expect_err("an error");
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_written_is_unavailable() {
    let folder = Folder::new();
    folder.open(20).await.expect("store").close().await;
    // SQLite only reads a file whose write version, byte 18, is one that it does not know; the rights of the file would
    // not stop root.
    let mut bytes = std::fs::read(folder.database()).expect("file");
    bytes[18] = 3;
    std::fs::write(folder.database(), bytes).expect("file");
    let error = folder.open_error().await;
    assert_eq!(DiskProblem::of(&error), Some(DiskProblem::ReadOnly), "{error:?}");
}

#[tokio::test]
async fn a_full_database_is_unavailable_and_keeps_nothing_of_the_batch() {
    let folder = Folder::new();
    let store = folder.open(20).await.expect("store");
    store.import(&[person("first")]).await.expect("import");
    sqlx::query("PRAGMA max_page_count = 40").execute(&store.writer).await.expect("pragma");
    let people: Vec<Person> = (0..5_000).map(|number| person(&format!("p-{number}"))).collect();
    let error = store.import(&people).await.expect_err("an error");
    assert_eq!(error.to_string(), "the store is not available: the disk of the database is full");
    assert_eq!(store.count().await.expect("count"), 1);
    store.import(&[person("second")]).await.expect("import");
    assert_eq!(store.count().await.expect("count"), 2);
}

#[tokio::test]
async fn only_create_makes_a_database() {
    let folder = Folder::new();
    let refused = SqliteStore::open(&folder.database(), 20).await.expect_err("an error");
    assert!(matches!(refused, StoreError::Missing { what: "missing", .. }), "{refused:?}");
    assert_eq!(std::fs::read_dir(folder.0.path()).expect("folder").count(), 0);
    // An empty file, and a database without tables.
    for sql in ["", "CREATE TABLE t (a); DROP TABLE t"] {
        std::fs::write(folder.database(), "").expect("file");
        folder.tamper(sql).await;
        for refused in [
            SqliteStore::open(&folder.database(), 20).await.expect_err("an error"),
            SqliteStore::open_to_read(&folder.database(), 20).await.expect_err("an error"),
        ] {
            assert!(matches!(refused, StoreError::Missing { .. } | StoreError::UnknownSchema(_)), "{refused:?}");
        }
    }
}

#[tokio::test]
async fn a_backup_of_a_store_in_use_has_what_was_acknowledged_and_is_restored_only_when_it_is_closed() {
    let folder = Folder::new();
    let (database, backup) = (folder.database(), folder.0.path().join("backup"));
    let now = haetae_core::UnixTime::saturating_new(7);
    let store = folder.open(20).await.expect("store");
    store.import(&[person("a")]).await.expect("import");
    SqliteStore::back_up(&database, &backup).await.expect("backup");
    store.import(&[person("b")]).await.expect("import");
    let refused = SqliteStore::restore(&database, &backup, 20, None, now).await.expect_err("an error");
    assert!(refused.to_string().contains("has the database open"), "{refused}");
    store.close().await;
    drop(store);
    let kept =
        SqliteStore::restore(&database, &backup, 20, None, now).await.expect("restore").expect("the earlier one");
    let restored = SqliteStore::open(&database, 20).await.expect("store");
    assert_eq!(restored.count().await.expect("count"), 1);
    assert_eq!(SqliteStore::open(&kept, 20).await.expect("store").count().await.expect("count"), 2);
}
