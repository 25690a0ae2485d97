use haetae::limits::Priority;
use haetae::limits::redis::{State, Trouble};
use haetae_testkit::servers::redis::{RedisCluster, RedisServer};

use super::*;

/// A partner on each shard.
fn partners(cluster: &RedisCluster) -> [String; 3] {
    [0, 1, 2].map(|shard| {
        let mut names = (0..).map(|number| format!("app-{number}"));
        names.find(|name| cluster.shard_of(name) == shard).expect("some name is there")
    })
}

#[tokio::test]
async fn partners_of_a_lost_shard_are_counted_alone_and_all_others_together() {
    let mut cluster = RedisCluster::start();
    let servers = format!("{:?}", cluster.addresses());
    let settings = [("mode", "cluster"), ("servers", &*servers)];
    let nodes = [1, 2].map(|number| node(number, &settings, a_day(20)));
    let partners = partners(&cluster);
    for node in &nodes {
        wait_for(node, State::Up).await;
    }
    for partner in &partners {
        assert_eq!(admitted(&nodes[0], partner, 0..2).await.0, 2);
    }
    assert_eq!(status(&nodes[0]).fallbacks, 0);

    // A replica takes over, and nothing is lost but a moment.
    cluster.primaries[0].kill();
    patiently(async {
        while !cluster.replicas[0].command(&["INFO", "replication"]).text().contains("role:master") {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let mut number = 100;
    patiently(async {
        loop {
            let good = status(&nodes[0]).calls["good"];
            number += 1;
            tokio::task::yield_now().await;
            let assertion = number.to_string();
            drop(patiently(nodes[0].admit(&partners[0], "other-key", &assertion, Priority::First)).await);
            if status(&nodes[0]).calls["good"] > good {
                break;
            }
        }
    })
    .await;
    wait_for(&nodes[0], State::Up).await;

    // The whole shard is lost.
    cluster.replicas[0].kill();
    let before = status(&nodes[0]).fallbacks;
    let (alone, refused) = admitted(&nodes[0], &partners[0], 1_000..1_040).await;
    assert_eq!((alone, refused.expect("a refusal").requests), (8, 10), "its share, less what it had before");
    assert!(status(&nodes[0]).fallbacks >= before + 40 - 10);
    wait_for(&nodes[0], State::Partly).await;
    for partner in &partners[1..] {
        let first = admitted(&nodes[0], partner, 2_000..2_010).await.0;
        let second = admitted(&nodes[1], partner, 3_000..3_020).await.0;
        assert_eq!((first, second), (10, 8), "{partner} is counted by both nodes together");
    }

    // It comes back.
    cluster.primaries[0].restart();
    cluster.replicas[0].restart();
    wait_for(&nodes[0], State::Up).await;
}

#[tokio::test]
async fn a_cluster_that_is_gone_as_a_whole_comes_back_by_itself() {
    let mut cluster = RedisCluster::start();
    let servers = format!("{:?}", cluster.addresses());
    let node = node(1, &[("mode", "cluster"), ("servers", &servers)], a_day(100));
    wait_for(&node, State::Up).await;
    let all = |cluster: &mut RedisCluster, act: fn(&mut RedisServer)| {
        cluster.primaries.iter_mut().chain(&mut cluster.replicas).for_each(act);
    };
    all(&mut cluster, RedisServer::kill);
    let (alone, _) = admitted(&node, "app", 0..100).await;
    assert_eq!(alone, 50);
    wait_for(&node, State::Down).await;
    assert_ne!(status(&node).trouble, Some(Trouble::Other), "{:?}", status(&node));
    all(&mut cluster, RedisServer::restart);
    wait_for(&node, State::Up).await;
    let good = status(&node).calls["good"];
    patiently(async {
        let mut number = 200;
        while status(&node).calls["good"] < good + 3 {
            number += 1;
            drop(ask(&node, "other", number).await);
        }
    })
    .await;
}
