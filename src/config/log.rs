use serde::{Deserialize, Serialize};

/// `[log]`: what is logged, and how. Logs go to standard error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section")]
pub struct LogSection {
    /// The format.
    pub format: LogFormat,
    /// The least important level that is logged.
    pub level: LogLevel,
}

/// The reader that logs are written for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Text on a terminal, JSON elsewhere.
    #[default]
    Auto,
    /// Text for people.
    Human,
    /// JSON for machines: one object per line.
    Json,
}

/// The least important events that are logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// Errors that an operator must fix.
    Error,
    /// Warnings of what may become an error.
    Warn,
    /// Normal events.
    #[default]
    Info,
    /// Details, for debugging.
    Debug,
    /// Every step, for tracing.
    Trace,
}
