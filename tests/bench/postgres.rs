//! Measures imports into PostgreSQL, beside a bare COPY of the same rows into a table without indices, in one run:
//! `cargo bench --bench postgres`, with `HAETAE_BENCH_PEOPLE=5000000` for as many people.

use std::path::Path;
use std::time::Instant;

use haetae::config::Config;
use haetae::model::{Person, SubjectId};
use haetae_core::{CivilDate, DisplayName, Doses, Evidence, Product};
use haetae_testkit::servers::postgres::{Database, Listen, Server};
use tokio::runtime::Runtime;

/// As many as an import stores at once.
const BATCH: usize = 2_000;

fn main() {
    // `cargo test --benches` only asks whether it starts.
    if std::env::args().any(|word| word == "--test" || word == "--list") {
        return;
    }
    let people = std::env::var("HAETAE_BENCH_PEOPLE").ok().and_then(|text| text.parse().ok()).unwrap_or(200_000);
    let server = Server::start(Listen::Socket, &["fsync=on", "full_page_writes=on", "max_wal_size=1GB"]);
    let database = server.database();
    let runtime = Runtime::new().expect("a runtime");
    let before = resident();
    let first = runtime.block_on(import(&database, people));
    let again = runtime.block_on(import(&database, people));
    let grown = resident().saturating_sub(before);
    let bare = bare_copy(&database);
    let rate = |seconds: f64| people as f64 / seconds;
    println!("people                    {people:>10}");
    println!("import, all new           {:>10.0} a second", rate(first));
    println!("import, nothing changed   {:>10.0} a second", rate(again));
    println!("bare COPY of those rows   {:>10.0} a second", rate(bare));
    println!("import / bare COPY        {:>10.2}", bare / first);
    println!("memory grown by           {grown:>10} KiB");
}

#[expect(clippy::disallowed_methods, reason = "time itself is measured")]
async fn import(database: &Database, people: usize) -> f64 {
    let setting = |key: &str, value: &str| (format!("storage.{key}"), value.to_owned());
    let settings = [
        ("issuer.serial_bits".to_owned(), "26".to_owned()),
        setting("engine", "postgresql"),
        setting("host", &database.host),
        setting("name", &database.name),
        setting("user", &database.user),
    ];
    let config = Config::load(Path::new("/nowhere"), [], settings).expect("a configuration");
    let store = haetae::store::create(&config).await.expect("a store");
    let begun = Instant::now();
    for first in (0..people).step_by(BATCH) {
        let batch: Vec<Person> = (first..people.min(first + BATCH)).map(person).collect();
        store.import(&batch).await.expect("an import");
    }
    begun.elapsed().as_secs_f64()
}

/// The server copies its own rows out and in again: through psql, as an operator would.
#[expect(clippy::disallowed_methods, reason = "time itself is measured")]
fn bare_copy(database: &Database) -> f64 {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let file = folder.path().join("people");
    database.sql_lines(&[&format!("\\copy haetae.person TO '{}'", file.display())]);
    database.sql("CREATE TABLE bare (LIKE haetae.person)");
    let begun = Instant::now();
    database.sql_lines(&[&format!("\\copy bare FROM '{}'", file.display())]);
    begun.elapsed().as_secs_f64()
}

fn person(number: usize) -> Person {
    let subject = SubjectId::new(&format!("P-{number}")).expect("a subject id");
    let vaccination = Evidence::Vaccination {
        doses: Doses::new(2).expect("doses"),
        date: CivilDate::from_ymd(2026, 7, 6).expect("a date"),
        product: Product::new("BNT162B2").expect("a product"),
    };
    let name = DisplayName::new("김*수").expect("a name");
    Person::new(subject, name, CivilDate::from_ymd(1980, 2, 29).expect("a date"), vec![vaccination])
}

/// The memory of this process, in KiB.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("a status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line");
    line.split_whitespace().next().and_then(|number| number.parse().ok()).expect("a number")
}
