//! Measures routes side by side with what somebody could serve the same with: bare axum routes that read the same
//! request, do the same cryptography and give an answer of the same length, and nginx for files. Each is a process of
//! its own on one half of the processors, and clients are on the other half; they are asked in turns.
//! `cargo bench --bench http`, with `HAETAE_BENCH_SECONDS=2` for longer turns; with `-- post-1 join`, only those two.

mod bare;
#[path = "../connection.rs"]
mod connection;
mod nginx;
#[path = "../processors.rs"]
mod processors;
mod requests;
mod served;

use std::net::SocketAddr;
use std::path::Path;
use std::process::Child;
use std::sync::Arc;
use std::time::Duration;

use haetae_testkit::service::process::{DataFolder, send};
use haetae_testkit::turns::{self, Aim, Row};
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
    if !turns::are_wanted() {
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
    let only = words.into_iter().filter(|word| !word.starts_with('-')).collect();
    let compared = Compared { runtime, turn: Duration::from_secs_f64(seconds), only };

    let (one, fourteen) = (requests::issue(&data, 1), requests::issue(&data, 14));
    let passes = answer(service.public, fourteen.next(), |answer| answer["passes"].is_array());
    let verify = requests::verify(&data, service.public);
    let verdict = answer(service.operator, verify.next(), |answer| answer["outcome"] == "admit");
    let partner = data.partner.public().to_vec();
    let mut answers = Bare { notice: Value::Null, ticket: Value::Null, partner, passes, verdict };
    let (bare, process) = answers.start(&of_service);
    let with = "POST /v1/verify / a bare route with two strict verifications";
    compared.print("verify", with, 0.7, &bare, &own.at(service.operator), &verify);
    compared.print("post-1", "a pass / a bare route: one JWT, one signature", 0.7, &bare, &own, &one);
    compared.print("post-14", "14 passes / a bare route: one JWT, 14 signatures", 0.7, &bare, &own, &fourteen);
    end(process);

    let join = requests::join();
    let opened = data.haetae(&["queue", "open", "--yes"]);
    assert!(opened.status.success(), "{opened:?}");
    // The notice first: then all can join. It is the longer the more people there are, so they join before it is kept.
    let notice = || answer(service.public, requests::read(QUEUE).next(), |answer| answer["state"] == "open");
    notice();
    answers.ticket = answer(service.public, join.next(), |answer| answer["ticket"].is_string());
    compared.runtime.block_on(own.asked(&join, compared.turn));
    answers.notice = notice();
    let (bare, process) = answers.start(&of_service);
    compared.print("join", "joining the waiting room / a bare route, as long an answer", 0.85, &bare, &own, &join);
    compared.print("poll", "its notice / a bare route with the same bytes", 0.85, &bare, &own, &requests::read(QUEUE));
    end(process);

    let folder = tempfile::tempdir().expect("a folder");
    let exported = folder.path().join("files");
    let made = data.haetae(&["publish", "--out", &exported.display().to_string()]);
    assert!(made.status.success(), "{made:?}");
    match nginx::start(&of_service, &exported) {
        Some((nginx, process)) => {
            compared.print(
                "manifest",
                "the manifest / nginx with the same file",
                0.9,
                &nginx,
                &own,
                &requests::read(MANIFEST),
            );
            let file = requests::read(&largest(&exported));
            compared.print("trust-file", "the largest file / nginx with the same file", 0.9, &nginx, &own, &file);
            end(process);
        }
        None => println!("manifest and trust-file are not compared: there is no nginx (Debian package nginx)"),
    }
}

/// Asks until the answer is as it must be.
fn answer(from: SocketAddr, request: &str, is_good: impl Fn(&Value) -> bool) -> Value {
    let once = request.replacen("\r\n", "\r\nConnection: close\r\n", 1);
    loop {
        if let Some((200, answer)) = send(from, &once)
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
    /// The names of what is measured; all if there is none.
    only: Vec<String>,
}

impl Compared {
    /// Asks both for the same in turns, and prints the line of the table, and how long processors worked for an answer.
    fn print(&self, name: &str, with: &str, aim: f64, other: &Served, own: &Served, requests: &Arc<Requests>) {
        if !self.only.is_empty() && !self.only.iter().any(|wanted| wanted == name) {
            return;
        }
        let asked = |served: &Served| self.runtime.block_on(served.asked(requests, self.turn));
        // Everything is in memory when it counts.
        let _ = (asked(other), asked(own));
        let turns: Vec<(Turn, Turn)> = (0..TURNS).map(|_| (asked(own), asked(other))).collect();
        let rates: Vec<(f64, f64)> = turns.iter().map(|(own, other)| (own.rate, other.rate)).collect();
        Row { name, with, aim: Aim::AtLeast(aim) }.rates(&rates);
        let own = turns::median(turns.iter().map(|(own, _)| own.work).collect());
        let other = turns::median(turns.iter().map(|(_, other)| other.work).collect());
        println!("  for an answer its processor works {other:.1} us, ours {own:.1} us");
    }
}
