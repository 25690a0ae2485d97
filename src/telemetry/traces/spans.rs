use opentelemetry::propagation::{Extractor, TextMapPropagator as _};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::Span;
use tracing::field::Empty;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// The spans of traces, and nothing else. Logs leave them out.
pub(in crate::telemetry) const TARGET: &str = "haetae::traces";

/// A request, from its headers to the answer. Without traces it costs nothing.
#[derive(Clone, Debug)]
pub struct RequestSpan(Span);

impl RequestSpan {
    /// Follows the `traceparent` of the caller, if there is one. `route` is the route's template: addresses, headers
    /// and bodies hold what must not get into a trace.
    pub fn new(
        method: &'static str,
        route: &str,
        listener: &'static str,
        request_id: &str,
        headers: &dyn Extractor,
    ) -> Self {
        let span = tracing::info_span!(
            target: TARGET,
            "request",
            otel.name = format_args!("{method} {route}"),
            otel.kind = "server",
            otel.status_code = Empty,
            http.request.method = method,
            http.route = route,
            http.response.status_code = Empty,
            haetae.listener = listener,
            haetae.request_id = request_id,
        );
        if !span.is_disabled() {
            // It only fails if there is no layer for traces.
            let _ = span.set_parent(TraceContextPropagator::new().extract(headers));
        }
        Self(span)
    }

    /// The span, for what happens in it.
    pub fn span(&self) -> Span {
        self.0.clone()
    }

    /// The answer's status. What is the service's own fault is an error.
    pub fn answered(&self, status: u16) {
        self.0.record("http.response.status_code", i64::from(status));
        if status >= 500 {
            self.0.record("otel.status_code", "error");
        }
    }
}

/// Whether spans go anywhere.
pub fn are_recorded() -> bool {
    tracing::span_enabled!(target: TARGET, tracing::Level::INFO)
}

/// A step of a request, by a name that is the same for all.
pub fn step(name: &'static str) -> Span {
    tracing::info_span!(target: TARGET, "step", otel.name = name)
}
