//! The day of a waiting room: people join, the keys of tickets change at midnight, the room opens, and meanwhile one
//! part after the other is broken.

use std::time::Duration;

use haetae::clock::{Clock as _, SystemClock};
use haetae_core::{SECONDS_PER_DAY, UnixTime};
use haetae_testkit::faults::cluster::{Cluster, ClusterNode};
use haetae_testkit::service::{person, vaccination};
use serde::Deserialize;

use super::hall::{Book, Hall};
use super::person::{DAYS, Person, subject};
use crate::clocks::clock_off_by;
use crate::driver::end;
use crate::scenario::{Breaking, How, Part, from_environment, read};
use crate::waiting::until;
use crate::{PROGRAM, making};

/// How many nodes there are.
const NODES: usize = 3;
/// How many things people do at a time.
const AT_A_TIME: usize = 12;
/// How long after a repair everything must be as before.
const RECOVERY: Duration = Duration::from_secs(30);
/// What takes so long hangs.
const LIMIT: Duration = Duration::from_secs(240);
/// How long before midnight in UTC the nodes start again: by then there is a room, and people have joined.
const BEFORE_MIDNIGHT: u64 = 15;

/// What happens.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Day {
    /// How many people come.
    clients: usize,
    /// How many of them come before the opening.
    early: usize,
    /// How many are let in a second.
    per_second: usize,
    /// While people join.
    joining: Vec<Fault>,
    /// While they are let in.
    serving: Vec<Fault>,
}

/// Something that is broken, and then repaired.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    /// What is promised, in words.
    promise: String,
    /// What is broken, all at once.
    parts: Vec<Part>,
    /// How.
    how: How,
    /// How many requests end before it is repaired.
    requests: usize,
}

/// Ends what people do, also when the test fails.
struct People<'hall>(&'hall Hall);

impl Drop for People<'_> {
    fn drop(&mut self) {
        self.0.note(|book| book.is_over = true);
    }
}

impl Day {
    /// As its file says it, with as many people as `HAETAE_FAULT_CLIENTS` says, and as many faults while they are let
    /// in as `HAETAE_FAULT_KILLS` says: they come again from the first one on.
    fn read() -> Self {
        let day: Self = read("queue");
        let clients = from_environment("HAETAE_FAULT_CLIENTS", day.clients);
        let kills = from_environment("HAETAE_FAULT_KILLS", day.serving.len());
        let serving = day.serving.iter().cycle().take(kills).cloned().collect();
        Self { clients, early: day.early * clients / day.clients, serving, ..day }
    }
}

impl Fault {
    fn breaking(&self) -> Breaking<'_> {
        Breaking { parts: &self.parts, how: self.how, milliseconds: 0 }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_who_waits_is_put_back_or_served_twice_while_each_part_is_killed_in_turn() {
    let day = Day::read();
    let people: Vec<_> =
        (0..day.clients).map(|number| person(&subject(number), "김*수", vec![vaccination()])).collect();
    let mut cluster = Cluster::start(PROGRAM, NODES, &people).await;
    let ahead = set_clocks(&mut cluster);
    let now = SystemClock.now().saturating_add(ahead);
    let mut early: Vec<Person> = (0..day.clients).map(|number| Person::new(number, now)).collect();
    let late = early.split_off(day.early);
    let hall = Hall::new(&cluster, ahead, early, late);
    std::thread::scope(|scope| {
        let _people = People(&hall);
        let mut run = Run { cluster: &mut cluster, hall: &hall, day: &day, midnight: next_midnight(now) };
        run.makes_a_room();
        for _ in 0..AT_A_TIME {
            scope.spawn(|| hall.work());
        }
        if run.takes_people_in().and_then(|()| run.passes_midnight()).and_then(|()| run.lets_people_in()).is_none() {
            hall.violated(format!("it ends early: {:?}", Progress::of(&hall.book())));
        }
    });
    let book = hall.book();
    hall.ledger.log.enter(format!("{:?}; not now: {:?}", Progress::of(&book), book.not_now));
    drop(book);
    // A run that ended early may leave the database stopped: what was violated before says why.
    if hall.is_well() {
        everybody_is_served_once(&cluster, &hall, day.clients);
    }
    end("queue", &hall.ledger, &cluster);
}

/// Starts all nodes again with a clock by which it is nearly midnight in UTC, and says by how many seconds it is ahead.
fn set_clocks(cluster: &mut Cluster) -> u64 {
    cluster.nodes.iter_mut().for_each(ClusterNode::kill);
    let now = SystemClock.now().saturating_add(BEFORE_MIDNIGHT);
    let ahead = next_midnight(now).seconds_since(now) % SECONDS_PER_DAY;
    for node in &mut cluster.nodes {
        node.data.environment.extend(clock_off_by(&format!("+{ahead}")));
        // The clock of PostgreSQL stays as it is.
        node.data.environment.push(("HAETAE__PUBLISHING__CLOCK_LIMIT", "86400".into()));
        node.start_again();
    }
    until(RECOVERY, "all nodes are ready again", || cluster.nodes.iter().all(ClusterNode::is_ready));
    ahead
}

fn next_midnight(now: UnixTime) -> UnixTime {
    UnixTime::saturating_new((now.seconds() / SECONDS_PER_DAY + 1) * SECONDS_PER_DAY)
}

/// What was done so far.
#[derive(Debug)]
#[expect(dead_code, reason = "it is for those who read the log")]
struct Progress {
    joined: usize,
    reloaded: usize,
    tried: usize,
    served: usize,
    requests: usize,
}

impl Progress {
    fn of(book: &Book) -> Self {
        let Book { joined, reloaded, tried, served, requests, .. } = *book;
        Self { joined, reloaded, tried, served, requests }
    }
}

/// What a day happens to.
struct Run<'run> {
    cluster: &'run mut Cluster,
    hall: &'run Hall,
    day: &'run Day,
    /// When tickets get another key.
    midnight: UnixTime,
}

impl Run<'_> {
    /// An operator's command, on the first node's machine.
    fn operator(&self, arguments: &[&str]) {
        let done = self.cluster.nodes[0].data.haetae(arguments);
        assert!(done.status.success(), "{done:?}");
        self.hall.ledger.log.enter(format!("haetae {}", arguments.join(" ")));
    }

    /// A room that opens much later, unless somebody opens it.
    fn makes_a_room(&self) {
        let opens = self.hall.now().saturating_add(600).to_rfc3339();
        self.operator(&["queue", "schedule", "--opens", &opens, "--yes"]);
        let is_shown = |node| self.hall.shows_a_room(node);
        until(RECOVERY, "all nodes show the room", || (0..NODES).all(is_shown));
    }

    /// The first ones join.
    fn takes_people_in(&mut self) -> Option<()> {
        let (early, faults) = (self.day.early, self.day.joining.clone());
        for (number, fault) in (1..).zip(&faults) {
            let due = early * number / (faults.len() + 1);
            self.so(|book| book.joined >= due)?;
            self.lives_through(fault, |book| book.joined)?;
        }
        self.so(|book| book.joined >= early)
    }

    /// Tickets are made with another key from then on. All who have one load their page anew.
    fn passes_midnight(&self) -> Option<()> {
        let hall = self.hall;
        let before = hall.book().days.len();
        let midnight = self.midnight;
        self.so(|_| hall.now() >= midnight)?;
        hall.ledger.log.enter(format!("it is past midnight; so far tickets are from {before} days"));
        hall.note(|book| book.reloads += 1);
        let early = self.day.early;
        self.so(|book| book.reloaded >= early)?;
        if hall.book().days.len() != 2 {
            hall.violated("tickets were to be from two days: who joined, joined before midnight or after it");
        }
        hall.is_well().then_some(())
    }

    /// The room opens, the others come, and all get their passes.
    fn lets_people_in(&mut self) -> Option<()> {
        self.operator(&["queue", "rate", &self.day.per_second.to_string(), "--yes"]);
        self.operator(&["queue", "open", "--yes"]);
        let (clients, faults) = (self.day.clients, self.day.serving.clone());
        for (number, fault) in (1..).zip(&faults) {
            let due = clients * number / (faults.len() + 1);
            self.so(|book| book.served >= due)?;
            if self.hall.book().served == clients {
                self.hall.violated(format!("nobody waits any more: {}", fault.promise));
            }
            self.hall.note(|book| book.reloads += 1);
            self.lives_through(fault, |book| book.served)?;
        }
        self.so(|book| book.served == clients)
    }

    /// Breaks and repairs one thing. Then people get on again.
    fn lives_through(&mut self, fault: &Fault, progress: impl Fn(&Book) -> usize) -> Option<()> {
        let hall = self.hall;
        let log = &hall.ledger.log;
        log.enter(format!("{:?} {:?}: {}", fault.parts, fault.how, fault.promise));
        let requests = hall.book().requests + fault.requests;
        making::make(self.cluster, &fault.breaking());
        self.so(|book| book.requests >= requests)?;
        let repaired = log.enter(format!("is repaired; {:?}", Progress::of(&hall.book())));
        making::repair(self.cluster, &fault.breaking());
        let left = || (repaired + RECOVERY).saturating_sub(log.elapsed());
        while !self.cluster.nodes.iter().all(ClusterNode::is_ready) {
            if left().is_zero() {
                hall.violated(format!("{RECOVERY:?} after the repair not every node is ready: {}", fault.promise));
                break;
            }
        }
        let (before, all) = (progress(&hall.book()), [self.day.early, self.day.clients]);
        if !hall.wait(left(), |book| progress(book) > before || all.contains(&progress(book))) {
            hall.violated(format!("{RECOVERY:?} after the repair nobody gets on: {}", fault.promise));
        }
        let took = log.elapsed().saturating_sub(repaired);
        log.enter(format!("people get on, {:.1} s after the repair began", took.as_secs_f64()));
        hall.is_well().then_some(())
    }

    /// Waits until it is so. `None` if something is violated, or if it takes too long.
    fn so(&self, is_so: impl Fn(&Book) -> bool) -> Option<()> {
        self.hall.wait(LIMIT, is_so).then_some(()).filter(|()| self.hall.is_well())
    }
}

/// What the database and the journals say in the end.
fn everybody_is_served_once(cluster: &Cluster, hall: &Hall, clients: usize) {
    let rows = cluster.database.sql("SELECT phones, octet_length(keys), count(*) FROM haetae.holder GROUP BY 1, 2");
    // For each key 12 bytes: one set of passes of one phone for each person.
    let expected = format!("1|{}|{clients}", 12 * DAYS);
    if rows != expected {
        hall.violated(format!("passes are recorded as {rows} and not {expected}: phones, bytes, people"));
    }
    if !hall.book().not_now.contains_key("queue_not_yet") {
        hall.violated("nobody asked before their turn");
    }
    for (number, node) in (1..).zip(&cluster.nodes) {
        let journal = node.data.haetae(&["journal", "verify"]);
        if !journal.status.success() {
            hall.violated(format!("the journal of node {number} is not whole: {journal:?}"));
        }
    }
}
