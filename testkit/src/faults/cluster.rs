//! Nodes of one installation on one PostgreSQL and one Redis, all real programs. Between any two of them, and between
//! clients and nodes, is a proxy that a test can disturb.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use haetae::model::Person;
use rustix::process::{Signal, kill_process};

use super::client::exchange;
use super::proxy::FaultProxy;
use crate::servers::postgres::{Database, Listen, Server};
use crate::servers::redis::RedisServer;
use crate::service::process::{DataFolder, Serving};

/// How each node is configured: it gives up sooner than by default, so that tests wait less; and all requests come from
/// one address and one partner.
const SETTINGS: [(&str, &str); 10] = [
    ("HAETAE__STORAGE__ACQUIRE_TIMEOUT", "2"),
    ("HAETAE__STORAGE__STATEMENT_TIMEOUT", "2"),
    ("HAETAE__SERVICE__REQUEST_TIMEOUT", "6"),
    ("HAETAE__SERVICE__HEADER_TIMEOUT", "5"),
    ("HAETAE__PUBLISHING__LEASE", "6"),
    ("HAETAE__PUBLISHING__INTERVAL", "1"),
    ("HAETAE__SERVICE__MAX_CONNECTIONS_PER_ADDRESS", "4000"),
    ("HAETAE__LIMITS__REQUESTS_PER_MINUTE", "1000000"),
    ("HAETAE__LIMITS__REQUESTS_PER_DAY", "0"),
    ("HAETAE__LIMITS__PHONES_PER_DAY", "1000"),
];

/// A cluster that ends with its test.
#[derive(Debug)]
pub struct Cluster {
    /// The nodes, the first of which has invited the others.
    pub nodes: Vec<ClusterNode>,
    /// Their database server.
    pub postgres: Server,
    /// The database on it.
    pub database: Database,
    /// Where they count together.
    pub redis: RedisServer,
}

/// A node, and what leads to it and from it.
#[derive(Debug)]
pub struct ClusterNode {
    /// Its data folder.
    pub data: DataFolder,
    /// From clients to its public listener.
    pub public: FaultProxy,
    /// From operators to its operator listener.
    pub operator: FaultProxy,
    /// From it to PostgreSQL.
    pub to_postgres: FaultProxy,
    /// From it to Redis.
    pub to_redis: FaultProxy,
    serving: Serving,
}

impl Cluster {
    /// Starts so many nodes for these people, and waits until all of them are ready. `program` is where `haetae` is.
    pub async fn start(program: &'static str, nodes: usize, people: &[Person]) -> Self {
        let postgres = Server::start(Listen::Loopback, &["fsync=on", "full_page_writes=on"]);
        let database = Database { host: "127.0.0.1".to_owned(), ..postgres.database() };
        let redis = RedisServer::start();
        let first = DataFolder::on_server(program, &database, people).await;
        let mut folders: Vec<DataFolder> =
            (2..=nodes).map(|number| first.further_node(&format!("node-{number}"))).collect();
        folders.insert(0, first);
        // Not before: what makes a node has all the time that it needs.
        for folder in &mut folders {
            folder.environment = SETTINGS.map(|(name, value)| (name, PathBuf::from(value))).into();
        }
        let own = |port: u16| SocketAddr::from(([127, 0, 0, 1], port));
        let (at_postgres, at_redis) = (own(postgres.port()), own(redis.port()));
        let nodes: Vec<ClusterNode> =
            folders.into_iter().map(|folder| ClusterNode::start(folder, at_postgres, at_redis)).collect();
        let cluster = Self { nodes, postgres, database, redis };
        while !cluster.nodes.iter().all(ClusterNode::is_ready) {
            std::thread::yield_now();
        }
        cluster
    }
}

impl ClusterNode {
    fn start(mut data: DataFolder, postgres: SocketAddr, redis: SocketAddr) -> Self {
        let (to_postgres, to_redis) = (FaultProxy::to(postgres), FaultProxy::to(redis));
        let port = to_postgres.address().port().to_string();
        data.environment.push(("HAETAE__STORAGE__PORT", PathBuf::from(port)));
        let servers = format!("[\"{}\"]", to_redis.address());
        data.environment.push(("HAETAE__REDIS__SERVERS", PathBuf::from(servers)));
        let serving = data.serve();
        let (public, operator) = (FaultProxy::to(serving.public), FaultProxy::to(serving.operator));
        Self { data, public, operator, to_postgres, to_redis, serving }
    }

    /// Whether it says that it is ready, and has something published.
    pub fn is_ready(&self) -> bool {
        ["/readyz", "/v1/trust/manifest"].iter().all(|path| {
            let request = format!("GET {path} HTTP/1.1\r\nHost: haetae\r\nConnection: close\r\n\r\n");
            exchange(self.public.address(), &request, super::client::PATIENCE).is_ok_and(|reply| reply.status == 200)
        })
    }

    /// Kills it with a signal that it cannot catch.
    pub fn kill(&mut self) {
        self.serving.kill();
    }

    /// Has it stop as an operator would, and waits until it has.
    pub fn stop(&mut self) {
        self.signal(Signal::TERM);
        assert!(self.serving.wait(), "it ends well: {}", self.serving.log());
    }

    /// Starts it again, and leads clients to it.
    pub fn start_again(&mut self) {
        let serving = self.data.serve();
        self.lead_to(serving);
    }

    /// The same through a command that becomes it: its arguments end with the program.
    pub fn start_again_by(&mut self, command: Command) {
        let serving = self.data.serve_by(command);
        self.lead_to(serving);
    }

    fn lead_to(&mut self, serving: Serving) {
        self.serving = serving;
        self.public.lead_to(self.serving.public);
        self.operator.lead_to(self.serving.operator);
    }

    /// Stops its process where it is (SIGSTOP): connections stay open, and nothing is answered.
    pub fn hang(&self) {
        self.signal(Signal::STOP);
    }

    /// Lets it go on.
    pub fn go_on(&self) {
        self.signal(Signal::CONT);
    }

    /// The number of its process.
    pub fn pid(&self) -> rustix::process::Pid {
        self.serving.pid()
    }

    /// What it has logged since it was started last.
    pub fn log(&self) -> String {
        self.serving.log()
    }

    fn signal(&self, signal: Signal) {
        kill_process(self.serving.pid(), signal).expect("it runs");
    }
}
