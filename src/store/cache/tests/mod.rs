mod model;
mod racing;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use haetae_core::UnixTime;

use super::*;
use crate::clock::ManualClock;
use model::{Content, Model, NAME, subject};

/// Seconds.
const MAX_AGE: u64 = 3;
const BYTES: u64 = 64 * 1_024;

/// A cache before a store that a test moves.
#[derive(Clone)]
struct Fixture {
    clock: Arc<ManualClock>,
    model: Arc<Model>,
    cache: Arc<CachedReads>,
}

impl Fixture {
    fn new() -> Self {
        let (clock, model) = (Arc::new(ManualClock::new(UnixTime::saturating_new(1_000))), Arc::<Model>::default());
        let stores = CachedStores {
            partners: Arc::clone(&model) as _,
            records: Arc::clone(&model) as _,
            changes: Arc::clone(&model) as _,
        };
        let cache = CachedReads::new(stores, clock.clone(), BYTES, Duration::from_secs(MAX_AGE));
        Self { clock, model, cache: Arc::new(cache) }
    }

    /// One whose partner and person are there.
    fn filled() -> Self {
        let fixture = Self::new();
        fixture.model.store(Content { partner: Some(1), record: Some(1) });
        fixture
    }

    /// The version of the person, if there is one.
    async fn person(&self, id: &str) -> Result<Option<u64>, StoreError> {
        Ok(self.cache.record(&subject(id)).await?.map(|record| record.version))
    }

    /// How often partners, records and counters have been read.
    fn reads(&self) -> [u64; 3] {
        let model = &self.model;
        [&model.partner_reads, &model.record_reads, &model.counter_reads].map(|reads| reads.load(Ordering::SeqCst))
    }

    fn remove_person(&self) {
        self.model.store(Content { record: None, ..self.model.content() });
    }
}

/// Waits until the condition holds, and fails after a minute.
async fn until(condition: impl AsyncFn() -> bool) {
    let waits = async {
        while !condition().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waits).await.expect("it holds within a minute");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_questions_for_one_person_at_once_are_one_query() {
    let fixture = Fixture::filled();
    // Once with nothing in memory, once with an answer that is of no use any more.
    for round in 1..=2 {
        fixture.model.holds.store(true, Ordering::SeqCst);
        let ask = || {
            let fixture = fixture.clone();
            tokio::spawn(async move { fixture.person(NAME).await })
        };
        let questions: Vec<_> = (0..1_000).map(|_| ask()).collect();
        until(async || fixture.cache.status().await[1].misses == 1_000 * round).await;
        fixture.model.open();
        for question in questions {
            assert_eq!(question.await.expect("no panic").expect("an answer"), Some(1));
        }
        assert_eq!(fixture.reads(), [0, round, 0]);
        fixture.cache.forget();
    }
    let status = fixture.cache.status().await;
    assert_eq!((status[1].hits, status[1].misses, status[1].loads), (0, 2_000, 2));
}

#[tokio::test]
async fn an_answer_is_given_again_while_the_counters_stand_still() {
    let fixture = Fixture::filled();
    assert!(fixture.cache.partner(NAME).await.expect("an answer").is_some());
    assert_eq!(fixture.person(NAME).await.expect("an answer"), Some(1));
    assert_eq!(fixture.person(NAME).await.expect("an answer"), Some(1));
    assert_eq!(fixture.reads(), [1, 1, 0]);
    // The counters were never read, so nothing says what is still true.
    fixture.clock.advance(MAX_AGE + 1);
    assert_eq!(fixture.person(NAME).await.expect("an answer"), Some(1));
    assert_eq!(fixture.reads(), [1, 2, 1]);
    // From now on one look at them is good for all answers.
    assert!(fixture.cache.partner(NAME).await.expect("an answer").is_some());
    assert_eq!(fixture.reads(), [2, 2, 1]);
    for round in 1..=5 {
        fixture.clock.advance(MAX_AGE + 1);
        assert!(fixture.cache.partner(NAME).await.expect("an answer").is_some());
        assert_eq!(fixture.person(NAME).await.expect("an answer"), Some(1));
        assert_eq!(fixture.reads(), [2, 2, 1 + round]);
    }
    // A poll of the node looks at them, too.
    fixture.clock.advance(MAX_AGE + 1);
    fixture.cache.learn(&fixture.model.changes().await.expect("counters"), fixture.clock.monotonic());
    let before = fixture.reads();
    assert_eq!(fixture.person(NAME).await.expect("an answer"), Some(1));
    assert_eq!(fixture.reads(), before);
}

#[tokio::test]
async fn what_others_change_is_seen_with_the_counters_and_what_this_node_changes_at_once() {
    let fixture = Fixture::filled();
    fixture.cache.learn(&fixture.model.changes().await.expect("counters"), fixture.clock.monotonic());
    assert_eq!(fixture.person(NAME).await.expect("an answer"), Some(1));
    fixture.remove_person();
    assert_eq!(fixture.person(NAME).await.expect("an answer"), Some(1), "nobody has looked at the counters");
    fixture.clock.advance(MAX_AGE + 1);
    assert_eq!(fixture.person(NAME).await.expect("an answer"), None);
    fixture.model.store(Content { record: Some(2), ..fixture.model.content() });
    fixture.cache.learn(&fixture.model.changes().await.expect("counters"), fixture.clock.monotonic());
    assert_eq!(fixture.person(NAME).await.expect("an answer"), Some(2), "a poll has looked at them");
    fixture.remove_person();
    fixture.cache.forget();
    assert_eq!(fixture.person(NAME).await.expect("an answer"), None);

    assert!(fixture.cache.partner(NAME).await.expect("an answer").is_some());
    fixture.cache.remove_partner_key(NAME, "1").await.expect("an answer");
    assert!(fixture.cache.partner(NAME).await.expect("an answer").is_none());
}

#[tokio::test]
async fn nobody_is_remembered_as_nobody_and_a_failure_is_not() {
    let fixture = Fixture::new();
    assert_eq!(fixture.person(NAME).await.expect("an answer"), None);
    assert_eq!(fixture.person(NAME).await.expect("an answer"), None);
    assert_eq!(fixture.reads(), [0, 1, 0]);
    fixture.model.fails.store(true, Ordering::SeqCst);
    for failures in 1..=3 {
        let error = fixture.person("other").await.expect_err("a failure");
        assert_eq!(error.to_string(), "the store is not available: gone");
        assert_eq!(fixture.reads(), [0, 1 + failures, 0]);
    }
    fixture.model.fails.store(false, Ordering::SeqCst);
    assert_eq!(fixture.person("other").await.expect("an answer"), None);
}

#[tokio::test]
async fn without_the_counters_answers_end_with_their_age() {
    let fixture = Fixture::filled();
    fixture.cache.learn(&fixture.model.changes().await.expect("counters"), fixture.clock.monotonic());
    assert_eq!(fixture.person(NAME).await.expect("an answer"), Some(1));
    fixture.model.fails.store(true, Ordering::SeqCst);
    fixture.clock.advance(MAX_AGE);
    assert_eq!(fixture.person(NAME).await.expect("an answer"), Some(1), "it may be so old");
    fixture.clock.advance(1);
    assert!(fixture.person(NAME).await.is_err());
    let [_, records] = fixture.cache.status().await;
    assert_eq!((records.oldest, records.hits, records.misses), (Duration::from_secs(MAX_AGE), 1, 2));
    assert_eq!(fixture.cache.status().await[1].oldest, Duration::ZERO, "none since the last reading");
    fixture.model.fails.store(false, Ordering::SeqCst);
    let before = fixture.reads()[1];
    assert_eq!(fixture.person(NAME).await.expect("an answer"), Some(1));
    assert_eq!(fixture.reads()[1], before, "nothing has changed meanwhile");
}

#[tokio::test]
async fn counters_that_come_late_say_what_was_true_when_they_were_asked_for() {
    let fixture = Fixture::filled();
    fixture.cache.learn(&fixture.model.changes().await.expect("counters"), fixture.clock.monotonic());
    assert_eq!(fixture.person(NAME).await.expect("an answer"), Some(1));
    fixture.clock.advance(MAX_AGE + 1);
    let looks = fixture.model.looks.load(Ordering::SeqCst);
    fixture.model.holds.store(true, Ordering::SeqCst);
    let question = tokio::spawn({
        let fixture = fixture.clone();
        async move { fixture.person(NAME).await }
    });
    until(async || fixture.reads()[2] == 2).await;
    fixture.model.release(0);
    until(async || fixture.model.looks.load(Ordering::SeqCst) == looks + 1).await;
    // They are on their way for as long as an answer may be old, and are wrong before they arrive.
    fixture.remove_person();
    fixture.clock.advance(MAX_AGE);
    fixture.model.open();
    assert_eq!(question.await.expect("no panic").expect("an answer"), Some(1), "it was true when it was asked");
    fixture.clock.advance(1);
    assert_eq!(fixture.person(NAME).await.expect("an answer"), None);
}

#[tokio::test]
async fn no_more_is_kept_than_there_is_room_for() {
    let fixture = Fixture::filled();
    for number in 0..2_000 {
        fixture.person(&format!("P-{number}")).await.expect("an answer");
        fixture.cache.partner(&format!("p-{number}")).await.expect("an answer");
    }
    let [partners, records] = fixture.cache.status().await;
    assert!(partners.bytes <= BYTES / PARTNERS_SHARE, "{partners:?}");
    assert!(records.bytes <= BYTES - BYTES / PARTNERS_SHARE, "{records:?}");
    assert!(records.bytes > BYTES / 2 && partners.bytes > BYTES / PARTNERS_SHARE / 2, "{partners:?} {records:?}");
    assert!(records.evictions > 1_500 && partners.evictions > 1_500, "{partners:?} {records:?}");
}

#[tokio::test]
async fn a_query_goes_on_for_the_others_when_the_one_who_asked_gives_up() {
    let fixture = Fixture::filled();
    fixture.model.holds.store(true, Ordering::SeqCst);
    let ask = |fixture: Fixture| tokio::spawn(async move { fixture.person(NAME).await });
    let first = ask(fixture.clone());
    until(async || fixture.reads()[1] == 1).await;
    let second = ask(fixture.clone());
    until(async || fixture.cache.status().await[1].misses == 2).await;
    first.abort();
    assert!(first.await.is_err_and(|error| error.is_cancelled()));
    fixture.model.open();
    assert_eq!(second.await.expect("no panic").expect("an answer"), Some(1));
    assert_eq!(fixture.reads()[1], 1);
}
