use redis::{Cmd, ErrorKind, RedisResult, Script as Hashed, ServerErrorKind, Value};

use super::servers::Connection;

/// A script that runs in Redis as a whole: nothing else happens meanwhile.
#[derive(Debug)]
pub(super) struct Script {
    code: &'static str,
    hash: String,
}

impl Script {
    /// Counts a request of a partner.
    pub(super) fn admit() -> Self {
        Self::new(include_str!("admit.lua"))
    }

    /// Says that a node is there.
    pub(super) fn join() -> Self {
        Self::new(include_str!("join.lua"))
    }

    fn new(code: &'static str) -> Self {
        Self { code, hash: Hashed::new(code).get_hash().to_owned() }
    }

    /// Runs it by its hash, and sends its text where Redis does not have it: after a restart, or on another server.
    pub(super) async fn run(&self, on: &mut Connection, keys: &[String], arguments: &[String]) -> RedisResult<Value> {
        match on.send(&command("EVALSHA", &self.hash, keys, arguments)).await {
            Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                on.send(&command("EVAL", self.code, keys, arguments)).await
            }
            other => other,
        }
    }
}

fn command(name: &str, script: &str, keys: &[String], arguments: &[String]) -> Cmd {
    let mut command = redis::cmd(name);
    command.arg(script).arg(keys.len()).arg(keys).arg(arguments);
    command
}
