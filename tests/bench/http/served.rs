//! A process that answers on a port, and what clients get from it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::connection;
use crate::requests::Requests;

/// Clients, each of whom waits for its answer.
const CROWD: usize = 32;

/// What a turn came to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn {
    /// Answers in a second.
    pub(crate) rate: f64,
    /// The microseconds that a processor worked for each answer.
    pub(crate) work: f64,
}

/// A server in processes of its own.
pub(crate) struct Served {
    pub(crate) at: SocketAddr,
    pub(crate) pids: Vec<i32>,
}

impl Served {
    /// The same processes at another address.
    pub(crate) fn at(&self, at: SocketAddr) -> Self {
        Self { at, pids: self.pids.clone() }
    }

    /// How long processors have worked for it.
    fn worked(&self) -> Duration {
        let of = |pid: &i32| {
            let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).expect("a process");
            // After the name: the state is the third, and the times in user and kernel mode are the 14th and the 15th.
            let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
            let ticks: u64 = [fields[11], fields[12]].iter().map(|ticks| ticks.parse::<u64>().expect("a number")).sum();
            Duration::from_millis(ticks * 10)
        };
        self.pids.iter().map(of).sum()
    }

    /// What clients get that ask for so long.
    #[expect(clippy::disallowed_methods, reason = "time itself is measured")]
    pub(crate) async fn asked(&self, requests: &Arc<Requests>, turn: Duration) -> Turn {
        let (begun, before) = (Instant::now(), self.worked());
        let one = |at: SocketAddr, requests: Arc<Requests>| async move {
            let connect = async || TcpStream::connect(at).await.expect("a connection");
            let (mut connection, mut answered) = (connect().await, 0_u32);
            while begun.elapsed() < turn {
                let request = requests.next();
                let (status, keeps) = connection::exchange(&mut connection, request).await.expect("an answer");
                assert_eq!(status, 200, "{request}");
                answered += 1;
                if !keeps {
                    connection = connect().await;
                }
            }
            answered
        };
        let crowd: JoinSet<_> = (0..CROWD).map(|_| one(self.at, Arc::clone(requests))).collect();
        let answered = f64::from(crowd.join_all().await.into_iter().sum::<u32>());
        let (lasted, worked) = (begun.elapsed(), self.worked().saturating_sub(before));
        Turn { rate: answered / lasted.as_secs_f64(), work: worked.as_secs_f64() * 1e6 / answered }
    }
}
