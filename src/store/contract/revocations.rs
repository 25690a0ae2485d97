use std::sync::Arc;

use super::{Backend, open, people, person, reason, subject, time};
use crate::model::{Revocation, RevokedSerial, Serial, first_decoy};
use crate::store::{RevocationQuery, StandingChange, Store, StoreError};

pub(crate) async fn a_revocation_voids_once(backend: &impl Backend) {
    let store = open(backend).await;
    store.import(&[person("a"), person("b")]).await.expect("import");
    let done = store.revoke(&subject("a"), time(100), Some(&reason("a forged record"))).await.expect("revoke");
    assert_eq!(done, StandingChange::Done);
    let again = store.revoke(&subject("a"), time(200), Some(&reason("another reason"))).await.expect("revoke");
    assert_eq!(again, StandingChange::Already);
    let revoked = store.record(&subject("a")).await.expect("read").expect("record");
    let expected = Revocation { at: time(100), reason: Some(reason("a forged record")) };
    assert_eq!((revoked.serial, revoked.version, revoked.revocation), (Serial(0), 1, Some(expected)));
    assert_eq!(store.record(&subject("b")).await.expect("read").expect("record").revocation, None);
    assert_eq!(store.changes().await.expect("count").revocations, 1);
}

pub(crate) async fn a_reinstated_person_has_a_new_serial(backend: &impl Backend) {
    let store = open(backend).await;
    store.import(&[person("a"), person("b")]).await.expect("import");
    assert_eq!(store.reinstate(&subject("a")).await.expect("reinstate"), StandingChange::Already);
    store.revoke(&subject("a"), time(100), None).await.expect("revoke");
    assert_eq!(store.reinstate(&subject("a")).await.expect("reinstate"), StandingChange::Done);
    assert_eq!(store.reinstate(&subject("a")).await.expect("reinstate"), StandingChange::Already);
    let record = store.record(&subject("a")).await.expect("read").expect("record");
    assert_eq!((record.serial, record.version, record.revocation), (Serial(2), 1, None));
    // The old serial stays void, and the new one can become so.
    store.revoke(&subject("a"), time(200), None).await.expect("revoke");
    let expected =
        [RevokedSerial { serial: Serial(0), at: time(100) }, RevokedSerial { serial: Serial(2), at: time(200) }];
    assert_eq!(store.revoked_since(time(0)).await.expect("list"), expected);
    // No one else gets either of them.
    store.import(&[person("c")]).await.expect("import");
    assert_eq!(store.record(&subject("c")).await.expect("read").expect("record").serial, Serial(3));
    assert_eq!(store.count().await.expect("count"), 3);
}

pub(crate) async fn a_reinstatement_needs_a_serial(backend: &impl Backend) {
    let store = open(backend).await;
    store.import(&[person("a")]).await.expect("import");
    store.revoke(&subject("a"), time(100), None).await.expect("revoke");
    backend.set_next_serial(first_decoy(1 << 20)).await;
    let refused = store.reinstate(&subject("a")).await;
    assert!(matches!(refused, Err(StoreError::NoSerialLeft(1_032_192))), "{refused:?}");
    assert!(store.record(&subject("a")).await.expect("read").expect("record").revocation.is_some());
}

pub(crate) async fn a_serial_is_reissued_to_the_person_who_has_it(backend: &impl Backend) {
    let store = open(backend).await;
    store.import(&[person("a"), person("b")]).await.expect("import");
    let reissue_serial = async |serial, at| {
        store.reissue_serial(Serial(serial), time(at), Some(&reason("a stolen key"))).await.expect("reissue_serial")
    };
    assert_eq!(reissue_serial(0, 100).await, StandingChange::Done);
    assert_eq!(reissue_serial(0, 200).await, StandingChange::Already, "its passes are void");
    assert_eq!(reissue_serial(9, 200).await, StandingChange::Unknown);
    let record = store.record(&subject("a")).await.expect("read").expect("record");
    assert_eq!((record.serial, record.version, record.revocation), (Serial(2), 1, None));
    store.revoke(&subject("b"), time(300), None).await.expect("revoke");
    assert_eq!(reissue_serial(1, 400).await, StandingChange::Already, "who is revoked stays so");
    assert!(store.record(&subject("b")).await.expect("read").expect("record").revocation.is_some());
    let expected =
        [RevokedSerial { serial: Serial(0), at: time(100) }, RevokedSerial { serial: Serial(1), at: time(300) }];
    assert_eq!(store.revoked_since(time(0)).await.expect("list"), expected);
    backend.set_next_serial(first_decoy(1 << 20)).await;
    let refused = store.reissue_serial(Serial(2), time(500), None).await;
    assert!(matches!(refused, Err(StoreError::NoSerialLeft(1_032_192))), "{refused:?}");
    assert_eq!(store.changes().await.expect("count").revocations, 2, "all of it or nothing");
}

pub(crate) async fn revocations_are_listed_from_a_time_on(backend: &impl Backend) {
    let store = open(backend).await;
    store.import(&people("p", 4)).await.expect("import");
    assert_eq!(store.revoked_since(time(0)).await.expect("list"), []);
    assert_eq!(store.changes().await.expect("count").revocations, 0);
    for (count, (number, at)) in [(3, 300), (1, 200), (2, 100)].into_iter().enumerate() {
        store.revoke(&subject(&format!("p-{number}")), time(at), None).await.expect("revoke");
        assert_eq!(store.changes().await.expect("count").revocations, count as u64 + 1);
    }
    let since = async |seconds| {
        let revoked = store.revoked_since(time(seconds)).await.expect("list");
        revoked.into_iter().map(|revoked| (revoked.serial.0, revoked.at.seconds())).collect::<Vec<_>>()
    };
    assert_eq!(since(0).await, [(1, 200), (2, 100), (3, 300)]);
    assert_eq!(since(200).await, [(1, 200), (3, 300)]);
    assert_eq!(since(301).await, []);
}

pub(crate) async fn many_are_revoked_and_reinstated_at_once(backend: &impl Backend) {
    use StandingChange::{Already, Done, Unknown};
    let store = open(backend).await;
    store.import(&people("p", 3)).await.expect("import");
    let subjects = ["p-2", "p-0", "nobody", "p-2"].map(subject);
    let revoked = store.revoke_all(&subjects, time(100), Some(&reason("a forged list"))).await.expect("revoke");
    assert_eq!(revoked, [Done, Done, Unknown, Already]);
    assert_eq!(store.revoke_all(&[], time(100), None).await.expect("revoke"), []);
    let reinstated = store.reinstate_all(&["p-1", "p-2", "nobody"].map(subject)).await.expect("reinstate");
    assert_eq!(reinstated, [Already, Done, Unknown]);
    assert_eq!(store.record(&subject("p-2")).await.expect("read").expect("record").serial, Serial(3));
    // If there are not enough serials for all, no one gets one.
    store.revoke_all(&["p-1", "p-2"].map(subject), time(200), None).await.expect("revoke");
    backend.set_next_serial(first_decoy(1 << 20) - 1).await;
    let refused = store.reinstate_all(&["p-1", "p-2"].map(subject)).await;
    assert!(matches!(refused, Err(StoreError::NoSerialLeft(1_032_192))), "{refused:?}");
    assert!(store.record(&subject("p-1")).await.expect("read").expect("record").revocation.is_some());
}

pub(crate) async fn revocations_are_listed_as_they_were_made(backend: &impl Backend) {
    let store = open(backend).await;
    store.import(&people("p", 3)).await.expect("import");
    for (number, at) in [(1, 300), (0, 100), (2, 200)] {
        let forged = (number == 1).then(|| reason("forged"));
        store.revoke(&subject(&format!("p-{number}")), time(at), forged.as_ref()).await.expect("revoke");
    }
    store.reinstate(&subject("p-0")).await.expect("reinstate");
    let list = async |of: Option<&str>, since, after, limit| {
        let query = RevocationQuery { subject: of.map(subject), since: Some(time(since)), after };
        let entries = store.revocations(&query, limit).await.expect("list");
        entries.into_iter().map(|entry| (entry.number, entry.serial.0, entry.in_force)).collect::<Vec<_>>()
    };
    assert_eq!(list(None, 0, 0, 9).await, [(1, 1, true), (2, 0, false), (3, 2, true)]);
    assert_eq!(list(None, 200, 0, 9).await, [(1, 1, true), (3, 2, true)]);
    assert_eq!(list(None, 0, 1, 1).await, [(2, 0, false)]);
    assert_eq!(list(Some("p-0"), 0, 0, 9).await, [(2, 0, false)]);
    let query = RevocationQuery { subject: Some(subject("p-1")), ..RevocationQuery::default() };
    let entry = store.revocations(&query, 1).await.expect("list").remove(0);
    assert_eq!((entry.subject, entry.at, entry.reason), (Some(subject("p-1")), time(300), Some(reason("forged"))));
}

pub(crate) async fn standings_of_unknown_subjects_do_not_change(backend: &impl Backend) {
    let store = open(backend).await;
    assert_eq!(store.revoke(&subject("a"), time(100), None).await.expect("revoke"), StandingChange::Unknown);
    assert_eq!(store.reinstate(&subject("a")).await.expect("reinstate"), StandingChange::Unknown);
    assert_eq!(store.changes().await.expect("count").revocations, 0);
}

pub(crate) async fn revocations_by_two_stores_at_once_are_all_counted(backend: &impl Backend) {
    let (left, right) = (open(backend).await, open(backend).await);
    left.import(&people("p", 60)).await.expect("import");
    let run = async |store: &Arc<dyn Store>| {
        let mut done = 0;
        for number in 0..60 {
            let change = store.revoke(&subject(&format!("p-{number}")), time(100), None).await.expect("revoke");
            done += u32::from(change == StandingChange::Done);
        }
        done
    };
    let (by_left, by_right) = tokio::join!(run(&left), run(&right));
    assert_eq!(by_left + by_right, 60);
    assert_eq!(left.revoked_since(time(0)).await.expect("list").len(), 60);
    assert_eq!(right.changes().await.expect("count").revocations, 60);
}
