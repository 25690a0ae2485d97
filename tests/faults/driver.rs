//! Lives through a scenario: steady, broken, repaired, recovered, steady.

use std::time::Duration;

use haetae_testkit::faults::cluster::{Cluster, ClusterNode};
use haetae_testkit::service::{person, vaccination};

use crate::clients::{Fleet, leaving, staying};
use crate::ledger::{Ledger, Stage};
use crate::promises::Promises;
use crate::scenario::{Fault, Scenario};
use crate::{PROGRAM, making};

/// How many nodes there are.
const NODES: usize = 3;

/// How long after a repair everything must be as before. It is what the service promises, so time is the condition.
const RECOVERY: Duration = Duration::from_secs(30);

/// A stage that takes so long hangs.
const STAGE: Duration = Duration::from_secs(180);

/// How many people may leave in a stage.
const LEAVERS: usize = 8;

/// Ends the clients, also when the test fails.
struct Clients<'ledger>(&'ledger Ledger);

impl Drop for Clients<'_> {
    fn drop(&mut self) {
        self.0.begin(Stage::Over, 0);
    }
}

/// Runs a scenario, and fails with what was violated.
pub(crate) async fn run(scenario: Scenario) {
    let staying_people = 20 * scenario.clients;
    let leaving_people = scenario.clients + LEAVERS * (3 * scenario.faults.len() + 2);
    let people: Vec<_> = (0..staying_people)
        .map(staying)
        .chain((0..leaving_people).map(leaving))
        .map(|subject| person(&subject, "김*수", vec![vaccination()]))
        .collect();
    let mut cluster = Cluster::start(PROGRAM, NODES, &people).await;
    let fleet = Fleet::new(&cluster, &scenario, (staying_people, leaving_people));
    let mut promises = Promises::default();
    std::thread::scope(|scope| {
        let _clients = Clients(&fleet.ledger);
        let fleet = &fleet;
        for number in 0..scenario.clients {
            scope.spawn(move || fleet.run(number));
        }
        let mut driver = Driver { cluster: &mut cluster, fleet, promises: &mut promises, clients: scenario.clients };
        if scenario.faults.iter().try_for_each(|fault| driver.lives_through(fault)).is_some() {
            driver.is_steady();
        }
    });
    promises.hold_for_everything(&cluster, &fleet);
    report(&scenario, &fleet.ledger, &cluster);
}

/// What a scenario happens to.
struct Driver<'run> {
    cluster: &'run mut Cluster,
    fleet: &'run Fleet,
    promises: &'run mut Promises,
    clients: usize,
}

impl Driver<'_> {
    /// Breaks and repairs one thing. `None` once something is violated: what comes after it would say little.
    fn lives_through(&mut self, fault: &Fault) -> Option<()> {
        self.is_steady()?;
        let ledger = &self.fleet.ledger;
        ledger.log.enter(format!("{:?} {:?}: {}", fault.parts, fault.how, fault.promise));
        let unreachable = fault.unreachable;
        ledger.begin(Stage::Breaking { unreachable }, 0);
        making::make(self.cluster, &fault.breaking());
        ledger.begin(Stage::Broken { unreachable }, LEAVERS);
        if !ledger.wait(STAGE, |book| book.ended >= fault.requests && book.each_kind_ended()) {
            ledger.violated(format!("clients hang: {}", fault.promise));
        }
        let repaired = ledger.log.enter("is repaired");
        ledger.begin(Stage::Recovering { unreachable }, LEAVERS);
        making::repair(self.cluster, &fault.breaking());
        self.fleet.avoid_nobody();
        let left = || (repaired + RECOVERY).saturating_sub(ledger.log.elapsed());
        let clients = self.clients;
        let answers = ledger.wait(left(), |book| book.in_a_row >= 2 * clients && book.unanswered == 0);
        if !answers {
            ledger.violated(format!("{RECOVERY:?} after the repair not everybody is answered: {}", fault.promise));
        }
        while !self.cluster.nodes.iter().all(ClusterNode::is_ready) {
            if left().is_zero() {
                ledger.violated(format!("{RECOVERY:?} after the repair not every node is ready: {}", fault.promise));
                break;
            }
        }
        self.promises.are_published(self.cluster, ledger, left);
        let took = ledger.log.elapsed().saturating_sub(repaired);
        ledger.log.enter(format!("all is as before, {:.1} s after the repair began", took.as_secs_f64()));
        self.promises.recovered(took);
        self.promises.hold(self.cluster, self.fleet);
        ledger.judge(fault);
        ledger.book().violations.is_empty().then_some(())
    }

    /// Waits until clients have been answered for a while, all of them.
    fn is_steady(&self) -> Option<()> {
        let (fleet, ledger) = (self.fleet, &self.fleet.ledger);
        ledger.begin(Stage::Steady, LEAVERS);
        let is_steady = ledger.wait(STAGE, |book| {
            // So that revocations can begin while something is broken.
            let leaves = book.leaving.len() >= 2 || book.left >= fleet.number_of_leavers();
            (book.ended >= 3 * self.clients && leaves) || !book.violations.is_empty()
        });
        if !is_steady {
            ledger.violated("there is no steady state");
        }
        ledger.log.enter("is steady");
        ledger.book().violations.is_empty().then_some(())
    }
}

/// Enters what became of all requests, and ends.
fn report(scenario: &Scenario, ledger: &Ledger, cluster: &Cluster) {
    let book = ledger.book();
    ledger.log.enter(format!(
        "{} faults, {} clients: {} passes, {} revocations; not now: {:?}; without an answer at first: {:?}",
        scenario.faults.len(),
        scenario.clients,
        book.passes.len() + book.revoked.len() + book.leaving.len(),
        book.revoked.len(),
        book.not_now,
        book.cut
    ));
    drop(book);
    end(&scenario.name, ledger, cluster);
}

/// Writes the log into the target folder, and fails with it if anything was violated.
pub(crate) fn end(name: &str, ledger: &Ledger, cluster: &Cluster) {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("faults");
    std::fs::create_dir_all(&folder).expect("a folder");
    let text = ledger.log.text();
    std::fs::write(folder.join(format!("{name}.log")), &text).expect("a file");
    eprintln!("{text}");
    let violations = ledger.book().violations.clone();
    if !violations.is_empty() {
        for (number, node) in (1..).zip(&cluster.nodes) {
            let log = node.log();
            let last: Vec<&str> = log.lines().rev().take(40).collect();
            eprintln!("node {number}, its last lines first:\n{}", last.join("\n"));
        }
        panic!("{name} is violated:\n{}", violations.join("\n"));
    }
}
