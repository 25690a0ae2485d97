use std::fmt;

/// The source of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The default.
    Default,
    /// `haetae.toml`.
    File {
        /// The line, from 1.
        line: usize,
    },
    /// The environment.
    Environment {
        /// The name of the variable.
        variable: String,
    },
    /// The command line.
    CommandLine,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { line } => write!(f, "{} line {line}", super::FILE_NAME),
            Self::Environment { variable } => f.write_str(variable),
            Self::CommandLine => f.write_str("command line"),
        }
    }
}

/// A value in effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The section and the key, `issuer.zone` for instance.
    pub key: String,
    /// The value as TOML writes it; `***` for a secret.
    pub value: String,
    /// Its source.
    pub origin: Origin,
}
