use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::Request;
use hyper::header::{AUTHORIZATION, HOST};
use serde::{Deserialize, Serialize};

use crate::load::pool::Pool;
use crate::numbers::float;

/// How often the kernel counts the time of a process in a second (`USER_HZ`, the same on every Linux).
const TICKS: f64 = 100.0;

/// What processes and the service showed at a moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Seconds after the start.
    pub at: f64,
    /// By process: `service`, `worker 1`.
    pub processes: Vec<(String, Usage)>,
    /// By metric of the service, those of [`METRICS`].
    pub metrics: Vec<(String, f64)>,
}

/// What a process used.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// Seconds of processors, since it began.
    pub cpu_seconds: f64,
    /// Memory in MiB.
    pub memory_mib: f64,
    /// Open sockets.
    pub sockets: u32,
}

/// The metrics that are looked at. Those of several labels are added up.
pub const METRICS: [&str; 4] =
    ["haetae_queue_waiting", "haetae_queue_people_per_second", "haetae_requests_in_progress", "haetae_requests_limit"];

impl Usage {
    /// What the kernel says of a process; `None` if there is none, or no `/proc`.
    pub fn of(process: u32) -> Option<Self> {
        let folder = std::path::PathBuf::from(format!("/proc/{process}"));
        let stat = std::fs::read_to_string(folder.join("stat")).ok()?;
        // The name, in brackets, may have blanks in it; user and system time are the 12th and 13th after it.
        let mut times = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        let mut ticks = || times.next().and_then(|ticks| ticks.parse::<u64>().ok()).map(float);
        let cpu_seconds = (ticks()? + ticks()?) / TICKS;
        let status = std::fs::read_to_string(folder.join("status")).ok()?;
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kib: u64 = resident.trim().trim_end_matches(" kB").parse().ok()?;
        let links = std::fs::read_dir(folder.join("fd")).ok()?.flatten();
        let targets = links.filter_map(|link| std::fs::read_link(link.path()).ok());
        let sockets = targets.filter(|target| target.to_string_lossy().starts_with("socket:")).count();
        Some(Self { cpu_seconds, memory_mib: float(kib) / 1_024.0, sockets: u32::try_from(sockets).ok()? })
    }
}

/// Reads the metrics of a service; none if it does not answer.
#[derive(Debug)]
pub struct Metrics {
    pool: Pool,
    host: String,
    bearer: String,
}

impl Metrics {
    /// Those of this operator listener, with an operator's credential.
    pub fn of(operator: SocketAddr, token: &str) -> Self {
        Self { pool: Pool::new(operator, 1), host: operator.to_string(), bearer: format!("Bearer {token}") }
    }

    /// What they are now.
    pub async fn read(&self) -> Vec<(String, f64)> {
        let request = Request::get("/metrics").header(HOST, &self.host).header(AUTHORIZATION, &self.bearer);
        let Ok(request) = request.body(Full::new(Bytes::new())) else { return Vec::new() };
        let deadline = crate::clock::now() + Duration::from_millis(900);
        match self.pool.ask(request, deadline).await.reply {
            Ok(reply) if reply.status == 200 => chosen(&String::from_utf8_lossy(&reply.body)),
            _ => Vec::new(),
        }
    }
}

fn chosen(text: &str) -> Vec<(String, f64)> {
    let value = |line: &str, name: &str| {
        let rest = line.strip_prefix(name)?;
        let is_it = rest.starts_with('{') || rest.starts_with(' ');
        rest.rsplit_once(' ').filter(|_| is_it)?.1.parse::<f64>().ok()
    };
    METRICS
        .iter()
        .filter_map(|name| {
            let values: Vec<f64> = text.lines().filter_map(|line| value(line, name)).collect();
            (!values.is_empty()).then(|| ((*name).to_owned(), values.iter().sum()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Usage, chosen};

    #[test]
    fn metrics_of_several_labels_are_added_up() {
        let text = "# TYPE haetae_requests_in_progress gauge\nhaetae_requests_in_progress{priority=\"first\"} 2\n\
                    haetae_requests_in_progress{priority=\"new\"} 3\nhaetae_queue_waiting_other 9\nhaetae_queue_waiting 7\n";
        let expected = [("haetae_queue_waiting", 7.0), ("haetae_requests_in_progress", 5.0)];
        assert_eq!(chosen(text), expected.map(|(name, value)| (name.to_owned(), value)));
    }

    #[test]
    fn a_process_has_memory_and_one_that_is_not_there_has_none() {
        let usage = Usage::of(std::process::id()).expect("this process");
        assert!(usage.memory_mib > 1.0, "{usage:?}");
        assert_eq!(Usage::of(u32::MAX), None);
    }
}
