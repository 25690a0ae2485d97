use haetae_core::Kid;

use super::{Backend, open, person, reason, subject, time};
use crate::model::Serial;
use crate::store::{BroughtBack, StandingChange, StoreError};

fn found(revoked: &[u32], next_serial: u32) -> BroughtBack {
    BroughtBack {
        revoked: revoked.iter().copied().map(Serial).collect(),
        withdrawn: vec![(Kid([7; 8]), time(50))],
        next_serial,
        at: time(100),
        reason: reason("brought back"),
    }
}

pub(crate) async fn what_was_published_is_brought_back_once<B: Backend>(backend: &B) {
    let store = open(backend).await;
    store.import(&[person("a"), person("b")]).await.expect("import");
    store.revoke(&subject("b"), time(10), Some(&reason("lost"))).await.expect("revoke");
    for _ in 0..2 {
        store.bring_back(&found(&[0, 1, 5], 9)).await.expect("bring back");
        let entries = store.revocations(&Default::default(), 9).await.expect("list");
        let entries: Vec<_> = entries
            .iter()
            .map(|entry| (entry.serial.0, entry.subject.as_ref().map(|subject| subject.as_str()), entry.at.seconds()))
            .collect();
        assert_eq!(entries, [(1, Some("b"), 10), (0, Some("a"), 100), (5, None, 100)]);
        let withdrawn = store.withdrawn_keys().await.expect("keys");
        assert_eq!(
            withdrawn.iter().map(|key| (key.kid, key.refused_from)).collect::<Vec<_>>(),
            [(Kid([7; 8]), time(50))]
        );
        assert_eq!(store.next_serial().await.expect("serial"), 9);
    }
    assert_eq!(store.revoke(&subject("a"), time(200), None).await.expect("revoke"), StandingChange::Already);
    store.bring_back(&found(&[], 3)).await.expect("bring back");
    assert_eq!(store.next_serial().await.expect("serial"), 9, "it never falls");
    store.lift_withdrawal(Kid([7; 8]), &reason("found"), time(300)).await.expect("lift");
    assert_eq!(store.lifted_withdrawals().await.expect("keys"), [(Kid([7; 8]), time(300))]);
}

pub(crate) async fn no_serial_is_given_while_reconciling_is_due<B: Backend>(backend: &B) {
    let store = open(backend).await;
    store.import(&[person("a")]).await.expect("import");
    store.revoke(&subject("a"), time(10), None).await.expect("revoke");
    store.require_reconciling().await.expect("mark");
    assert!(store.changes().await.expect("changes").reconcile_due);
    let refused = [
        store.import(&[person("b")]).await.map(drop),
        store.reinstate(&subject("a")).await.map(drop),
        store.rehearse_import(&[person("b")]).await.map(drop),
    ];
    assert!(refused.iter().all(|refused| matches!(refused, Err(StoreError::ReconcileDue))), "{refused:?}");
    store.bring_back(&found(&[], 0)).await.expect("bring back");
    assert!(!store.changes().await.expect("changes").reconcile_due);
    store.import(&[person("b")]).await.expect("import");
}

pub(crate) async fn an_installation_is_named_once<B: Backend>(backend: &B) {
    let store = open(backend).await;
    assert_eq!(store.installation().await.expect("name"), None);
    let name = store.name_installation(None).await.expect("name");
    assert_eq!(name.len(), 32);
    assert_eq!(store.name_installation(Some(&"0".repeat(32))).await.expect("name"), name);
    assert_eq!(open(backend).await.installation().await.expect("name"), Some(name));
}
