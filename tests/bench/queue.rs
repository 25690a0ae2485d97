//! Measures what joining the waiting room and reading how far it has come cost, side by side with bare axum routes that
//! do no more than read the same request and give an answer of the same length. Each is a process of its own on one
//! half of the processors, and clients are on the other half; they are asked in turns.
//! `cargo bench --bench queue`, with `HAETAE_BENCH_SECONDS=2` for longer turns.

mod connection;
mod processors;

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use axum::routing::get;
use axum::{Json, Router};
use haetae_core::keys_digest;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::process::{DataFolder, post, send};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

const PROGRAM: &str = env!("CARGO_BIN_EXE_haetae");
/// With this word, this program is the bare routes.
const BARE: &str = "bare-routes";
/// Clients, each of whom waits for its answer.
const CROWD: usize = 32;
/// How often each of the two takes its turn.
const TURNS: usize = 7;
/// How many people join, again and again.
const PEOPLE: usize = 2_000;
/// All connections come from one address.
const MOST: (&str, &str) = ("HAETAE__SERVICE__MAX_CONNECTIONS_PER_ADDRESS", "4000");

/// What a turn came to.
#[derive(Clone, Copy, Debug)]
struct Turn {
    /// Answers in a second.
    rate: f64,
    /// The microseconds that a processor worked for each answer.
    work: f64,
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --benches` only asks whether it starts.
    if words.iter().any(|word| word == "--test" || word == "--list") {
        return;
    }
    if let [word, notice, ticket] = words.as_slice()
        && word == BARE
    {
        return Runtime::new().expect("a runtime").block_on(serve_bare(notice.clone(), ticket.clone()));
    }
    let seconds = std::env::var("HAETAE_BENCH_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(0.7);
    let (of_service, of_clients) = processors::halves();
    processors::run_on(&of_clients);
    let runtime = Runtime::new().expect("a runtime");
    let mut data = runtime.block_on(DataFolder::new(PROGRAM));
    data.environment.push((MOST.0, MOST.1.into()));
    let service = data.serve_by(processors::command_on(&of_service, PROGRAM));
    let opened = data.haetae(&["queue", "open", "--yes"]);
    assert!(opened.status.success(), "{opened:?}");

    let read = "GET /v1/queue HTTP/1.1\r\nHost: haetae\r\n\r\n".to_owned();
    let join = || {
        let keys = keys_digest(&[HolderPair::p256().public()]);
        post("/v1/queue", "", &json!({ "room": 1, "keys": keys })).replacen("Connection: close\r\n", "", 1)
    };
    let joins: Vec<String> = (0..PEOPLE).map(|_| join()).collect();
    let answer = |request: &str| {
        let once = request.replacen("\r\n", "\r\nConnection: close\r\n", 1);
        loop {
            if let Some((200, answer)) = send(service.public, &once)
                && (answer["state"] == "open" || answer["ticket"].is_string())
            {
                return answer;
            }
        }
    };
    // The notice first: then all can join. It is the longer the more people there are, so they join before it is kept.
    answer(&read);
    let ticket = answer(&joins[0]);
    let own = Served { at: service.public, pid: service.pid().as_raw_nonzero().get() };
    let turn = Duration::from_secs_f64(seconds);
    runtime.block_on(asked(&own, &joins, turn));
    let (bare, mut process) = Served::bare(&of_service, &answer(&read), &ticket);
    println!(
        "{:<10}{:>16}{:>16}{:>9}{:>16}{:>16}{:>9}",
        "", "bare /s", "haetae /s", "of it", "bare us", "haetae us", "of it"
    );
    for (name, requests) in [("poll", vec![read.clone()]), ("join", joins)] {
        runtime.block_on(asked(&bare, &requests, turn));
        let turns: Vec<(Turn, Turn)> = (0..TURNS)
            .map(|_| {
                runtime.block_on(async { (asked(&bare, &requests, turn).await, asked(&own, &requests, turn).await) })
            })
            .collect();
        let of = |value: &dyn Fn(&(Turn, Turn)) -> f64| median(turns.iter().map(value).collect());
        println!(
            "{name:<10}{:>16.0}{:>16.0}{:>9.2}{:>16.1}{:>16.1}{:>9.2}",
            of(&|turn| turn.0.rate),
            of(&|turn| turn.1.rate),
            of(&|turn| turn.1.rate / turn.0.rate),
            of(&|turn| turn.0.work),
            of(&|turn| turn.1.work),
            of(&|turn| turn.0.work / turn.1.work),
        );
    }
    process.kill().and_then(|()| process.wait()).expect("the bare routes end");
}

/// Something that is asked: where it is, and the number of its process.
struct Served {
    at: SocketAddr,
    pid: i32,
}

impl Served {
    /// Starts the bare routes, with answers of the length of these.
    fn bare(processors: &str, notice: &Value, ticket: &Value) -> (Self, Child) {
        let own = std::env::current_exe().expect("this program").display().to_string();
        let mut command = processors::command_on(processors, &own);
        command.args([BARE, &notice.to_string(), &ticket.to_string()]).stdout(Stdio::piped());
        let mut process = command.spawn().expect("it starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("a pipe")).read_line(&mut line).expect("its address");
        let pid = i32::try_from(process.id()).expect("a number");
        (Self { at: line.trim().parse().expect("an address"), pid }, process)
    }

    /// How long processors have worked for it.
    fn worked(&self) -> Duration {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.pid)).expect("a process");
        // After the name: the state is the third, and the times in user and kernel mode are the 14th and the 15th.
        let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks: u64 = [fields[11], fields[12]].iter().map(|ticks| ticks.parse::<u64>().expect("a number")).sum();
        Duration::from_millis(ticks * 10)
    }
}

/// The bare routes: they print where they are.
async fn serve_bare(notice: String, ticket: String) {
    let ticket: Value = serde_json::from_str(&ticket).expect("JSON");
    let notice = bytes::Bytes::from(notice);
    let read = move || {
        let notice = notice.clone();
        async move { ([("content-type", "application/json")], notice) }
    };
    let join = move |Json(body): Json<Value>| {
        let mut ticket = ticket.clone();
        ticket["room"] = body["room"].clone();
        async move { Json(ticket) }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("{}", listener.local_addr().expect("an address"));
    axum::serve(listener, Router::new().route("/v1/queue", get(read).post(join))).await.expect("it serves");
}

/// What clients get that ask for so long.
#[expect(clippy::disallowed_methods, reason = "time itself is measured")]
async fn asked(served: &Served, requests: &[String], turn: Duration) -> Turn {
    let (begun, before) = (Instant::now(), served.worked());
    let one = |client: usize| {
        // Each begins somewhere else.
        let requests: Vec<String> = requests.iter().cycle().skip(client * 61).take(requests.len()).cloned().collect();
        let at = served.at;
        async move {
            let (mut connection, mut answered) = (TcpStream::connect(at).await.expect("a connection"), 0_u32);
            for request in requests.iter().cycle() {
                if begun.elapsed() >= turn {
                    break;
                }
                let (status, keeps) = connection::exchange(&mut connection, request).await.expect("an answer");
                assert_eq!(status, 200, "{request}");
                answered += 1;
                if !keeps {
                    connection = TcpStream::connect(at).await.expect("a connection");
                }
            }
            answered
        }
    };
    let crowd: JoinSet<_> = (0..CROWD).map(one).collect();
    let answered = f64::from(crowd.join_all().await.into_iter().sum::<u32>());
    let (lasted, worked) = (begun.elapsed(), served.worked().saturating_sub(before));
    Turn { rate: answered / lasted.as_secs_f64(), work: worked.as_secs_f64() * 1e6 / answered }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
