use haetae::clock::Clock as _;
use haetae_core::SECONDS_PER_DAY;
use haetae_testkit::service::{CITIZEN, now};

use super::Machine;

const TEN_DAYS: u64 = 10 * SECONDS_PER_DAY;

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_who_knows_better_accepts_the_clock_and_the_node_signs_until_all_agrees() {
    // A first start with a clock that is ahead: there is nothing to compare it with.
    let ahead = Machine::new(now(), now().saturating_add(TEN_DAYS)).await;
    ahead.poll().await;
    let wrong = ahead.served().contents.issued;
    assert!(wrong > now().saturating_add(TEN_DAYS));
    drop(ahead.runtime);

    let machine = Machine::start(ahead.data, now()).await;
    machine.revoke(CITIZEN).await;
    for _ in 0..5 {
        machine.poll().await;
    }
    assert_eq!(machine.served().contents.issued, wrong, "it does not sign before the manifest");
    assert_eq!(machine.ready().await.1["clock"], false);
    let site = machine.data.path("site");
    let publish = ["publish", "--out", site.to_str().expect("UTF-8")];
    assert_eq!(machine.command(&publish).await, 2);

    assert_eq!(machine.command(&["clock", "accept"]).await, 0);
    // The node that published has gone; this one takes its lease.
    for _ in 0..5 {
        machine.poll().await;
    }
    let now = machine.clock.now();
    let served = machine.served();
    assert!(served.contents.issued <= now && now.seconds_since(served.contents.issued) < 60, "it signs again");
    let (status, checks) = machine.ready().await;
    assert_eq!((status, &checks["clock"]), (200, &true.into()));
    assert_eq!(machine.command(&publish).await, 0);

    // The acceptance is used up.
    machine.set_ahead(TEN_DAYS);
    machine.poll().await;
    assert_eq!(machine.ready().await.1["clock"], false);
    assert_eq!(machine.served().contents.version, served.contents.version);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acceptance_of_another_time_counts_for_nothing() {
    let machine = Machine::new(now(), now()).await;
    machine.poll().await;
    assert_eq!(machine.command(&["clock", "accept"]).await, 0);
    let version = machine.served().contents.version;
    machine.revoke(CITIZEN).await;
    machine.set_ahead(TEN_DAYS);
    machine.poll().await;
    assert_eq!((machine.served().contents.version, &machine.ready().await.1["clock"]), (version, &false.into()));
}
