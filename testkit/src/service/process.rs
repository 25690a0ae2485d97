//! The real `haetae serve`, on its own data folder, for tests that need a process.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use haetae::clock::{Clock as _, SystemClock};
use haetae::config::Config;
use haetae::model::{PartnerKey, Person, Uses};
use haetae_core::{CivilDate, UnixTime};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::partner::PartnerSigner;
use super::{CITIZEN, citizens};
use crate::phone::HolderPair;
use crate::servers::postgres::Database;

/// A data folder with keys, the usual citizens and a partner.
#[derive(Debug)]
pub struct DataFolder {
    program: &'static str,
    folder: TempDir,
    /// The partner.
    pub partner: PartnerSigner,
    /// What the environment says to the program besides.
    pub environment: Vec<(&'static str, PathBuf)>,
}

impl DataFolder {
    /// A new one. `program` is where `haetae` is: cargo tells it to integration tests alone.
    pub async fn new(program: &'static str) -> Self {
        Self::made(program, SystemClock.now()).await
    }

    /// One that was made at this time.
    pub async fn made(program: &'static str, then: UnixTime) -> Self {
        Self::initialised(program, then, &[], &citizens()).await
    }

    /// One with its records in a database of a server, where these people are.
    pub async fn on_server(program: &'static str, database: &Database, people: &[Person]) -> Self {
        let Database { host, port, name, user } = database;
        let settings = [
            "storage.engine=postgresql".to_owned(),
            "storage.sslmode=disable".to_owned(),
            format!("storage.host={host}"),
            format!("storage.port={port}"),
            format!("storage.name={name}"),
            format!("storage.user={user}"),
        ];
        Self::initialised(program, SystemClock.now(), &settings, people).await
    }

    async fn initialised(program: &'static str, then: UnixTime, settings: &[String], people: &[Person]) -> Self {
        let (folder, partner) = (tempfile::tempdir().expect("a folder"), PartnerSigner::new(1, "partner-1"));
        // One person stands for many: tests of the limit remove this.
        let environment = vec![("HAETAE__LIMITS__PHONES_PER_DAY", PathBuf::from("0"))];
        let data = Self { program, folder, partner, environment };
        let now = then.to_string();
        let mut words = vec!["init", "--serial-bits", "20", "--now", &now];
        words.extend(settings.iter().flat_map(|setting| ["--set", setting]));
        let made = data.haetae(&words);
        assert!(made.status.success(), "{made:?}");
        let config = Config::load(&data.path(""), [], []).expect("a configuration");
        let store = haetae::store::open(&config).await.expect("a store");
        store.import(people).await.expect("an import");
        let key = PartnerKey {
            id: data.partner.key_id.clone(),
            public: data.partner.public(),
            uses: Uses { passes: true, paper: true },
        };
        store.add_partner_key("partner-1", &key).await.expect("the store answers");
        data
    }

    /// A file of it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("data").join(name)
    }

    /// Runs a command on the folder.
    pub fn haetae(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(self.program);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.args(arguments).arg("--data").arg(self.path("")).output().expect("the binary runs")
    }

    /// A second node of the same installation, which this one has invited. Both use one database.
    pub fn second_node(&self) -> Self {
        self.further_node("second")
    }

    /// The same under this name.
    pub fn further_node(&self, name: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str| folder.path().join(name).display().to_string();
        let (data, request, invitation) = (file("data"), file("request.json"), file("invitation.age"));
        let asked = ["node", "request", "--name", name, "--out", &request, "--data", &data];
        let asked = Command::new(self.program).args(asked).output().expect("the binary runs");
        assert!(asked.status.success(), "{asked:?}");
        let text = String::from_utf8_lossy(&asked.stdout);
        let confirmation =
            text.split("--confirm ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a confirmation");
        let invited =
            self.haetae(&["node", "invite", "--for", &request, "--confirm", confirmation, "--out", &invitation]);
        assert!(invited.status.success(), "{invited:?}");
        let partner = PartnerSigner::new(1, "partner-1");
        let second = Self { program: self.program, folder, partner, environment: self.environment.clone() };
        let joined = second.haetae(&["node", "join", &invitation]);
        assert!(joined.status.success(), "{joined:?}");
        second
    }

    /// Starts the service on free ports.
    pub fn serve(&self) -> Serving {
        self.serve_by(Command::new(self.program))
    }

    /// Starts the service on a port where it was before.
    pub fn serve_at(&self, public: SocketAddr) -> Serving {
        self.start(Command::new(self.program), public)
    }

    /// Starts the service through a command that becomes it: its arguments end with the program.
    pub fn serve_by(&self, command: Command) -> Serving {
        self.start(command, SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    fn start(&self, mut command: Command, public: SocketAddr) -> Serving {
        command.args(["serve", "--operator-listen", "127.0.0.1:0", "--listen", &public.to_string(), "--data"]);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.arg(self.path("")).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary runs");
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let mut seen = Vec::new();
        let listeners = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let event: Value = serde_json::from_str(&line).unwrap_or_default();
            seen.push(line);
            let address = |name: &str| event[name].as_str().and_then(|address| address.parse().ok());
            Some((address("public")?, address("operator")?))
        });
        let (public, operator) = listeners.unwrap_or_else(|| panic!("it does not serve: {seen:#?}"));
        let log = Arc::new(Mutex::new(seen));
        let further = Arc::clone(&log);
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| locked(&further).push(line)));
        Serving { child, public, operator, log }
    }

    /// A request for today's pass for a phone that has just made its key, as bytes to send.
    pub fn request(&self, holder: &HolderPair) -> String {
        self.request_in(1, holder)
    }

    /// The same for the day in so many days from now.
    pub fn request_in(&self, days: u64, holder: &HolderPair) -> String {
        let signed_in = SystemClock.now().seconds();
        self.asked(&[(days, holder)], signed_in)
    }

    /// The same for several days.
    pub fn request_for(&self, days: &[(u64, &HolderPair)]) -> String {
        self.asked(days, SystemClock.now().seconds())
    }

    /// A request for today's pass by somebody who has signed in at this time.
    pub fn request_signed_in(&self, signed_in: u64, holder: &HolderPair) -> String {
        self.asked(&[(1, holder)], signed_in)
    }

    fn asked(&self, days: &[(u64, &HolderPair)], signed_in: u64) -> String {
        let now = SystemClock.now();
        let public: Vec<_> = days.iter().map(|(_, holder)| holder.public()).collect();
        let mut claims = self.partner.claims_at(now.seconds(), CITIZEN, &public);
        claims["auth_time"] = signed_in.into();
        let keys: Vec<Value> = days.iter().map(|(days, holder)| holder.for_day(day_in_seoul(now, *days))).collect();
        post("/v1/passes", &self.partner.sign(&claims), &json!({ "holder_keys": keys }))
    }
}

/// A request with a JSON body and a bearer token, as bytes to send.
pub fn post(path: &str, token: &str, body: &Value) -> String {
    let body = body.to_string();
    format!(
        "POST {path} HTTP/1.1\r\nHost: haetae\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Authorization: Bearer {token}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// The civil day in the issuer's zone so many days after `now`.
pub fn day_in_seoul(now: UnixTime, days: u64) -> CivilDate {
    let seconds = now.saturating_add((9 + 24 * days) * 3_600);
    CivilDate::from_days(i64::from(seconds.status_day().0)).expect("a date")
}

/// A service that runs. It is killed when it is dropped.
#[derive(Debug)]
pub struct Serving {
    child: Child,
    /// Where its public listener is.
    pub public: SocketAddr,
    /// Where its operator listener is.
    pub operator: SocketAddr,
    log: Arc<Mutex<Vec<String>>>,
}

fn locked(log: &Mutex<Vec<String>>) -> MutexGuard<'_, Vec<String>> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Serving {
    /// The number of its process.
    pub fn pid(&self) -> rustix::process::Pid {
        rustix::process::Pid::from_child(&self.child)
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        locked(&self.log).join("\n")
    }

    /// Waits until it logs these words.
    pub fn wait_for(&self, words: &str) {
        while !self.log().contains(words) {
            std::thread::yield_now();
        }
    }

    /// Waits until it has ended by itself, and says whether well.
    pub fn wait(&mut self) -> bool {
        self.child.wait().expect("it ends").success()
    }

    /// Kills it as a power cut would, and waits until it is gone.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        self.child.wait().expect("it ends");
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Sends a request. `None` if no whole answer comes.
pub fn send(to: SocketAddr, request: &str) -> Option<(u16, Value)> {
    let mut connection = TcpStream::connect(to).ok()?;
    connection.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).ok()?))
}
