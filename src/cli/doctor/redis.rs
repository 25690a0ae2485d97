use super::finding::Finding;
use crate::config::Config;
use crate::limits::redis::{Examination, Servers, Trouble, examine};
use crate::render::text::plural;

const CHECK: &str = "redis";

/// All other policies may evict keys that have a lifetime, as counters have: a limit gets looser.
const KEEPS: &str = "noeviction";

/// Whether Redis would count for this node.
pub(super) async fn check(config: &Config) -> Vec<Finding> {
    let servers = match Servers::of(config) {
        Ok(Some(servers)) => servers,
        Ok(None) => return Vec::new(),
        Err(error) => {
            let remedy = "put the file in its place, or correct [redis] (docs/configuration.md)";
            return vec![Finding::problem(CHECK, format!("{error}. The service does not start"), remedy)];
        }
    };
    let (names, Examination { trouble, evicts, nodes }) = (servers.names(), examine(&servers).await);
    let mut findings = Vec::new();
    match trouble {
        Some((trouble, words)) => {
            let finding = format!(
                "Redis at {names} does not count ({}: {words}). Each node counts its share of partners' limits alone; nothing \
                 else depends on it.",
                trouble.as_str()
            );
            findings.push(Finding::warning(CHECK, finding, remedy(trouble)));
        }
        None => {
            let of_service = plural(nodes, "node of this service has", "nodes of this service have");
            let finding = format!("Redis at {names} counts; {nodes} {of_service} used it within the last minute.");
            findings.push(Finding::ok(CHECK, finding));
        }
    }
    if let Some(policy) = evicts.filter(|policy| policy != KEEPS) {
        let finding = format!(
            "Redis may evict counters when its memory is full (maxmemory-policy {policy}): limits would get looser."
        );
        findings.push(Finding::warning(CHECK, finding, "CONFIG SET maxmemory-policy noeviction"));
    }
    findings
}

fn remedy(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Away | Trouble::Open | Trouble::Disconnected => {
            "start Redis, or correct redis.servers, redis.mode and redis.tls"
        }
        Trouble::Late => {
            "see whether Redis hangs or is far away; redis.deadline_ms says how long a request waits for it"
        }
        Trouble::Full => "give it more memory (maxmemory); what it holds of Haetae is small and short-lived",
        Trouble::ReadOnly => "name the primary in redis.servers, or the Sentinels with redis.mode = \"sentinel\"",
        Trouble::Unavailable => "wait until it has loaded its data or failed over: redis-cli cluster info",
        Trouble::Denied => "correct redis.username and redis.password, or the user's rights (docs/operations.md)",
        Trouble::Other => "look into the log of Redis",
    }
}
