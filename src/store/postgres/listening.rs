//! Hears of changes that other nodes have committed, so that a poll need not wait for its time. It only shortens the
//! wait: who hears nothing polls.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::PgConnection;
use sqlx::postgres::{PgListener, PgPool};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use crate::store::StoreError;

/// The channel. Its messages have no content: whoever hears one reads the counters.
const CHANNEL: &str = "haetae_changes";

/// The time between two attempts to listen.
const RETRY: Duration = Duration::from_secs(5);

/// Listens from the first time that somebody waits.
pub(super) struct Listener {
    pool: PgPool,
    heard: Arc<Notify>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Listener {
    /// One that will listen over this pool of one connection.
    pub(super) fn new(pool: PgPool) -> Self {
        Self { pool, heard: Arc::default(), task: Mutex::default() }
    }

    /// Waits for the next message.
    pub(super) async fn heard(&self) {
        self.start();
        self.heard.notified().await;
    }

    /// Ends listening.
    pub(super) fn stop(&self) {
        if let Some(task) = self.task.lock().unwrap_or_else(PoisonError::into_inner).take() {
            task.abort();
        }
    }

    fn start(&self) {
        let mut task = self.task.lock().unwrap_or_else(PoisonError::into_inner);
        if task.is_none() {
            *task = Some(tokio::spawn(listen(self.pool.clone(), Arc::clone(&self.heard))));
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stop();
    }
}

async fn listen(pool: PgPool, heard: Arc<Notify>) {
    let mut retry = tokio::time::interval(RETRY);
    retry.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        retry.tick().await;
        if let Err(error) = hear(&pool, &heard).await {
            tracing::debug!(%error, "the database cannot say what changes; polls find it");
        }
    }
}

/// Hears messages until the connection breaks. What was said meanwhile is lost, so that counts as heard.
async fn hear(pool: &PgPool, heard: &Notify) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    heard.notify_one();
    while listener.try_recv().await?.is_some() {
        heard.notify_one();
    }
    Ok(())
}

/// Says with the commit of this transaction that something has changed.
pub(super) async fn announce(connection: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::query("SELECT pg_notify($1, '')").bind(CHANNEL).execute(connection).await?;
    Ok(())
}
