//! Clients on connections that they keep, and what became of their requests.

use std::io::Result;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::connection::exchange;

/// The connections that the proxies of all partners keep to a node.
const CONNECTIONS: usize = 2_000;
/// How long a request waits for a free one, as `timeout queue` of HAProxy: then the proxy refuses it.
const PROXY_WAITS: Duration = Duration::from_millis(500);
/// How long somebody waits for passes: later ones are good for nobody.
const PATIENCE: Duration = Duration::from_secs(3);

/// What became of the requests that were to begin, or ended, while it was measured.
#[derive(Debug, Default)]
pub(crate) struct Measured {
    lasted: Duration,
    sent: usize,
    /// How long those took that got passes in time, in order; from when they were to begin.
    times: Vec<Duration>,
    /// How long the node took for them, in order; from when they were sent.
    node_times: Vec<Duration>,
    /// How late the clients themselves were, in order.
    lateness: Vec<Duration>,
    /// Those that found no room at the node.
    pub(crate) refused: usize,
    /// Those that found no free connection to it.
    pub(crate) by_proxy: usize,
    /// Those that got passes too late.
    pub(crate) late: usize,
    /// Those that ended in another way.
    pub(crate) failed: usize,
}

impl Measured {
    /// What was measured at another time belongs to the same.
    pub(crate) fn add(&mut self, other: Self) {
        self.lasted += other.lasted;
        self.sent += other.sent;
        self.times.extend(other.times);
        self.node_times.extend(other.node_times);
        self.lateness.extend(other.lateness);
        self.refused += other.refused;
        self.by_proxy += other.by_proxy;
        self.late += other.late;
        self.failed += other.failed;
        self.sort();
    }

    fn sort(&mut self) {
        self.times.sort_unstable();
        self.node_times.sort_unstable();
        self.lateness.sort_unstable();
    }

    /// Requests that came in a second.
    pub(crate) fn offered(&self) -> f64 {
        self.sent as f64 / self.lasted.as_secs_f64()
    }

    /// Requests that got passes in time, in a second.
    pub(crate) fn goodput(&self) -> f64 {
        self.answered() as f64 / self.lasted.as_secs_f64()
    }

    /// How many requests got passes in time.
    pub(crate) const fn answered(&self) -> usize {
        self.times.len()
    }

    /// In this time or less so many percent of those got passes who got any.
    pub(crate) fn time(&self, percent: usize) -> Duration {
        within(&self.times, percent)
    }

    /// In this time or less the node answered so many percent of them.
    pub(crate) fn node_time(&self, percent: usize) -> Duration {
        within(&self.node_times, percent)
    }

    /// So many percent of all requests began no later than this after they were to begin.
    pub(crate) fn lateness(&self, percent: usize) -> Duration {
        within(&self.lateness, percent)
    }
}

fn within(times: &[Duration], percent: usize) -> Duration {
    let place = times.len() * percent / 100;
    times.get(place.min(times.len().saturating_sub(1))).copied().unwrap_or_default()
}

/// Clients of one service, with their requests.
pub(crate) struct Clients {
    to: SocketAddr,
    requests: Vec<String>,
    next: AtomicUsize,
    idle: Mutex<Vec<TcpStream>>,
    free: Semaphore,
    warm_up: Duration,
    measure: Duration,
}

/// In the place of a status: the proxy had no free connection.
const BY_PROXY: u16 = 0;

/// A request that has ended.
struct Ended {
    /// When it was to begin, since all began.
    due: Duration,
    /// How much later the client began with it.
    lateness: Duration,
    /// How long it took, from when it was to begin.
    took: Duration,
    /// How long the node took for it.
    node: Duration,
    status: Result<u16>,
}

impl Clients {
    /// They send the requests in turn. Those that begin in `measure` after `warm_up` count.
    pub(crate) fn new(to: SocketAddr, requests: Vec<String>, warm_up: Duration, measure: Duration) -> Self {
        let (idle, free) = (Mutex::default(), Semaphore::new(CONNECTIONS));
        Self { to, requests, next: AtomicUsize::new(0), idle, free, warm_up, measure }
    }

    /// So many clients, each of which sends a request when it has the answer to the one before.
    #[expect(clippy::disallowed_methods, reason = "time itself is measured")]
    pub(crate) async fn wait_for_answers(self: &Arc<Self>, crowd: usize) -> Measured {
        let begun = Instant::now();
        let one = |clients: Arc<Self>| async move {
            let mut ended: Vec<Ended> = Vec::new();
            while begun.elapsed() < clients.warm_up + clients.measure {
                ended.push(clients.ask(begun, begun.elapsed()).await);
            }
            ended
        };
        let crowd: JoinSet<_> = (0..crowd).map(|_| one(Arc::clone(self))).collect();
        self.judge(crowd.join_all().await.into_iter().flatten())
    }

    /// So many requests a second, whether answers come or not.
    #[expect(clippy::disallowed_methods, reason = "time itself is measured")]
    pub(crate) async fn come_at(self: &Arc<Self>, rate: f64) -> Measured {
        let begun = Instant::now();
        let mut ticks = tokio::time::interval(Duration::from_millis(1));
        let (mut coming, mut sent, mut counted) = (JoinSet::new(), 0_u32, 0_usize);
        loop {
            ticks.tick().await;
            let elapsed = begun.elapsed().min(self.warm_up + self.measure);
            while f64::from(sent) < rate * elapsed.as_secs_f64() {
                let due = Duration::from_secs_f64(f64::from(sent) / rate);
                let clients = Arc::clone(self);
                coming.spawn(async move { clients.ask(begun, due).await });
                sent += 1;
                counted += usize::from(due >= self.warm_up);
            }
            if elapsed == self.warm_up + self.measure {
                break;
            }
        }
        // Nobody waits for those that are still waiting.
        let mut ended = Vec::new();
        while let Some(one) = coming.try_join_next() {
            ended.extend(one);
        }
        coming.shutdown().await;
        let mut measured = self.judge(ended.into_iter());
        measured.sent = counted;
        measured
    }

    /// Those count that ended after the warm-up.
    fn judge(&self, ended: impl Iterator<Item = Ended>) -> Measured {
        let mut measured = Measured { lasted: self.measure, ..Measured::default() };
        for Ended { due, lateness, took, node, status } in ended {
            let end = due + took;
            if end < self.warm_up || end > self.warm_up + self.measure {
                continue;
            }
            measured.sent += 1;
            measured.lateness.push(lateness);
            match status {
                Ok(200) if took <= PATIENCE => {
                    measured.times.push(took);
                    measured.node_times.push(node);
                }
                Ok(200) => measured.late += 1,
                Ok(503) => measured.refused += 1,
                Ok(BY_PROXY) => measured.by_proxy += 1,
                _ => measured.failed += 1,
            }
        }
        measured.sort();
        measured
    }

    /// Sends the next request, which was to begin at `due`.
    async fn ask(&self, begun: Instant, due: Duration) -> Ended {
        let lateness = begun.elapsed().saturating_sub(due);
        let ended = |node, status| Ended { due, lateness, took: begun.elapsed().saturating_sub(due), node, status };
        let Ok(_free) = tokio::time::timeout(PROXY_WAITS, self.free.acquire()).await else {
            return ended(Duration::ZERO, Ok(BY_PROXY));
        };
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let request = &self.requests[number % self.requests.len()];
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let (is_kept, sent) = (kept.is_some(), begun.elapsed());
        let mut status = self.exchange(kept, request).await;
        // The service may have ended a connection that was idle.
        if is_kept && status.is_err() {
            status = self.exchange(None, request).await;
        }
        ended(begun.elapsed().saturating_sub(sent), status)
    }

    async fn exchange(&self, kept: Option<TcpStream>, request: &str) -> Result<u16> {
        let mut connection = match kept {
            Some(connection) => connection,
            None => TcpStream::connect(self.to).await?,
        };
        let (status, keeps) = exchange(&mut connection, request).await?;
        if keeps {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
        Ok(status)
    }
}
