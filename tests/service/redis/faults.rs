//! What a node does while Redis does not count: never wait long, never stop, never admit more than its share; and come
//! back by itself.

use haetae::limits::Limit;
use haetae::limits::redis::{State, Trouble};
use haetae_testkit::servers::redis::RedisServer;

use super::*;

/// A limit, and what this node may admit of it alone: two nodes are counted at least.
const LIMIT: u32 = 100;
const SHARE: u32 = 50;
/// So many failures in a row open the breaker: no other request waits at all.
const FAILURES: u64 = 5;

async fn node_with(redis: &RedisServer) -> Limits {
    let node = node(1, &[("servers", &at(&redis.address()))], a_day(LIMIT));
    wait_for(&node, State::Up).await;
    node
}

/// Requests during the fault, after five that Redis has counted.
async fn lives_through(node: &Limits) -> Status {
    let (during, refused) = admitted(node, "app", 100..250).await;
    assert_eq!(during, SHARE - 5, "what this node has of the limit, and what it had before counts");
    let refused = refused.expect("a refusal");
    assert_eq!((refused.limit, refused.requests), (Limit::KeyDay, SHARE));
    wait_for(node, State::Down).await;
    let status = status(node);
    let waited: u64 =
        status.calls.iter().filter(|(outcome, _)| !["good", "away", "open"].contains(outcome)).map(|(_, n)| n).sum();
    assert!(waited <= FAILURES, "{status:?}");
    assert_eq!(status.fallbacks, 150);
    status
}

/// Redis is made to fail and put right again.
async fn survives(redis: &mut RedisServer, spoil: fn(&mut RedisServer), trouble: Trouble, heal: fn(&mut RedisServer)) {
    let node = node_with(redis).await;
    assert_eq!(admitted(&node, "app", 0..5).await.0, 5);
    spoil(redis);
    let during = lives_through(&node).await;
    if during.calls["away"] < during.fallbacks {
        assert_eq!(during.trouble, Some(trouble), "{during:?}");
    }
    heal(redis);
    wait_for(&node, State::Up).await;
    let good = status(&node).calls["good"];
    // Other partners and this one are counted in Redis again, without a restart.
    assert_eq!(admitted(&node, "other", 300..310).await.0, 10);
    assert_eq!(status(&node).calls["good"], good + 10);
    assert_eq!(status(&node).fallbacks, during.fallbacks);
}

#[tokio::test]
async fn killed_and_started_again() {
    let mut redis = RedisServer::start();
    survives(&mut redis, RedisServer::kill, Trouble::Disconnected, RedisServer::restart).await;
}

#[tokio::test]
async fn hung() {
    let mut redis = RedisServer::start();
    survives(&mut redis, |redis| redis.hang(), Trouble::Late, |redis| redis.go_on()).await;
}

#[tokio::test]
async fn paused() {
    let mut redis = RedisServer::start();
    let pause = |redis: &mut RedisServer| assert_eq!(redis.command(&["CLIENT", "PAUSE", "4000"]).text(), "OK");
    // It goes on by itself.
    survives(&mut redis, pause, Trouble::Late, |_| ()).await;
}

#[tokio::test]
async fn full() {
    let mut redis = RedisServer::start();
    survives(
        &mut redis,
        |redis| assert_eq!(redis.command(&["CONFIG", "SET", "maxmemory", "1"]).text(), "OK"),
        Trouble::Full,
        |redis| assert_eq!(redis.command(&["CONFIG", "SET", "maxmemory", "0"]).text(), "OK"),
    )
    .await;
}

#[tokio::test]
async fn read_only() {
    let mut redis = RedisServer::start();
    survives(
        &mut redis,
        |redis| assert_eq!(redis.command(&["REPLICAOF", "127.0.0.1", "1"]).text(), "OK"),
        Trouble::ReadOnly,
        |redis| assert_eq!(redis.command(&["REPLICAOF", "NO", "ONE"]).text(), "OK"),
    )
    .await;
}

#[tokio::test]
async fn full_while_requests_at_a_time_are_counted() {
    let redis = RedisServer::start();
    let limits = LimitsSection { partner_at_once: 9, ..a_day(LIMIT) };
    let node = node(1, &[("servers", &at(&redis.address()))], limits);
    wait_for(&node, State::Up).await;
    assert_eq!(redis.command(&["CONFIG", "SET", "maxmemory", "1"]).text(), "OK");
    assert!(ask(&node, "app", 0).await.is_ok());
    assert_eq!((status(&node).trouble, status(&node).fallbacks), (Some(Trouble::Full), 1));
}

/// Takes from everybody what scripts need.
fn deny(redis: &mut RedisServer) {
    assert_eq!(redis.command(&["ACL", "SETUSER", "default", "-eval", "-evalsha"]).text(), "OK");
}

fn permit(redis: &mut RedisServer) {
    assert_eq!(redis.command(&["ACL", "SETUSER", "default", "+@all"]).text(), "OK");
}

#[tokio::test]
async fn denied() {
    let mut redis = RedisServer::start();
    survives(&mut redis, deny, Trouble::Denied, permit).await;
}

#[tokio::test]
async fn without_the_password() {
    let redis = RedisServer::start_with(&["--requirepass", "secret"]);
    let limits = LimitsSection { partner_at_once: 9, ..a_day(1_000_000) };
    let (node, mut number) = (node(1, &[("servers", &at(&redis.address()))], limits), 0);
    patiently(async {
        while status(&node).calls["denied"] == 0 {
            number += 1;
            assert!(ask(&node, "app", number).await.is_ok());
        }
    })
    .await;
    assert_eq!((status(&node).state, status(&node).calls["other"]), (State::Down, 0));
}

/// How often somebody has connected.
fn connections(redis: &RedisServer) -> u64 {
    let stats = redis.command(&["INFO", "stats"]).text().to_owned();
    let number = stats.lines().find_map(|line| line.strip_prefix("total_connections_received:"));
    number.and_then(|number| number.trim().parse().ok()).expect("a number")
}

#[tokio::test]
async fn a_node_without_requests_notices_it_too_and_is_not_mistaken_when_it_connects_again() {
    let mut redis = RedisServer::start();
    let node = node_with(&redis).await;
    deny(&mut redis);
    wait_for(&node, State::Down).await;
    // Each look here is a connection as well.
    let (before, mut looks) = (connections(&redis), 0);
    patiently(async {
        while connections(&redis) < before + looks + 2 {
            looks += 1;
            assert_eq!(status(&node).state, State::Down, "a connection alone counts nothing");
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(status(&node).state, State::Down);
    permit(&mut redis);
    wait_for(&node, State::Up).await;
    assert_eq!(status(&node).fallbacks, 0);
}

#[tokio::test]
async fn emptied() {
    let redis = RedisServer::start();
    let node = node_with(&redis).await;
    assert_eq!(admitted(&node, "app", 0..60).await.0, 60);
    assert_eq!(redis.command(&["FLUSHALL"]).text(), "OK");
    // This node knows what it has admitted itself, so an emptied Redis gives nobody a second limit.
    let (after, refused) = admitted(&node, "app", 100..200).await;
    assert_eq!((after, refused.expect("a refusal").requests), (LIMIT - 60, LIMIT));
    assert_eq!((status(&node).state, status(&node).fallbacks), (State::Up, 0));
    // Its scripts are gone as well, and are sent again.
    assert_eq!(redis.command(&["SCRIPT", "FLUSH"]).text(), "OK");
    assert_eq!(admitted(&node, "other", 0..5).await.0, 5);
    assert_eq!(status(&node).fallbacks, 0);
}

#[tokio::test]
async fn away_from_the_start() {
    let mut redis = RedisServer::start();
    redis.kill();
    let node = node(1, &[("servers", &at(&redis.address())), ("nodes", "4")], a_day(LIMIT));
    let (during, refused) = admitted(&node, "app", 0..50).await;
    assert_eq!((during, refused.expect("a refusal").requests), (25, 25), "a share of four nodes");
    assert_eq!(status(&node).calls["away"], 50, "nobody waits for a connection");
    redis.restart();
    wait_for(&node, State::Up).await;
    assert_eq!(admitted(&node, "other", 0..50).await.0, 50);
}

#[tokio::test]
async fn a_crowd_that_meets_a_hung_redis_is_answered_within_one_deadline() {
    let redis = RedisServer::start();
    let node = Arc::new(node(1, &[("servers", &at(&redis.address())), ("deadline_ms", "1000")], a_day(1_000)));
    wait_for(&node, State::Up).await;
    redis.hang();
    let crowd: Vec<_> = (0..300)
        .map(|number| {
            let node = Arc::clone(&node);
            tokio::spawn(async move { ask(&node, "app", number).await.is_ok() })
        })
        .collect();
    for one in crowd {
        assert!(one.await.expect("no panic"));
    }
    let before = status(&node);
    // All waited at once, each of them for one deadline; whoever comes later waits for nothing.
    assert_eq!((before.calls["late"], before.state), (300, State::Down));
    assert_eq!(admitted(&node, "app", 1_000..1_100).await.0, 100);
    assert_eq!((status(&node).calls["late"], status(&node).calls["open"] + status(&node).calls["away"]), (300, 100));
    redis.go_on();
    wait_for(&node, State::Up).await;
}
