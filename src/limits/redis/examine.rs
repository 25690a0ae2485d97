//! Looks at Redis once, for people.

use redis::{FromRedisValue as _, RedisError, RedisResult, Value};
use tokio::time::timeout;

use super::script::Script;
use super::servers::{Connection, Servers};
use super::trouble::Trouble;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examination {
    /// Why it would not count, with its own words.
    pub trouble: Option<(Trouble, String)>,
    /// What it evicts when its memory is full (`maxmemory-policy`); `None` if it does not say.
    pub evicts: Option<String>,
    /// The nodes of this service that have counted with it within the last minute.
    pub nodes: u32,
}

/// Connects, writes as a node does, and reads how it is set up. Nothing that counts is changed.
pub async fn examine(servers: &Servers) -> Examination {
    let failed = |error: &RedisError| (Trouble::of(error), error.to_string());
    let mut found = Examination { trouble: None, evicts: None, nodes: 0 };
    let mut connection = match servers.connect().await {
        Ok(connection) => connection,
        Err(error) => return Examination { trouble: Some(failed(&error)), ..found },
    };
    match timeout(servers.deadline, write(&mut connection, servers)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => found.trouble = Some(failed(&error)),
        Err(_) => {
            let late = format!("no reply within redis.deadline_ms, {} ms", servers.deadline.as_millis());
            return Examination { trouble: Some((Trouble::Late, late)), ..found };
        }
    }
    found.nodes =
        timeout(servers.deadline, nodes(&mut connection, servers)).await.ok().and_then(Result::ok).unwrap_or(0);
    found.evicts = timeout(servers.deadline, evicts(&mut connection)).await.ok().flatten();
    found
}

async fn write(connection: &mut Connection, servers: &Servers) -> RedisResult<()> {
    // A life of one microsecond: it leaves nothing behind.
    let arguments = ["doctor".to_owned(), "1".to_owned()];
    Script::join().run(connection, &[format!("{}:doctor", servers.prefix)], &arguments).await.map(|_| ())
}

async fn nodes(connection: &mut Connection, servers: &Servers) -> RedisResult<u32> {
    let mut command = redis::cmd("ZCARD");
    command.arg(format!("{}:nodes", servers.prefix));
    let value = connection.send(&command).await?;
    u32::from_redis_value(value).map_err(Into::into)
}

/// A user without the right to ask does not learn it.
async fn evicts(connection: &mut Connection) -> Option<String> {
    let mut command = redis::cmd("INFO");
    command.arg("memory");
    let text = match connection.send(&command).await.ok()? {
        // Of a Cluster, one text for each node.
        Value::Map(nodes) => nodes.into_iter().find_map(|(_, text)| String::from_redis_value(text).ok())?,
        other => String::from_redis_value(other).ok()?,
    };
    text.lines().find_map(|line| line.trim().strip_prefix("maxmemory_policy:").map(str::to_owned))
}
