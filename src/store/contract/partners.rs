use std::sync::Arc;

use super::{Backend, open, time};
use crate::model::{Partner, PartnerKey, Uses};
use crate::store::{PartnerChange, Store};

const PASSES: Uses = Uses { passes: true, paper: false };
const PAPER: Uses = Uses { passes: false, paper: true };

fn key(id: &str, byte: u8, uses: Uses) -> PartnerKey {
    PartnerKey { id: id.to_owned(), public: [byte; 32], uses }
}

async fn keys(store: &Arc<dyn Store>, partner: &str) -> Vec<PartnerKey> {
    store.partner(partner).await.expect("read").map_or_else(Vec::new, |partner| partner.keys)
}

pub(crate) async fn a_partner_has_at_most_two_keys(backend: &impl Backend) {
    let store = open(backend).await;
    assert_eq!(store.add_partner_key("naver", &key("k2", 2, PAPER)).await.expect("add"), PartnerChange::Done);
    assert_eq!(store.add_partner_key("naver", &key("k1", 1, PASSES)).await.expect("add"), PartnerChange::Done);
    assert_eq!(store.add_partner_key("naver", &key("k3", 3, PASSES)).await.expect("add"), PartnerChange::TooManyKeys);
    assert_eq!(keys(&store, "naver").await, [key("k1", 1, PASSES), key("k2", 2, PAPER)]);
    // Another partner's keys do not count.
    assert_eq!(store.add_partner_key("kakao", &key("k1", 1, PASSES)).await.expect("add"), PartnerChange::Done);
    assert_eq!(store.remove_partner_key("naver", "k1").await.expect("remove"), PartnerChange::Done);
    assert_eq!(store.add_partner_key("naver", &key("k3", 3, PASSES)).await.expect("add"), PartnerChange::Done);
    assert_eq!(keys(&store, "naver").await, [key("k2", 2, PAPER), key("k3", 3, PASSES)]);
    assert_eq!(keys(&store, "kakao").await, [key("k1", 1, PASSES)]);
}

pub(crate) async fn a_key_registered_again_has_the_new_uses(backend: &impl Backend) {
    let store = open(backend).await;
    store.add_partner_key("naver", &key("k1", 1, PASSES)).await.expect("add");
    store.add_partner_key("naver", &key("k2", 2, PASSES)).await.expect("add");
    assert_eq!(store.add_partner_key("naver", &key("k1", 1, PAPER)).await.expect("add"), PartnerChange::Already);
    assert_eq!(keys(&store, "naver").await, [key("k1", 1, PAPER), key("k2", 2, PASSES)]);
}

pub(crate) async fn a_key_and_its_id_belong_together(backend: &impl Backend) {
    let store = open(backend).await;
    store.add_partner_key("naver", &key("k1", 1, PASSES)).await.expect("add");
    assert_eq!(store.add_partner_key("naver", &key("k1", 2, PAPER)).await.expect("add"), PartnerChange::Conflict);
    assert_eq!(store.add_partner_key("naver", &key("k2", 1, PAPER)).await.expect("add"), PartnerChange::Conflict);
    assert_eq!(keys(&store, "naver").await, [key("k1", 1, PASSES)]);
}

pub(crate) async fn the_last_key_takes_the_partner_along(backend: &impl Backend) {
    let store = open(backend).await;
    store.add_partner_key("naver", &key("k1", 1, PASSES)).await.expect("add");
    store.set_partner_grace("naver", Some(time(500))).await.expect("grace");
    assert_eq!(store.remove_partner_key("naver", "k2").await.expect("remove"), PartnerChange::Unknown);
    assert_eq!(store.remove_partner_key("kakao", "k1").await.expect("remove"), PartnerChange::Unknown);
    assert_eq!(store.remove_partner_key("naver", "k1").await.expect("remove"), PartnerChange::Done);
    assert_eq!(store.partner("naver").await.expect("read"), None);
    assert_eq!(store.partners().await.expect("list"), []);
    // A partner of that name who comes later is not on grace.
    store.add_partner_key("naver", &key("k1", 1, PASSES)).await.expect("add");
    assert_eq!(store.partner("naver").await.expect("read").expect("partner").grace_until, None);
}

pub(crate) async fn grace_is_set_and_ended(backend: &impl Backend) {
    let store = open(backend).await;
    assert_eq!(store.set_partner_grace("naver", Some(time(500))).await.expect("grace"), PartnerChange::Unknown);
    assert_eq!(store.partner("naver").await.expect("read"), None);
    store.add_partner_key("naver", &key("k1", 1, PASSES)).await.expect("add");
    for until in [Some(time(500)), Some(time(600)), None] {
        assert_eq!(store.set_partner_grace("naver", until).await.expect("grace"), PartnerChange::Done);
        let expected = Partner { name: "naver".to_owned(), keys: vec![key("k1", 1, PASSES)], grace_until: until };
        assert_eq!(store.partner("naver").await.expect("read"), Some(expected));
    }
}

pub(crate) async fn partners_are_listed_by_name(backend: &impl Backend) {
    let store = open(backend).await;
    for (partner, id) in [("toss", "k1"), ("kakao", "k2"), ("naver", "k1"), ("kakao", "k1")] {
        let byte = if id == "k1" { 1 } else { 2 };
        store.add_partner_key(partner, &key(id, byte, PASSES)).await.expect("add");
    }
    let listed = store.partners().await.expect("list");
    let names: Vec<_> = listed.iter().map(|partner| (partner.name.as_str(), partner.keys.len())).collect();
    assert_eq!(names, [("kakao", 2), ("naver", 1), ("toss", 1)]);
    assert_eq!(open(backend).await.partners().await.expect("list"), listed);
}
