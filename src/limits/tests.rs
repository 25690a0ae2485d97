use std::time::Duration;

use haetae_core::UnixTime;

use super::*;
use crate::clock::ManualClock;
use crate::config::PartnerLimit;

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::new(UnixTime::saturating_new(1_794_729_600)))
}

fn settings(per_minute: u32, per_day: u32) -> LimitsSection {
    LimitsSection { requests_per_minute: per_minute, requests_per_day: per_day, ..LimitsSection::default() }
}

/// Assertions, no two alike.
fn assertion(number: u32) -> String {
    format!("header.claims.{number}")
}

fn reached(not: NotAdmitted) -> LimitReached {
    match not {
        NotAdmitted::Limit(reached) => reached,
        NotAdmitted::Full { .. } => panic!("the node is full"),
    }
}

/// An entry for the partner `app`.
fn entry() -> PartnerLimit {
    PartnerLimit {
        partner: "app".to_owned(),
        key: None,
        requests_per_minute: None,
        requests_per_day: None,
        partner_per_minute: None,
        partner_at_once: None,
        reserved_percent: None,
    }
}

/// How many of `requests` with assertions of their own are admitted, and when the first other one may come again.
async fn admitted(limits: &Limits, key: &str, from: u32, requests: u32) -> (u32, Option<u64>) {
    let (mut admitted, mut retry_after) = (0, None);
    for number in from..from + requests {
        match limits.admit("app", key, &assertion(number), Priority::First).await {
            Ok(_) => admitted += 1,
            Err(not) => retry_after = retry_after.or(Some(reached(not).retry_after)),
        }
    }
    (admitted, retry_after)
}

#[tokio::test]
async fn a_key_has_its_minute_at_once_and_then_evenly_whatever_the_clock_is_set_to() {
    let clock = clock();
    let limits = Limits::new(settings(60, 0), clock.clone());
    assert_eq!(admitted(&limits, "a", 0, 100).await, (60, Some(1)));
    assert_eq!(admitted(&limits, "b", 0, 1).await, (1, None), "another key is not affected");
    clock.set(UnixTime::saturating_new(1_894_729_600));
    assert_eq!(admitted(&limits, "a", 100, 10).await, (0, Some(1)));
    clock.advance(5);
    assert_eq!(admitted(&limits, "a", 200, 100).await, (5, Some(1)));
    clock.advance(60);
    assert_eq!(admitted(&limits, "a", 300, 100).await.0, 60);
}

#[tokio::test]
async fn a_day_is_limited_besides_and_a_refused_request_counts_to_neither() {
    let clock = clock();
    let limits = Limits::new(settings(60, 100), clock.clone());
    assert_eq!(admitted(&limits, "a", 0, 200).await.0, 60);
    clock.advance(60);
    assert_eq!(admitted(&limits, "a", 200, 200).await, (40, Some(804)), "864 seconds for each, 60 of them are over");
    clock.advance(804);
    assert_eq!(admitted(&limits, "a", 400, 200).await.0, 1);
    clock.advance(86_400);
    assert_eq!(admitted(&limits, "a", 600, 200).await.0, 60);
}

#[tokio::test]
async fn limits_of_a_key_come_before_those_of_its_partner_and_these_before_all_others() {
    let limit = |key: Option<&str>, per_minute, per_day| PartnerLimit {
        key: key.map(str::to_owned),
        requests_per_minute: per_minute,
        requests_per_day: per_day,
        ..entry()
    };
    let partners = vec![limit(None, Some(7), Some(9)), limit(Some("new"), Some(0), None)];
    let settings = LimitsSection { partners, ..settings(2, 3) };
    let of = |partner, key| {
        let limit = settings.of_key(partner, key);
        (limit.per_minute, limit.per_day)
    };
    assert_eq!([of("other", "new"), of("app", "old"), of("app", "new")], [(2, 3), (7, 9), (0, 9)]);
    let limits = Limits::new(settings, clock());
    assert_eq!(admitted(&limits, "old", 0, 20).await.0, 7);
    assert_eq!(admitted(&limits, "new", 0, 20).await.0, 9);
}

#[tokio::test]
async fn nobody_uses_up_a_partners_limit_with_one_assertion() {
    let clock = clock();
    let limits = Limits::new(settings(20, 0), clock.clone());
    let mut again = 0;
    for _ in 0..1_000 {
        again += u32::from(limits.admit("app", "a", &assertion(0), Priority::First).await.is_ok());
    }
    assert_eq!(again, 10, "a lost answer is asked for again, but not without end");
    assert_eq!(admitted(&limits, "a", 1, 100).await.0, 19, "it counted once");
    // One that was refused is not admitted by asking again.
    assert_eq!(admitted(&limits, "a", 50, 1).await.0, 0);
    assert_eq!(admitted(&limits, "a", 50, 1).await.0, 0);
    let reached = reached(limits.admit("app", "a", &assertion(0), Priority::First).await.expect_err("too often"));
    assert_eq!((reached.limit, reached.retry_after), (Limit::Assertion, 30));
}

#[tokio::test]
async fn what_no_longer_matters_is_forgotten() {
    let clock = clock();
    let limits = Limits::new(settings(6_000, 0), clock.clone());
    for number in 0..20_000 {
        if number % 50 == 0 {
            clock.advance(1);
        }
        drop(limits.admit("app", "a", &assertion(number), Priority::First).await.expect("room"));
    }
    // Each of them matters for 30 seconds.
    assert!(limits.local.names() < 10_000, "{}", limits.local.names());
    assert_eq!(limits.in_progress(), [("app".to_owned(), 0)]);
}

#[tokio::test]
async fn a_partner_is_limited_with_all_its_keys_and_another_is_not_affected() {
    let partners = vec![PartnerLimit { partner_per_minute: Some(10), ..entry() }];
    let limits = Limits::new(LimitsSection { partners, ..settings(8, 0) }, clock());
    assert_eq!(admitted(&limits, "a", 0, 20).await, (8, Some(8)));
    assert_eq!(admitted(&limits, "b", 0, 20).await, (2, Some(6)));
    let reached = reached(limits.admit("app", "b", &assertion(99), Priority::First).await.expect_err("too often"));
    assert_eq!((reached.limit, reached.requests), (Limit::PartnerMinute, 10));
    let shown: Vec<_> = reached.policies.iter().map(|policy| (policy.limit.as_str(), policy.requests)).collect();
    assert_eq!(shown, [("partner-minute", 10), ("key-minute", 8), ("partner-at-once", 512)]);
    for number in 0..8 {
        drop(limits.admit("other", "a", &assertion(number), Priority::First).await.expect("room"));
    }
}

#[tokio::test]
async fn a_partner_has_so_many_requests_answered_at_a_time() {
    let limits = Limits::new(LimitsSection { partner_at_once: 3, ..settings(0, 0) }, clock());
    let mut held = Vec::new();
    for number in 0..3 {
        held.push(limits.admit("app", "a", &assertion(number), Priority::First).await.expect("room"));
    }
    let reached = reached(limits.admit("app", "b", &assertion(3), Priority::First).await.expect_err("no seat"));
    assert_eq!((reached.limit, reached.requests, reached.retry_after), (Limit::AtOnce, 3, 1));
    assert_eq!(reached.to_string(), "the partner has reached its limit of 3 requests at a time; try again in 1 s");
    drop(limits.admit("other", "a", &assertion(4), Priority::First).await.expect("room"));
    held.pop();
    held.push(limits.admit("app", "b", &assertion(5), Priority::First).await.expect("room"));
    assert_eq!(limits.in_progress(), [("app".to_owned(), 3), ("other".to_owned(), 0)]);
}

#[tokio::test]
async fn a_refused_request_gives_its_seat_back() {
    let limits = Limits::new(LimitsSection { partner_at_once: 1, ..settings(1, 0) }, clock());
    drop(limits.admit("app", "a", &assertion(0), Priority::First).await.expect("room"));
    for number in 1..10 {
        let reached =
            reached(limits.admit("app", "a", &assertion(number), Priority::First).await.expect_err("too often"));
        assert_eq!(reached.limit, Limit::KeyMinute);
    }
    assert_eq!(limits.in_progress(), [("app".to_owned(), 0)]);
}

/// Admits requests until there is no room.
async fn fill(limits: &Limits, partner: &str, priority: Priority) -> Vec<Admitted> {
    let mut admitted = Vec::new();
    while let Ok(one) = limits.admit(partner, "a", &assertion(0), priority).await {
        admitted.push(one);
    }
    admitted
}

#[tokio::test]
async fn reserved_room_stays_free_when_others_take_all_the_rest() {
    let partners = vec![PartnerLimit { reserved_percent: Some(30), ..entry() }];
    let section = LimitsSection { requests_at_once: 100, partner_at_once: 0, partners, ..settings(0, 0) };
    let limits = Limits::new(LimitsSection { target_ms: 0, ..section }, clock());
    let mut flood = fill(&limits, "other", Priority::First).await;
    flood.extend(fill(&limits, "other", Priority::Renewal).await);
    flood.extend(fill(&limits, "other", Priority::Later).await);
    assert_eq!(flood.len(), 70);
    for priority in Priority::ALL {
        let full = limits.admit("third", "a", "", priority).await.expect_err("full");
        assert!(matches!(full, NotAdmitted::Full { retry_after: 1.. }));
        limits.require_room("", priority).await.expect("it may be of the partner that has room");
    }
    let mut own = fill(&limits, "app", Priority::First).await;
    own.extend(fill(&limits, "app", Priority::Renewal).await);
    own.extend(fill(&limits, "app", Priority::Later).await);
    assert_eq!(own.len(), 30);
    for priority in Priority::ALL {
        limits.require_room("", priority).await.expect_err("nobody has room");
    }
    // What is free of the rest is for anybody, also beyond a reservation.
    drop(flood.remove(0));
    let beyond = limits.admit("app", "a", &assertion(0), Priority::Renewal).await.expect("room");
    assert!(limits.admit("third", "a", "", Priority::Renewal).await.is_err());
    drop(beyond);
    // A seat that a reservation covers does not make room for others.
    let third = limits.admit("third", "a", "", Priority::Renewal).await.expect("room");
    drop(own.remove(0));
    assert!(limits.admit("third", "a", "", Priority::Renewal).await.is_err());
    drop(limits.admit("app", "a", "", Priority::Renewal).await.expect("its own"));
    drop((third, flood, own));
    assert_eq!(limits.load().in_progress, [0; 3]);
}

#[tokio::test]
async fn a_reserved_share_shrinks_with_the_room_and_stays_its_own() {
    let partners = vec![PartnerLimit { reserved_percent: Some(25), ..entry() }];
    let section = LimitsSection { requests_at_once: 100, partner_at_once: 0, partners, ..settings(0, 0) };
    let clock = clock();
    let limits = Limits::new(section, clock.clone());
    // Answers take the longer the more there are, until hardly more are in progress than the least.
    for _ in 0..20 {
        let flood = fill(&limits, "other", Priority::Renewal).await;
        clock.advance(flood.len() as u64);
        flood.into_iter().for_each(Admitted::answered);
    }
    assert_eq!(limits.load().limit, Some(8));
    let flood = fill(&limits, "other", Priority::Renewal).await;
    let own = fill(&limits, "app", Priority::Renewal).await;
    assert_eq!((own.len(), limits.is_pressed()), (2, true));
    drop((flood, own));
    // And quick answers bring them back.
    for _ in 0..200 {
        fill(&limits, "other", Priority::Renewal).await.into_iter().for_each(Admitted::answered);
        clock.advance(1);
    }
    assert_eq!(limits.load().limit, Some(100));
    clock.advance(10);
    assert!(!limits.is_pressed());
}

#[tokio::test]
async fn who_comes_first_is_admitted_when_others_are_not_and_what_is_refused_is_counted() {
    let section = LimitsSection { requests_at_once: 20, partner_at_once: 0, target_ms: 0, ..settings(0, 0) };
    let limits = Limits::new(section, clock());
    let later = fill(&limits, "app", Priority::Later).await;
    assert_eq!((later.len(), limits.is_pressed()), (16, true));
    let first = fill(&limits, "app", Priority::First).await;
    let renewals = fill(&limits, "app", Priority::Renewal).await;
    assert_eq!((first.len(), renewals.len()), (2, 2));
    let load = limits.load();
    assert_eq!((load.limit, load.in_progress, load.shed), (Some(20), [2, 2, 16], [1, 1, 1]));
    drop(later);
    // Renewals do not take what first issues and all others are sure of.
    assert_eq!(fill(&limits, "app", Priority::Renewal).await.len(), 15);
    drop((first, renewals));
}

#[test]
fn the_shares_of_all_nodes_are_no_more_than_the_whole() {
    for (requests, nodes, burst, seconds_each) in
        [(60, 3, 20, 3), (7, 2, 3, 20), (1, 3, 1, 180), (2, 3, 1, 90), (5, 1, 5, 12)]
    {
        let share = Quota::new(requests, Duration::from_secs(60)).expect("a quota").share(nodes);
        assert_eq!((share.requests(), share.each().as_secs()), (burst, seconds_each), "{requests} among {nodes}");
    }
}

#[tokio::test]
async fn an_hour_with_far_more_requests_than_usual_is_reported_once() {
    let clock = clock();
    let limits = Limits::new(LimitsSection { unusual_from: 50, ..settings(0, 0) }, clock.clone());
    let unusual = || limits.unusual_hours().iter().map(|(_, hours)| hours).sum::<u64>();
    admitted(&limits, "new", 0, 1_000).await;
    assert_eq!(unusual(), 0, "nothing is usual on the first day");
    for hour in 0..30 {
        admitted(&limits, "a", hour * 100, 10).await;
        clock.advance(3_600);
    }
    assert_eq!(unusual(), 0);
    admitted(&limits, "a", 5_000, 100).await;
    assert_eq!(unusual(), 0, "ten times the usual is not more than ten times");
    admitted(&limits, "a", 6_000, 500).await;
    assert_eq!(limits.unusual_hours(), [("app".to_owned(), 1)]);
    clock.advance(3_600);
    admitted(&limits, "a", 7_000, 500).await;
    assert_eq!(limits.unusual_hours(), [("app".to_owned(), 2)], "and in the next hour again");
    // After a quiet week a few requests are more than usual, and too few to matter.
    clock.advance(8 * 86_400);
    admitted(&limits, "a", 8_000, 49).await;
    assert_eq!(unusual(), 2);
    admitted(&limits, "a", 9_000, 1).await;
    assert_eq!(unusual(), 3);
}
