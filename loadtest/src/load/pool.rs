use std::net::SocketAddr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::RETRY_AFTER;
use hyper::{Request, Response, body::Incoming};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

/// No answer of the service is longer.
const MOST_BYTES: usize = 64 << 20;

/// Connections that are kept and used again, as a proxy does, and never more than a number.
#[derive(Debug)]
pub struct Pool {
    address: SocketAddr,
    idle: Mutex<Vec<SendRequest<Full<Bytes>>>>,
    room: Semaphore,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// After how many seconds to come again.
    pub retry_after: Option<u64>,
    /// Its body.
    pub body: Bytes,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// There was no connection.
    Connect,
    /// The connection ended before the answer was whole.
    Cut,
    /// No whole answer came in time.
    Timeout,
}

impl Broken {
    /// How it is counted.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "no connection",
            Self::Cut => "connection cut",
            Self::Timeout => "no answer in time",
        }
    }
}

/// An answer or none, and whether the request had to wait for one of the connections.
#[derive(Debug)]
pub struct Exchange {
    /// The answer.
    pub reply: Result<Reply, Broken>,
    /// For how long it waited for a connection that another request had; `None` where one was free.
    pub waited: Option<Duration>,
}

impl Pool {
    /// At most so many connections to a service.
    pub fn new(address: SocketAddr, connections: usize) -> Self {
        Self { address, idle: Mutex::default(), room: Semaphore::new(connections) }
    }

    /// Sends a request and reads the answer, until `deadline` at most.
    pub async fn ask(&self, request: Request<Full<Bytes>>, deadline: Instant) -> Exchange {
        let began = crate::clock::now();
        let is_full = self.room.available_permits() == 0;
        let entering = tokio::time::timeout_at(deadline.into(), self.room.acquire()).await;
        let waited = is_full.then(|| crate::clock::now().saturating_duration_since(began));
        let Ok(Ok(_room)) = entering else { return Exchange { reply: Err(Broken::Timeout), waited } };
        let reply = tokio::time::timeout_at(deadline.into(), self.exchange(request)).await;
        Exchange { reply: reply.unwrap_or(Err(Broken::Timeout)), waited }
    }

    async fn exchange(&self, mut request: Request<Full<Bytes>>) -> Result<Reply, Broken> {
        loop {
            let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
            let was_idle = idle.is_some();
            let mut connection = match idle {
                Some(connection) if connection.is_closed() => continue,
                Some(connection) => connection,
                None => self.connect().await?,
            };
            if connection.ready().await.is_err() {
                if was_idle {
                    continue;
                }
                return Err(Broken::Cut);
            }
            match connection.try_send_request(request).await {
                Ok(response) => {
                    let reply = read(response).await?;
                    if let (false, Ok(mut idle)) = (connection.is_closed(), self.idle.lock()) {
                        idle.push(connection);
                    }
                    return Ok(reply);
                }
                // The service had closed it while it was idle, and has not seen the request.
                Err(mut error) => match error.take_message() {
                    Some(unsent) if was_idle => request = unsent,
                    _ => return Err(Broken::Cut),
                },
            }
        }
    }

    async fn connect(&self) -> Result<SendRequest<Full<Bytes>>, Broken> {
        let stream = TcpStream::connect(self.address).await.map_err(|_| Broken::Connect)?;
        stream.set_nodelay(true).map_err(|_| Broken::Connect)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(|_| Broken::Connect)?;
        // It ends with its sender, and what went wrong is seen there.
        tokio::spawn(async move { connection.await.is_ok() });
        Ok(sender)
    }
}

async fn read(response: Response<Incoming>) -> Result<Reply, Broken> {
    let status = response.status().as_u16();
    let seconds = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    let body = Limited::new(response.into_body(), MOST_BYTES).collect().await.map_err(|_| Broken::Cut)?;
    Ok(Reply { status, retry_after: seconds, body: body.to_bytes() })
}
