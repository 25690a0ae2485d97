//! Measures the cost of partners' limits: one request and 64 at once, counted by this process, in Redis, and by this
//! process while Redis hangs, in one run.

mod estimates;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use criterion::Criterion;
use haetae::clock::SystemClock;
use haetae::config::{Config, LimitsSection};
use haetae::limits::redis::{Servers, SharedCounter, State};
use haetae::limits::{Limits, Priority};
use haetae_testkit::servers::redis::RedisServer;
use tokio::runtime::Runtime;

use estimates::median;

/// Requests at once.
const CROWDS: [u64; 2] = [1, 64];

fn main() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("criterion");
    let mut criterion = Criterion::default().output_directory(&directory).configure_from_args();
    let runtime = Runtime::new().expect("a runtime");
    let redis = RedisServer::start();
    let (local, shared) = (Arc::new(limits()), Arc::new(limits().with_shared(Some(runtime.block_on(counter(&redis))))));
    let number = AtomicU64::new(0);
    let mut measure = |crowd, function: &str, limits: &Arc<Limits>| {
        let mut group = criterion.benchmark_group(name(crowd));
        group.bench_function(function, |b| b.iter(|| runtime.block_on(admit(crowd, limits, &number))));
        group.finish();
    };
    for crowd in CROWDS {
        measure(crowd, "local", &local);
        runtime.block_on(until(&shared, State::Up));
        measure(crowd, "redis", &shared);
        redis.hang();
        // The requests that find out wait for it.
        while shared.redis().is_some_and(|status| status.state == State::Up) {
            runtime.block_on(admit(1, &shared, &number));
        }
        measure(crowd, "hung", &shared);
        redis.go_on();
    }
    criterion.final_summary();
    CROWDS.iter().for_each(|crowd| print(&directory, *crowd));
}

fn name(crowd: u64) -> String {
    format!("limits of requests at once {crowd}")
}

/// Limits that no benchmark reaches.
fn limits() -> Limits {
    let most = u32::MAX;
    let section = LimitsSection {
        requests_per_minute: most,
        requests_per_day: most,
        partner_per_minute: most,
        partner_at_once: 1_000_000,
        target_ms: 0,
        ..LimitsSection::default()
    };
    Limits::new(section, Arc::new(SystemClock))
}

async fn counter(redis: &RedisServer) -> SharedCounter {
    let folder = tempfile::tempdir().expect("a folder");
    let servers = ("redis.servers".to_owned(), format!("[{:?}]", redis.address()));
    let config = Config::load(folder.path(), [], [servers]).expect("a configuration");
    let servers = Servers::of(&config).expect("a configuration").expect("servers");
    SharedCounter::start(servers, *b"instance", Duration::from_secs(10))
}

async fn until(limits: &Limits, state: State) {
    while limits.redis().is_some_and(|status| status.state != state) {
        tokio::task::yield_now().await;
    }
}

/// Admits a crowd, each with an assertion of its own.
async fn admit(crowd: u64, limits: &Arc<Limits>, number: &AtomicU64) {
    let one = || {
        let (limits, assertion) = (Arc::clone(limits), format!("a.b.{}", number.fetch_add(1, Ordering::Relaxed)));
        tokio::spawn(async move { drop(limits.admit("partner", "key", &assertion, Priority::First).await) })
    };
    let requests: Vec<_> = (0..crowd).map(|_| one()).collect();
    for request in requests {
        request.await.expect("no panic");
    }
}

/// Prints how the medians compare. Nothing is printed if nothing was measured, as under `--test`.
fn print(directory: &Path, crowd: u64) {
    let median = |function: &str| median(&directory.join(name(crowd)).join(function));
    if let (Some(local), Some(redis), Some(hung)) = (median("local"), median("redis"), median("hung")) {
        let each = |time: f64| time / 1e3 / f64::from(u32::try_from(crowd).unwrap_or(u32::MAX));
        println!(
            "{crowd} at once: a request is counted in {:.1} us by this process, {:.1} us in Redis ({:.1} times as long), and \
             {:.1} us while Redis hangs.",
            each(local),
            each(redis),
            redis / local,
            each(hung)
        );
    }
}
