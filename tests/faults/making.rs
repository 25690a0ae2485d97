//! Breaks parts of a cluster, and repairs them.

use std::time::Duration;

use haetae_testkit::faults::cluster::{Cluster, ClusterNode};
use haetae_testkit::faults::proxy::{FaultProxy, Way};

use crate::scenario::{Breaking, How, Part};

/// Breaks these parts.
pub(crate) fn make(cluster: &mut Cluster, fault: &Breaking<'_>) {
    for part in fault.parts {
        match part.node() {
            Some(place) => break_node(&mut cluster.nodes[place], fault.how),
            None => break_other(cluster, *part, fault),
        }
    }
}

/// Puts them right again.
pub(crate) fn repair(cluster: &mut Cluster, fault: &Breaking<'_>) {
    for part in fault.parts {
        match (part, fault.how) {
            (Part::Postgresql, How::Hang) => cluster.postgres.go_on(),
            (Part::Postgresql, _) => cluster.postgres.start_again(),
            (Part::Redis, How::Kill) => cluster.redis.restart(),
            (Part::Redis, How::Hang) => cluster.redis.go_on(),
            (Part::Redis, How::Full) => redis(cluster, &["CONFIG", "SET", "maxmemory", "0"]),
            (Part::Redis, How::ReadOnly) => redis(cluster, &["REPLICAOF", "NO", "ONE"]),
            // It goes on by itself.
            (Part::Redis, _) => {}
            (part, how) => match part.node() {
                Some(place) if how == How::Hang => cluster.nodes[place].go_on(),
                Some(place) => cluster.nodes[place].start_again(),
                None => links(cluster, *part).into_iter().for_each(|link| link.set(Way::Open)),
            },
        }
    }
}

fn break_node(node: &mut ClusterNode, how: How) {
    match how {
        How::Kill => node.kill(),
        How::Stop => node.stop(),
        How::Hang => node.hang(),
        other => panic!("{other:?} is nothing that happens to a node"),
    }
}

fn break_other(cluster: &mut Cluster, part: Part, fault: &Breaking<'_>) {
    let milliseconds = fault.milliseconds.to_string();
    match (part, fault.how) {
        (Part::Postgresql, How::Kill) => cluster.postgres.kill(),
        (Part::Postgresql, How::Stop) => cluster.postgres.stop_immediately(),
        (Part::Postgresql, How::Hang) => cluster.postgres.hang(),
        (Part::Redis, How::Kill) => cluster.redis.kill(),
        (Part::Redis, How::Hang) => cluster.redis.hang(),
        (Part::Redis, How::Pause) => redis(cluster, &["CLIENT", "PAUSE", &milliseconds]),
        (Part::Redis, How::Empty) => redis(cluster, &["FLUSHALL"]),
        (Part::Redis, How::Full) => redis(cluster, &["CONFIG", "SET", "maxmemory", "1"]),
        (Part::Redis, How::ReadOnly) => redis(cluster, &["REPLICAOF", "127.0.0.1", "1"]),
        (part, how) => {
            let way = match how {
                How::Cut => Way::Cut,
                How::HalfOpen => Way::HalfOpen,
                How::Slow => Way::Slow(Duration::from_millis(fault.milliseconds)),
                How::WithoutReplies => Way::WithoutReplies,
                other => panic!("{other:?} is nothing that happens to {part:?}"),
            };
            links(cluster, part).into_iter().for_each(|link| link.set(way));
        }
    }
}

/// The proxies that a part stands for.
fn links(cluster: &Cluster, part: Part) -> Vec<&FaultProxy> {
    let first = &cluster.nodes[0];
    match part {
        Part::ClientsToNode1 => vec![&first.public, &first.operator],
        Part::Node1ToPostgresql => vec![&first.to_postgres],
        Part::Node1ToRedis => vec![&first.to_redis],
        other => panic!("{other:?} is no connection"),
    }
}

fn redis(cluster: &Cluster, words: &[&str]) {
    assert_eq!(cluster.redis.command(words).text(), "OK", "{words:?}");
}
