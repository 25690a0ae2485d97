use haetae_testkit::service::{CITIZEN, Harness};

use super::{at, file, metric, paper, phone, put, says_nothing_about_a_person};

/// Six hours.
const SLIP: u64 = 6 * 3_600;

#[tokio::test(flavor = "multi_thread")]
async fn the_mis_set_date_of_july_2021_makes_no_citizen_read_that_they_are_not_eligible() {
    let harness = Harness::start().await;
    // People are eligible from now on, as the canaries say; the line begins six hours later.
    put(&harness, &file(1, at(0), at(SLIP), at(0))).await;
    assert_eq!(metric(&harness, "haetae_eligibility_canaries_wrong").await, "2");
    assert_eq!(metric(&harness, "haetae_eligibility_problem").await, "1");
    says_nothing_about_a_person(&phone(&harness, CITIZEN).await);
    says_nothing_about_a_person(&paper(&harness, CITIZEN).await);
    // The corrected file ends it, on its own.
    put(&harness, &file(2, at(0), at(0), at(0))).await;
    phone(&harness, CITIZEN).await.good();
    assert_eq!(metric(&harness, "haetae_eligibility_canaries_wrong").await, "0");
    assert_eq!(metric(&harness, "haetae_eligibility_problem").await, "0");
    assert_eq!(metric(&harness, "haetae_eligibility_version").await, "2");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_canary_keeps_nobody_from_a_pass_who_is_eligible() {
    let harness = Harness::start().await;
    // The canaries say six hours from now, and the line begins now.
    put(&harness, &file(1, at(0), at(0), at(SLIP))).await;
    assert_eq!(metric(&harness, "haetae_eligibility_canaries_wrong").await, "2");
    phone(&harness, CITIZEN).await.good();
}
