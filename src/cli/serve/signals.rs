//! What the service does on signals.

use std::io::IsTerminal as _;

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::cli::Failure;
use crate::http::Control;

/// Stops the service on SIGTERM, after the time that load balancers need; on SIGINT, and on a second signal, without
/// waiting for them.
pub(super) fn stop_on_signals(control: &Control) -> Result<(), Failure> {
    let (mut terminate, mut interrupt) = (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
    let control = control.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {
                control.stop.cancel();
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                }
            }
            _ = interrupt.recv() => {}
        }
        control.stop.cancel();
        control.at_once.cancel();
    });
    Ok(())
}

/// SIGHUP. `None` on a terminal: there it says that the terminal is gone, and ends the service as ever.
pub(super) fn hang_up() -> Result<Option<Signal>, Failure> {
    if std::io::stderr().is_terminal() { Ok(None) } else { listen(SignalKind::hangup()).map(Some) }
}

fn listen(kind: SignalKind) -> Result<Signal, Failure> {
    signal(kind).map_err(|error| Failure::from(error.to_string()))
}
