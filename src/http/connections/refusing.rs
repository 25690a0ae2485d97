use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

use super::register::Refusal;
use crate::http::problem::{Problem, ProblemCode};

/// The most clients at a time that get to know why they are refused; for others the connection is only closed.
const AT_ONCE: usize = 64;
/// The time that such a client has to send its request and take the answer.
const LONGEST: Duration = Duration::from_secs(1);
/// The bytes that are read of its request: closing an unread one would take the answer back.
const REQUEST: usize = 16 * 1024;

/// Refuses connections.
#[derive(Debug)]
pub(super) struct Refusing(Arc<Semaphore>);

impl Refusing {
    pub(super) fn new() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }

    /// Says why in a problem document and closes, or closes at once if many are being refused.
    pub(super) fn refuse(&self, mut stream: TcpStream, why: Refusal, request_id: &str) {
        let Ok(permit) = Arc::clone(&self.0).try_acquire_owned() else { return };
        let answer = why.problem().alone(request_id);
        tokio::spawn(async move {
            let farewell = async {
                stream.write_all(&answer).await?;
                stream.shutdown().await?;
                let mut buffer = [0; 1_024];
                let mut left = REQUEST;
                while left > 0 {
                    match stream.read(&mut buffer).await? {
                        0 => break,
                        read => left = left.saturating_sub(read),
                    }
                }
                std::io::Result::Ok(())
            };
            // Whether the client takes it is its own affair.
            let _ = tokio::time::timeout(LONGEST, farewell).await;
            drop(permit);
        });
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

    fn problem(self) -> Problem {
        let detail = match self {
            Self::Full => "All connections are in use. Try again later.",
            Self::Client => "This address has as many connections as it may have. Close some, or try again later.",
        };
        Problem::new(ProblemCode::TooManyConnections, detail)
    }
}
