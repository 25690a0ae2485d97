//! A server that stops, refuses, is slow or is not there.

use std::time::Duration;

use haetae_testkit::servers::postgres::{Listen, Server as TestServer};

use super::super::{PostgresStore, Server};
use super::{Fresh, people, person, time};
use crate::config::SslMode;
use crate::model::{Person, Record};
use crate::store::{ChangeStore as _, ImportStore as _, RecordStore as _, RevocationStore as _, StoreError};

/// Longer than anything here takes on the slowest machine: only a test that fails waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_store_heals_by_itself_when_the_server_comes_back_and_has_what_it_acknowledged() {
    let mut running = TestServer::start(Listen::Socket, &["fsync=on"]);
    let fresh = Fresh::of(running.database());
    let server = Server { acquire_timeout: Duration::from_secs(1), ..fresh.server.clone() };
    let store = PostgresStore::create(&server, 20).await.expect("a store");
    store.import(&people("p", 50)).await.expect("import");
    store.revoke(&person("p-7").subject, time(100), None).await.expect("revoke");
    running.stop_immediately();
    for error in [
        store.changes().await.expect_err("an error"),
        store.record(&person("p-7").subject).await.expect_err("an error"),
        store.import(&[person("q")]).await.expect_err("an error"),
        PostgresStore::open(&server, 20).await.expect_err("an error"),
    ] {
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    }
    running.start_again();
    let record = until_up(&store, &person("p-7")).await.expect("a record");
    assert!(record.revocation.is_some());
    assert_eq!(store.import(&[person("q")]).await.expect("import").added, 1);
    assert_eq!(store.count().await.expect("count"), 51);
}

/// The record of a person, once the store has found out that its server is up.
async fn until_up(store: &PostgresStore, of: &Person) -> Option<Record> {
    let asking = async {
        loop {
            match store.record(&of.subject).await {
                Ok(record) => return record,
                Err(StoreError::Unavailable(_)) => tokio::task::yield_now().await,
                Err(error) => panic!("{error}"),
            }
        }
    };
    tokio::time::timeout(PATIENCE, asking).await.expect("it answers again")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_known_to_be_down_keeps_nobody_waiting() {
    let mut running = TestServer::start(Listen::Loopback, &[]);
    let fresh = Fresh::of(running.database());
    // Whoever waited for a connection would wait longer than this test does.
    let acquire_timeout = Duration::from_secs(600);
    let server = Server { host: "127.0.0.1".to_owned(), acquire_timeout, ..fresh.server.clone() };
    let store = PostgresStore::create(&server, 20).await.expect("a store");
    store.import(&[person("a")]).await.expect("import");
    running.stop_immediately();
    let is_down = |error: StoreError| error.to_string().contains("PostgreSQL is down");
    let asking = async {
        // Those that get a connection from before find it broken.
        while !is_down(store.record(&person("a").subject).await.expect_err("an error")) {}
        for _ in 0..100 {
            let error = store.revoke(&person("a").subject, time(100), None).await.expect_err("an error");
            assert!(is_down(error));
        }
    };
    tokio::time::timeout(PATIENCE, asking).await.expect("nobody waits");
    running.start_again();
    let record = until_up(&store, &person("a")).await.expect("a record");
    assert!(record.revocation.is_none(), "nothing was done while it was down");
    store.revoke(&person("a").subject, time(100), None).await.expect("revoke");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_whose_connections_are_all_in_use_is_not_down() {
    let fresh = Fresh::new();
    let server = Server { connections: 1, acquire_timeout: Duration::from_secs(1), ..fresh.server.clone() };
    let store = PostgresStore::create(&server, 20).await.expect("a store");
    store.import(&[person("a")]).await.expect("import");
    let tx = store.begin().await.expect("the only connection");
    // The server was tried meanwhile, and answered.
    let error = store.record(&person("a").subject).await.expect_err("no connection");
    assert!(error.to_string().contains("all connections are in use"), "{error}");
    tx.rollback().await.expect("rollback");
    assert!(store.record(&person("a").subject).await.expect("it is up").is_some());
}

#[tokio::test]
async fn a_statement_that_waits_too_long_is_ended_with_its_reason() {
    let fresh = Fresh::new();
    let server = Server { statement_timeout: Duration::from_millis(200), ..fresh.server.clone() };
    let store = PostgresStore::create(&server, 20).await.expect("a store");
    store.import(&[person("a")]).await.expect("import");
    // Another node hangs in a transaction, and does not give its lock back.
    let hung = fresh.store().await;
    let mut tx = hung.begin().await.expect("a transaction");
    super::super::lock_register(&mut tx).await.expect("a lock");
    let error = store.revoke(&person("a").subject, time(100), None).await.expect_err("an error");
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    assert!(error.to_string().contains("statement timeout"), "{error}");
    // Reading goes on.
    assert!(store.record(&person("a").subject).await.expect("read").is_some());
    tx.rollback().await.expect("rollback");
    store.revoke(&person("a").subject, time(100), None).await.expect("revoke");
}

#[tokio::test]
async fn a_node_that_hangs_in_a_transaction_loses_it_to_the_others() {
    let fresh = Fresh::new();
    let store = fresh.store().await;
    store.import(&[person("a")]).await.expect("import");
    let hanging = Server { statement_timeout: Duration::from_millis(100), ..fresh.server.clone() };
    let hung = PostgresStore::open(&hanging, 20).await.expect("a store");
    let mut tx = hung.begin().await.expect("a transaction");
    super::super::lock_register(&mut tx).await.expect("a lock");
    // It waits until the server has ended the session of the node that says nothing.
    store.revoke(&person("a").subject, time(100), None).await.expect("revoke");
    let error = StoreError::from(tx.commit().await.expect_err("an error"));
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
}

#[tokio::test]
async fn errors_of_the_server_name_the_reason_and_no_person() {
    let fresh = Fresh::new();
    let store = fresh.store().await;
    store.import(&[person("hong-gildong")]).await.expect("import");
    for (sql, secret) in [
        ("UPDATE person SET name = 'hong-gildong 7'", "hong"),
        ("UPDATE person SET evidence = '[{\"kind\":\"recovery\",\"date\":\"hong-gildong\"}]'", "hong"),
        ("UPDATE person SET birth_date = 99999999", "hong"),
    ] {
        fresh.sql(sql);
        let error = store.record(&person("hong-gildong").subject).await.expect_err(sql);
        assert!(matches!(error, StoreError::Damaged(_)), "{sql}: {error:?}");
        assert!(!format!("{error} {error:?}").contains(secret), "{error:?}");
    }
    fresh.sql("UPDATE register SET next_serial = 0");
    let error = store.import(&[person("hong-another")]).await.expect_err("an error");
    assert!(matches!(error, StoreError::Damaged(_)), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("hong"), "{error:?}");
    let name = &fresh.database.name;
    fresh.database.sql(&format!("ALTER DATABASE {name} SET default_transaction_read_only = on"));
    let read_only = PostgresStore::open(&fresh.server, 20).await.expect_err("an error");
    assert!(read_only.to_string().contains("read-only"), "{read_only}");
}

#[tokio::test]
async fn a_server_that_refuses_says_why() {
    let fresh = Fresh::new();
    let quick = Server { acquire_timeout: Duration::from_secs(2), ..fresh.server.clone() };
    let missing = Server { name: "no_such_database".to_owned(), ..quick.clone() };
    let stranger = Server { user: "no_such_role".to_owned(), ..quick.clone() };
    let nobody = Server { port: 1, ..quick };
    for (server, reason) in [(missing, "no_such_database"), (stranger, "no_such_role"), (nobody, "cannot be reached")] {
        let error = PostgresStore::open(&server, 20).await.expect_err("an error");
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
        assert!(error.to_string().contains(reason), "{error}");
    }
}

#[tokio::test]
async fn tls_is_verified_as_sslmode_says() {
    let key = rcgen::KeyPair::generate().expect("a key");
    let certificate = rcgen::CertificateParams::new(vec!["localhost".to_owned()])
        .and_then(|params| params.self_signed(&key))
        .expect("a certificate");
    let running = TestServer::start_with_files(
        Listen::Loopback,
        &["ssl=on", "ssl_cert_file=server.crt", "ssl_key_file=server.key"],
        &[("server.crt", &certificate.pem()), ("server.key", &key.serialize_pem())],
    );
    let fresh = Fresh::of(running.database());
    let folder = tempfile::tempdir().expect("a folder");
    let (root, other) = (folder.path().join("root.pem"), folder.path().join("other.pem"));
    std::fs::write(&root, certificate.pem()).expect("a file");
    let another_key = rcgen::KeyPair::generate().expect("a key");
    let another = rcgen::CertificateParams::new(vec!["localhost".to_owned()])
        .and_then(|params| params.self_signed(&another_key))
        .expect("a certificate");
    std::fs::write(&other, another.pem()).expect("a file");
    let server = |host: &str, ssl_mode, root_certificate| Server {
        host: host.to_owned(),
        ssl_mode,
        root_certificate,
        acquire_timeout: Duration::from_secs(5),
        ..fresh.server.clone()
    };
    for good in [
        server("localhost", SslMode::VerifyFull, Some(root.clone())),
        server("127.0.0.1", SslMode::VerifyCa, Some(root.clone())),
        server("127.0.0.1", SslMode::Require, None),
    ] {
        let store = PostgresStore::create(&good, 20).await.expect("a store");
        let encrypted: bool = sqlx::query_scalar("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
            .fetch_one(&store.pool)
            .await
            .expect("an answer");
        assert!(encrypted);
    }
    for bad in [
        server("127.0.0.1", SslMode::VerifyFull, Some(root)),
        server("localhost", SslMode::VerifyFull, Some(other.clone())),
        server("localhost", SslMode::VerifyCa, Some(other)),
    ] {
        let error = PostgresStore::open(&bad, 20).await.expect_err("an error");
        assert!(error.to_string().contains("TLS") || error.to_string().contains("certificate"), "{error}");
    }
}
