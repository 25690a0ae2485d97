//! Logs, to standard error: for people on a terminal and as JSON elsewhere. Traces, to a collector.

#[cfg(test)]
mod tests;
pub mod traces;

use std::io::IsTerminal as _;

use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::reload;
use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};
use tracing_subscriber::{Layer as _, Registry};

use crate::config::{LogFormat, LogLevel, LogSection};
use traces::Traces;

/// Changes the level of the log while the process runs.
pub type SetLevel = Box<dyn Fn(LogLevel) + Send + Sync>;

/// Logs from now on with the settings of `log`, and traces where there are `traces`.
///
/// # Errors
///
/// If the process has a logger already.
pub fn init(log: &LogSection, traces: Option<&Traces>) -> Result<SetLevel, TryInitError> {
    let (subscriber, set_level) = subscriber(log, traces, std::io::stderr().is_terminal(), std::io::stderr);
    subscriber.try_init()?;
    Ok(set_level)
}

/// A JSON object has `timestamp`, `level`, `target`, the event's own fields, and `spans` with theirs, the outermost
/// first.
fn subscriber<W>(
    log: &LogSection,
    traces: Option<&Traces>,
    terminal: bool,
    writer: W,
) -> (impl Subscriber + Send + Sync + use<W>, SetLevel)
where
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    let json = match log.format {
        LogFormat::Auto => !terminal,
        LogFormat::Human => false,
        LogFormat::Json => true,
    };
    let lines = tracing_subscriber::fmt::layer().with_writer(writer);
    let layer = if json {
        lines.json().flatten_event(true).with_current_span(false).with_span_list(true).boxed()
    } else if terminal {
        lines.boxed()
    } else {
        lines.with_ansi(false).boxed()
    };
    let (filtering, handle) = reload::Layer::new(filter(log.level));
    let set_level = Box::new(move |level| {
        // It only fails when the logger is gone.
        let _ = handle.reload(filter(level));
    });
    let layers: Vec<_> =
        std::iter::once(layer.with_filter(filtering).boxed()).chain(traces.map(Traces::layer)).collect();
    (Registry::default().with(layers), set_level)
}

/// Below `info` libraries log what they handle: headers and bodies, which contain names and passes.
fn filter(level: LogLevel) -> Targets {
    let level = match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    let targets = Targets::new().with_default(level.min(LevelFilter::INFO)).with_target("haetae", level);
    targets.with_target(traces::TARGET, LevelFilter::OFF)
}
