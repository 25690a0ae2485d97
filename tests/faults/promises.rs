//! What must hold whatever was broken: nothing that was acknowledged is lost, and nodes agree.

use std::collections::BTreeMap;
use std::time::Duration;

use haetae::clock::{Clock as _, SystemClock};
use haetae::signing::read_roots;
use haetae_core::{Checker, ScannerState, TrustStore, UnixTime};
use haetae_testkit::faults::client::{Broken, PATIENCE, Reply, exchange};
use haetae_testkit::faults::cluster::{Cluster, ClusterNode};
use haetae_testkit::service::process::day_in_seoul;

use crate::clients::Fleet;
use crate::ledger::{Issued, Ledger};

/// How many passes of each time are asked for again from every node.
const COMPARED: usize = 10;

/// How many threads check passes at the end: as many as there are processors on a small machine.
const THREADS: usize = 2;

/// How often a node that says "not now" is asked again.
const REPETITIONS: usize = 2_000;

/// What was looked at so far.
#[derive(Debug, Default)]
pub(crate) struct Promises {
    published: usize,
    revoked: usize,
    passes: usize,
    slowest: Duration,
}

impl Promises {
    /// Remembers how long a recovery took.
    pub(crate) fn recovered(&mut self, took: Duration) {
        self.slowest = self.slowest.max(took);
    }

    /// Waits until every node has published what was revoked since the last time, while some time is `left`.
    pub(crate) fn are_published(&mut self, cluster: &Cluster, ledger: &Ledger, left: impl Fn() -> Duration) {
        let revoked = ledger.book().revoked[self.published..].to_vec();
        self.published += revoked.len();
        for (number, node) in (1..).zip(&cluster.nodes) {
            loop {
                let admitted = admitted(node, &revoked);
                if admitted.is_empty() {
                    break;
                }
                if left().is_zero() {
                    ledger.violated(format!("node {number} does not publish revocations of {admitted:?}"));
                    break;
                }
            }
        }
    }

    /// Whether the others hold for what was acknowledged since the last time.
    pub(crate) fn hold(&mut self, cluster: &Cluster, fleet: &Fleet) {
        let ledger = &fleet.ledger;
        let (revoked, passes) = {
            let book = ledger.book();
            let new = (book.revoked[self.revoked..].to_vec(), sample(&book.passes[self.passes..], COMPARED));
            (self.revoked, self.passes) = (book.revoked.len(), book.passes.len());
            new
        };
        in_the_database(cluster, ledger, &revoked);
        for (number, node) in (1..).zip(&cluster.nodes) {
            same_passes(fleet, (number, node), &passes);
            refused(fleet, (number, node), &sample(&revoked, COMPARED / 2));
        }
    }

    /// Whether they hold for everything, after the clients have stopped.
    pub(crate) fn hold_for_everything(&mut self, cluster: &Cluster, fleet: &Fleet) {
        let ledger = &fleet.ledger;
        ledger.log.enter(format!("the slowest recovery took {:.1} s", self.slowest.as_secs_f64()));
        let begun = ledger.log.elapsed();
        self.are_published(cluster, ledger, || (begun + PATIENCE).saturating_sub(ledger.log.elapsed()));
        self.hold(cluster, fleet);
        let (passes, revoked) = {
            let book = ledger.book();
            (book.passes.clone(), book.revoked.clone())
        };
        in_the_database(cluster, ledger, &revoked);
        let refused = verdicts(&trust(&cluster.nodes[0]), &passes);
        if refused.keys().any(|code| *code != "admit") {
            ledger.violated(format!("passes that were acknowledged are {refused:?}"));
        }
        for (number, node) in (1..).zip(&cluster.nodes) {
            let journal = node.data.haetae(&["journal", "verify"]);
            if !journal.status.success() {
                ledger.violated(format!("the journal of node {number} is not whole: {journal:?}"));
            }
        }
    }
}

/// How many of these passes get which verdict.
fn verdicts(trust: &TrustStore, passes: &[Issued]) -> BTreeMap<&'static str, usize> {
    let parts = std::thread::scope(|scope| {
        let check = |part: &'_ [Issued]| {
            let mut codes = BTreeMap::new();
            for issued in part {
                *codes.entry(verdict(trust, issued)).or_default() += 1;
            }
            codes
        };
        let part = passes.len().div_ceil(THREADS).max(1);
        let checking: Vec<_> = passes.chunks(part).map(|part| scope.spawn(move || check(part))).collect();
        checking.into_iter().map(|part| part.join().expect("no panic")).collect::<Vec<BTreeMap<_, usize>>>()
    });
    parts.into_iter().flatten().fold(BTreeMap::new(), |mut all, (code, count)| {
        *all.entry(code).or_default() += count;
        all
    })
}

/// Some of them, from all over.
fn sample(all: &[Issued], most: usize) -> Vec<Issued> {
    let step = all.len().div_ceil(most.max(1)).max(1);
    all.iter().step_by(step).cloned().collect()
}

/// Each revocation that was acknowledged is in the database, once.
fn in_the_database(cluster: &Cluster, ledger: &Ledger, revoked: &[Issued]) {
    let rows = cluster.database.sql("SELECT subject, count(*) FROM haetae.revoked_serial GROUP BY subject");
    let rows: BTreeMap<&str, &str> = rows.lines().filter_map(|line| line.split_once('|')).collect();
    for issued in revoked {
        match rows.get(issued.subject.as_str()) {
            Some(&"1") => {}
            found => ledger.violated(format!("{} was revoked, and is in the database {found:?} times", issued.subject)),
        }
    }
}

/// A scanner with what a node publishes.
fn trust(node: &ClusterNode) -> TrustStore {
    let mut trust = TrustStore::new(read_roots(&node.data.path("roots.json")).expect("roots"));
    let request = "GET /v1/trust/bundle HTTP/1.1\r\nHost: haetae\r\nConnection: close\r\n\r\n";
    if let Ok(Reply { status: 200, body, .. }) = exchange(node.public.address(), request, PATIENCE) {
        assert_eq!(trust.take_bundle(&body).as_str(), "taken");
    }
    trust
}

/// The verdict on a pass at a time when it is good.
fn verdict(trust: &TrustStore, issued: &Issued) -> &'static str {
    let at = SystemClock.now().max(UnixTime::saturating_new(issued.not_before.seconds() + 60));
    let code = issued.holder.present(&issued.pass, at, None);
    Checker::new(trust).check(&code, at, &mut ScannerState::new()).code()
}

/// Those of them whom a scanner with the data of a node does not refuse as revoked. A day's pass that has ended is no
/// matter of lists any more.
fn admitted(node: &ClusterNode, revoked: &[Issued]) -> Vec<String> {
    let trust = trust(node);
    let is_over = |issued: &Issued| issued.expires <= SystemClock.now();
    let wrong = revoked.iter().filter(|issued| !is_over(issued) && verdict(&trust, issued) != "revoked");
    wrong.map(|issued| format!("{}: {}", issued.subject, verdict(&trust, issued))).collect()
}

/// What a node answers that is asked again while it says "not now": clients keep it busy.
fn in_the_end(node: &ClusterNode, request: &str) -> Result<Reply, Broken> {
    let ask = || exchange(node.public.address(), request, PATIENCE);
    let is_not_now = |answer: &Result<Reply, Broken>| matches!(answer, Ok(Reply { status: 429 | 503, .. }));
    let asked_again = (0..REPETITIONS).map(|_| ask()).find(|answer| !is_not_now(answer));
    asked_again.unwrap_or_else(ask)
}

/// This node makes the passes that some node has made.
fn same_passes(fleet: &Fleet, (number, node): (usize, &ClusterNode), passes: &[Issued]) {
    for issued in passes {
        let request = fleet.request(&issued.subject, issued.day, &issued.holder);
        let answer = in_the_end(node, &request);
        let pass = answer.as_ref().map(|reply| reply.json()["passes"][0]["qr"].clone()).unwrap_or_default();
        if pass != issued.pass.as_str() {
            fleet.ledger.violated(format!("node {number} does not make the same pass: {answer:?}"));
        }
    }
}

/// This node gives no pass to those who were revoked. Tomorrow's: the day of theirs may be over.
fn refused(fleet: &Fleet, (number, node): (usize, &ClusterNode), revoked: &[Issued]) {
    for issued in revoked {
        let request = fleet.request(&issued.subject, day_in_seoul(SystemClock.now(), 1), &issued.holder);
        let answer = in_the_end(node, &request);
        let code = answer.as_ref().map(|reply| reply.json()["code"].clone()).unwrap_or_default();
        if code != "revoked" {
            fleet.ledger.violated(format!("node {number} gives a pass to {}: {answer:?}", issued.subject));
        }
    }
}
