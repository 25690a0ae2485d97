use redis::{ErrorKind, RedisError, ServerErrorKind};

/// Why Redis did not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// There is no connection.
    Away,
    /// The circuit breaker is open: Redis is not asked.
    Open,
    /// No reply came within the deadline.
    Late,
    /// The connection broke.
    Disconnected,
    /// Its memory is full, and it may not evict.
    Full,
    /// It is a replica, or may not write.
    ReadOnly,
    /// It is loading its data, or this part of the Cluster is down.
    Unavailable,
    /// The user or the password is wrong, or the user may not do this.
    Denied,
    /// Anything else.
    Other,
}

impl Trouble {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Away,
        Self::Open,
        Self::Late,
        Self::Disconnected,
        Self::Full,
        Self::ReadOnly,
        Self::Unavailable,
        Self::Denied,
        Self::Other,
    ];

    /// Its name in metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Away => "away",
            Self::Open => "open",
            Self::Late => "late",
            Self::Disconnected => "disconnected",
            Self::Full => "full",
            Self::ReadOnly => "read_only",
            Self::Unavailable => "unavailable",
            Self::Denied => "denied",
            Self::Other => "other",
        }
    }

    pub(super) fn of(error: &RedisError) -> Self {
        match error.kind() {
            ErrorKind::Server(ServerErrorKind::ReadOnly) => Self::ReadOnly,
            ErrorKind::Server(ServerErrorKind::NoPerm) | ErrorKind::AuthenticationFailed => Self::Denied,
            ErrorKind::Server(
                ServerErrorKind::BusyLoading
                | ServerErrorKind::ClusterDown
                | ServerErrorKind::MasterDown
                | ServerErrorKind::TryAgain,
            )
            | ErrorKind::ClusterConnectionNotFound
            | ErrorKind::MasterNameNotFoundBySentinel => Self::Unavailable,
            _ => match error.code() {
                Some("OOM") => Self::Full,
                Some("NOAUTH" | "WRONGPASS") => Self::Denied,
                // What Redis says without a password to a command as long as ours.
                Some("ERR") if error.detail().is_some_and(|detail| detail.contains("unauthenticated")) => Self::Denied,
                Some("MISCONF" | "NOREPLICAS") => Self::ReadOnly,
                _ if error.is_timeout() => Self::Late,
                _ if error.is_io_error() || error.is_connection_dropped() => Self::Disconnected,
                _ => Self::Other,
            },
        }
    }

    /// Whether the circuit breaker counts it: it says something of Redis that the next request would meet as well.
    pub(super) const fn counts(self) -> bool {
        !matches!(self, Self::Away | Self::Open)
    }
}
