use std::sync::Mutex;
use std::time::Duration;

use crate::clock::RunClock;
use crate::numbers::float;
use crate::service::samples::{Metrics, Sample, Usage};

/// No more samples than so many are taken of a schedule: a report draws each of them.
const SAMPLES: u32 = 1_800;

/// What is looked at once a second, or less often in a schedule of more than half an hour.
#[derive(Debug)]
pub(super) struct Watched<'a> {
    /// Those processes of the service that are known and run.
    pub(super) service: &'a Mutex<Vec<(String, u32)>>,
    /// Those of the workers.
    pub(super) workers: Vec<u32>,
    /// The metrics of the service, if there is a credential for them.
    pub(super) metrics: Option<Metrics>,
}

impl Watched<'_> {
    /// Looks for so many seconds, and adds what it sees.
    pub(super) async fn watch(&self, clock: RunClock, seconds: u32, samples: &Mutex<Vec<Sample>>) {
        let every = seconds.div_ceil(SAMPLES).max(1);
        for second in (0..seconds).step_by(crate::numbers::size(u64::from(every))) {
            crate::clock::until(clock.moment(0) + Duration::from_secs(u64::from(second))).await;
            let sample = self.sample(clock).await;
            if let Ok(mut samples) = samples.lock() {
                samples.push(sample);
            }
        }
        std::future::pending::<()>().await;
    }

    async fn sample(&self, clock: RunClock) -> Sample {
        let at = float(clock.micros() / 10_000) / 100.0;
        let named = |(number, process): (usize, &u32)| (format!("worker {}", number + 1), *process);
        let workers = self.workers.iter().enumerate().map(named);
        let service = self.service.lock().map(|known| known.clone()).unwrap_or_default();
        let processes = service.into_iter().chain([("load test".to_owned(), std::process::id())]).chain(workers);
        let processes = processes.filter_map(|(name, process)| Some((name, Usage::of(process)?))).collect();
        let metrics = match &self.metrics {
            Some(metrics) => metrics.read().await,
            None => Vec::new(),
        };
        Sample { at, processes, metrics }
    }
}
