//! Measures the cost of the journal: simultaneous requests for passes, with and without it, in one run.

mod estimates;
mod installation;

use std::path::Path;
use std::sync::Arc;

use criterion::Criterion;
use haetae::issuing::HolderKey;
use haetae::journal::{Entry, Kind};
use haetae::model::Record;
use haetae::runtime::Node;
use haetae_core::PublicKey;
use haetae_testkit::service::{day, person, vaccination};
use tokio::runtime::Runtime;

use estimates::median;

/// Passes of a request: two weeks.
const DAYS: i64 = 14;
/// Requests at once.
const CROWDS: [usize; 2] = [1, 64];

fn main() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("criterion");
    let mut criterion = Criterion::default().output_directory(&directory).configure_from_args();
    let runtime = Runtime::new().expect("a runtime");
    // Next to the other results, on a disk: a file system in memory would sync at no cost.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let desk = runtime.block_on(Desk::new(&folder.path().join("data")));
    for crowd in CROWDS {
        let mut group = criterion.benchmark_group(name(crowd));
        group.bench_function("without", |b| b.iter(|| runtime.block_on(desk.serve(crowd, &desk.without))));
        group.bench_function("with", |b| b.iter(|| runtime.block_on(desk.serve(crowd, &desk.with))));
        group.finish();
    }
    criterion.final_summary();
    CROWDS.iter().for_each(|crowd| print(&directory, *crowd));
}

fn name(crowd: usize) -> String {
    format!("day passes at once {crowd}")
}

/// Two nodes, a person on record and the keys of a phone.
struct Desk {
    with: Arc<Node>,
    without: Arc<Node>,
    record: Arc<Record>,
    keys: Vec<HolderKey>,
}

impl Desk {
    async fn new(data: &Path) -> Self {
        let (node, config) = installation::node(data, Vec::new()).await;
        let citizen = person("SYN-1", "김*수", vec![vaccination()]);
        node.store.import(std::slice::from_ref(&citizen)).await.expect("an import");
        let record = node.store.record(&citizen.subject).await.expect("the store").expect("a record");
        let key = PublicKey::Ed25519([9; 32]);
        let keys = (0..DAYS).map(|ahead| HolderKey::new(day(ahead), key)).collect();
        let with = node.clone().with_journal(&config, Box::new(installation::random())).expect("a journal");
        Self { with: Arc::new(with), without: Arc::new(node), record: Arc::new(record), keys }
    }

    /// Issues passes to each of a crowd, and waits until all could be handed out.
    async fn serve(&self, crowd: usize, node: &Arc<Node>) {
        let one = || {
            let (node, record, keys) = (Arc::clone(node), Arc::clone(&self.record), self.keys.clone());
            tokio::spawn(async move {
                let now = node.clock.now();
                // The day keys of a phone differ; signing costs the same.
                let passes: Vec<_> = keys
                    .into_iter()
                    .flat_map(|key| {
                        let request = node.issuer.request(vec![key], now).expect("a request");
                        node.issuer.issue(&record, &request, now).expect("a day pass").passes
                    })
                    .collect();
                let entry = Entry::of(now, "bench", record.serial, Kind::Phone, &passes);
                if let Some(journal) = &node.journal {
                    journal.enter(entry).await.expect("it is entered");
                }
                passes.len()
            })
        };
        let requests: Vec<_> = (0..crowd).map(|_| one()).collect();
        for request in requests {
            assert_eq!(request.await.expect("no panic"), self.keys.len());
        }
    }
}

/// Prints how the medians compare. Nothing is printed if nothing was measured, as under `--test`.
fn print(directory: &Path, crowd: usize) {
    let median = |function: &str| median(&directory.join(name(crowd)).join(function));
    if let (Some(with), Some(without)) = (median("with"), median("without")) {
        let each = |time: f64| time / 1e3 / f64::from(u32::try_from(crowd).unwrap_or(u32::MAX));
        println!(
            "{crowd} at once: {DAYS} passes take {:.0} us with the journal and {:.0} us without, {:.2} times as long.",
            each(with),
            each(without),
            with / without
        );
    }
}
