//! Sends a request as a partner's server would, and says how it ended: with a whole answer, or broken off, and why.

use std::fmt;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// How long a client waits for each part of an answer, unless it is impatient: longer than a node takes for any.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A whole answer.
#[derive(Clone)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    head: String,
    /// Its body.
    pub body: Vec<u8>,
}

impl Reply {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        lines.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// The body as JSON; null if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Whether it says clearly that this cannot be done now, and when to come back: a problem document of the service,
    /// or of whoever refuses a connection on its behalf.
    pub fn is_not_now(&self) -> bool {
        let asks_back = self.header("retry-after").is_some_and(|seconds| seconds.parse::<u32>().is_ok());
        let is_problem = self.header("content-type") == Some("application/problem+json");
        matches!(self.status, 409 | 429 | 503) && asks_back && is_problem && self.json()["code"].is_string()
    }
}

/// Its status and its body as text.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status, String::from_utf8_lossy(&self.body))
    }
}

/// Why there is no whole answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// There was no connection.
    Refused,
    /// The connection ended before the answer was whole.
    Cut,
    /// Nothing came for as long as the client waits.
    Silent,
}

/// Sends a request with `Connection: close`, and waits for each part of the answer for `patience` at most.
///
/// # Errors
///
/// [`Broken`], if no whole answer came.
pub fn exchange(to: SocketAddr, request: &str, patience: Duration) -> Result<Reply, Broken> {
    let ended = |error: std::io::Error| match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => Broken::Silent,
        _ => Broken::Cut,
    };
    let mut connection = TcpStream::connect_timeout(&to, patience).map_err(|error| match error.kind() {
        ErrorKind::TimedOut => Broken::Silent,
        _ => Broken::Refused,
    })?;
    connection.set_read_timeout(Some(patience)).map_err(ended)?;
    connection.set_write_timeout(Some(patience)).map_err(ended)?;
    connection.write_all(request.as_bytes()).map_err(ended)?;
    let mut bytes = Vec::new();
    // A server that ends the connection abruptly after a whole answer has given it.
    let read = connection.read_to_end(&mut bytes).map_err(ended);
    whole(bytes).ok_or_else(|| read.err().unwrap_or(Broken::Cut))
}

/// The answer, if all of it is there.
fn whole(bytes: Vec<u8>) -> Option<Reply> {
    let end = bytes.windows(4).position(|part| part == b"\r\n\r\n")?;
    let head = String::from_utf8(bytes.get(..end)?.to_vec()).ok()?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let reply = Reply { status, head, body: bytes.get(end + 4..)?.to_vec() };
    let length: usize = reply.header("content-length")?.parse().ok()?;
    (reply.body.len() == length).then_some(reply)
}
