//! Measures what a request for two weeks of passes costs: on SQLite and on PostgreSQL, each with and without the cache,
//! and with partners' requests counted in Redis, one request and 64 at once, in one run. The journal is left out: its
//! cost is measured by itself.

mod estimates;
mod installation;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use criterion::{BatchSize, Criterion};
use haetae::config::Config;
use haetae::issuing::{HolderKey, IssueService};
use haetae::limits::redis::State;
use haetae::model::{PartnerKey, Uses};
use haetae::runtime::Node;
use haetae_core::PublicKey;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::servers::postgres::{Database, Listen, Server};
use haetae_testkit::servers::redis::RedisServer;
use haetae_testkit::service::partner::PartnerSigner;
use haetae_testkit::service::{AUDIENCE, NOW, day, person, vaccination};
use serde_json::json;
use tokio::runtime::Runtime;

use estimates::median;

/// Passes of a request: two weeks.
const DAYS: u8 = 14;
/// Requests at once.
const CROWDS: [usize; 2] = [1, 64];
/// Who asks, in turn.
const PEOPLE: u64 = 256;

fn main() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("criterion");
    let mut criterion = Criterion::default().output_directory(&directory).configure_from_args();
    let runtime = Runtime::new().expect("a runtime");
    // Next to the other results, on a disk: a file system in memory would sync at no cost.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let (server, redis) = (Server::start(Listen::Socket, &["fsync=on"]), RedisServer::start());
    let services = runtime.block_on(async {
        let (on_sqlite, sqlite) = node(&folder.path().join("sqlite"), Vec::new()).await;
        let (on_server, config) = node(&folder.path().join("server"), on_server(&server.database(), &redis)).await;
        let shared = on_server.clone().with_cache(&config).with_redis(&config, *b"instance").expect("a Redis");
        while shared.limits.redis().is_some_and(|status| status.state != State::Up) {
            tokio::task::yield_now().await;
        }
        [
            ("SQLite", on_sqlite.issuing()),
            ("SQLite, warm cache", on_sqlite.with_cache(&sqlite).issuing()),
            ("PostgreSQL", on_server.issuing()),
            ("PostgreSQL, warm cache", on_server.with_cache(&config).issuing()),
            ("PostgreSQL, warm cache, Redis", shared.issuing()),
        ]
        .map(|(name, service)| (name, Arc::new(service)))
    });
    let phone = Phone::new();
    for crowd in CROWDS {
        let mut group = criterion.benchmark_group(title(crowd));
        for (name, service) in &services {
            // Everybody's phone is known and everybody's record is in memory when the measurement begins.
            runtime.block_on(ask(service, phone.requests(usize::try_from(PEOPLE).unwrap_or_default())));
            group.bench_function(*name, |b| {
                b.iter_batched(
                    || phone.requests(crowd),
                    |requests| runtime.block_on(ask(service, requests)),
                    BatchSize::SmallInput,
                );
            });
        }
        group.finish();
    }
    criterion.final_summary();
    CROWDS.iter().for_each(|crowd| print(&directory, *crowd, &services.each_ref().map(|(name, _)| *name)));
}

fn title(crowd: usize) -> String {
    format!("requests for passes at once {crowd}")
}

fn on_server(database: &Database, redis: &RedisServer) -> Vec<(String, String)> {
    [
        ("storage.engine", "postgresql".to_owned()),
        ("storage.host", database.host.clone()),
        ("storage.port", database.port.to_string()),
        ("storage.name", database.name.clone()),
        ("storage.user", database.user.clone()),
        ("redis.servers", format!("[{:?}]", redis.address())),
        // Redis counts, and nobody reaches a limit.
        ("limits.requests_per_minute", u32::MAX.to_string()),
        ("limits.requests_per_day", u32::MAX.to_string()),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into()
}

/// A node of a new installation, with people on record and a partner, that counts partners' requests itself.
async fn node(data: &Path, settings: Vec<(String, String)>) -> (Node, Config) {
    // Nobody is refused for want of room: that is not what is measured. A tenth is kept for renewals.
    let room = (2 * PEOPLE).to_string();
    let always = [
        ("issuer.audience", AUDIENCE),
        ("limits.requests_per_minute", "0"),
        ("limits.requests_per_day", "0"),
        ("limits.requests_at_once", &room),
        ("limits.least_at_once", &room),
    ];
    let always = always.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let (node, config) = installation::node(data, always.into_iter().chain(settings).collect()).await;
    let people: Vec<_> = (0..PEOPLE).map(|number| person(&subject(number), "김*수", vec![vaccination()])).collect();
    node.store.import(&people).await.expect("an import");
    let partner = partner();
    let key =
        PartnerKey { id: partner.key_id.clone(), public: partner.public(), uses: Uses { passes: true, paper: false } };
    node.store.add_partner_key("partner-1", &key).await.expect("the store answers");
    (node, config)
}

fn partner() -> PartnerSigner {
    PartnerSigner::new(1, "partner-1")
}

fn subject(number: u64) -> String {
    format!("P-{number}")
}

/// A phone's keys, which all people have here: what is measured does not depend on them.
struct Phone {
    partner: PartnerSigner,
    keys: Vec<HolderKey>,
    number: AtomicU64,
}

impl Phone {
    fn new() -> Self {
        let key = |ahead: u8| HolderKey::new(day(ahead.into()), HolderPair::ed25519(9 + ahead).public());
        Self { partner: partner(), keys: (0..DAYS).map(key).collect(), number: AtomicU64::new(0) }
    }

    /// Requests with an assertion of their own each.
    fn requests(&self, crowd: usize) -> Vec<(String, Vec<HolderKey>)> {
        let public: Vec<PublicKey> = self.keys.iter().map(|holder| holder.key).collect();
        let one = || {
            let number = self.number.fetch_add(1, Ordering::Relaxed);
            let mut claims = self.partner.claims(&subject(number % PEOPLE), &public);
            claims["auth_time"] = json!(NOW - 3_600 - number % 86_400);
            (self.partner.sign(&claims), self.keys.clone())
        };
        (0..crowd).map(|_| one()).collect()
    }
}

/// Waits until all of them have their passes.
async fn ask(service: &Arc<IssueService>, requests: Vec<(String, Vec<HolderKey>)>) {
    let one = |(assertion, keys): (String, Vec<HolderKey>)| {
        let service = Arc::clone(service);
        tokio::spawn(async move {
            service.to_phone(&assertion, keys, None, None).await.expect("passes").issued.passes.len()
        })
    };
    let requests: Vec<_> = requests.into_iter().map(one).collect();
    for request in requests {
        assert_eq!(request.await.expect("no panic"), usize::from(DAYS));
    }
}

/// Prints how the medians compare. Nothing is printed if nothing was measured, as under `--test`.
fn print(directory: &Path, crowd: usize, names: &[&str]) {
    let median = |name: &str| median(&directory.join(title(crowd)).join(name));
    let Some(first) = names.first().and_then(|name| median(name)) else { return };
    for name in names {
        let Some(time) = median(name) else { continue };
        let each = time / 1e3 / f64::from(u32::try_from(crowd).unwrap_or(u32::MAX));
        println!("{crowd:>3} at once: {each:>8.0} us a request, {:>5.2} times {}: {name}", time / first, names[0]);
    }
}
