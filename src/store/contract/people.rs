use std::sync::Arc;

use haetae_core::{Evidence, PolicyId, TestMethod};

use super::{Backend, date, open, people, person, reason, subject, time, vaccination};
use crate::model::{BirthDate, Record, Serial, first_decoy};
use crate::store::{Imported, PeopleQuery, Store, StoreError};

async fn record(store: &Arc<dyn Store>, id: &str) -> Record {
    store.record(&subject(id)).await.expect("read").expect("a record")
}

fn added(added: u64) -> Imported {
    Imported { added, ..Imported::default() }
}

pub(crate) async fn an_import_adds_people_with_serials_from_zero(backend: &impl Backend) {
    let store = open(backend).await;
    let first = store.import(&[person("a"), person("b")]).await.expect("import");
    assert_eq!(first, added(2));
    let second = store.import(&[person("c")]).await.expect("import");
    assert_eq!(second, added(1));
    for (id, serial) in [("a", 0), ("b", 1), ("c", 2)] {
        let expected = Record { serial: Serial(serial), version: 1, person: person(id), revocation: None };
        assert_eq!(record(&store, id).await, expected);
    }
    assert_eq!(store.count().await.expect("count"), 3);
}

pub(crate) async fn an_import_again_changes_nothing(backend: &impl Backend) {
    let store = open(backend).await;
    let mut once = person("a");
    once.evidence = vec![vaccination(2), vaccination(1)];
    store.import(&[once.clone()]).await.expect("import");
    let before = record(&store, "a").await;
    // Another order or a repetition is not a change.
    once.evidence = vec![vaccination(1), vaccination(2), vaccination(1)];
    let again = store.import(&[once]).await.expect("import");
    assert_eq!(again, Imported { unchanged: 1, ..Imported::default() });
    assert_eq!(record(&store, "a").await, before);
    assert_eq!(store.count().await.expect("count"), 1);
    // Nor does it use up serials.
    store.import(&[person("b")]).await.expect("import");
    assert_eq!(record(&store, "b").await.serial, Serial(1));
}

pub(crate) async fn an_import_updates_what_changed(backend: &impl Backend) {
    let store = open(backend).await;
    let mut changed = person("a");
    changed.birth_date = BirthDate::parse("1985-03").expect("a month");
    store.import(&[changed.clone(), person("b")]).await.expect("import");
    for version in 2..=4 {
        match version {
            2 => changed.evidence.push(vaccination(3)),
            3 => changed.birth_date = person("a").birth_date,
            _ => changed.deceased = true,
        }
        let imported = store.import(&[changed.clone(), person("b")]).await.expect("import");
        assert_eq!((imported.added, imported.changed, imported.unchanged), (0, 1, 1));
        let expected = Record { serial: Serial(0), version, person: changed.clone(), revocation: None };
        assert_eq!(record(&store, "a").await, expected);
    }
    assert_eq!(record(&store, "b").await.version, 1);
}

pub(crate) async fn of_a_person_twice_in_a_batch_the_last_counts(backend: &impl Backend) {
    let store = open(backend).await;
    let mut last = person("a");
    last.evidence = vec![vaccination(3)];
    let imported = store.import(&[person("a"), person("b"), last.clone()]).await.expect("import");
    assert_eq!(imported, added(2));
    let kept = record(&store, "a").await;
    assert_eq!((kept.version, kept.person), (1, last));
}

pub(crate) async fn an_import_leaves_the_standing_alone(backend: &impl Backend) {
    let store = open(backend).await;
    store.import(&[person("a")]).await.expect("import");
    store.revoke(&subject("a"), time(1_639_321_200), Some(&reason("forged"))).await.expect("revoke");
    let before = record(&store, "a").await;
    let mut updated = person("a");
    updated.evidence = vec![vaccination(3)];
    assert_eq!(store.import(&[updated.clone()]).await.expect("import").changed, 1);
    assert_eq!(record(&store, "a").await, Record { version: 2, person: updated, ..before });
}

pub(crate) async fn evidence_of_every_kind_comes_back(backend: &impl Backend) {
    let store = open(backend).await;
    let mut all = person("a");
    all.evidence = vec![
        vaccination(1),
        Evidence::Test { sampled_at: time(1_639_321_200), method: TestMethod::Naat },
        Evidence::Test { sampled_at: time(1_639_321_201), method: TestMethod::RapidAntigen },
        Evidence::Recovery { date: date("1900-01-01") },
        Evidence::Exemption { until: date("9999-12-31") },
        Evidence::Clearance { policy: PolicyId::new("restaurant").expect("policy"), until: haetae_core::UnixTime::MAX },
    ];
    let mut none = person("b");
    none.evidence.clear();
    store.import(&[all.clone(), none]).await.expect("import");
    let kept = record(&store, "a").await.person.evidence;
    assert_eq!(kept.len(), all.evidence.len());
    for piece in &all.evidence {
        assert!(kept.contains(piece), "{piece:?}");
    }
    assert_eq!(record(&store, "b").await.person.evidence, []);
}

pub(crate) async fn an_unknown_subject_has_no_record(backend: &impl Backend) {
    let store = open(backend).await;
    store.import(&[person("a")]).await.expect("import");
    assert_eq!(store.record(&subject("A")).await.expect("read"), None);
    assert_eq!(store.import(&[]).await.expect("import"), Imported::default());
}

pub(crate) async fn a_big_batch_goes_in_at_once(backend: &impl Backend) {
    let store = open(backend).await;
    let imported = store.import(&people("p", 5_000)).await.expect("import");
    assert_eq!(imported, added(5_000));
    assert_eq!(record(&store, "p-4999").await.serial, Serial(4_999));
    assert_eq!(store.count().await.expect("count"), 5_000);
}

pub(crate) async fn written_data_is_there_after_reopening(backend: &impl Backend) {
    let store = open(backend).await;
    store.import(&[person("a"), person("b")]).await.expect("import");
    store.revoke(&subject("a"), time(1_639_321_200), None).await.expect("revoke");
    let before = record(&store, "a").await;
    drop(store);
    let store = open(backend).await;
    assert_eq!(record(&store, "a").await, before);
    assert_eq!(store.count().await.expect("count"), 2);
    assert_eq!(store.changes().await.expect("count").revocations, 1);
    store.import(&[person("c")]).await.expect("import");
    assert_eq!(record(&store, "c").await.serial, Serial(2));
}

pub(crate) async fn no_serial_is_given_beyond_the_last(backend: &impl Backend) {
    let store = backend.open(28).await.expect("store");
    store.import(&[person("a")]).await.expect("import");
    backend.set_next_serial(first_decoy(1 << 28) - 1).await;
    let mut changed = person("a");
    changed.evidence = vec![vaccination(3)];
    // Two people for one serial: neither gets it, and the person who is known stays as they were.
    let refused = store.import(&[changed.clone(), person("b"), person("c")]).await;
    assert!(matches!(refused, Err(StoreError::NoSerialLeft(264_241_152))), "{refused:?}");
    assert_eq!(store.record(&subject("b")).await.expect("read"), None);
    assert_eq!(record(&store, "a").await.version, 1);
    assert_eq!(store.count().await.expect("count"), 1);
    store.import(&[person("b")]).await.expect("import");
    assert_eq!(record(&store, "b").await.serial, Serial(first_decoy(1 << 28) - 1));
    // People who have a serial are updated still.
    assert_eq!(store.import(&[changed, person("b")]).await.expect("import").changed, 1);
    let refused = store.import(&[person("c")]).await;
    assert!(matches!(refused, Err(StoreError::NoSerialLeft(264_241_152))), "{refused:?}");
}

pub(crate) async fn the_size_of_serials_stays_and_is_20_to_28_bits(backend: &impl Backend) {
    for bits in [0, 19, 29, 255] {
        let refused = backend.open(bits).await.err();
        assert!(matches!(refused, Some(StoreError::SerialBits { .. })), "{bits} bits: {refused:?}");
    }
    backend.open(26).await.expect("store").import(&[person("a")]).await.expect("import");
    let refused = backend.open(27).await.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(refused.starts_with("serial_bits is 27, but this database was made with 26"), "{refused}");
    assert_eq!(backend.open(26).await.expect("store").count().await.expect("count"), 1);
}

pub(crate) async fn imports_by_two_stores_at_once_lose_nothing(backend: &impl Backend) {
    let (left, right) = (open(backend).await, open(backend).await);
    let run = async |store: &Arc<dyn Store>, prefix: &str| {
        for batch in 0..20 {
            let own = people(&format!("{prefix}-{batch}"), 50);
            assert_eq!(store.import(&own).await.expect("import").added, 50);
            store.import(&[person("both")]).await.expect("import");
        }
    };
    tokio::join!(run(&left, "l"), run(&right, "r"));
    assert_eq!(left.count().await.expect("count"), 2_001);
    let mut serials = std::collections::BTreeSet::from([record(&left, "both").await.serial]);
    for side in ["l", "r"] {
        for batch in 0..20 {
            for number in 0..50 {
                serials.insert(record(&right, &format!("{side}-{batch}-{number}")).await.serial);
            }
        }
    }
    assert_eq!((serials.len(), serials.last()), (2_001, Some(&Serial(2_000))));
}

pub(crate) async fn stores_may_open_at_once(backend: &impl Backend) {
    let opened = tokio::join!(backend.open(20), backend.open(20), backend.open(20), backend.open(20), backend.open(20));
    let stores = <[_; 5]>::from(opened).map(|store| store.expect("store"));
    for (number, store) in stores.iter().enumerate() {
        store.import(&people(&format!("of-{number}"), 1)).await.expect("import");
    }
    assert_eq!(stores[0].count().await.expect("count"), 5);
}

pub(crate) async fn people_are_found_by_a_part_of_id_or_name<B: Backend>(backend: &B) {
    let store = open(backend).await;
    let mut imported = people("SYN", 12);
    imported.extend([person("SYNX"), person("REAL-1")]);
    imported[3].name = haetae_core::DisplayName::new("남궁*").expect("name");
    store.import(&imported).await.expect("an import");
    let found = async |prefix: &str, words: &str, limit: u32| {
        let query = PeopleQuery { prefix: prefix.to_owned(), words: words.to_owned(), ..PeopleQuery::default() };
        ids(store.find_people(&query, limit).await.expect("the store answers"))
    };
    assert_eq!(found("SYN-", "", 3).await, ["SYN-0", "SYN-1", "SYN-10"]);
    assert_eq!(found("SYN-", "", 99).await.len(), 12);
    assert_eq!(found("SYN-", "남궁", 99).await, ["SYN-3"]);
    assert_eq!(found("SYN-", "-1", 99).await, ["SYN-1", "SYN-10", "SYN-11"]);
    assert_eq!(found("SYN-", "%", 99).await, [""; 0]);
    assert_eq!(found("SYN-", "REAL", 99).await, [""; 0]);
    let query = PeopleQuery { prefix: "REAL-".to_owned(), ..PeopleQuery::default() };
    let records = store.find_people(&query, 1).await.expect("the store answers");
    assert_eq!(records.first().map(|record| &record.person), Some(&person("REAL-1")));
}

pub(crate) async fn people_are_listed_a_page_at_a_time_and_by_standing<B: Backend>(backend: &B) {
    let store = open(backend).await;
    store.import(&people("p", 5)).await.expect("an import");
    store.revoke(&subject("p-1"), time(100), Some(&reason("forged"))).await.expect("revoke");
    let found = async |after: Option<&str>, revoked, limit| {
        let query = PeopleQuery { after: after.map(subject), revoked, ..PeopleQuery::default() };
        ids(store.find_people(&query, limit).await.expect("the store answers"))
    };
    assert_eq!(found(None, None, 2).await, ["p-0", "p-1"]);
    assert_eq!(found(Some("p-1"), None, 2).await, ["p-2", "p-3"]);
    assert_eq!(found(Some("p-3"), None, 2).await, ["p-4"]);
    assert_eq!(found(Some("p-4"), None, 2).await, [""; 0]);
    assert_eq!(found(None, Some(true), 9).await, ["p-1"]);
    assert_eq!(found(None, Some(false), 9).await, ["p-0", "p-2", "p-3", "p-4"]);
    let query = PeopleQuery { words: "p-1".to_owned(), ..PeopleQuery::default() };
    assert_eq!(store.find_people(&query, 9).await.expect("the store answers"), [record(&store, "p-1").await]);
}

fn ids(records: Vec<Record>) -> Vec<String> {
    records.iter().map(|record| record.person.subject.as_str().to_owned()).collect()
}
