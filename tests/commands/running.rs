//! Processes of the program that are watched while they run.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::Value;

use crate::place::{Place, program};

/// Starts the program in a place; its outputs are kept.
pub(crate) fn start(place: &Place, arguments: &[&str]) -> Child {
    start_with(place, arguments, &[])
}

/// The same with variables of the environment.
pub(crate) fn start_with(place: &Place, arguments: &[&str], variables: &[(&str, &str)]) -> Child {
    let mut command = Command::new(program());
    command.current_dir(place.path(".")).env_clear().envs(variables.iter().copied()).args(arguments);
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
        Self::start_with(place, &[])
    }

    /// The same with variables of the environment.
    pub(crate) fn start_with(place: &Place, variables: &[(&str, &str)]) -> Self {
        let free = "127.0.0.1:0";
        let arguments = ["serve", "--data", "data", "--listen", free, "--operator-listen", free];
        let mut process = start_with(place, &arguments, variables);
        let mut log = BufReader::new(process.stderr.take().expect("a log"));
        let (public, operator) = loop {
            let mut line = String::new();
            assert!(log.read_line(&mut line).expect("a line") > 0, "the service ended: {:?}", process.wait());
            let event: Value = serde_json::from_str(&line).expect("a log as JSON");
            if let (Some(public), Some(operator)) = (event["public"].as_str(), event["operator"].as_str()) {
                break (format!("http://{public}"), format!("http://{operator}"));
            }
        };
        // A log that is not read would block the service.
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

    /// What `/readyz` shows operators, whether it is ready or not.
    pub(crate) fn checks(&self) -> Value {
        let readiness: Value = serde_json::from_str(&self.ask_operator("/readyz")).expect("JSON");
        readiness["checks"].clone()
    }

    /// The text at a path of the operator listener.
    pub(crate) fn ask_operator(&self, path: &str) -> String {
        let asked =
            ureq::get(format!("{}{path}", self.operator)).header("authorization", &format!("Bearer {}", self.token));
        let answer = asked.config().http_status_as_error(false).build().call();
        answer.expect("an answer").body_mut().read_to_string().expect("text")
    }

    /// Voids a person's passes.
    pub(crate) fn revoke(&self, subject: &str) {
        let asked = ureq::post(format!("{}/v1/revocations", self.operator));
        let asked = asked.header("authorization", &format!("Bearer {}", self.token));
        let asked = asked.header("content-type", "application/json");
        asked.send(format!(r#"{{"subject":"{subject}"}}"#)).expect("it is revoked");
    }

    /// The version of the manifest that it serves.
    pub(crate) fn version(&self) -> u64 {
        let served = ureq::get(format!("{}/v1/trust/manifest", self.public)).call().expect("a manifest");
        let manifest = served.into_body().read_to_vec().expect("bytes");
        haetae_core::Manifest::decode_unverified(&manifest).expect("a manifest").version
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
