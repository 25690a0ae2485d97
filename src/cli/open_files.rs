//! The system's limit of open files: each connection is one.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Files that the service needs besides its connections: listeners, database, journal, keys, and connections that it is
/// refusing.
const BESIDES: u64 = 192;

/// Raises the limit as far as `connections` need it, if the system lets it be raised so far. Returns how many
/// connections there is room for, at least one; operators have theirs besides.
pub(super) fn make_room(connections: usize, for_operators: usize) -> usize {
    let limit = getrlimit(Resource::Nofile);
    let besides = BESIDES + for_operators as u64;
    let needed = besides + connections as u64;
    let possible = limit.maximum.unwrap_or(u64::MAX).min(needed).max(limit.current.unwrap_or(u64::MAX));
    let raised = Rlimit { current: Some(possible), maximum: limit.maximum };
    let possible = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => possible,
        Err(_) => limit.current.unwrap_or(u64::MAX),
    };
    let room = usize::try_from(possible.saturating_sub(besides)).unwrap_or(usize::MAX).clamp(1, connections);
    if room < connections {
        tracing::warn!(
            limit = possible,
            room,
            "the limit of open files (LimitNOFILE) leaves room for fewer connections than service.max_connections"
        );
    }
    room
}
