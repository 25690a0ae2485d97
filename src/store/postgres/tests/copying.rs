//! Whole databases: from SQLite, into a backup, and back.

use std::path::Path;

use haetae_core::{Kid, StatusDay};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::super::PostgresStore;
use super::{Fresh, people, person, time};
use crate::model::{
    CredentialHash, Operator, OperatorName, PartnerKey, Person, PublishedFile, PublishedSet, Reason, RulesRecord,
    RulesVersion, Scope, Serial, Uses, WithdrawnKey,
};
use crate::store::contract::eligibility;
use crate::store::{
    ChangeStore as _, Decision, ImportStore as _, KeptAnswer, KeyedRequest, NodePace, PaperUse, PhoneRequest,
    RecordStore as _, RevocationQuery, SqliteStore, Store, StoreError,
};

fn reason(text: &str) -> Reason {
    Reason::new(text).expect("a reason")
}

/// Puts something into every table.
async fn fill(store: &dyn Store) {
    let mut all: Vec<Person> = people("p", 2_100);
    all[3].system = Some("urn:\\tab\tquote'".to_owned());
    all[4].name_hash = Some(crate::model::NameHash([255; 16]));
    all[5].deceased = true;
    store.import(&all).await.expect("import");
    store.claim_name_key([7; 16], false).await.expect("a key");
    store.revoke(&person("p-7").subject, time(100), Some(&reason("a \\ forged list"))).await.expect("revoke");
    store.reinstate(&person("p-7").subject).await.expect("reinstate");
    let decision = Decision { at: time(5), by: "A. Kim".to_owned(), reason: reason("asked for") };
    store.erase(&person("p-9").subject, &decision).await.expect("erase");
    let key = PartnerKey { id: "k1".to_owned(), public: [1; 32], uses: Uses { passes: true, paper: false } };
    store.add_partner_key("naver", &key).await.expect("a partner");
    let withdrawn =
        WithdrawnKey { kid: Kid([8; 8]), refused_from: time(9), reason: reason("stolen"), entered: time(9) };
    store.withdraw_key(&withdrawn).await.expect("withdraw");
    let bytes: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let files = (0..9)
        .map(|number| PublishedFile {
            name: format!("status/{number}"),
            sha256: Sha256::digest(&bytes).into(),
            bytes: bytes.clone(),
        })
        .collect();
    let set = PublishedSet { version: u64::MAX, manifest: vec![0, 1], files, revocations: [(StatusDay(1), 2)].into() };
    store.publish(&set, None).await.expect("publish");
    assert!(store.pass_lease(Some("node"), 0).await.expect("lease"));
    store.store_journal_head("node", b"head").await.expect("head");
    let day = haetae_core::CivilDate::parse("2026-11-16").expect("a date");
    store.store_journal_checkpoint("node", day, b"signed").await.expect("checkpoint");
    store.believe_clock("node", time(7), time(0)).await.expect("clock");
    store.accept_clock(time(8)).await.expect("clock");
    let keys = vec![(day, [1; 32])];
    let phones = PhoneRequest { serial: Serial(1), keys, today: day, limit: 3, signed_in: time(6), is_fresh: false };
    store.count_phones(&phones).await.expect("phones");
    let paper = PaperUse { id: [1; 32], subject: [2; 32], pass: [3; 32], at: time(1), expires: time(2) };
    store.keep_paper_use(&paper, time(1)).await.expect("paper");
    let operator = Operator {
        name: OperatorName::new("alice").expect("a name"),
        scopes: vec![Scope::Read],
        credential: Some(CredentialHash([4; 32])),
        created: time(1),
        expires: None,
        removed: None,
        last_used: None,
    };
    store.add_operator(&operator).await.expect("operator");
    let proposal = crate::model::Proposal {
        id: "one".to_owned(),
        kind: crate::model::ProposalKind::MassRevocation,
        summary: "many".to_owned(),
        content: [9; 32],
        by: operator.name,
        proposed: time(1),
        expires: time(9),
    };
    store.propose(&proposal).await.expect("proposal");
    let record = RulesRecord {
        version: 7,
        published: time(3),
        by: "alice".to_owned(),
        approved_by: Some("bob".to_owned()),
        emergency: None,
        content_of: Some(5),
    };
    store.add_rules(&RulesVersion { record, file: vec![1, 2], cases: vec![3] }).await.expect("rules");
    let request = KeyedRequest { id: [5; 32], fingerprint: [6; 32] };
    store.take_on(&request, time(1), time(0)).await.expect("take on");
    store.keep_answer(&request, &KeptAnswer { status: 200, body: b"{}".to_vec() }).await.expect("an answer");
    assert!(store.put_queue_room(b"room", 0).await.expect("a room"));
    let pace = NodePace { at: time(1), answered: 5, is_pressed: true };
    store.count_queue(1, &[(time(1), 2)], "node", pace).await.expect("a count");
    store.add_eligibility(&eligibility(2)).await.expect("eligibility");
    store.name_installation(Some(&"a".repeat(32))).await.expect("name");
}

async fn require_same(left: &dyn Store, right: &dyn Store) {
    assert_eq!(left.changes().await.expect("read"), right.changes().await.expect("read"));
    let query = RevocationQuery::default();
    assert_eq!(left.revocations(&query, 99).await.expect("list"), right.revocations(&query, 99).await.expect("list"));
    assert_eq!(left.published().await.expect("read"), right.published().await.expect("read"));
    assert_eq!(right.eligibility_after(0).await.expect("read"), [eligibility(2)]);
    assert_eq!(left.operators().await.expect("list"), right.operators().await.expect("list"));
    for id in ["p-3", "p-4", "p-5", "p-7", "p-9", "p-2099"] {
        let id = person(id).subject;
        assert_eq!(left.record(&id).await.expect("read"), right.record(&id).await.expect("read"));
    }
    // The salt of the decisions has come along.
    let erased = person("p-9");
    assert_eq!(right.rehearse_import(std::slice::from_ref(&erased)).await.map(|done| done.refused.len()).ok(), Some(1));
}

/// A SQLite database with something in every table.
async fn sqlite(folder: &TempDir) -> std::path::PathBuf {
    let path = folder.path().join("haetae.sqlite");
    let store = SqliteStore::create(&path, 20).await.expect("a store");
    fill(&store).await;
    store.close().await;
    path
}

async fn copy(fresh: &Fresh, path: &Path) -> Result<crate::store::CopiedTables, StoreError> {
    PostgresStore::copy_from(&fresh.server, path).await
}

#[tokio::test]
async fn an_installation_moves_from_sqlite_whole_and_comes_back_as_a_backup() {
    let (fresh, folder) = (Fresh::new(), tempfile::tempdir().expect("a folder"));
    let path = sqlite(&folder).await;
    let copied = copy(&fresh, &path).await.expect("a copy");
    let empty: Vec<_> = copied.iter().filter(|(_, rows)| *rows == 0).collect();
    assert!(empty.is_empty(), "this test fills every table: {empty:?}");
    assert!(copied.contains(&("person", 2_099)), "{copied:?}");
    let store = PostgresStore::open(&fresh.server, 20).await.expect("a store");
    require_same(&SqliteStore::open(&path, 20).await.expect("a store"), &store).await;
    assert!(matches!(copy(&fresh, &path).await, Err(StoreError::NotEmpty { .. })));

    // A backup beside the running store is a database of its own.
    let backup = folder.path().join("backup");
    PostgresStore::back_up(&fresh.server, 20, &backup).await.expect("a backup");
    require_same(&SqliteStore::open(&backup, 20).await.expect("a store"), &store).await;
    let again = PostgresStore::back_up(&fresh.server, 20, &backup).await.expect_err("an error");
    assert!(matches!(again, StoreError::Unavailable(_)), "{again:?}");

    // The backup takes the place of what came after it, which is kept.
    store.import(&people("later", 3)).await.expect("import");
    let (_copy, prepared) =
        SqliteStore::prepared_copy(&backup, folder.path(), 20, Some(&"a".repeat(32))).await.expect("a copy");
    let restore = async |meant: Option<&str>| PostgresStore::restore(&fresh.server, &prepared, meant, time(77)).await;
    let refused = restore(None).await.expect_err("an error");
    assert!(refused.to_string().contains("have the database open"), "{refused}");
    store.close().await;
    PostgresStore::mark(&fresh.server, Some("national"), None).await.expect("a mark");
    for meant in [None, Some("other")] {
        let refused = restore(meant).await.expect_err("an error");
        assert!(matches!(&refused, StoreError::Production { name } if name == "national"), "{refused:?}");
    }
    let kept = restore(Some("national")).await.expect("restored");
    assert_eq!(kept.as_deref(), Some("haetae_before_77"));
    assert_eq!(PostgresStore::production(&fresh.server).await.expect("a mark").as_deref(), Some("national"));
    let restored = PostgresStore::open(&fresh.server, 20).await.expect("a store");
    assert_eq!(restored.count().await.expect("count"), 2_099);
    assert!(restored.changes().await.expect("read").reconcile_due);
    assert_eq!(fresh.sql("SELECT people FROM haetae_before_77.register"), "2102");
}

#[tokio::test]
async fn a_copy_that_is_not_the_same_is_found() {
    let (fresh, folder) = (Fresh::new(), tempfile::tempdir().expect("a folder"));
    let path = sqlite(&folder).await;
    copy(&fresh, &path).await.expect("a copy");
    let compare = async || {
        use sqlx::{ConnectOptions as _, Connection as _};
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path);
        let mut left = options.connect().await.expect("a connection");
        let mut right = fresh.server.connect().await.expect("a connection");
        let mut reading = right.begin().await.expect("a transaction");
        crate::store::copying::compare(&mut left, &mut reading).await.map_err(|error| error.to_string())
    };
    assert_eq!(compare().await, Ok(()));
    for (sql, undo, place) in [
        ("UPDATE person SET may_change = true WHERE serial = 2050", "UPDATE person SET may_change = false", "row 2049"),
        ("UPDATE partner SET grace_until = 0", "UPDATE partner SET grace_until = NULL", "row 1 of the table partner"),
        ("DELETE FROM published_day", "INSERT INTO published_day VALUES (1, 2)", "row 1 of the table published_day"),
        ("INSERT INTO clock_acceptance VALUES (2, 3)", "DELETE FROM clock_acceptance WHERE number = 2", "row 2"),
    ] {
        fresh.sql(sql);
        let found = compare().await.expect_err(sql);
        assert!(found.contains(place) && !found.contains("p-"), "{sql}: {found}");
        fresh.sql(undo);
    }
    assert_eq!(compare().await, Ok(()));
}

#[tokio::test]
async fn what_postgresql_cannot_store_is_named_and_nothing_is_left() {
    let (fresh, folder) = (Fresh::new(), tempfile::tempdir().expect("a folder"));
    let path = sqlite(&folder).await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path);
    let pool = sqlx::SqlitePool::connect_with(options).await.expect("a pool");
    sqlx::query("UPDATE identifier_system SET uri = 'a' || char(0)").execute(&pool).await.expect("SQL");
    pool.close().await;
    let error = copy(&fresh, &path).await.expect_err("an error");
    assert!(error.to_string().contains("identifier_system.uri has a text with a NUL"), "{error}");
    assert!(matches!(fresh.open_error().await, StoreError::NoTables { .. }));
}
