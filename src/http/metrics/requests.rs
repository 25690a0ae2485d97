//! The counters of requests, which are looked up once: their names and labels are made of text.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use metrics::{Counter, Histogram, counter, histogram};
use metrics_exporter_prometheus::PrometheusRecorder;

use super::Answered;

pub(super) const REQUESTS: &str = "haetae_http_requests_total";
pub(super) const DURATION: &str = "haetae_http_request_duration_seconds";

/// By the template of the route: there are few.
#[derive(Default)]
pub(super) struct RequestCounters(RwLock<HashMap<String, Vec<Counters>>>);

struct Counters {
    listener: &'static str,
    method: &'static str,
    status: u16,
    requests: Counter,
    duration: Histogram,
}

impl RequestCounters {
    /// Counts a request in the metrics of this recorder.
    pub(super) fn count(&self, request: &Answered<'_>, recorder: &PrometheusRecorder) {
        let seconds = request.latency.as_secs_f64();
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let counters = known.get(request.route).and_then(|of_route| of_route.iter().find(|one| one.are_of(request)));
        if let Some(counters) = counters {
            counters.requests.increment(1);
            counters.duration.record(seconds);
            return;
        }
        drop(known);
        let (requests, duration) = metrics::with_local_recorder(recorder, || registered(request));
        requests.increment(1);
        duration.record(seconds);
        let Answered { listener, method, status, .. } = *request;
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let of_route = known.entry(request.route.to_owned()).or_default();
        // Another request of its kind may have come meanwhile: then it has the same counters.
        if !of_route.iter().any(|one| one.are_of(request)) {
            of_route.push(Counters { listener, method, status, requests, duration });
        }
    }
}

impl Counters {
    fn are_of(&self, request: &Answered<'_>) -> bool {
        self.status == request.status && self.method == request.method && self.listener == request.listener
    }
}

/// The counters of a request of a kind that has not come before.
fn registered(request: &Answered<'_>) -> (Counter, Histogram) {
    let Answered { listener, method, .. } = *request;
    let (route, status) = (request.route.to_owned(), request.status.to_string());
    let duration = histogram!(DURATION, "listener" => listener, "route" => route.clone());
    (counter!(REQUESTS, "listener" => listener, "route" => route, "method" => method, "status" => status), duration)
}
