//! Tells systemd how the service is (sd_notify): a datagram to the socket that it names in the environment.

use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::sync::Once;
use std::time::Duration;

/// Where systemd listens for a service of `Type=notify`.
const SOCKET: &str = "NOTIFY_SOCKET";
/// How often it wants to hear from the service, in microseconds (`WatchdogSec=`), and from which process.
const WATCHDOG: &str = "WATCHDOG_USEC";
const WATCHDOG_PROCESS: &str = "WATCHDOG_PID";
/// How long the service waits until systemd takes a message.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// Who watches the service: systemd, or nobody.
#[derive(Debug)]
pub(super) struct Supervisor {
    socket: Option<(UnixDatagram, SocketAddr)>,
    watchdog: Option<Duration>,
    has_stopped: Once,
}

impl Supervisor {
    /// What the environment says. A socket that cannot be used is reported, and the service runs without it.
    pub(super) fn of(environment: &[(String, String)]) -> Self {
        let value = |name: &str| environment.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
        let Some(name) = value(SOCKET) else { return Self { socket: None, watchdog: None, has_stopped: Once::new() } };
        let socket = address(name).and_then(|address| {
            let socket = UnixDatagram::unbound()?;
            // A systemd that does not read must not hold the service up for long.
            socket.set_write_timeout(Some(LONGEST_WAIT))?;
            Ok((socket, address))
        });
        let socket = socket
            .inspect_err(
                |error| tracing::warn!(%error, "{SOCKET} is {name}, and nothing can be reported to systemd there"),
            )
            .ok();
        let is_meant = value(WATCHDOG_PROCESS).is_none_or(|pid| pid.parse() == Ok(std::process::id()));
        let watchdog = value(WATCHDOG).filter(|_| is_meant).and_then(|text| text.parse().ok());
        let watchdog = watchdog.filter(|micros| *micros > 0).map(Duration::from_micros);
        Self { socket, watchdog, has_stopped: Once::new() }
    }

    /// Both listeners accept connections.
    pub(super) fn ready(&self) {
        self.say("READY=1\nSTATUS=Serving");
    }

    /// The configuration is being read again.
    pub(super) fn reloading(&self) {
        self.say("RELOADING=1\nSTATUS=Reading the configuration again");
    }

    /// The service has begun to stop. It is said once.
    pub(super) fn stopping(&self) {
        self.has_stopped.call_once(|| self.say("STOPPING=1\nSTATUS=Finishing the requests in progress"));
    }

    /// Reports that the service lives, twice as often as systemd wants to hear it, as long as `lives` says so. It never
    /// ends; without a watchdog it does nothing.
    pub(super) async fn beat(&self, lives: impl Fn() -> bool) {
        let Some(period) = self.watchdog else { return std::future::pending().await };
        let mut beats = tokio::time::interval(period / 2);
        loop {
            beats.tick().await;
            if lives() {
                self.say("WATCHDOG=1");
            }
        }
    }

    fn say(&self, state: &str) {
        let Some((socket, address)) = &self.socket else { return };
        if let Err(error) = socket.send_to_addr(state.as_bytes(), address) {
            tracing::warn!(%error, "the state of the service could not be reported to systemd");
        }
    }
}

/// A path, or after an `@` a name without a file.
fn address(name: &str) -> std::io::Result<SocketAddr> {
    match name.strip_prefix('@') {
        Some(name) => SocketAddr::from_abstract_name(name),
        None => SocketAddr::from_pathname(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn received(socket: &UnixDatagram) -> String {
        let mut bytes = [0; 256];
        let length = socket.recv(&mut bytes).expect("a datagram");
        String::from_utf8_lossy(&bytes[..length]).into_owned()
    }

    #[test]
    fn systemd_is_told_at_its_path_or_its_name_without_a_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("notify");
        let name = format!("haetae-test-{}", std::process::id());
        let abstract_name = SocketAddr::from_abstract_name(&name).expect("a name");
        let sockets = [
            (UnixDatagram::bind(&path).expect("a socket"), path.display().to_string()),
            (UnixDatagram::bind_addr(&abstract_name).expect("a socket"), format!("@{name}")),
        ];
        for (socket, address) in sockets {
            let supervisor = Supervisor::of(&variables(&[(SOCKET, &address)]));
            supervisor.ready();
            assert!(received(&socket).starts_with("READY=1\n"), "{address}");
            supervisor.stopping();
            assert!(received(&socket).starts_with("STOPPING=1\n"), "{address}");
        }
        // Nobody listens any more, and nobody ever did: the service goes on.
        Supervisor::of(&variables(&[(SOCKET, &path.display().to_string())])).ready();
        Supervisor::of(&[]).ready();
    }

    #[tokio::test]
    async fn the_watchdog_hears_of_a_service_that_lives() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("notify");
        let socket = UnixDatagram::bind(&path).expect("a socket");
        let own = std::process::id().to_string();
        let path = path.display().to_string();
        let supervisor = Supervisor::of(&variables(&[(SOCKET, &path), (WATCHDOG, "2000"), (WATCHDOG_PROCESS, &own)]));
        assert_eq!(supervisor.watchdog, Some(Duration::from_millis(2)));
        let heard = tokio::task::spawn_blocking(move || received(&socket));
        tokio::select! {
            () = supervisor.beat(|| true) => {}
            heard = heard => assert_eq!(heard.expect("no panic"), "WATCHDOG=1"),
        }
        for not_meant in [&[(SOCKET, &*path), (WATCHDOG, "2000"), (WATCHDOG_PROCESS, "1")][..], &[(SOCKET, &*path)]] {
            assert_eq!(Supervisor::of(&variables(not_meant)).watchdog, None, "{not_meant:?}");
        }
    }
}
