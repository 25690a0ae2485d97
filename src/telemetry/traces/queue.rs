use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use opentelemetry::Context;
use opentelemetry_otlp::SpanExporter as OtlpExporter;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{BatchSpanProcessor, Span, SpanData, SpanExporter, SpanProcessor};

/// Spans that wait or are being sent at most. Further ones are dropped.
pub(super) const QUEUE: usize = 2_048;

/// What became of finished spans.
#[derive(Debug, Default)]
pub struct SpanCounts {
    /// Those in the queue and in the message that is being sent.
    waiting: AtomicUsize,
    sent: AtomicU64,
    failed: AtomicU64,
    dropped: AtomicU64,
}

/// What became of finished spans, at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpansSent {
    /// The collector took them.
    pub sent: u64,
    /// The collector did not take them, and they are lost.
    pub failed: u64,
    /// The queue was full.
    pub dropped: u64,
}

impl SpanCounts {
    /// The counts so far.
    pub fn now(&self) -> SpansSent {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        SpansSent { sent: read(&self.sent), failed: read(&self.failed), dropped: read(&self.dropped) }
    }

    /// Whether there is room for one more, which then counts as waiting.
    fn admit(&self) -> bool {
        let one_more = |waiting: usize| (waiting < QUEUE).then_some(waiting + 1);
        let is_admitted = self.waiting.fetch_update(Ordering::AcqRel, Ordering::Acquire, one_more).is_ok();
        if !is_admitted {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
        is_admitted
    }

    fn tried(&self, spans: usize, is_sent: bool) {
        self.waiting.fetch_sub(spans, Ordering::AcqRel);
        let count = if is_sent { &self.sent } else { &self.failed };
        count.fetch_add(spans as u64, Ordering::Relaxed);
    }
}

/// Drops spans where too many wait, and counts them: the SDK's queue, which is as long, does not say how many it drops.
#[derive(Debug)]
pub(super) struct Bounded {
    sending: BatchSpanProcessor,
    counts: Arc<SpanCounts>,
}

impl Bounded {
    pub(super) const fn new(sending: BatchSpanProcessor, counts: Arc<SpanCounts>) -> Self {
        Self { sending, counts }
    }
}

impl SpanProcessor for Bounded {
    fn on_start(&self, span: &mut Span, context: &Context) {
        self.sending.on_start(span, context);
    }

    fn on_end(&self, span: SpanData) {
        if self.counts.admit() {
            self.sending.on_end(span);
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.sending.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.sending.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.sending.set_resource(resource);
    }
}

/// Counts what is sent.
#[derive(Debug)]
pub(super) struct Counting {
    exporter: OtlpExporter,
    counts: Arc<SpanCounts>,
}

impl Counting {
    pub(super) const fn new(exporter: OtlpExporter, counts: Arc<SpanCounts>) -> Self {
        Self { exporter, counts }
    }
}

impl SpanExporter for Counting {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let spans = batch.len();
        let result = self.exporter.export(batch).await;
        self.counts.tried(spans, result.is_ok());
        result
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}
