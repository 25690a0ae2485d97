//! Redis as operators run it: one server, Sentinels with a primary and a replica, a Cluster of six. Each ends with its
//! test, also if that is killed.

mod cluster;
mod protocol;
mod sentinel;

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

pub use cluster::RedisCluster;
pub use protocol::Reply;
pub use sentinel::RedisSentinel;

/// What a server says when it can be asked.
const READY: &str = "Ready to accept connections";

/// A server that holds nothing after its end. It is killed when it is dropped.
#[derive(Debug)]
pub struct RedisServer {
    child: Child,
    port: u16,
    arguments: Vec<String>,
    folder: Arc<TempDir>,
}

impl RedisServer {
    /// A server on a free port.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// The same with further arguments of `redis-server`, such as `--requirepass`.
    pub fn start_with(arguments: &[&str]) -> Self {
        let arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        let folder = Arc::new(tempfile::tempdir().expect("a folder"));
        // Another program may take the port meanwhile.
        for _ in 0..5 {
            if let Some(server) = Self::on(free_port(), Vec::clone(&arguments), Arc::clone(&folder)) {
                return server;
            }
        }
        panic!("redis-server found no free port")
    }

    /// `None` if it ends at once, as it does where the port is taken.
    fn on(port: u16, arguments: Vec<String>, folder: Arc<TempDir>) -> Option<Self> {
        // A server must not outlive its test.
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "redis-server"]);
        let settings = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0"];
        command.args(["--port", &port.to_string()]).args(settings).args(&arguments);
        let child = started(command.current_dir(folder.path()), READY)?;
        Some(Self { child, port, arguments, folder })
    }

    /// Its address, as configurations name it.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Its port.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Its working folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Sends a command, as an administrator, and reads the reply.
    pub fn command(&self, words: &[&str]) -> Reply {
        protocol::ask(self.port, words)
    }

    /// Stops its process where it is (SIGSTOP): connections stay open, and nothing is answered.
    pub fn hang(&self) {
        self.signal(Signal::STOP);
    }

    /// Lets it go on.
    pub fn go_on(&self) {
        self.signal(Signal::CONT);
    }

    /// Kills it as a power cut would, and waits until it is gone.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        self.child.wait().expect("it ends");
    }

    /// Starts it again on the same port, after [`kill`](Self::kill). It has forgotten everything.
    pub fn restart(&mut self) {
        let (arguments, folder) = (self.arguments.clone(), Arc::clone(&self.folder));
        *self = Self::on(self.port, arguments, folder).expect("its port is free");
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("it runs");
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A port that nobody listens on now.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

/// Starts a server and waits until it says that it is ready; `None` if it ends before.
fn started(command: &mut Command, ready: &str) -> Option<Child> {
    let spawned = command.stdout(Stdio::piped()).spawn();
    let mut child = spawned.expect("setpriv, of the Debian package util-linux");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let said = Mutex::new(Vec::new());
    let is_ready = lines.by_ref().map_while(Result::ok).any(|line| {
        let found = line.contains(ready);
        said.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        found
    });
    if is_ready {
        // Nothing waits for a full pipe.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        return Some(child);
    }
    let status = child.wait().expect("it ends");
    // What setpriv ends with if there is no such program.
    assert_ne!(status.code(), Some(127), "these tests need redis-server: install the Debian package redis-server");
    let said = said.into_inner().unwrap_or_else(PoisonError::into_inner).join("\n");
    assert!(said.contains("Address already in use"), "redis-server does not start ({status}):\n{said}");
    None
}
