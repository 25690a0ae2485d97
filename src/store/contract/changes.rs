use super::rules::rules;
use super::{Backend, open, people, person, reason, subject, time};
use crate::model::{PartnerKey, PublishedSet, Serial, Uses, WithdrawnKey};
use crate::store::{Changes, Decision};

fn partner_key(id: &str) -> PartnerKey {
    PartnerKey { id: id.to_owned(), public: [7; 32], uses: Uses { passes: true, paper: false } }
}

pub(crate) async fn every_change_moves_the_counter_of_its_kind<B: Backend>(backend: &B) {
    let (store, other) = (open(backend).await, open(backend).await);
    let mut before = other.changes().await.expect("read");
    assert_eq!(before, Changes::default(), "nothing has changed yet");
    // After each step: which of revocations, withdrawals, partners, records, rules and the published set have moved.
    let mut moved = async || {
        let now = other.changes().await.expect("read");
        let moved = [
            now.revocations != before.revocations,
            now.withdrawals != before.withdrawals,
            now.partners != before.partners,
            now.records != before.records,
            now.rules != before.rules,
            now.published != before.published,
        ];
        assert!(now.revocations >= before.revocations && now.withdrawals >= before.withdrawals, "counters only grow");
        assert!(now.partners >= before.partners && now.records >= before.records, "counters only grow");
        before = now;
        moved.map(u8::from)
    };
    store.import(&people("p", 3)).await.expect("import");
    assert_eq!(moved().await, [0, 0, 0, 1, 0, 0], "people");
    store.import(&people("p", 3)).await.expect("import");
    assert_eq!(moved().await, [0; 6], "the same people again");
    store.rehearse_import(&[person("q")]).await.expect("rehearse");
    assert_eq!(moved().await, [0; 6], "a rehearsal");
    store.revoke(&subject("p-0"), time(100), None).await.expect("revoke");
    assert_eq!(moved().await, [1, 0, 0, 1, 0, 0], "a revocation");
    store.revoke(&subject("p-0"), time(200), None).await.expect("revoke");
    assert_eq!(moved().await, [0; 6], "the same revocation again");
    store.reinstate(&subject("p-0")).await.expect("reinstate");
    assert_eq!(moved().await, [0, 0, 0, 1, 0, 0], "a reinstatement");
    store.reissue_serial(Serial(1), time(300), None).await.expect("reissue");
    assert_eq!(moved().await, [1, 0, 0, 1, 0, 0], "another serial");
    let decision = Decision { at: time(400), by: "operator".to_owned(), reason: reason("asked to") };
    store.erase(&subject("p-2"), &decision).await.expect("erase");
    assert_eq!(moved().await, [1, 0, 0, 1, 0, 0], "an erasure");
    let kid = haetae_core::Kid([7; 8]);
    let key = WithdrawnKey { kid, refused_from: time(1), reason: reason("stolen"), entered: time(1) };
    store.withdraw_key(&key).await.expect("withdraw");
    assert_eq!(moved().await, [0, 1, 0, 0, 0, 0], "a withdrawal");
    store.lift_withdrawal(kid, &reason("found"), time(2)).await.expect("lift");
    assert_eq!(moved().await, [0, 1, 0, 0, 0, 0], "the end of a withdrawal");
    store.add_partner_key("naver", &partner_key("1")).await.expect("add");
    assert_eq!(moved().await, [0, 0, 1, 0, 0, 0], "a partner");
    store.set_partner_grace("naver", Some(time(500))).await.expect("grace");
    assert_eq!(moved().await, [0, 0, 1, 0, 0, 0], "grace");
    store.set_partner_grace("kakao", Some(time(500))).await.expect("grace");
    assert_eq!(moved().await, [0; 6], "grace of nobody");
    store.remove_partner_key("naver", "1").await.expect("remove");
    assert_eq!(moved().await, [0, 0, 1, 0, 0, 0], "a key taken away");
    store.add_rules(&rules(3)).await.expect("add");
    assert_eq!(moved().await, [0, 0, 0, 0, 1, 0], "rules");
    store.add_rules(&rules(3)).await.expect("add");
    assert_eq!(moved().await, [0; 6], "the same rules again");
    let set = PublishedSet { version: 7, manifest: vec![1], files: Vec::new(), revocations: [].into() };
    store.publish(&set, None).await.expect("publish");
    assert_eq!(moved().await, [0, 0, 0, 0, 0, 1], "a set");
    assert_eq!(before.published, Some(7));
}
