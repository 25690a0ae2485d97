//! Measures `haetae records import` into PostgreSQL, beside a bare COPY of the same rows into a table without indices,
//! in one run: `cargo bench --bench postgres`, with `HAETAE_BENCH_PEOPLE=5000000` for as many people.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use haetae_testkit::servers::postgres::{Database, Listen, Server};

/// How often the memory of a running import is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// An import that has ended.
struct Import {
    seconds: f64,
    /// The most memory that it had, in KiB.
    peak: u64,
}

fn main() {
    // `cargo test --benches` only asks whether it starts.
    if std::env::args().any(|word| word == "--test" || word == "--list") {
        return;
    }
    let people: u64 = std::env::var("HAETAE_BENCH_PEOPLE").ok().and_then(|text| text.parse().ok()).unwrap_or(200_000);
    let server = Server::start(Listen::Socket, &["fsync=on", "full_page_writes=on", "max_wal_size=1GB"]);
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let few = server.database();
    let tenth = import(&few, folder.path(), "few", people / 10);
    let database = server.database();
    let first = import(&database, folder.path(), "all", people);
    let again = run(folder.path(), "all");
    let bare = bare_copy(&database, folder.path());
    let rate = |seconds: f64| people as f64 / seconds;
    println!("people                    {people:>10}");
    println!("import, all new           {:>10.0} a second", rate(first.seconds));
    println!("import, nothing changed   {:>10.0} a second", rate(again.seconds));
    println!("bare COPY of those rows   {:>10.0} a second", rate(bare));
    println!("import / bare COPY        {:>10.2}", bare / first.seconds);
    println!("memory, a tenth of them   {:>10} KiB", tenth.peak);
    println!("memory, all of them       {:>10} KiB", first.peak);
}

/// Makes an installation `name` on the database, and synthetic citizens, and imports them.
fn import(database: &Database, folder: &Path, name: &str, people: u64) -> Import {
    let Database { host, port, name: database, user } = database;
    let settings = [
        "storage.engine=postgresql".to_owned(),
        format!("storage.host={host}"),
        format!("storage.port={port}"),
        format!("storage.name={database}"),
        format!("storage.user={user}"),
    ];
    let mut init = haetae(folder);
    init.args(["init", "--serial-bits", "26", "--data", name]);
    for setting in &settings {
        init.args(["--set", setting.as_str()]);
    }
    assert!(init.status().expect("it runs").success());
    let sample = ["records", "sample", "--count", &people.to_string(), "--out", &format!("{name}.ndjson")];
    assert!(haetae(folder).args(sample).status().expect("it runs").success());
    run(folder, name)
}

#[expect(clippy::disallowed_methods, reason = "time itself is measured")]
fn run(folder: &Path, name: &str) -> Import {
    let arguments = ["records", "import", "--data", name, &format!("{name}.ndjson")];
    let begun = Instant::now();
    let mut process = haetae(folder).args(arguments).spawn().expect("it runs");
    let mut peak = 0;
    let status = loop {
        peak = memory(&process).unwrap_or(peak);
        if let Some(status) = process.try_wait().expect("a process") {
            break status;
        }
        std::thread::sleep(LOOK);
    };
    assert!(status.success(), "{status}");
    Import { seconds: begun.elapsed().as_secs_f64(), peak }
}

fn haetae(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_haetae"));
    command.current_dir(folder).stdout(Stdio::null());
    command
}

/// The server copies its own rows out and in again: through psql, as an operator would.
#[expect(clippy::disallowed_methods, reason = "time itself is measured")]
fn bare_copy(database: &Database, folder: &Path) -> f64 {
    let file = folder.join("people");
    database.sql_lines(&[&format!("\\copy haetae.person TO '{}'", file.display())]);
    database.sql("CREATE TABLE bare (LIKE haetae.person)");
    let begun = Instant::now();
    database.sql_lines(&[&format!("\\copy bare FROM '{}'", file.display())]);
    begun.elapsed().as_secs_f64()
}

/// The most memory that a process has had, in KiB; `None` once it has ended.
fn memory(process: &Child) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
