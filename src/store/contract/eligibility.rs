use super::{Backend, open, time};
use crate::model::EligibilityVersion;
use crate::store::EligibilityChange;

/// A version that one operator has added.
pub(crate) fn eligibility(version: u64) -> EligibilityVersion {
    let file = format!("{{\"version\": {version}}}").into_bytes();
    EligibilityVersion { version, from: time(1_000 - version), file, added: time(version), by: "alice".to_owned() }
}

pub(crate) async fn versions_of_the_eligibility_only_grow_and_stay_as_they_are(backend: &impl Backend) {
    let (store, other) = (open(backend).await, open(backend).await);
    assert_eq!(other.eligibility_after(0).await.expect("read"), []);
    for version in [1, 3] {
        assert_eq!(store.add_eligibility(&eligibility(version)).await.expect("add"), EligibilityChange::Done);
    }
    for version in [1, 2, 3] {
        let changed = EligibilityVersion { by: "bob".to_owned(), ..eligibility(version) };
        assert_eq!(other.add_eligibility(&changed).await.expect("add"), EligibilityChange::NotNewer, "{version}");
    }
    let again = open(backend).await;
    assert_eq!(again.eligibility_after(0).await.expect("read"), [eligibility(1), eligibility(3)]);
    assert_eq!(again.eligibility_after(1).await.expect("read"), [eligibility(3)]);
    assert_eq!(again.eligibility_after(3).await.expect("read"), []);
}

pub(crate) async fn of_two_versions_of_the_eligibility_at_once_one_is_stored(backend: &impl Backend) {
    let (one, other) = (open(backend).await, open(backend).await);
    let (first, second) = (eligibility(5), EligibilityVersion { by: "bob".to_owned(), ..eligibility(5) });
    let (added, refused) = tokio::join!(one.add_eligibility(&first), other.add_eligibility(&second));
    let expected = match (added.expect("add"), refused.expect("add")) {
        (EligibilityChange::Done, EligibilityChange::NotNewer) => first,
        (EligibilityChange::NotNewer, EligibilityChange::Done) => second,
        both => panic!("{both:?}"),
    };
    assert_eq!(one.eligibility_after(0).await.expect("read"), [expected]);
}
