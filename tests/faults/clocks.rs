//! A node whose machine has another time than those of the others, made with faketime.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use haetae::clock::{Clock as _, SystemClock};
use haetae_core::Manifest;
use haetae_testkit::faults::client::{PATIENCE, exchange};
use haetae_testkit::faults::cluster::{Cluster, ClusterNode};
use haetae_testkit::service::{person, vaccination};

use crate::PROGRAM;
use crate::waiting::until;

/// How long a node may take to notice: it looks three times in each lease of six seconds.
const NOTICED: Duration = Duration::from_secs(60);

/// What gives a program a clock that is so far off. Durations stay as they are, as where somebody sets a clock. The
/// program `faketime` does the same, but would stand between the test and the process that it is to kill.
pub(crate) fn clock_off_by(offset: &str) -> [(&'static str, PathBuf); 4] {
    let folders = std::fs::read_dir("/usr/lib").expect("a folder").filter_map(Result::ok);
    let mut libraries = folders.map(|folder| folder.path().join("faketime/libfaketimeMT.so.1"));
    let library = libraries.find(|library| library.exists());
    let library = library.expect("these tests need libfaketime: install the Debian package faketime");
    [
        ("LD_PRELOAD", library),
        ("FAKETIME", offset.into()),
        ("DONT_FAKE_MONOTONIC", "1".into()),
        ("NO_FAKE_STAT", "1".into()),
    ]
}

/// The program with such a clock.
fn with_clock(offset: &str) -> Command {
    let mut command = Command::new(PROGRAM);
    command.envs(clock_off_by(offset));
    command
}

fn status(node: &ClusterNode, path: &str) -> u16 {
    let request = format!("GET {path} HTTP/1.1\r\nHost: haetae\r\nConnection: close\r\n\r\n");
    exchange(node.public.address(), &request, PATIENCE).map_or(0, |reply| reply.status)
}

fn manifest(node: &ClusterNode) -> Manifest {
    let request = "GET /v1/trust/manifest HTTP/1.1\r\nHost: haetae\r\nConnection: close\r\n\r\n";
    let served = exchange(node.public.address(), request, PATIENCE).expect("an answer");
    Manifest::decode_unverified(&served.body).expect("a manifest")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_whose_clock_is_hours_off_signs_nothing_and_the_others_go_on() {
    let mut cluster = Cluster::start(PROGRAM, 2, &[person("STAY-1", "김*수", vec![vaccination()])]).await;
    for offset in ["+3h", "-3h"] {
        // The node that publishes may be either: both must do without the other.
        cluster.nodes[0].kill();
        cluster.nodes[0].start_again_by(with_clock(offset));
        until(NOTICED, "the node notices its clock", || status(&cluster.nodes[0], "/readyz") == 503);
        assert_eq!(status(&cluster.nodes[0], "/healthz"), 200, "{offset}");
        // A revocation is published all the same, by the other node, and nothing is dated ahead.
        let version = manifest(&cluster.nodes[1]).version;
        let revoke =
            if offset == "+3h" { ["revoke", "--subject", "STAY-1"] } else { ["reinstate", "--subject", "STAY-1"] };
        let done = cluster.nodes[1].data.haetae(&revoke);
        assert!(done.status.success(), "{done:?}");
        if offset == "+3h" {
            until(NOTICED, "the other node publishes", || manifest(&cluster.nodes[1]).version > version);
        }
        for node in &cluster.nodes {
            assert!(manifest(node).issued <= SystemClock.now(), "{offset}");
        }
        assert_eq!(status(&cluster.nodes[1], "/readyz"), 200, "{offset}");

        cluster.nodes[0].kill();
        cluster.nodes[0].start_again();
        until(NOTICED, "the node agrees again", || cluster.nodes[0].is_ready());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_alone_and_starts_with_a_clock_ahead_signs_nothing_until_it_is_set() {
    let mut cluster = Cluster::start(PROGRAM, 1, &[person("STAY-1", "김*수", vec![vaccination()])]).await;
    cluster.nodes[0].kill();
    // As at the very first start: nobody has shown a clock yet.
    cluster.database.sql("DELETE FROM haetae.clock_witness");
    cluster.nodes[0].start_again_by(with_clock("+3h"));
    let node = &cluster.nodes[0];
    let log = "ahead of the clock of the database server";
    until(NOTICED, "the node notices its clock", || node.log().contains(log) && status(node, "/readyz") == 503);
    let done = node.data.haetae(&["revoke", "--subject", "STAY-1"]);
    assert!(done.status.success(), "{done:?}");
    let doubts = || cluster.database.sql("SELECT count(*) FROM haetae.clock_witness WHERE ahead > 10000");
    until(NOTICED, "the node has polled since", || doubts() == "1");
    let published = manifest(node);
    assert!(published.issued <= SystemClock.now());

    cluster.nodes[0].kill();
    cluster.nodes[0].start_again();
    let node = &cluster.nodes[0];
    until(NOTICED, "the revocation is published", || node.is_ready() && manifest(node).version > published.version);
    assert!(manifest(node).issued <= SystemClock.now());
}
