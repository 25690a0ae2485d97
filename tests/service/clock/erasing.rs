use haetae::clock::Clock as _;
use haetae_core::SECONDS_PER_DAY;
use haetae_testkit::service::now;

use super::Machine;

#[tokio::test(flavor = "multi_thread")]
async fn a_jump_of_28_days_and_more_erases_nothing_and_issuing_goes_on_when_the_clock_returns() {
    for days in [28, 40, 300] {
        let machine = Machine::new(now(), now()).await;
        machine.poll().await;
        machine.issue().await.good();
        let before = machine.erasable();
        machine.set_ahead(days * SECONDS_PER_DAY);
        for _ in 0..5 {
            machine.poll().await;
        }
        // Commands erase nothing either, whatever they show.
        machine.command(&["doctor"]).await;
        let site = machine.data.path("site");
        machine.command(&["publish", "--out", site.to_str().expect("UTF-8")]).await;
        assert_eq!(machine.erasable(), before, "{days}");
        machine.set_back(days * SECONDS_PER_DAY);
        for _ in 0..3 {
            machine.poll().await;
        }
        assert_eq!(machine.erasable(), before, "{days}");
        assert_eq!(machine.ready().await.0, 200, "{days}");
        machine.issue().await.good();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_in_the_journal_under_a_wrong_clock_removes_no_file_of_it() {
    let machine = Machine::new(now(), now()).await;
    machine.poll().await;
    machine.issue().await.good();
    let (_, before) = machine.erasable();
    machine.set_ahead(14 * SECONDS_PER_DAY);
    machine.poll().await;
    machine.issue().await.good();
    let (_, after) = machine.erasable();
    assert!(before.iter().all(|file| after.contains(file)), "{after:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_is_erased_after_two_days_of_agreement_and_a_restart_counts_anew() {
    let machine = Machine::new(now(), now()).await;
    machine.poll().await;
    machine.issue().await.good();
    machine.poll_after(SECONDS_PER_DAY).await;
    machine.issue().await.good();
    let before = machine.erasable();
    assert_eq!(machine.people_with_phones().await, 1);

    // 20 days later, the first status keys are 28 days over, and the journal keeps five.
    let restarted = machine.restarted(machine.clock.now().saturating_add(19 * SECONDS_PER_DAY)).await;
    restarted.poll().await;
    for _ in 0..47 {
        restarted.poll_after(3_600).await;
        assert_eq!(restarted.erasable(), before, "not before two days");
        assert_eq!(restarted.people_with_phones().await, 1, "not before two days");
    }
    // One poll until the two days are over, and one that acts on it.
    restarted.poll_after(3_600).await;
    restarted.poll().await;
    let after = restarted.erasable();
    assert_ne!(after.0, before.0, "status keys");
    assert!(after.1.len() < before.1.len(), "{:?}", after.1);
    assert_eq!(restarted.people_with_phones().await, 0, "the phones of past days");
    restarted.issue().await.good();
}
