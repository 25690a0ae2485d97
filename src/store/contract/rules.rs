use super::{Backend, open, time};
use crate::model::{RulesRecord, RulesVersion};
use crate::store::RulesChange;

/// A version, published by one operator.
pub(super) fn rules(version: u64) -> RulesVersion {
    let byte = u8::try_from(version % 251).expect("a byte");
    RulesVersion {
        record: RulesRecord {
            version,
            published: time(100 + version % 1_000),
            by: "alice".to_owned(),
            approved_by: None,
            emergency: None,
            content_of: None,
        },
        file: vec![byte; 300],
        cases: Vec::new(),
    }
}

pub(crate) async fn versions_of_the_rules_only_grow<B: Backend>(backend: &B) {
    let (store, other) = (open(backend).await, open(backend).await);
    assert_eq!(other.rules(None).await.expect("read"), None);
    assert_eq!(other.changes().await.expect("count").rules, None);
    assert_eq!(store.add_rules(&rules(7)).await.expect("add"), RulesChange::Done);
    assert_eq!(other.changes().await.expect("count").rules, Some(7));
    for version in [7, 6, 0] {
        let changed = RulesVersion { cases: vec![1], ..rules(version) };
        assert_eq!(other.add_rules(&changed).await.expect("add"), RulesChange::NotNewer, "{version}");
    }
    assert_eq!(other.rules(None).await.expect("read"), Some(rules(7)), "nothing changed");
    let largest = (1 << 53) - 1;
    assert_eq!(other.add_rules(&rules(largest)).await.expect("add"), RulesChange::Done);
    assert_eq!(store.changes().await.expect("count").rules, Some(largest));
    assert_eq!(store.rules(None).await.expect("read").expect("the newest").record.version, largest);
}

pub(crate) async fn versions_of_the_rules_stay_as_they_were_published<B: Backend>(backend: &B) {
    let store = open(backend).await;
    let second = RulesVersion {
        record: RulesRecord {
            approved_by: Some("bob".to_owned()),
            emergency: Some("잘못된 규칙".to_owned()),
            content_of: Some(1),
            ..rules(2).record
        },
        cases: br#"{"cases":[]}"#.to_vec(),
        ..rules(2)
    };
    for version in [&rules(1), &second, &rules(3)] {
        assert_eq!(store.add_rules(version).await.expect("add"), RulesChange::Done);
    }
    let other = open(backend).await;
    assert_eq!(other.rules(Some(2)).await.expect("read"), Some(second.clone()));
    assert_eq!(other.rules(Some(1)).await.expect("read"), Some(rules(1)));
    assert_eq!(other.rules(Some(4)).await.expect("read"), None);
    assert_eq!(other.rules_history(2).await.expect("read"), [rules(3).record, second.record]);
    assert_eq!(other.rules_history(9).await.expect("read").len(), 3);
}

pub(crate) async fn of_two_versions_of_the_rules_at_once_the_higher_stays<B: Backend>(backend: &B) {
    let (one, other) = (open(backend).await, open(backend).await);
    let (first, second) = (rules(5), rules(5));
    let (first, second) = tokio::join!(one.add_rules(&first), other.add_rules(&second));
    let mut changes = [first.expect("add"), second.expect("add")];
    changes.sort_by_key(|change| *change == RulesChange::Done);
    assert_eq!(changes, [RulesChange::NotNewer, RulesChange::Done]);
}
