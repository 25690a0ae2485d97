use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::register::Refusal;
use crate::http::problem::{Problem, ProblemCode};

/// The most connections at a time that wait for room, or get to know that there is none, for each reason. Further ones
/// are closed at once.
const AT_ONCE: usize = 32;
/// The time that they wait for room.
pub(super) const WAIT: Duration = Duration::from_secs(1);
/// The time that a client has to take the answer.
const FAREWELL: Duration = Duration::from_secs(1);
/// The bytes that are read of its request: closing an unread one would take the answer back.
const REQUEST: usize = 16 * 1024;

/// The connections for which there is no room.
#[derive(Debug)]
pub(super) struct Refusing {
    full: Arc<Semaphore>,
    client: Arc<Semaphore>,
}

impl Refusing {
    pub(super) fn new() -> Self {
        Self { full: Arc::new(Semaphore::new(AT_ONCE)), client: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Lets a connection wait; `None` if as many do as may.
    pub(super) fn wait(&self, why: Refusal) -> Option<OwnedSemaphorePermit> {
        let waiting = match why {
            Refusal::Full => &self.full,
            Refusal::Client => &self.client,
        };
        Arc::clone(waiting).try_acquire_owned().ok()
    }
}

impl Refusal {
    /// Its name in metrics.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Client => "client",
        }
    }

    /// Says why in a problem document, and closes.
    pub(super) async fn say(self, stream: TcpStream, request_id: &str) {
        let answer = self.problem().alone(request_id);
        // Whether the client takes it is its own affair.
        let _ = tokio::time::timeout(FAREWELL, farewell(stream, &answer)).await;
    }

    fn problem(self) -> Problem {
        let detail = match self {
            Self::Full => "All connections are in use. Try again later.",
            Self::Client => "This address has as many connections as it may have. Close some, or try again later.",
        };
        Problem::new(ProblemCode::TooManyConnections, detail)
    }
}

async fn farewell(mut stream: TcpStream, answer: &[u8]) -> io::Result<()> {
    stream.write_all(answer).await?;
    stream.shutdown().await?;
    let mut buffer = [0; 1_024];
    let mut left = REQUEST;
    while left > 0 {
        match stream.read(&mut buffer).await? {
            0 => break,
            read => left = left.saturating_sub(read),
        }
    }
    Ok(())
}
