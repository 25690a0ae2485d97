//! The generator must see what it is for: these tests break what it measures, and itself.

use std::time::Duration;

use crate::stub::{NOTICE, Stub, readers};
use haetae_loadtest::load::tally::Tally;
use haetae_loadtest::load::validity;
use haetae_loadtest::load::worker::Prepared;

const AT_ONCE: Stub = Stub { body: NOTICE, stall: None, each: Duration::ZERO };

/// Any lateness is allowed: how busy this machine is decides nothing here.
const ANY_MS: u32 = u32::MAX;

async fn run(job: haetae_loadtest::load::job::Job) -> Tally {
    let prepared = Prepared::new(job).await.expect("prepared");
    prepared.run(haetae_loadtest::clock::unix_micros(), |_| {}).await
}

#[tokio::test]
async fn a_second_in_which_nothing_is_answered_is_seen_by_all_who_came_in_it() {
    // 100 in a second for three seconds, and after 100 answers nothing for one: a client that waits for its answer
    // before it asks again would see one slow request of three hundred. Here a third of them is slow.
    let stalling = Stub { stall: Some((100, Duration::from_secs(1))), ..AT_ONCE };
    let tally = run(readers(stalling.serve().await, 100.0, 3, 400)).await;
    let counts = &tally.of["readers"];
    assert_eq!((counts.sum(|span| span.offered), counts.good.count(), counts.checked), (300, 300, 300));
    // Never less than what the stub took, however fast this machine is.
    let (tail, half_slow) = (counts.good.quantile_ms(0.999).expect("some"), counts.good.at_least(500_000));
    assert!(tail >= 950.0, "p99.9 is {tail} ms");
    assert!(half_slow >= 40, "only {half_slow} took half a second or longer");
    assert_eq!(validity::problem(&tally, ANY_MS), None);
}

#[tokio::test]
async fn a_run_with_too_few_connections_for_its_schedule_is_invalid() {
    // 100 in a second over one connection to a server that answers 20 in a second at most.
    let slow = Stub { each: Duration::from_millis(50), ..AT_ONCE };
    let tally = run(readers(slow.serve().await, 100.0, 1, 1)).await;
    let problem = validity::problem(&tally, ANY_MS).expect("it is invalid");
    assert!(problem.starts_with("There were too few connections"), "{problem}");
    // The wait for the connection counts: the last one waits for 99 answers, less the second in which it came.
    let slowest = tally.of["readers"].good.max_ms().expect("some");
    assert!(slowest >= 3_900.0, "{slowest} ms");
}

#[tokio::test]
async fn a_run_that_is_dispatched_late_is_invalid() {
    let job = readers(AT_ONCE.serve().await, 50.0, 1, 64);
    let prepared = Prepared::new(job).await.expect("prepared");
    // All were due half a second before the generator could begin.
    let start = haetae_loadtest::clock::unix_micros() - 1_500_000;
    let tally = prepared.run(start, |_| {}).await;
    let problem = validity::problem(&tally, 100).expect("it is invalid");
    assert!(problem.starts_with("The generator did not keep up"), "{problem}");
    assert_eq!(validity::problem(&tally, ANY_MS), None);
}

#[tokio::test]
async fn an_answer_that_the_core_cannot_read_is_wrong_whatever_its_status() {
    let tally = run(readers(Stub { body: "{}", ..AT_ONCE }.serve().await, 20.0, 1, 64)).await;
    let counts = &tally.of["readers"];
    assert_eq!((counts.sum(|span| span.wrong), counts.good.count()), (20, 0));
    assert!(counts.kinds().keys().all(|kind| kind.starts_with("wrong: ")), "{:?}", counts.kinds());
}

#[tokio::test]
async fn nobody_there_is_a_failure_and_not_a_fast_answer() {
    let closed =
        tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.and_then(|one| one.local_addr()).expect("a port");
    let tally = run(readers(closed, 20.0, 1, 64)).await;
    let counts = &tally.of["readers"];
    assert_eq!((counts.sum(|span| span.failed), counts.good.count()), (20, 0));
    assert_eq!(counts.kinds().into_keys().collect::<Vec<_>>(), ["failed: no connection"]);
}

#[tokio::test]
async fn workers_share_the_schedule_and_their_counts_add_up() {
    let address = AT_ONCE.serve().await;
    let mut all: Option<Tally> = None;
    for worker in 0..3 {
        let job = haetae_loadtest::load::job::Job { worker, workers: 3, ..readers(address, 50.0, 1, 64) };
        let tally = run(job).await;
        // As it comes from another process.
        let text = serde_json::to_string(&tally).expect("JSON");
        let tally: Tally = serde_json::from_str(&text).expect("the same");
        match &mut all {
            Some(all) => all.merge(&tally).expect("merged"),
            None => all = Some(tally),
        }
    }
    let all = all.expect("three");
    let counts = &all.of["readers"];
    assert_eq!((counts.sum(|span| span.offered), counts.good.count(), all.lateness.count()), (50, 50, 50));
}
