use super::{RedisServer, free_port};

/// The last slot of each shard.
const SHARDS: [(u16, u16); 3] = [(0, 5_460), (5_461, 10_922), (10_923, 16_383)];

/// A Cluster of three shards, each with a primary and a replica. A shard without both is lost; the others go on.
#[derive(Debug)]
pub struct RedisCluster {
    /// The first primaries, by shard.
    pub primaries: Vec<RedisServer>,
    /// The first replicas, by shard.
    pub replicas: Vec<RedisServer>,
}

impl RedisCluster {
    /// Starts all six, and waits until each of them knows that all is well.
    pub fn start() -> Self {
        let buses: Vec<u16> = (0..6).map(|_| free_port()).collect();
        let all: Vec<RedisServer> = buses.iter().map(|bus| node(*bus)).collect();
        for (number, (server, (first, last))) in all.iter().zip(SHARDS).enumerate() {
            good(server, &["CLUSTER", "SET-CONFIG-EPOCH", &(number + 1).to_string()]);
            good(server, &["CLUSTER", "ADDSLOTSRANGE", &first.to_string(), &last.to_string()]);
        }
        let first = &all[0];
        for (server, bus) in all.iter().zip(&buses).skip(1) {
            good(first, &["CLUSTER", "MEET", "127.0.0.1", &server.port().to_string(), &bus.to_string()]);
        }
        wait(&all, |server| info(server).contains("cluster_known_nodes:6"));
        for (primary, replica) in all.iter().zip(all.iter().skip(3)) {
            let id = primary.command(&["CLUSTER", "MYID"]).text().to_owned();
            // It must have heard of its primary by that name first.
            while replica.command(&["CLUSTER", "REPLICATE", &id]).words() != "OK" {
                std::thread::yield_now();
            }
        }
        wait(&all, |server| info(server).contains("cluster_state:ok"));
        wait(&all[3..], |server| server.command(&["INFO", "replication"]).text().contains("master_link_status:up"));
        wait(&all, |server| server.command(&["CLUSTER", "NODES"]).text().matches("slave ").count() == 3);
        let mut primaries = all;
        let replicas = primaries.split_off(3);
        Self { primaries, replicas }
    }

    /// The addresses of its first primaries, as configurations name them.
    pub fn addresses(&self) -> Vec<String> {
        self.primaries.iter().map(RedisServer::address).collect()
    }

    /// The shard that keys of this hash tag are on.
    pub fn shard_of(&self, tag: &str) -> usize {
        let slot = self.primaries[0].command(&["CLUSTER", "KEYSLOT", tag]);
        let slot: u16 = slot.text().parse().expect("a slot");
        SHARDS.iter().position(|(first, last)| (*first..=*last).contains(&slot)).expect("a shard")
    }
}

fn node(bus: u16) -> RedisServer {
    let bus = bus.to_string();
    RedisServer::start_with(&[
        "--cluster-enabled",
        "yes",
        "--cluster-node-timeout",
        "1000",
        "--cluster-require-full-coverage",
        "no",
        "--cluster-port",
        &bus,
        "--cluster-config-file",
        &format!("nodes-{bus}.conf"),
    ])
}

fn good(server: &RedisServer, command: &[&str]) {
    let reply = server.command(command).words();
    assert_eq!(reply, "OK", "{command:?}");
}

fn info(server: &RedisServer) -> String {
    server.command(&["CLUSTER", "INFO"]).text().to_owned()
}

fn wait(servers: &[RedisServer], is_so: impl Fn(&RedisServer) -> bool) {
    while !servers.iter().all(&is_so) {
        std::thread::yield_now();
    }
}
