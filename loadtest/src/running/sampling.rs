use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::clock::RunClock;
use crate::numbers::float;
use crate::service::samples::{Metrics, Sample, Usage};

/// What is looked at once a second.
#[derive(Debug)]
pub(super) struct Watched<'a> {
    /// The process of the service, 0 if it is not known or does not run.
    pub(super) service: &'a AtomicU32,
    /// Those of the workers.
    pub(super) workers: Vec<u32>,
    /// The metrics of the service, if there is a credential for them.
    pub(super) metrics: Option<Metrics>,
}

impl Watched<'_> {
    /// Looks once a second, at most so often, and adds what it sees.
    pub(super) async fn watch(&self, clock: RunClock, most: u32, samples: &std::sync::Mutex<Vec<Sample>>) {
        for second in 0..most {
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
        let service = [
            ("service".to_owned(), self.service.load(Ordering::Relaxed)),
            ("load test".to_owned(), std::process::id()),
        ];
        let processes = service.into_iter().chain(workers).filter(|(_, process)| *process != 0);
        let processes = processes.filter_map(|(name, process)| Some((name, Usage::of(process)?))).collect();
        let metrics = match &self.metrics {
            Some(metrics) => metrics.read().await,
            None => Vec::new(),
        };
        Sample { at, processes, metrics }
    }
}
