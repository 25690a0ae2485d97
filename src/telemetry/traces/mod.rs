//! Traces: requests and their steps as spans, for a collector that speaks OTLP over HTTP. A request never waits for the
//! collector: spans go into a bounded queue, and a thread of its own sends them.

mod collector;
mod queue;
mod spans;

use std::sync::Arc;
use std::time::Duration;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{ExporterBuildError, Protocol, SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{BatchConfigBuilder, BatchSpanProcessor, Sampler, SdkTracerProvider};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::{Layer, Registry};

use crate::config::{Config, KeySecretError};
use collector::Collector;
use queue::{Bounded, Counting, QUEUE};
pub use queue::{SpanCounts, SpansSent};
pub(super) use spans::TARGET;
pub use spans::{RequestSpan, are_recorded, step};

/// Spans of one message at most.
const BATCH: usize = 512;
/// How long finished spans wait for others at most.
const DELAY: Duration = Duration::from_secs(2);
/// The time for a message, second attempts included.
const MESSAGE_TIME: Duration = Duration::from_secs(10);
/// How long a stopping service waits at most until the last spans are sent.
const FLUSH_TIME: Duration = Duration::from_secs(3);

/// Why there are no traces although the configuration asks for them.
#[derive(Debug, thiserror::Error)]
pub enum TracesError {
    /// The headers cannot be read.
    #[error(transparent)]
    Headers(#[from] KeySecretError),
    /// The exporter cannot be made.
    #[error("traces cannot be sent to tracing.endpoint: {0}")]
    Exporter(#[from] ExporterBuildError),
}

/// Where spans go, until [`Traces::finish`].
#[derive(Debug)]
pub struct Traces {
    provider: SdkTracerProvider,
    counts: Arc<SpanCounts>,
}

impl Traces {
    /// As `[tracing]` says; `None` without an endpoint. It starts the thread that sends, and connects to nothing yet.
    ///
    /// # Errors
    ///
    /// [`TracesError`]
    pub fn open(config: &Config) -> Result<Option<Self>, TracesError> {
        let section = &config.tracing;
        let Some(endpoint) = &section.endpoint else { return Ok(None) };
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Collector::new(endpoint, config.tracing_headers()?))
            .with_endpoint(endpoint)
            .with_protocol(Protocol::HttpBinary)
            .with_timeout(MESSAGE_TIME)
            .build()?;
        let counts = Arc::new(SpanCounts::default());
        let batches = BatchConfigBuilder::default()
            .with_max_queue_size(QUEUE)
            .with_max_export_batch_size(BATCH)
            .with_scheduled_delay(DELAY)
            .build();
        let sending = BatchSpanProcessor::new(Counting::new(exporter, Arc::clone(&counts)), batches);
        // Not the SDK's own description of the process: it would read the environment.
        let resource = Resource::builder_empty().with_service_name(section.service_name.clone()).build();
        let provider = SdkTracerProvider::builder()
            .with_span_processor(Bounded::new(sending, Arc::clone(&counts)))
            .with_sampler(Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(section.sample_ratio))))
            .with_resource(resource)
            .build();
        Ok(Some(Self { provider, counts }))
    }

    /// What became of the spans so far.
    pub fn counts(&self) -> Arc<SpanCounts> {
        Arc::clone(&self.counts)
    }

    /// Turns the spans of [`RequestSpan`] and [`step`] into spans of a trace. Log lines stay out of it.
    pub(super) fn layer(&self) -> Box<dyn Layer<Registry> + Send + Sync> {
        let layer = tracing_opentelemetry::layer()
            .with_tracer(self.provider.tracer("haetae"))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false);
        layer.with_filter(Targets::new().with_target(TARGET, LevelFilter::INFO)).boxed()
    }

    /// Sends what is still waiting, for three seconds at most. It blocks its thread.
    pub fn finish(self) {
        if let Err(error) = self.provider.shutdown_with_timeout(FLUSH_TIME) {
            tracing::warn!(%error, "the last traces were not sent");
        }
    }
}
