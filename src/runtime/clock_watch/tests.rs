use haetae_testkit::servers::postgres::database;

use super::*;
use crate::clock::{ManualClock, SystemClock};
use crate::config::Config;
use crate::store::SqliteStore;

const START: u64 = 1_800_000_000;
const TEN_DAYS: u64 = 10 * SECONDS_PER_DAY;

/// Nodes on one database, each with a clock of its own.
struct Nodes {
    /// Where the database is: it goes with this.
    _home: Box<dyn std::any::Any>,
    store: Arc<dyn ClockStore>,
}

struct Node {
    clock: Arc<ManualClock>,
    watch: ClockWatch,
}

impl Nodes {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = SqliteStore::create(&folder.path().join("db"), 20).await.expect("a store");
        Self { _home: Box::new(folder), store: Arc::new(store) }
    }

    /// On a server, whose clock shows the real time.
    async fn on_server() -> Self {
        let database = database();
        let setting = |key: &str, value: &str| (format!("storage.{key}"), value.to_owned());
        let settings = [
            setting("engine", "postgresql"),
            setting("host", &database.host),
            setting("port", &database.port.to_string()),
            setting("name", &database.name),
            setting("user", &database.user),
        ];
        let config = Config::load(std::path::Path::new("/nowhere"), [], settings).expect("a configuration");
        Self { store: crate::store::create(&config).await.expect("a store"), _home: Box::new(database) }
    }

    fn node(&self, name: &str, shows: u64) -> Node {
        let clock = Arc::new(ManualClock::new(time(shows)));
        let (clocks, lease) = (self.store.clone(), Duration::from_secs(30));
        Node { watch: ClockWatch::new(name.to_owned(), clock.clone(), clocks, 300, lease), clock }
    }
}

impl Node {
    /// A poll after these seconds; `signed` is the time of the newest manifest.
    async fn poll(&self, seconds: u64, signed: Option<u64>) -> Verdict {
        self.clock.advance(seconds);
        let manifest = signed.map(|signed| (signed, time(signed)));
        let (now, verdict) = self.watch.poll(manifest, true).await.expect("the store");
        assert_eq!(now, self.clock.now());
        self.watch.witness().await.expect("the store");
        verdict
    }

    fn set(&self, shows: u64) {
        self.clock.set(time(shows));
    }

    fn shows(&self) -> u64 {
        self.clock.now().seconds()
    }
}

fn time(seconds: u64) -> UnixTime {
    UnixTime::saturating_new(seconds)
}

fn with(verdict: Verdict) -> Option<(With, i64)> {
    match verdict {
        Verdict::Disagree(Disagreement { with, ahead }) => Some((with, ahead)),
        _ => None,
    }
}

#[tokio::test]
async fn the_first_node_signs_at_once() {
    let nodes = Nodes::new().await;
    assert_eq!(nodes.node("a", START).poll(0, None).await, Verdict::Sign);
}

#[tokio::test]
async fn a_step_of_the_clock_beyond_the_limit_disagrees_until_it_is_taken_back() {
    let nodes = Nodes::new().await;
    for (step, disagrees) in [(300, false), (301, true), (-300, false), (-301, true)] {
        let node = nodes.node("a", START);
        let before = node.poll(0, None).await;
        assert_eq!(before, Verdict::Sign, "{step}");
        node.set(node.shows().saturating_add_signed(step));
        assert_eq!(with(node.poll(1, None).await), disagrees.then_some((With::Monotonic, step)), "{step}");
        // The next polls do not believe it either.
        assert_eq!(with(node.poll(1, None).await).is_some(), disagrees, "{step}");
        node.set(node.shows().saturating_add_signed(-step));
        let verdicts = [node.poll(1, None).await, node.poll(1, None).await, node.poll(1, None).await];
        let expected = if disagrees { [Verdict::Wait, Verdict::Wait, Verdict::Sign] } else { [Verdict::Sign; 3] };
        assert_eq!(verdicts, expected, "{step}");
    }
}

#[tokio::test]
async fn small_corrections_over_months_are_no_disagreement_and_a_fast_drift_is() {
    let nodes = Nodes::new().await;
    let node = nodes.node("a", START);
    for hour in 0..2_000 {
        assert_eq!(node.poll(3_600, None).await, Verdict::Sign, "{hour}");
        node.set(node.shows() + 3);
    }
    let mut verdict = Verdict::Sign;
    for _ in 0..40 {
        node.set(node.shows() + 10);
        verdict = node.poll(10, None).await;
    }
    assert_eq!(with(verdict).map(|(with, _)| with), Some(With::Monotonic));
}

#[tokio::test]
async fn a_clock_before_the_newest_manifest_disagrees() {
    let nodes = Nodes::new().await;
    assert_eq!(nodes.node("a", START).poll(0, Some(START + 300)).await, Verdict::Sign);
    let late = nodes.node("b", START);
    assert_eq!(with(late.poll(0, Some(START + 301)).await), Some((With::Manifest, -301)));
    // Time does not heal it: the manifest gets older too.
    assert_eq!(with(late.poll(1_000, Some(START + 301)).await), Some((With::Manifest, -301)));
    // A long rest before the start is none.
    assert_eq!(nodes.node("c", START).poll(0, Some(START - TEN_DAYS)).await, Verdict::Wait);
}

#[tokio::test]
async fn a_clock_that_is_ahead_of_a_manifest_that_was_just_signed_disagrees() {
    let nodes = Nodes::new().await;
    let node = nodes.node("a", START + TEN_DAYS);
    assert_eq!(node.poll(0, Some(START - 60)).await, Verdict::Sign);
    assert_eq!(with(node.poll(10, Some(START + 5)).await), Some((With::Manifest, TEN_DAYS.cast_signed() - 5)));
}

#[tokio::test]
async fn of_two_nodes_the_one_that_starts_with_a_wrong_clock_signs_nothing_and_does_not_disturb_the_other() {
    for off in [TEN_DAYS.cast_signed(), -TEN_DAYS.cast_signed()] {
        let nodes = Nodes::new().await;
        let good = nodes.node("good", START);
        assert_eq!(good.poll(0, None).await, Verdict::Sign);
        let wrong = nodes.node("wrong", START.saturating_add_signed(off));
        let verdict = wrong.poll(0, None).await;
        assert_eq!(verdict, Verdict::Wait, "it does not know yet whether the other one runs");
        for _ in 0..20 {
            assert_eq!(good.poll(10, None).await, Verdict::Sign);
            let (found, ahead) = with(wrong.poll(10, None).await).expect("a disagreement");
            assert_eq!(found, With::OtherNodes);
            assert!(ahead.abs_diff(off) <= 10, "{ahead}");
        }
        wrong.set(good.shows());
        for _ in 0..3 {
            good.poll(10, None).await;
            wrong.poll(10, None).await;
        }
        assert_eq!(wrong.poll(0, None).await, Verdict::Sign);
    }
}

#[tokio::test]
async fn a_node_does_not_wait_longer_than_a_lease_for_nodes_that_are_gone() {
    let nodes = Nodes::new().await;
    nodes.node("gone", START).poll(0, None).await;
    let node = nodes.node("new", START + 100);
    let mut verdicts = Vec::new();
    for _ in 0..5 {
        verdicts.push(node.poll(10, None).await);
    }
    assert_eq!(verdicts, [Verdict::Wait, Verdict::Wait, Verdict::Wait, Verdict::Wait, Verdict::Sign]);
}

#[tokio::test]
async fn a_restart_does_not_make_a_clock_right() {
    let nodes = Nodes::new().await;
    let node = nodes.node("a", START);
    node.poll(0, None).await;
    node.set(START + TEN_DAYS);
    assert!(with(node.poll(10, None).await).is_some());
    let restarted = nodes.node("a", START + TEN_DAYS + 20);
    assert_eq!(with(restarted.poll(0, None).await), Some((With::Itself, TEN_DAYS.cast_signed())));
    restarted.set(START + 30);
    let mut verdicts = Vec::new();
    for _ in 0..3 {
        verdicts.push(restarted.poll(1, None).await);
    }
    assert_eq!(verdicts, [Verdict::Wait, Verdict::Wait, Verdict::Sign]);
    // A clock before what the node has already written.
    assert_eq!(with(nodes.node("a", START - 301).poll(0, None).await).map(|(with, _)| with), Some(With::Itself));
}

#[tokio::test]
async fn an_operator_can_accept_the_clock_that_is_shown_then_and_no_other() {
    let nodes = Nodes::new().await;
    let node = nodes.node("a", START);
    // Of a manifest that was signed while the clock was ten days ahead.
    let wrong = Some(START + TEN_DAYS);
    assert!(with(node.poll(0, wrong).await).is_some());
    nodes.store.accept_clock(time(START + TEN_DAYS)).await.expect("the store");
    assert!(with(node.poll(1, wrong).await).is_some(), "another clock was accepted");
    nodes.store.accept_clock(node.clock.now()).await.expect("the store");
    assert_eq!(node.poll(1, wrong).await, Verdict::Sign);
    // It counts until everything agrees, and not for the next jump.
    let signed = Some(node.shows());
    assert_eq!(node.poll(1, signed).await, Verdict::Sign);
    node.set(node.shows() + TEN_DAYS);
    assert!(with(node.poll(1, signed).await).is_some());
    node.set(node.shows() - TEN_DAYS);
    assert_eq!(
        node.poll(1, wrong).await,
        Verdict::Disagree(Disagreement { with: With::Manifest, ahead: 5 - TEN_DAYS.cast_signed() })
    );
}

#[tokio::test]
async fn nothing_is_erased_before_two_days_of_agreement_and_by_no_later_day_than_that_of_the_manifest() {
    let nodes = Nodes::new().await;
    let node = nodes.node("a", START);
    let days = AGREES_BEFORE_ERASING.as_secs();
    let erasing = |signed: u64| node.watch.erasing_day(Some(time(signed)));
    node.poll(0, None).await;
    node.poll(days - 1, None).await;
    assert_eq!(erasing(START), None);
    node.poll(1, None).await;
    assert_eq!(erasing(START), Some(time(START)), "the manifest is older than the clock");
    assert_eq!(erasing(START + TEN_DAYS), Some(time(START + days)), "the clock is older than the manifest");
    assert_eq!(node.watch.erasing_day(None), None, "nothing was ever signed");
    node.set(node.shows() + 28 * SECONDS_PER_DAY);
    node.poll(1, None).await;
    assert_eq!(erasing(START), None);
    node.set(node.shows() - 28 * SECONDS_PER_DAY);
    for _ in 0..3 {
        node.poll(1, None).await;
    }
    assert_eq!(erasing(START), None, "it counts anew");
    node.poll(days, None).await;
    assert_eq!(erasing(START), Some(time(START)));
}

#[tokio::test]
async fn a_node_that_is_alone_compares_its_clock_with_that_of_the_database_server() {
    for off in [TEN_DAYS.cast_signed(), -TEN_DAYS.cast_signed()] {
        let nodes = Nodes::on_server().await;
        let alone = nodes.node("a", SystemClock.now().seconds().saturating_add_signed(off));
        let (found, ahead) = with(alone.poll(0, None).await).expect("a disagreement");
        assert_eq!(found, With::Database);
        assert!(ahead.abs_diff(off) <= 60, "{ahead}");
        alone.set(SystemClock.now().seconds());
        let verdicts = [alone.poll(1, None).await, alone.poll(1, None).await, alone.poll(1, None).await];
        assert_eq!(verdicts, [Verdict::Wait, Verdict::Wait, Verdict::Sign], "{off}");
        assert_eq!(nodes.node("b", SystemClock.now().seconds()).poll(0, None).await, Verdict::Wait, "for a");
    }
    let right = Nodes::on_server().await.node("a", SystemClock.now().seconds()).poll(0, None).await;
    assert_eq!(right, Verdict::Sign, "nobody is waited for");
}

#[tokio::test]
async fn nodes_that_agree_outvote_the_database_server_and_one_node_with_it_outvotes_another() {
    let nodes = Nodes::on_server().await;
    let shown = SystemClock.now().seconds();
    // The server is ten days behind all three.
    let [a, b, c] = ["a", "b", "c"].map(|name| nodes.node(name, shown + TEN_DAYS));
    let mut verdicts = Vec::new();
    for _ in 0..4 {
        for node in [&a, &b] {
            node.clock.advance(1);
            nodes.store.believe_clock(&node.watch.node, node.clock.now(), time(0)).await.expect("the store");
        }
        verdicts.push(c.poll(1, None).await);
    }
    assert_eq!(with(verdicts[0]).map(|(with, _)| with), Some(With::Database), "it does not know yet who runs");
    assert_eq!(verdicts[1..], [Verdict::Wait, Verdict::Wait, Verdict::Sign]);

    let nodes = Nodes::on_server().await;
    let [right, wrong] = [("right", shown), ("wrong", shown + TEN_DAYS)].map(|(name, shows)| nodes.node(name, shows));
    nodes.store.believe_clock("wrong", wrong.clock.now(), time(0)).await.expect("the store");
    for poll in 0..4 {
        wrong.clock.advance(1);
        nodes.store.believe_clock("wrong", wrong.clock.now(), time(0)).await.expect("the store");
        let verdict = right.poll(1, None).await;
        assert_eq!(verdict, if poll == 0 { Verdict::Wait } else { Verdict::Sign }, "{poll}");
        assert!(with(wrong.poll(0, None).await).is_some(), "{poll}");
    }
}
