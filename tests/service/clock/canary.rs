use haetae_core::StatusDay;
use haetae_keys::StatusKeys;
use haetae_testkit::service::answer::{bearing, get};
use haetae_testkit::service::ceremony::Ceremony;
use haetae_testkit::service::{Harness, NOW, OPERATOR_TOKEN, now};

use super::Machine;

#[tokio::test(flavor = "multi_thread")]
async fn readiness_makes_a_pass_and_enters_it_nowhere() {
    let machine = Machine::new(now(), now()).await;
    machine.poll().await;
    let (status, checks) = machine.ready().await;
    assert_eq!((status, &checks["signing"], &checks["signing_problem"]), (200, &true.into(), &serde_json::Value::Null));
    let journal = machine.runtime.node().journal.as_ref().expect("a journal");
    assert_eq!(journal.head().entries, 1, "only the first operator, whom `init` has added");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_whose_passes_cannot_be_made_is_not_ready_whatever_its_keys_say() {
    let machine = Machine::new(now(), now()).await;
    machine.poll().await;
    // Erased too early, as a clock that was ahead once did.
    let config = haetae::config::Config::load(&machine.data.path(""), [], []).expect("a configuration");
    let folder = haetae::signing::unlock(&config).expect("the keys");
    let mut keys = StatusKeys::load(&folder).expect("status keys");
    keys.erase_before(StatusDay(now().status_day().0 + 5));
    keys.save(folder.folder()).expect("saved");
    machine.poll().await;
    let (status, checks) = machine.ready().await;
    assert_eq!((status, &checks["keys"], &checks["signing"]), (503, &true.into(), &false.into()));
    let problem = checks["signing_problem"].as_str().expect("a reason");
    assert!(problem.starts_with("no pass can be made: the status index cannot be made"), "{problem}");
    assert_eq!(machine.issue().await.status.as_u16(), 500);
}

#[tokio::test(flavor = "multi_thread")]
async fn probes_sign_at_most_once_in_ten_seconds() {
    let harness = Harness::start().await;
    let signing =
        async || harness.operator(bearing(get("/readyz"), OPERATOR_TOKEN)).await.json()["checks"]["signing"].clone();
    assert_eq!(signing().await, true);
    // What would fail at once if it were tried.
    harness.sign_with(&Ceremony::without_phone_keys());
    for second in 0..10 {
        assert_eq!(signing().await, true, "{second}");
        harness.clock.advance(1);
    }
    assert_eq!(signing().await, false);
    harness.sign_with(&Ceremony::usual());
    assert_eq!(signing().await, false);
    harness.clock.set(haetae_core::UnixTime::saturating_new(NOW + 10_000));
    assert_eq!(signing().await, false, "the wall clock does not count");
    harness.clock.advance(10);
    assert_eq!(signing().await, true);
}
