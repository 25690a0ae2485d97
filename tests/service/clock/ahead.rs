use haetae::clock::Clock as _;
use haetae_core::SECONDS_PER_DAY;
use haetae_testkit::service::answer::get;
use haetae_testkit::service::{CITIZEN, ask, now};

use super::Machine;

const TEN_DAYS: u64 = 10 * SECONDS_PER_DAY;

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_ten_days_ahead_for_a_minute_leaves_nothing_dated_ahead_and_the_node_resumes_by_itself() {
    let machine = Machine::new(now(), now()).await;
    machine.poll().await;
    let before = machine.served();
    assert_eq!(machine.ready().await.0, 200);

    machine.revoke(CITIZEN).await;
    machine.set_ahead(TEN_DAYS);
    for _ in 0..6 {
        machine.poll().await;
        assert_eq!(machine.served().manifest, before.manifest, "nothing was signed");
    }
    let manifest = ask(machine.public.clone(), get("/v1/trust/manifest")).await;
    assert_eq!((manifest.status.as_u16(), manifest.body), (200, before.manifest.clone()), "it is still served");
    let (status, checks) = machine.ready().await;
    assert_eq!((status, &checks["clock"]), (503, &false.into()));
    assert_eq!(checks["clock_problem"], "the clock is 864000 seconds ahead of the time that has passed");
    let start =
        ask(machine.public.clone(), haetae_testkit::service::answer::with(get("/"), "accept", "application/json"));
    assert!(start.await.good()["missing"].as_array().expect("a list").contains(&"clock".into()));
    let metrics = machine.metrics().await;
    assert!(metrics.contains("\nhaetae_clock_disagrees 1\n"), "{metrics}");
    assert!(metrics.contains("\nhaetae_clock_ahead_seconds 864000\n"), "{metrics}");

    machine.set_back(TEN_DAYS);
    for _ in 0..2 {
        machine.poll().await;
        assert_eq!(machine.served().manifest, before.manifest, "it must agree for some polls");
    }
    machine.poll().await;
    assert!(machine.served().contents.version > before.contents.version, "the revocation is published");
    assert_eq!(machine.dated_ahead(), [""; 0]);
    let (status, checks) = machine.ready().await;
    assert_eq!((status, &checks["clock"], &checks["clock_problem"]), (200, &true.into(), &serde_json::Value::Null));
    assert!(machine.metrics().await.contains("\nhaetae_clock_disagrees 0\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_a_restart_nor_a_command_signs_with_a_clock_that_was_found_wrong() {
    let machine = Machine::new(now(), now()).await;
    machine.poll().await;
    let version = machine.served().contents.version;
    machine.revoke(CITIZEN).await;
    machine.set_ahead(TEN_DAYS);
    machine.poll().await;
    let site = machine.data.path("site");
    let publish = ["publish", "--out", site.to_str().expect("UTF-8")];
    assert_eq!(machine.command(&publish).await, 2);
    let restarted = machine.restarted(machine.clock.now().saturating_add(20)).await;
    restarted.poll().await;
    assert_eq!(restarted.served().contents.version, version);
    assert_eq!(restarted.ready().await.1["clock"], false);
    restarted.set_back(TEN_DAYS);
    for _ in 0..3 {
        restarted.poll().await;
    }
    assert!(restarted.served().contents.version > version);
    assert_eq!(restarted.dated_ahead(), [""; 0]);
    assert_eq!(restarted.command(&publish).await, 0);
}
