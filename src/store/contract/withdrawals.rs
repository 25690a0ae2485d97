use haetae_core::Kid;

use super::{Backend, open, reason, time};
use crate::model::WithdrawnKey;
use crate::store::WithdrawalChange;

fn withdrawn(kid: u8, refused_from: u64) -> WithdrawnKey {
    WithdrawnKey {
        kid: Kid([kid; 8]),
        refused_from: time(refused_from),
        reason: reason("a backup was stolen"),
        entered: time(100),
    }
}

pub(crate) async fn a_key_is_withdrawn_once(backend: &impl Backend) {
    let store = open(backend).await;
    assert_eq!(store.withdrawn_keys().await.expect("list"), []);
    assert_eq!(store.changes().await.expect("count").withdrawals, 0);
    for kid in [7, 3] {
        assert_eq!(store.withdraw_key(&withdrawn(kid, 200)).await.expect("withdraw"), WithdrawalChange::Done);
    }
    let again = WithdrawnKey { reason: reason("once more"), entered: time(300), ..withdrawn(7, 200) };
    assert_eq!(store.withdraw_key(&again).await.expect("withdraw"), WithdrawalChange::Already);
    assert_eq!(store.withdrawn_keys().await.expect("list"), [withdrawn(3, 200), withdrawn(7, 200)]);
    assert_eq!(store.changes().await.expect("count").withdrawals, 2);
    let other = open(backend).await;
    assert_eq!(other.withdrawn_keys().await.expect("list").len(), 2);
}

pub(crate) async fn a_withdrawal_may_begin_at_another_time(backend: &impl Backend) {
    let store = open(backend).await;
    store.withdraw_key(&withdrawn(7, 500)).await.expect("withdraw");
    for (number, from) in [(2, 100), (3, 900)] {
        let earlier =
            WithdrawnKey { reason: reason(&format!("from {from}")), entered: time(from), ..withdrawn(7, from) };
        assert_eq!(store.withdraw_key(&earlier).await.expect("withdraw"), WithdrawalChange::Done);
        assert_eq!(store.withdrawn_keys().await.expect("list"), [earlier]);
        assert_eq!(store.changes().await.expect("count").withdrawals, number);
    }
}

pub(crate) async fn a_withdrawal_is_lifted_and_may_come_back(backend: &impl Backend) {
    let store = open(backend).await;
    let lift = async |kid| store.lift_withdrawal(Kid([kid; 8]), &reason("a wrong kid"), time(400)).await.expect("lift");
    assert_eq!(lift(7).await, WithdrawalChange::Already);
    store.withdraw_key(&withdrawn(3, 200)).await.expect("withdraw");
    store.withdraw_key(&withdrawn(7, 200)).await.expect("withdraw");
    assert_eq!(lift(7).await, WithdrawalChange::Done);
    assert_eq!(lift(7).await, WithdrawalChange::Already);
    assert_eq!(store.withdrawn_keys().await.expect("list"), [withdrawn(3, 200)]);
    assert_eq!(store.changes().await.expect("count").withdrawals, 3, "what was lifted is news too");
    assert_eq!(store.withdraw_key(&withdrawn(7, 200)).await.expect("withdraw"), WithdrawalChange::Done);
    assert_eq!(store.withdrawn_keys().await.expect("list"), [withdrawn(3, 200), withdrawn(7, 200)]);
}
