//! Knows when the server is down, so that no request waits to find it out again. A request that takes suspiciously
//! long, or fails for want of a connection, has the server tried with a connection of its own; while that fails,
//! requests fail at once, and those that wait do too. No request is ever the trial.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::Connection as _;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use super::connecting::Server;
use super::failure;
use crate::store::StoreError;

/// After so long, a request has the server tried.
const SUSPICIOUS: Duration = Duration::from_millis(250);
/// The time between two trials.
const RETRY: Duration = Duration::from_millis(500);

/// Whether the server is down.
pub(super) struct Outage {
    server: Server,
    is_down: Arc<watch::Sender<bool>>,
    trials: Mutex<Option<JoinHandle<()>>>,
}

impl Outage {
    /// The server is up, as far as is known.
    pub(super) fn of(server: &Server) -> Self {
        let is_down = Arc::new(watch::Sender::new(false));
        Self { server: server.clone(), is_down, trials: Mutex::default() }
    }

    /// Does work that needs the server.
    ///
    /// # Errors
    ///
    /// That of the work; at once if the server is down, or turns out to be.
    pub(super) async fn unless_down<T>(
        &self,
        work: impl Future<Output = Result<T, StoreError>> + Send,
    ) -> Result<T, StoreError> {
        let mut down = self.is_down.subscribe();
        if *down.borrow_and_update() {
            return Err(failure::down());
        }
        let mut work = std::pin::pin!(work);
        if let Ok(done) = tokio::time::timeout(SUSPICIOUS, work.as_mut()).await {
            if done.as_ref().err().is_some_and(failure::is_suspicious) {
                self.suspect();
            }
            return done;
        }
        self.suspect();
        tokio::select! {
            biased;
            done = work => done,
            Ok(_) = down.wait_for(|is_down| *is_down) => Err(failure::down()),
        }
    }

    /// Has the server tried, unless it is or was just now.
    fn suspect(&self) {
        let mut trials = self.trials.lock().unwrap_or_else(PoisonError::into_inner);
        if trials.as_ref().is_none_or(JoinHandle::is_finished) {
            *trials = Some(tokio::spawn(try_until_up(self.server.clone(), Arc::clone(&self.is_down))));
        }
    }

    /// Ends trying.
    pub(super) fn stop(&self) {
        if let Some(trials) = self.trials.lock().unwrap_or_else(PoisonError::into_inner).take() {
            trials.abort();
        }
    }
}

impl Drop for Outage {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Tries the server until it is up, and not more often than every [`RETRY`].
async fn try_until_up(server: Server, is_down: Arc<watch::Sender<bool>>) {
    let mut turns = tokio::time::interval(RETRY);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    turns.tick().await;
    loop {
        let tried = try_once(&server).await;
        let was_down = is_down.send_replace(tried.is_err());
        match &tried {
            Err(error) if !was_down => tracing::error!(%error, "the database is down: requests are not kept waiting"),
            Ok(()) if was_down => tracing::info!("the database is up again"),
            _ => {}
        }
        turns.tick().await;
        if tried.is_ok() {
            return;
        }
    }
}

/// Whether the server takes a new connection. One that answers for any other reason than that it is down is up.
async fn try_once(server: &Server) -> Result<(), StoreError> {
    match server.connect().await {
        Ok(connection) => {
            // It was good; whether it ends well says nothing.
            let _ = tokio::time::timeout(RETRY, connection.close()).await;
            Ok(())
        }
        Err(error) if failure::is_suspicious(&error) => Err(error),
        Err(_) => Ok(()),
    }
}
