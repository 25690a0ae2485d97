//! Identities: people under one subject id, the key of names, erasure.

use std::sync::Arc;

use super::{Backend, open, person, reason, subject, time};
use crate::model::{BirthDate, Conflict, NameHash, Person, Reason, RevokedSerial, Serial};
use crate::store::{
    Allowed, Decision, DecisionKind, Imported, PeopleQuery, Refusal, Refused, RevocationQuery, StandingChange, Store,
};

/// `person`, whose full name has this hash.
fn hashed(id: &str, hash: u8) -> Person {
    Person { name_hash: Some(NameHash([hash; 16])), ..person(id) }
}

fn of_system(id: &str, system: &str) -> Person {
    Person { system: Some(system.to_owned()), ..person(id) }
}

fn refused(id: &str, why: Refusal) -> Imported {
    Imported { refused: vec![Refused { subject: subject(id), why }], ..Imported::default() }
}

fn decision(at: u64) -> Decision {
    Decision { at: time(at), by: "operator".to_owned(), reason: reason("asked to") }
}

async fn kept(store: &Arc<dyn Store>, id: &str) -> Option<Person> {
    store.record(&subject(id)).await.expect("read").map(|record| record.person)
}

pub(crate) async fn another_person_under_a_subject_id_is_refused(backend: &impl Backend) {
    let store = open(backend).await;
    let known = Person { system: Some("urn:a".to_owned()), ..hashed("a", 1) };
    store.import(std::slice::from_ref(&known)).await.expect("import");
    let born = |date| Person { birth_date: BirthDate::parse(date).expect("a date"), ..known.clone() };
    for (other, conflict) in [
        (hashed("a", 2), Conflict::Name),
        (born("1985-03-02"), Conflict::BirthDate),
        (born("1986"), Conflict::BirthDate),
        (of_system("a", "urn:b"), Conflict::System("urn:a".to_owned())),
    ] {
        let imported = store.import(&[other]).await.expect("import");
        assert_eq!(imported, refused("a", Refusal::Conflict(conflict)));
        assert_eq!(kept(&store, "a").await.as_ref(), Some(&known));
    }
    assert_eq!(store.record(&subject("a")).await.expect("read").expect("a record").version, 1);
    // The others of the batch are stored.
    let imported = store.import(&[hashed("a", 2), person("b")]).await.expect("import");
    assert_eq!((imported.added, imported.refused.len()), (1, 1));
}

pub(crate) async fn unknown_data_of_a_person_is_filled_in_without_a_new_version(backend: &impl Backend) {
    let store = open(backend).await;
    store.import(&[person("a")]).await.expect("import");
    let whole = Person { system: Some("urn:a".to_owned()), ..hashed("a", 1) };
    let imported = store.import(std::slice::from_ref(&whole)).await.expect("import");
    assert_eq!(imported, Imported { unchanged: 1, ..Imported::default() });
    assert_eq!(kept(&store, "a").await.as_ref(), Some(&whole));
    // Nor does a less precise source remove it.
    let born = BirthDate::parse(&whole.birth_date.to_string()[..7]).expect("a month");
    store.import(&[Person { birth_date: born, ..person("a") }]).await.expect("import");
    let record = store.record(&subject("a")).await.expect("read").expect("a record");
    assert_eq!((record.person, record.version), (whole, 1));
}

pub(crate) async fn an_allowed_change_happens_once(backend: &impl Backend) {
    let store = open(backend).await;
    store.import(&[hashed("a", 1), hashed("b", 1)]).await.expect("import");
    assert_eq!(store.allow(&subject("a"), &decision(100)).await.expect("allow"), Allowed::Change);
    // An import of the same person does not use up the permission.
    assert_eq!(store.import(&[hashed("a", 1)]).await.expect("import").unchanged, 1);
    let married = Person { name: haetae_core::DisplayName::new("박*수").expect("name"), ..hashed("a", 2) };
    let imported = store.import(&[married.clone(), hashed("b", 2)]).await.expect("import");
    assert_eq!((imported.changed, imported.refused.len()), (1, 1), "of b nothing was allowed");
    assert_eq!(kept(&store, "a").await, Some(married));
    let again = store.import(&[hashed("a", 1)]).await.expect("import");
    assert_eq!(again, refused("a", Refusal::Conflict(Conflict::Name)));
    assert_eq!(store.allow(&subject("nobody"), &decision(100)).await.expect("allow"), Allowed::Nothing);
    let decisions = store.decisions(&subject("a")).await.expect("read");
    assert_eq!(decisions, [(DecisionKind::Allowed, decision(100))]);
    assert_eq!(store.decisions(&subject("b")).await.expect("read"), []);
}

pub(crate) async fn an_erased_person_stays_out_until_allowed(backend: &impl Backend) {
    let store = open(backend).await;
    store.import(&[person("a"), person("b")]).await.expect("import");
    assert!(store.erase(&subject("a"), &decision(100)).await.expect("erase"));
    assert!(!store.erase(&subject("a"), &decision(200)).await.expect("erase"), "there is no such person any more");
    assert_eq!(kept(&store, "a").await, None);
    assert_eq!(store.count().await.expect("count"), 1);
    assert_eq!(store.find_people(&PeopleQuery::default(), 9).await.expect("list").len(), 1);
    // The passes are void, and nothing shows any more whose they were.
    let void = RevokedSerial { serial: Serial(0), at: time(100) };
    assert_eq!(store.revoked_since(time(0)).await.expect("list"), [void]);
    let entries = store.revocations(&RevocationQuery::default(), 9).await.expect("list");
    assert_eq!((entries.len(), &entries[0].subject, entries[0].in_force), (1, &None, false));
    assert_eq!(store.revoke(&subject("a"), time(300), None).await.expect("revoke"), StandingChange::Unknown);

    let imported = store.import(&[person("a"), person("c")]).await.expect("import");
    assert_eq!(imported.refused, [Refused { subject: subject("a"), why: Refusal::Erased(time(100)) }]);
    assert_eq!(imported.added, 1);
    assert_eq!(store.record(&subject("c")).await.expect("read").expect("a record").serial, Serial(2));

    assert_eq!(store.allow(&subject("a"), &decision(400)).await.expect("allow"), Allowed::Return);
    assert_eq!(store.allow(&subject("a"), &decision(500)).await.expect("allow"), Allowed::Nothing);
    assert_eq!(store.import(&[person("a")]).await.expect("import").added, 1);
    let back = store.record(&subject("a")).await.expect("read").expect("a record");
    assert_eq!((back.serial, back.version, back.revocation), (Serial(3), 1, None), "with a serial that nobody had");
    let decisions = store.decisions(&subject("a")).await.expect("read");
    assert_eq!(decisions, [(DecisionKind::Erased, decision(100)), (DecisionKind::Allowed, decision(400))]);
    // The person may be erased again.
    assert!(store.erase(&subject("a"), &decision(600)).await.expect("erase"));
    assert_eq!(store.import(&[person("a")]).await.expect("import").added, 0);
}

pub(crate) async fn a_revoked_person_is_erased_with_all_reasons(backend: &impl Backend) {
    let store = open(backend).await;
    store.import(&[person("a"), person("b")]).await.expect("import");
    store.revoke(&subject("a"), time(100), Some(&reason("a forged record of 김민수"))).await.expect("revoke");
    store.reinstate(&subject("a")).await.expect("reinstate");
    store.revoke(&subject("a"), time(200), Some(&reason("again"))).await.expect("revoke");
    store.revoke(&subject("b"), time(300), Some(&reason("of another person"))).await.expect("revoke");
    let count = store.changes().await.expect("count").revocations;
    assert!(store.erase(&subject("a"), &decision(400)).await.expect("erase"));
    assert_eq!(store.changes().await.expect("count").revocations, count, "those passes were void already");
    let entries = store.revocations(&RevocationQuery::default(), 9).await.expect("list");
    let kept: Vec<_> =
        entries.iter().map(|entry| (entry.at.seconds(), entry.reason.as_ref().map(Reason::as_str))).collect();
    assert_eq!(kept, [(100, None), (200, None), (300, Some("of another person"))]);
    assert_eq!(store.revoked_since(time(0)).await.expect("list").len(), 3);
}

pub(crate) async fn names_are_hashed_with_one_key_until_it_is_replaced(backend: &impl Backend) {
    let store = open(backend).await;
    assert!(store.claim_name_key([1; 16], false).await.expect("claim"));
    store.import(&[hashed("a", 1)]).await.expect("import");
    assert!(store.claim_name_key([1; 16], false).await.expect("claim"));
    assert!(!store.claim_name_key([2; 16], false).await.expect("claim"));
    assert_eq!(kept(&store, "a").await, Some(hashed("a", 1)));
    assert!(store.claim_name_key([2; 16], true).await.expect("claim"));
    assert_eq!(kept(&store, "a").await, Some(person("a")), "hashes of the old key say nothing any more");
    assert!(!store.claim_name_key([1; 16], false).await.expect("claim"));
    assert_eq!(store.import(&[hashed("a", 9)]).await.expect("import").unchanged, 1);
}
