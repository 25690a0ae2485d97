use haetae::issuing::NotEligible;
use haetae::model::{EligibilityVersion, SubjectId};
use haetae_keys::PassKind;
use haetae_testkit::service::{CITIZEN, Harness, NEIGHBOUR};

use super::{at, file, for_others, phone, put, says_nothing_about_a_person};

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_read_says_nothing_about_anybody() {
    let harness = Harness::start().await;
    phone(&harness, NEIGHBOUR).await.good();
    put(&harness, &EligibilityVersion { file: b"{\"version\": 1".to_vec(), ..file(1, at(0), at(0), at(0)) }).await;
    says_nothing_about_a_person(&phone(&harness, CITIZEN).await);
    // Who has passes keeps getting them.
    phone(&harness, NEIGHBOUR).await.good();
    assert_eq!(super::metric(&harness, "haetae_eligibility_problem").await, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_disagrees_refuses_nobody() {
    let harness = Harness::start().await;
    put(&harness, &for_others(1, at(0))).await;
    harness.node.eligibility.believe_clock(false);
    says_nothing_about_a_person(&phone(&harness, CITIZEN).await);
    harness.node.eligibility.believe_clock(true);
    phone(&harness, CITIZEN).await.problem(403, "not_eligible");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_database_is_away_the_eligible_are_eligible_and_nobody_is_refused() {
    let harness = Harness::start().await;
    let subject = SubjectId::new(CITIZEN).expect("an id");
    let record = harness.node.store.record(&subject).await.expect("the store answers").expect("a record");
    let ask = async |seconds| harness.node.eligibility.require(&record, PassKind::Phone, at(seconds)).await;
    put(&harness, &for_others(1, at(0))).await;
    harness.store.fail();
    // What was read within the last minute counts.
    assert!(matches!(ask(0).await, Err(NotEligible::No { .. })));
    harness.clock.advance(60);
    assert!(matches!(ask(0).await, Err(NotEligible::CannotTell(_))), "there may be a new file");
    harness.store.work();
    harness.clock.advance(5);
    assert!(matches!(ask(0).await, Err(NotEligible::No { .. })));
    put(&harness, &file(2, at(0), at(0), at(0))).await;
    harness.store.fail();
    harness.clock.advance(3_600);
    assert_eq!(ask(0).await, Ok(()));
    // The whole service says that the database is away, and nothing else.
    phone(&harness, CITIZEN).await.problem(503, "store_unavailable");
}
