//! Several nodes on one database.

use std::sync::Arc;

use sqlx::Row as _;

use super::super::PostgresStore;
use super::{Fresh, people, person, time};
use crate::store::{
    ChangeStore as _, ImportStore as _, PhoneCount, PhoneRequest, PhoneStore as _, RecordStore as _, RevocationQuery,
    RevocationStore as _,
};

#[tokio::test]
async fn what_is_acknowledged_is_on_the_disk_whatever_the_server_is_set_to() {
    let fresh = Fresh::new();
    let name = &fresh.database.name;
    fresh.database.sql(&format!("ALTER DATABASE {name} SET synchronous_commit = off"));
    let store = fresh.store().await;
    let shown = async |setting: &'static str| -> String {
        sqlx::query_scalar(setting).fetch_one(&store.pool).await.expect("a setting")
    };
    assert_eq!(shown("SHOW synchronous_commit").await, "on");
    assert_eq!(shown("SHOW statement_timeout").await, "30s");
    assert_eq!(shown("SHOW idle_in_transaction_session_timeout").await, "1min");
    assert_eq!(shown("SHOW transaction_isolation").await, "read committed");
    let reader = PostgresStore::open_to_read(&fresh.server, 20).await.expect("a store");
    let refused = reader.import(&[person("a")]).await.expect_err("an error");
    assert!(refused.to_string().contains("read-only"), "{refused}");
    // An operator's stricter setting stays.
    fresh.database.sql(&format!("ALTER DATABASE {name} SET synchronous_commit = remote_apply"));
    let strict = PostgresStore::open(&fresh.server, 20).await.expect("a store");
    let row = sqlx::query("SHOW synchronous_commit").fetch_one(&strict.pool).await.expect("a setting");
    assert_eq!(row.get::<String, _>(0), "remote_apply");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn numbers_of_revocations_become_visible_in_their_order() {
    let fresh = Fresh::new();
    let store = Arc::new(fresh.store().await);
    store.import(&people("p", 120)).await.expect("import");
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let server = fresh.server.clone();
            tokio::spawn(async move {
                let store = PostgresStore::open(&server, 20).await.expect("a store");
                for number in 0..30 {
                    let subject = person(&format!("p-{}", writer * 30 + number)).subject;
                    store.revoke(&subject, time(100), None).await.expect("revoke");
                }
            })
        })
        .collect();
    // Whoever has seen a number has seen all before it.
    let mut seen = 0;
    while seen < 120 {
        let last = store.changes().await.expect("read").revocations;
        let listed = store.revocations(&RevocationQuery::default(), 1_000).await.expect("a list");
        assert!(last >= seen, "counters only grow");
        let numbers: Vec<u64> = listed.iter().map(|entry| entry.number).collect();
        assert_eq!(numbers, (1..=listed.len() as u64).collect::<Vec<_>>());
        assert!(listed.len() as u64 >= last);
        seen = last;
    }
    for writer in writers {
        writer.await.expect("no panic");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_serial_is_given_twice_by_nodes_that_import_and_reinstate_at_once() {
    let fresh = Fresh::new();
    let store = fresh.store().await;
    store.import(&people("p", 40)).await.expect("import");
    let subjects: Vec<_> = people("p", 40).into_iter().map(|person| person.subject).collect();
    store.revoke_all(&subjects, time(100), None).await.expect("revoke");
    let (left, right) = (fresh.store().await, fresh.store().await);
    let reinstating = tokio::spawn(async move {
        for subject in &subjects {
            left.reinstate(subject).await.expect("reinstate");
        }
    });
    for batch in 0..20 {
        right.import(&people(&format!("q-{batch}"), 5)).await.expect("import");
    }
    reinstating.await.expect("no panic");
    let serials = fresh.sql("SELECT count(DISTINCT serial), max(serial), count(*) FROM person");
    assert_eq!(serials, "140|179|140");
    assert_eq!(fresh.sql("SELECT next_serial, people FROM register"), "180|140");
    assert_eq!(store.count().await.expect("count"), 140);
}

#[tokio::test]
async fn a_node_hears_what_another_one_has_changed() {
    let fresh = Fresh::new();
    let (left, right) = (fresh.store().await, fresh.store().await);
    let heard = || tokio::time::timeout(std::time::Duration::from_secs(60), left.changed());
    // It hears itself begin to listen.
    heard().await.expect("it listens");
    right.import(&[person("a")]).await.expect("import");
    heard().await.expect("an import");
    right.revoke(&person("a").subject, time(1), None).await.expect("revoke");
    heard().await.expect("a revocation");
    // What was said while nobody waited ends the next wait.
    right.reinstate(&person("a").subject).await.expect("reinstate");
    assert_eq!(left.count().await.expect("count"), 1);
    heard().await.expect("a reinstatement");
    left.close().await;
}

#[tokio::test]
async fn phones_of_several_days_asked_for_in_opposite_orders_do_not_block_each_other() {
    let fresh = Fresh::new();
    let (left, right) = (fresh.store().await, fresh.store().await);
    left.import(&people("p", 2)).await.expect("import");
    let day = |ahead| {
        haetae_core::CivilDate::parse("2026-11-16").and_then(|day| day.checked_add_days(ahead)).expect("a date")
    };
    let forwards: Vec<_> = (0..14).map(|ahead| (day(ahead), [1; 32])).collect();
    let backwards: Vec<_> = (0..14).rev().map(|ahead| (day(ahead), [2; 32])).collect();
    let request = |serial, keys| PhoneRequest {
        serial: crate::model::Serial(serial),
        keys,
        today: day(0),
        limit: 3,
        signed_in: time(100),
        is_fresh: false,
    };
    let (one, two) = (request(0, forwards), request(1, backwards));
    let counted = tokio::join!(left.count_phones(&one), right.count_phones(&two));
    assert_eq!((counted.0.expect("counted"), counted.1.expect("counted")), (PhoneCount::Within, PhoneCount::Within));
}
