use std::fs;
use std::process::{Child, Command};

use super::{RedisServer, free_port, protocol, started};

/// The name under which the Sentinel watches the primary.
const NAME: &str = "primary";

/// A primary, its replica, and a Sentinel that puts the replica in the primary's place half a second after its end.
#[derive(Debug)]
pub struct RedisSentinel {
    /// The first primary.
    pub primary: RedisServer,
    /// The first replica.
    pub replica: RedisServer,
    sentinel: Child,
    port: u16,
}

impl RedisSentinel {
    /// Starts all three, and waits until the Sentinel knows the replica.
    pub fn start() -> Self {
        let primary = RedisServer::start();
        let (host, port_of_primary) = ("127.0.0.1", primary.port().to_string());
        let replica = RedisServer::start_with(&["--replicaof", host, &port_of_primary]);
        while !primary.command(&["INFO", "replication"]).text().contains("state=online") {
            std::thread::yield_now();
        }
        let port = free_port();
        let file = primary.folder().join("sentinel.conf");
        let text = format!(
            "port {port}\nbind 127.0.0.1\nsentinel monitor {NAME} {host} {port_of_primary} 1\n\
             sentinel down-after-milliseconds {NAME} 500\nsentinel failover-timeout {NAME} 2000\n"
        );
        fs::write(&file, text).expect("a file");
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "redis-server"]).arg(file).arg("--sentinel");
        let sentinel = started(command.current_dir(primary.folder()), "+monitor").expect("its port is free");
        let found = Self { primary, replica, sentinel, port };
        let replica_port = found.replica.port().to_string();
        while !found.command(&["SENTINEL", "REPLICAS", NAME]).contains(&replica_port) {
            std::thread::yield_now();
        }
        found
    }

    /// The Sentinel's address, as configurations name it.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The name under which it watches the primary.
    pub const fn name(&self) -> &'static str {
        NAME
    }

    /// Has the replica take the primary's place, as before maintenance; returns what the Sentinel says to it.
    pub fn failover(&self) -> String {
        self.command(&["SENTINEL", "FAILOVER", NAME])
    }

    fn command(&self, words: &[&str]) -> String {
        protocol::ask(self.port, words).words()
    }
}

impl Drop for RedisSentinel {
    fn drop(&mut self) {
        let _ = self.sentinel.kill();
        let _ = self.sentinel.wait();
    }
}
