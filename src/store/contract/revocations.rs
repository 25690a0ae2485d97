use super::{Backend, open, people, person, subject, time};
use crate::records::{Revocation, Serial};
use crate::store::{RevokedSerial, StandingChange, Store, StoreError};

pub(crate) async fn a_revocation_voids_once(backend: &impl Backend) {
    let store = open(backend).await;
    store.import(&[person("a"), person("b")]).await.expect("import");
    let done = store.revoke(&subject("a"), time(100), Some("a forged record")).await.expect("revoke");
    assert_eq!(done, StandingChange::Done);
    let again = store.revoke(&subject("a"), time(200), Some("another reason")).await.expect("revoke");
    assert_eq!(again, StandingChange::Already);
    let revoked = store.record(&subject("a")).await.expect("read").expect("record");
    let expected = Revocation { at: time(100), reason: Some("a forged record".to_owned()) };
    assert_eq!((revoked.serial, revoked.version, revoked.revocation), (Serial(0), 1, Some(expected)));
    assert_eq!(store.record(&subject("b")).await.expect("read").expect("record").revocation, None);
    assert_eq!(store.revocation_count().await.expect("count"), 1);
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
    // Nobody else gets either of them.
    store.import(&[person("c")]).await.expect("import");
    assert_eq!(store.record(&subject("c")).await.expect("read").expect("record").serial, Serial(3));
    assert_eq!(store.count().await.expect("count"), 3);
}

pub(crate) async fn a_reinstatement_needs_a_serial(backend: &impl Backend) {
    let store = open(backend).await;
    store.import(&[person("a")]).await.expect("import");
    store.revoke(&subject("a"), time(100), None).await.expect("revoke");
    backend.set_next_serial(1 << 20).await;
    let refused = store.reinstate(&subject("a")).await;
    assert!(matches!(refused, Err(StoreError::NoSerialLeft(1_048_576))), "{refused:?}");
    assert!(store.record(&subject("a")).await.expect("read").expect("record").revocation.is_some());
}

pub(crate) async fn whoever_has_a_serial_is_given_another(backend: &impl Backend) {
    let store = open(backend).await;
    store.import(&[person("a"), person("b")]).await.expect("import");
    let renumber =
        async |serial, at| store.renumber(Serial(serial), time(at), Some("a stolen key")).await.expect("renumber");
    assert_eq!(renumber(0, 100).await, StandingChange::Done);
    assert_eq!(renumber(0, 200).await, StandingChange::Already, "its passes are void");
    assert_eq!(renumber(9, 200).await, StandingChange::Unknown);
    let record = store.record(&subject("a")).await.expect("read").expect("record");
    assert_eq!((record.serial, record.version, record.revocation), (Serial(2), 1, None));
    store.revoke(&subject("b"), time(300), None).await.expect("revoke");
    assert_eq!(renumber(1, 400).await, StandingChange::Already, "who is revoked stays so");
    assert!(store.record(&subject("b")).await.expect("read").expect("record").revocation.is_some());
    let expected =
        [RevokedSerial { serial: Serial(0), at: time(100) }, RevokedSerial { serial: Serial(1), at: time(300) }];
    assert_eq!(store.revoked_since(time(0)).await.expect("list"), expected);
    backend.set_next_serial(1 << 20).await;
    let refused = store.renumber(Serial(2), time(500), None).await;
    assert!(matches!(refused, Err(StoreError::NoSerialLeft(1_048_576))), "{refused:?}");
    assert_eq!(store.revocation_count().await.expect("count"), 2, "all of it or nothing");
}

pub(crate) async fn revocations_are_listed_from_a_time_on(backend: &impl Backend) {
    let store = open(backend).await;
    store.import(&people("p", 4)).await.expect("import");
    assert_eq!(store.revoked_since(time(0)).await.expect("list"), []);
    assert_eq!(store.revocation_count().await.expect("count"), 0);
    for (count, (number, at)) in [(3, 300), (1, 200), (2, 100)].into_iter().enumerate() {
        store.revoke(&subject(&format!("p-{number}")), time(at), None).await.expect("revoke");
        assert_eq!(store.revocation_count().await.expect("count"), count as u64 + 1);
    }
    let since = async |seconds| {
        let revoked = store.revoked_since(time(seconds)).await.expect("list");
        revoked.into_iter().map(|revoked| (revoked.serial.0, revoked.at.seconds())).collect::<Vec<_>>()
    };
    assert_eq!(since(0).await, [(1, 200), (2, 100), (3, 300)]);
    assert_eq!(since(200).await, [(1, 200), (3, 300)]);
    assert_eq!(since(301).await, []);
}

pub(crate) async fn standings_of_unknown_subjects_do_not_change(backend: &impl Backend) {
    let store = open(backend).await;
    assert_eq!(store.revoke(&subject("a"), time(100), None).await.expect("revoke"), StandingChange::Unknown);
    assert_eq!(store.reinstate(&subject("a")).await.expect("reinstate"), StandingChange::Unknown);
    assert_eq!(store.revocation_count().await.expect("count"), 0);
}

pub(crate) async fn revocations_by_two_stores_at_once_are_all_counted(backend: &impl Backend) {
    let (left, right) = (open(backend).await, open(backend).await);
    left.import(&people("p", 60)).await.expect("import");
    let run = async |store: &_| {
        let mut done = 0;
        for number in 0..60 {
            let change = Store::revoke(store, &subject(&format!("p-{number}")), time(100), None).await.expect("revoke");
            done += u32::from(change == StandingChange::Done);
        }
        done
    };
    let (by_left, by_right) = tokio::join!(run(&left), run(&right));
    assert_eq!(by_left + by_right, 60);
    assert_eq!(left.revoked_since(time(0)).await.expect("list").len(), 60);
    assert_eq!(right.revocation_count().await.expect("count"), 60);
}
