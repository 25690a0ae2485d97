//! Measures routes side by side with what somebody could serve the same with: bare axum routes that read the same
//! request, do the same cryptography and give an answer of the same length, and nginx for files. Each is a process of
//! its own on one half of the processors, and clients are on the other half; they are asked in turns.
//! `cargo bench --bench http`, with `HAETAE_BENCH_SECONDS=2` for longer turns.

mod bare;
#[path = "../connection.rs"]
mod connection;
mod nginx;
#[path = "../processors.rs"]
mod processors;
mod requests;
mod served;

use std::path::Path;
use std::process::Child;
use std::sync::Arc;
use std::time::Duration;

use haetae_testkit::service::process::{DataFolder, Serving, send};
use serde_json::Value;
use tokio::runtime::Runtime;

use bare::Bare;
use requests::Requests;
use served::{Served, Turn};

const PROGRAM: &str = env!("CARGO_BIN_EXE_haetae");
/// How often each of the two takes its turn.
const TURNS: usize = 7;
/// Nothing is refused: all connections come from one address, and all passes are for one person's one phone.
const SETTINGS: [(&str, &str); 6] = [
    ("HAETAE__SERVICE__MAX_CONNECTIONS_PER_ADDRESS", "4000"),
    ("HAETAE__LIMITS__REQUESTS_PER_MINUTE", "0"),
    ("HAETAE__LIMITS__REQUESTS_PER_DAY", "0"),
    ("HAETAE__LIMITS__PARTNER_AT_ONCE", "0"),
    ("HAETAE__LIMITS__PHONES_PER_DAY", "1000"),
    ("HAETAE__LIMITS__TARGET_MS", "0"),
];
const QUEUE: &str = "/v1/queue";
const MANIFEST: &str = "/v1/trust/manifest";

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --benches` only asks whether it starts.
    if words.iter().any(|word| word == "--test" || word == "--list") {
        return;
    }
    if let [word, answers] = words.as_slice()
        && word == bare::WORD
    {
        return Runtime::new().expect("a runtime").block_on(Bare::serve(answers));
    }
    let seconds = std::env::var("HAETAE_BENCH_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(0.7);
    let (of_service, of_clients) = processors::halves();
    processors::run_on(&of_clients);
    let runtime = Runtime::new().expect("a runtime");
    let mut data = runtime.block_on(DataFolder::new(PROGRAM));
    data.environment = SETTINGS.map(|(name, value)| (name, value.into())).into();
    let service = data.serve_by(processors::command_on(&of_service, PROGRAM));
    let own = Served { at: service.public, pids: vec![service.pid().as_raw_nonzero().get()] };
    let compared = Compared { runtime, turn: Duration::from_secs_f64(seconds) };

    println!(
        "{:<12}{:<40}{:>10}{:>10}{:>9}{:>9}{:>8}",
        "name", "compared with", "its /s", "ours /s", "its us", "ours us", "ratio"
    );
    let (one, fourteen) = (requests::issue(&data, 1), requests::issue(&data, 14));
    let passes = answer(&service, fourteen.next(), |answer| answer["passes"].is_array());
    let partner = data.partner.public().to_vec();
    let mut answers = Bare { notice: Value::Null, ticket: Value::Null, partner, passes };
    let (bare, process) = answers.start(&of_service);
    compared.print("post-1", "a bare route: one JWT, one signature", &bare, &own, &one);
    compared.print("post-14", "a bare route: one JWT, 14 signatures", &bare, &own, &fourteen);
    end(process);

    let join = requests::join();
    let opened = data.haetae(&["queue", "open", "--yes"]);
    assert!(opened.status.success(), "{opened:?}");
    // The notice first: then all can join. It is the longer the more people there are, so they join before it is kept.
    let notice = || answer(&service, requests::read(QUEUE).next(), |answer| answer["state"] == "open");
    notice();
    answers.ticket = answer(&service, join.next(), |answer| answer["ticket"].is_string());
    compared.runtime.block_on(own.asked(&join, compared.turn));
    answers.notice = notice();
    let (bare, process) = answers.start(&of_service);
    compared.print("join", "a bare route with an answer as long", &bare, &own, &join);
    compared.print("poll", "a bare route with the same bytes", &bare, &own, &requests::read(QUEUE));
    end(process);

    let folder = tempfile::tempdir().expect("a folder");
    let exported = folder.path().join("files");
    let made = data.haetae(&["publish", "--out", &exported.display().to_string()]);
    assert!(made.status.success(), "{made:?}");
    match nginx::start(&of_service, &exported) {
        Some((nginx, process)) => {
            compared.print("manifest", "nginx with the same file", &nginx, &own, &requests::read(MANIFEST));
            let file = requests::read(&largest(&exported));
            compared.print("trust-file", "nginx with the same file", &nginx, &own, &file);
            end(process);
        }
        None => println!("manifest and trust-file are not compared: there is no nginx (Debian package nginx)"),
    }
}

/// Asks until the answer is as it must be.
fn answer(service: &Serving, request: &str, is_good: impl Fn(&Value) -> bool) -> Value {
    let once = request.replacen("\r\n", "\r\nConnection: close\r\n", 1);
    loop {
        if let Some((200, answer)) = send(service.public, &once)
            && is_good(&answer)
        {
            return answer;
        }
    }
}

/// The path of the largest file for scanners below a folder.
fn largest(folder: &Path) -> String {
    let files = std::fs::read_dir(folder.join("v1/trust/files")).expect("a folder").map(|file| file.expect("a file"));
    let largest = files.max_by_key(|file| file.metadata().map_or(0, |about| about.len())).expect("files");
    format!("/v1/trust/files/{}", largest.file_name().display())
}

fn end(mut process: Child) {
    process.kill().and_then(|()| process.wait()).expect("it ends");
}

/// How two servers are compared.
struct Compared {
    runtime: Runtime,
    turn: Duration,
}

impl Compared {
    /// Asks both for the same in turns, and prints the medians, and that of the ratios of each pair of turns.
    fn print(&self, name: &str, with: &str, other: &Served, own: &Served, requests: &Arc<Requests>) {
        let asked = |served: &Served| self.runtime.block_on(served.asked(requests, self.turn));
        // Everything is in memory when it counts.
        let _ = (asked(other), asked(own));
        let turns: Vec<(Turn, Turn)> = (0..TURNS).map(|_| (asked(other), asked(own))).collect();
        let of = |value: &dyn Fn(&(Turn, Turn)) -> f64| median(turns.iter().map(value).collect());
        println!(
            "{name:<12}{with:<40}{:>10.0}{:>10.0}{:>9.1}{:>9.1}{:>8.2}",
            of(&|(other, _)| other.rate),
            of(&|(_, own)| own.rate),
            of(&|(other, _)| other.work),
            of(&|(_, own)| own.work),
            of(&|(other, own)| own.rate / other.rate),
        );
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
