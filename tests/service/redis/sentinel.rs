use haetae::limits::redis::State;
use haetae_testkit::servers::redis::RedisSentinel;

use super::*;

#[tokio::test]
async fn the_replica_counts_on_when_the_primary_is_killed() {
    let mut set = RedisSentinel::start();
    let sentinel = at(&set.address());
    let settings = [("mode", "sentinel"), ("sentinel_name", set.name()), ("servers", &*sentinel)];
    let nodes = [1, 2].map(|number| node(number, &settings, a_day(1_000)));
    for node in &nodes {
        wait_for(node, State::Up).await;
        assert_eq!(admitted(node, "app", 0..1).await.0, 1);
    }
    set.primary.kill();
    let mut number = 10;
    for node in &nodes {
        patiently(async {
            // Nobody is refused, whoever counts.
            while status(node).fallbacks == 0 {
                number += 1;
                drop(ask(node, "app", number).await.expect("room"));
            }
        })
        .await;
    }
    for node in &nodes {
        wait_for(node, State::Up).await;
    }
    let role = set.replica.command(&["INFO", "replication"]);
    assert!(role.text().contains("role:master"), "{}", role.text());
    // Both count in the new primary, together.
    let before = nodes.each_ref().map(|node| status(node).calls["good"]);
    for (node, before) in nodes.iter().zip(before) {
        assert_eq!(admitted(node, "other", number..number + 10).await.0, 10);
        number += 100;
        assert_eq!(status(node).calls["good"], before + 10);
    }
    let bucket = set.replica.command(&["EXISTS", "haetae:{other}:d:key"]);
    assert_eq!(bucket.text(), "1");
}

#[tokio::test]
async fn a_primary_that_becomes_a_replica_is_left_for_the_new_one() {
    let set = RedisSentinel::start();
    let sentinel = at(&set.address());
    let settings = [("mode", "sentinel"), ("sentinel_name", set.name()), ("servers", &*sentinel)];
    let node = node(1, &settings, a_day(1_000_000));
    wait_for(&node, State::Up).await;
    // As an operator moves it for maintenance: no connection breaks by itself.
    patiently(async {
        // The Sentinel must have found the replica to be a good one first.
        while set.failover() != "OK" {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let mut number = 0;
    patiently(async {
        while set.replica.command(&["EXISTS", "haetae:{app}:d:key"]).text() == "0"
            || !set.replica.command(&["INFO", "replication"]).text().contains("role:master")
        {
            number += 1;
            drop(ask(&node, "app", number).await.expect("room"));
            tokio::task::yield_now().await;
        }
    })
    .await;
    wait_for(&node, State::Up).await;
}
