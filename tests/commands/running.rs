//! Processes of the program that are watched while they run.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::Value;

use crate::place::{Place, program};

/// Starts the program in a place; its outputs are kept.
pub(crate) fn start(place: &Place, arguments: &[&str]) -> Child {
    let mut command = Command::new(program());
    command.current_dir(place.path(".")).env_clear().args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the program starts")
}

/// A service that runs, on ports of its own.
pub(crate) struct Service {
    pub(crate) process: Child,
    pub(crate) public: String,
    pub(crate) operator: String,
    pub(crate) token: String,
    log: mpsc::Receiver<String>,
}

impl Service {
    pub(crate) fn start(place: &Place) -> Self {
        let free = "127.0.0.1:0";
        let mut process = start(place, &["serve", "--data", "data", "--listen", free, "--operator-listen", free]);
        let mut log = BufReader::new(process.stderr.take().expect("a log"));
        let (public, operator) = loop {
            let mut line = String::new();
            assert!(log.read_line(&mut line).expect("a line") > 0, "the service ended: {:?}", process.wait());
            let event: Value = serde_json::from_str(&line).expect("a log as JSON");
            if let (Some(public), Some(operator)) = (event["public"].as_str(), event["operator"].as_str()) {
                break (format!("http://{public}"), format!("http://{operator}"));
            }
        };
        // A log that nobody reads would stop the service.
        let (lines, read) = mpsc::channel();
        std::thread::spawn(move || log.lines().map_while(Result::ok).for_each(|line| drop(lines.send(line))));
        let token = place.read("data/operator.token").trim_end().to_owned();
        Self { process, public, operator, token, log: read }
    }

    /// Waits until it logs a line with these words.
    pub(crate) fn logs(&self, words: &str) {
        let mut before = Vec::new();
        loop {
            match self.log.recv_timeout(Duration::from_secs(60)) {
                Ok(line) if line.contains(words) => return,
                Ok(line) => before.push(line),
                Err(error) => panic!("no line with {words:?}, {error}: {before:#?}"),
            }
        }
    }

    /// Kills it with a signal that it cannot catch.
    pub(crate) fn kill(&mut self) {
        self.process.kill().expect("a signal");
        self.process.wait().expect("a process");
    }
}

impl Drop for Service {
    /// A failing test leaves no service behind.
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
