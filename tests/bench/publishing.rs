//! Measures publishing at the size of a nation: 2^26 serials, one in a thousand revoked. What a set costs after one
//! revocation, how soon it is visible, how much memory the process takes, how fast a file of people is revoked, and
//! what a tablet fetches on its first day and on ordinary days, beside what all of it cost when every list was made
//! anew at each revocation. `cargo bench --bench publishing -- 50 200`: days with so many revocations each.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use haetae::clock::{Clock, ManualClock, SystemClock};
use haetae::config::{Config, FILE_NAME};
use haetae::model::{Person, SubjectId};
use haetae::publishing::ServedSet;
use haetae::runtime::{Intervals, Node, Runtime, installation};
use haetae_core::{
    CivilDate, DisplayName, Doses, Evidence, Fetch, FileKind, IssuerName, Plan, Product, RootSet, SECONDS_PER_DAY,
    TrustSync, UnixTime,
};
use haetae_keys::ceremony::{InitPlan, initialise};
use tokio_util::sync::CancellationToken;

const SERIAL_BITS: &str = "26";
const REVOKED: usize = 67_109;
/// People who are revoked one by one.
const MORE: usize = 40_000;
const CHUNK: usize = 10_000;
/// Revocations of an ordinary day, if none are given.
const DAYS: [usize; 3] = [20, 50, 200];
/// Revocations whose way to the published set is timed.
const TIMED: usize = 20;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Parts that run as processes of their own, so that their memory is theirs.
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["first", data] => first_set(&configured(Path::new(data))).await,
        ["running", data] => running_service(&configured(Path::new(data))).await,
        _ => all(arguments.iter().filter_map(|argument| argument.parse().ok()).collect()).await,
    }
}

async fn all(days: Vec<usize>) {
    let days = if days.is_empty() { DAYS.to_vec() } else { days };
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let data = folder.path().join("data");
    let config = installed(&data, SystemClock.now()).await;
    println!("{:<58}{:>14}{:>14}", "", "now", "before");
    revoke_in_bulk(&config).await;
    for part in ["first", "running"] {
        let program = std::env::current_exe().expect("this program");
        let status = Command::new(program).arg(part).arg(&data).status().expect("a process");
        assert!(status.success());
    }

    let roots = haetae::signing::read_roots(&config.data_dir.join("roots.json")).expect("roots");
    for count in days {
        // Each on a copy: a month passes.
        let copy = folder.path().join(format!("{count}"));
        copy_folder(&data, &copy);
        let clock = Arc::new(ManualClock::new(SystemClock.now()));
        let node = Node::open(&configured(&copy), clock.clone()).await.expect("a node");
        let people: Vec<SubjectId> = (REVOKED + TIMED..REVOKED + MORE).take(count * 31).map(subject).collect();
        let (first, ordinary) = day_of_a_tablet(&node, &clock, &roots, &people).await;
        println!("\n{count} revocations a day");
        row("  a tablet's first fetch, bytes", thousands(first), "5,000,000");
        // Lists of sixteen days with each manifest in which somebody else was revoked.
        let before = thousands(2_750_000 * (count as u64).min(288));
        row("  an ordinary day of a tablet, bytes", thousands(ordinary.sum()), &before);
        row("    manifests, those that were not known", thousands(ordinary.manifests), "");
        row("    changes", thousands(ordinary.changes), "");
        row("    lists", thousands(ordinary.lists), "");
    }
}

/// Puts people on record and revokes one in a thousand serials.
async fn revoke_in_bulk(config: &Config) {
    let (clock, node) = (SystemClock, Node::open(config, Arc::new(SystemClock)).await.expect("a node"));
    let people: Vec<Person> = (0..REVOKED + MORE).map(person).collect();
    for chunk in people.chunks(CHUNK) {
        node.store.import(chunk).await.expect("an import");
    }
    let subjects: Vec<SubjectId> = (0..REVOKED).map(subject).collect();
    // So that they are in the lists of all days that come up here.
    let in_two_months = clock.now().saturating_add(60 * SECONDS_PER_DAY);
    let begun = clock.monotonic();
    // As many at a time as the command takes.
    for chunk in subjects.chunks(1_000) {
        node.store.revoke_all(chunk, in_two_months, None).await.expect("revocations");
    }
    let taken = clock.monotonic().saturating_sub(begun);
    row("revocations a second in bulk", format!("{:.0}", REVOKED as f64 / taken.as_secs_f64()), "");
}

/// The first set of all.
async fn first_set(config: &Config) {
    let node = Node::open(config, Arc::new(SystemClock)).await.expect("a node");
    let cpu = cpu_seconds();
    node.publisher.refresh(SystemClock.now()).await.expect("publishing");
    row("CPU seconds of the first set", format!("{:.1}", cpu_seconds() - cpu), "14");
    row("peak memory of the process, MB", format!("{:.0}", peak_megabytes()), "346");
    let served = node.publisher.served().expect("a set");
    row("bytes of a status list", thousands(largest_list(&served)), "172,000");
}

/// One revocation after the other in a running service that was started with a set.
async fn running_service(config: &Config) {
    let (clock, node) = (SystemClock, Node::open(config, Arc::new(SystemClock)).await.expect("a node"));
    let poll = Duration::from_secs(config.publishing.poll);
    let intervals = Intervals { poll, lease: Duration::from_secs(3), clock_limit: 300 };
    let (runtime, stop) = (Arc::new(Runtime::new(node.clone(), intervals, *b"measured")), CancellationToken::new());
    let running = tokio::spawn({
        let (runtime, stop) = (Arc::clone(&runtime), stop.clone());
        async move { runtime.run(stop).await }
    });
    wait_until(|| runtime.status().publishes() && node.publisher.served().is_some()).await;
    let (mut slowest, mut costliest) = (Duration::ZERO, 0.0_f64);
    for number in REVOKED..REVOKED + TIMED {
        let (version, cpu) = (version(&node), cpu_seconds());
        node.store.revoke(&subject(number), clock.now(), None).await.expect("a revocation");
        let committed = clock.monotonic();
        wait_until(|| version < self::version(&node)).await;
        slowest = slowest.max(clock.monotonic().saturating_sub(committed));
        costliest = costliest.max(cpu_seconds() - cpu);
    }
    stop.cancel();
    running.await.expect("it ends");
    row("seconds from a commit to the published set, the slowest", format!("{:.1}", slowest.as_secs_f64()), "48");
    row("CPU seconds of a set after one revocation", format!("{costliest:.2}"), "13");
    row("peak memory of the process, MB", format!("{:.0}", peak_megabytes()), "346");
    let served = node.publisher.served().expect("a set");
    row("bytes of a manifest", thousands(served.manifest.len() as u64), "");
}

fn row(what: &str, now: String, before: &str) {
    println!("{what:<58}{now:>14}{before:>14}");
}

/// What a tablet has fetched, in bytes.
#[derive(Clone, Copy, Default)]
struct Fetched {
    manifests: u64,
    changes: u64,
    lists: u64,
    others: u64,
}

impl Fetched {
    const fn sum(self) -> u64 {
        self.manifests + self.changes + self.lists + self.others
    }
}

/// A month with these revocations, spread evenly. Returns what a tablet fetches that is new on the last day but one,
/// and what it fetches on the last day.
async fn day_of_a_tablet(node: &Node, clock: &ManualClock, roots: &RootSet, people: &[SubjectId]) -> (u64, Fetched) {
    let revoke = async |part: &[SubjectId]| {
        node.store.revoke_all(part, clock.now(), None).await.expect("revocations");
    };
    // 29 days at two sets a day, beginning with a UTC day: then lists and changes are as they always are.
    clock.set(UnixTime::saturating_new((clock.now().seconds() / SECONDS_PER_DAY + 1) * SECONDS_PER_DAY));
    let (before, people) = people.split_at(people.len() / 31 * 29);
    for part in before.chunks(before.len().div_ceil(58).max(1)) {
        node.publisher.refresh(clock.now()).await.expect("publishing");
        clock.advance(SECONDS_PER_DAY / 2 - 5);
        revoke(part).await;
        clock.advance(5);
    }
    node.publisher.refresh(clock.now()).await.expect("publishing");

    let mut tablet = TrustSync::new(roots.clone(), 7);
    let mut known = Vec::new();
    let first = fetch(&mut tablet, node, clock.now(), &mut known).sum();
    let mut ordinary = Fetched::default();
    let mut done = 0;
    for minute in 0..2 * 1_440 {
        clock.advance(60);
        let due = people.len() * (minute + 1) / (2 * 1_440);
        revoke(&people[done..due]).await;
        done = due;
        node.publisher.refresh(clock.now()).await.expect("publishing");
        let fetched = fetch(&mut tablet, node, clock.now(), &mut known);
        if minute >= 1_440 {
            ordinary.manifests += fetched.manifests;
            ordinary.changes += fetched.changes;
            ordinary.lists += fetched.lists;
            ordinary.others += fetched.others;
        }
    }
    (first, ordinary)
}

/// Does what the core plans until there is nothing to fetch. A manifest that is `known` costs nothing: the service
/// answers 304.
fn fetch(tablet: &mut TrustSync, node: &Node, now: UnixTime, known: &mut Vec<u8>) -> Fetched {
    let served = node.publisher.served().expect("a set");
    let mut fetched = Fetched::default();
    loop {
        match tablet.next(now) {
            Plan::Idle { .. } => return fetched,
            Plan::FetchManifest { .. } => {
                if *known != served.manifest {
                    *known = served.manifest.to_vec();
                    fetched.manifests += served.manifest.len() as u64;
                }
                tablet.manifest_arrived(&served.manifest, now);
            }
            Plan::FetchFile { sha256, size } => {
                // Of an earlier manifest, which may be gone by now.
                let Some(bytes) = served.file(&sha256) else {
                    tablet.failed(Fetch::File(sha256), now);
                    continue;
                };
                let pinned = tablet.store().manifest().map(|manifest| manifest.files()).unwrap_or_default();
                match pinned.iter().find(|file| file.sha256 == sha256).map(|file| FileKind::of(&file.name)) {
                    Some(FileKind::Status(_)) => fetched.lists += size,
                    Some(FileKind::Changes(_)) => fetched.changes += size,
                    _ => fetched.others += size,
                }
                tablet.file_arrived(sha256, bytes, now);
            }
        }
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a folder");
    fs::set_permissions(to, fs::metadata(from).expect("a folder").permissions()).expect("permissions");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}

fn largest_list(served: &ServedSet) -> u64 {
    let lists = served.contents.files().iter().filter(|file| file.name.starts_with("status/"));
    lists.map(|file| file.size).max().unwrap_or_default()
}

fn version(node: &Node) -> u64 {
    node.publisher.served().map_or(0, |served| served.contents.version)
}

#[expect(clippy::disallowed_methods, reason = "time itself is measured")]
async fn wait_until(condition: impl Fn() -> bool) {
    while !condition() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn installed(data: &Path, now: UnixTime) -> Config {
    let mut plan = InitPlan::new(IssuerName::new("Bench").expect("a name"), now);
    (plan.threshold, plan.roots) = (1, 1);
    let mut counter = 0u32;
    let mut random = move |bytes: &mut [u8]| {
        counter += 1;
        bytes.fill(counter.to_le_bytes()[0]);
        Ok(())
    };
    initialise(&plan, &mut random, data).expect("keys");
    std::fs::write(data.join(FILE_NAME), "").expect("a configuration");
    let config = configured(data);
    installation::found(&config).await.expect("a database");
    config
}

fn configured(data: &Path) -> Config {
    let bits = ("issuer.serial_bits".to_owned(), SERIAL_BITS.to_owned());
    Config::load(data, [], [bits]).expect("configuration")
}

fn subject(number: usize) -> SubjectId {
    SubjectId::new(&format!("P-{number}")).expect("a subject id")
}

fn person(number: usize) -> Person {
    let name = DisplayName::new("김*수").expect("a name");
    let vaccination = Evidence::Vaccination {
        doses: Doses::new(2).expect("doses"),
        date: CivilDate::from_ymd(2026, 7, 6).expect("a date"),
        product: Product::new("BNT162B2").expect("a product"),
    };
    Person::new(subject(number), name, CivilDate::from_ymd(1980, 2, 29).expect("a date"), vec![vaccination])
}

/// The CPU time of this process.
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("a status");
    let (_, fields) = stat.rsplit_once(')').expect("a name");
    // Of what follows the name, the 12th and 13th: hundredths of a second in the program and in the kernel.
    let ticks: f64 = fields.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    ticks / 100.0
}

fn peak_megabytes() -> f64 {
    let status = fs::read_to_string("/proc/self/status").expect("a status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a line");
    let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
    kibibytes * 1_024.0 / 1e6
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let grouped: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|part| str::from_utf8(part).ok()).collect();
    grouped.join(",")
}
