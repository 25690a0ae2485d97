use haetae::config::LimitsSection;
use haetae::limits::redis::{State, Trouble, examine};
use haetae::limits::{Limit, Priority};
use haetae_testkit::servers::redis::{RedisServer, Reply};

use super::*;

#[tokio::test]
async fn nodes_count_a_partners_requests_together() {
    let redis = RedisServer::start();
    let servers = at(&redis.address());
    let nodes = [1, 2, 3].map(|number| node(number, &[("servers", &servers)], a_day(10)));
    let mut all = 0;
    for (place, node) in (0u32..).zip(&nodes) {
        wait_for(node, State::Up).await;
        let (admitted, refused) = admitted(node, "app", place * 100..place * 100 + 4).await;
        all += admitted;
        // 4, 4 and 2.
        assert_eq!(
            refused.map(|reached| (reached.limit, reached.requests)),
            (place == 2).then_some((Limit::KeyDay, 10))
        );
    }
    assert_eq!(all, 10);
    assert_eq!(admitted(&nodes[0], "other", 0..10).await.0, 10, "another partner is not affected");
    assert_eq!(status(&nodes[0]).calls["good"], 14);
    assert_eq!(status(&nodes[0]).fallbacks, 0);
}

#[tokio::test]
async fn an_assertion_that_another_node_has_seen_does_not_count_to_the_key_again() {
    let redis = RedisServer::start();
    let servers = at(&redis.address());
    let nodes = [1, 2].map(|number| node(number, &[("servers", &servers)], a_day(5)));
    for node in &nodes {
        wait_for(node, State::Up).await;
    }
    for _ in 0..5 {
        drop(ask(&nodes[0], "app", 7).await.expect("again"));
        drop(ask(&nodes[1], "app", 7).await.expect("again"));
    }
    let reached = ask(&nodes[0], "app", 7).await.expect_err("eleven times");
    assert_eq!((reached.limit, reached.requests), (Limit::Assertion, 10));
    assert_eq!(admitted(&nodes[1], "app", 10..20).await.0, 4, "it counted once");
}

#[tokio::test]
async fn requests_in_progress_are_counted_together_and_end_with_a_node_that_dies() {
    let redis = RedisServer::start();
    let servers = at(&redis.address());
    let limits = || LimitsSection { partner_at_once: 3, ..LimitsSection::unlimited() };
    let (first, second) = (node(1, &[("servers", &servers)], limits()), node(2, &[("servers", &servers)], limits()));
    for node in [&first, &second] {
        wait_for(node, State::Up).await;
    }
    let lost = [ask(&first, "app", 0).await.expect("room"), ask(&first, "app", 1).await.expect("room")];
    let held = ask(&second, "app", 2).await.expect("room");
    let reached = ask(&second, "app", 3).await.expect_err("three at a time");
    assert_eq!((reached.limit, reached.requests, reached.retry_after), (Limit::AtOnce, 3, 1));
    // A request that ends makes room on the other node.
    drop(held);
    let held = patiently(async {
        loop {
            if let Ok(admitted) = ask(&first, "app", 4).await {
                break admitted;
            }
        }
    })
    .await;
    assert!(ask(&second, "app", 5).await.is_err());
    // The first node is killed: it says nothing of what it had in progress.
    lost.into_iter().chain([held]).for_each(std::mem::forget);
    drop(first);
    patiently(async { while ask(&second, "app", 6).await.is_err() {} }).await;
}

#[tokio::test]
async fn redis_holds_nothing_about_a_person_and_nothing_for_longer_than_a_limit() {
    let redis = RedisServer::start();
    let limits = LimitsSection { partner_at_once: 9, requests_per_minute: 9, ..a_day(9) };
    let node = node(1, &[("servers", &at(&redis.address())), ("prefix", "pass")], limits);
    wait_for(&node, State::Up).await;
    let held = node.admit("app", "key", "header.claims.canary-signature", Priority::First);
    let held = patiently(held).await.expect("room");
    let Reply::List(keys) = redis.command(&["KEYS", "*"]) else { panic!("a list") };
    let mut names: Vec<&str> = keys.iter().map(Reply::text).collect();
    names.sort_unstable();
    let of_assertion = names.remove(1);
    assert!(of_assertion.starts_with("pass:{app}:a:") && !of_assertion.contains("canary"), "{of_assertion}");
    assert_eq!(names, ["pass:nodes", "pass:{app}:d:key", "pass:{app}:f", "pass:{app}:m:key"].map(str::to_owned));
    for key in keys.iter().map(Reply::text) {
        let life: i64 = redis.command(&["PTTL", key]).text().parse().expect("a number");
        assert!((1..=86_400_000).contains(&life), "{key}: {life}");
    }
    drop(held);
}

#[tokio::test]
async fn a_user_with_the_rights_of_the_guide_is_enough_and_another_password_is_found() {
    let redis = RedisServer::start();
    let guide = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/operations.md")).expect("the guide");
    let line = guide.lines().find(|line| line.trim_start().starts_with("ACL SETUSER haetae")).expect("its line");
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(redis.command(&words).text(), "OK");
    assert_eq!(redis.command(&["ACL", "SETUSER", "default", "off"]).text(), "OK");
    let servers = at(&redis.address());
    let user = [("servers", &*servers), ("username", "haetae"), ("password", "PASSWORD")];
    let limits = LimitsSection { partner_at_once: 1, ..a_day(10) };
    let node = node(1, &user, limits);
    wait_for(&node, State::Up).await;
    drop(ask(&node, "app", 0).await.expect("room"));
    // The only seat is free again: its end was allowed as well.
    patiently(async { while ask(&node, "app", 1).await.is_err() {} }).await;
    assert_eq!(status(&node).fallbacks, 0);
    let found = examine(&super::servers(&user)).await;
    assert_eq!((found.trouble, found.nodes), (None, 1));
    let wrong = [user[0], user[1], ("password", "another")];
    let (trouble, words) = examine(&super::servers(&wrong)).await.trouble.expect("trouble");
    assert_eq!(trouble, Trouble::Denied, "{words}");
    assert!(!words.contains("another"), "{words}");
}

#[tokio::test]
async fn an_examination_leaves_nothing_behind_and_says_what_may_be_evicted() {
    let redis = RedisServer::start_with(&["--maxmemory-policy", "allkeys-lru"]);
    let servers = super::servers(&[("servers", &at(&redis.address()))]);
    let found = examine(&servers).await;
    assert_eq!((found.trouble, found.evicts.as_deref(), found.nodes), (None, Some("allkeys-lru"), 0));
    patiently(async {
        while !redis.command(&["KEYS", "*"]).words().is_empty() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    drop(redis);
    let (trouble, _) = examine(&servers).await.trouble.expect("trouble");
    assert_eq!(trouble, Trouble::Disconnected);
}
