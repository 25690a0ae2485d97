//! The store of an authority with several nodes: a PostgreSQL database, or a server that speaks its protocol.
//!
//! Statements see what was committed before they began (`READ COMMITTED`). What must follow an order locks one row:
//! whoever gives serials or numbers the row of `register`, who publishes the row of `publishing_duty`, who counts
//! phones the row of the person. So numbers become visible in their order, and nothing that was read in such a
//! transaction can become stale.

mod changes;
mod clocks;
mod connecting;
mod copy_text;
mod decisions;
mod eligibility;
mod failure;
mod idempotency;
mod importing;
mod listening;
mod maintenance;
mod nodes;
mod operators;
mod outage;
mod paper;
mod partners;
mod phones;
mod published;
mod queue;
mod reconciling;
mod records;
mod revocations;
mod rules;
mod schema;
#[cfg(test)]
mod tests;
mod whole;
mod withdrawals;

use std::time::Duration;

use sqlx::postgres::PgPool;
use sqlx::{PgConnection, Postgres, Transaction};

use super::StoreError;
use listening::Listener;
use outage::Outage;

pub(super) use connecting::Server;
pub(super) use copy_text::CopyText;
pub(super) use failure::{explain, explain_driver};

/// How long one statement of an import, a long list or a check may take.
const LONG: Duration = Duration::from_secs(3_600);

/// The most people that a request may wait for.
const FEW: usize = 500;

/// A [`Store`](super::Store) in a PostgreSQL database.
pub struct PostgresStore {
    pool: PgPool,
    /// How many serials there are for people.
    serials: u32,
    /// How long a request waits for its answer. The server ends a statement earlier; this ends what it cannot: a server
    /// that has gone without a word.
    deadline: Duration,
    outage: Outage,
    listener: Listener,
}

impl PostgresStore {
    /// Waits for running operations and closes all connections.
    pub async fn close(&self) {
        self.listener.stop();
        self.outage.stop();
        self.pool.close().await;
    }

    /// Ends work that takes longer than a request may, and at once if the server is down.
    async fn within<T>(&self, work: impl Future<Output = Result<T, StoreError>> + Send) -> Result<T, StoreError> {
        let work = tokio::time::timeout(self.deadline, self.outage.unless_down(work));
        work.await.unwrap_or_else(|_| Err(failure::no_answer(self.deadline)))
    }

    async fn begin(&self) -> Result<Transaction<'static, Postgres>, StoreError> {
        Ok(self.pool.begin().await?)
    }

    /// The same for work on so many people: a long list may take its time.
    async fn within_for<T>(
        &self,
        people: usize,
        work: impl Future<Output = Result<T, StoreError>> + Send,
    ) -> Result<T, StoreError> {
        if people > FEW { work.await } else { self.within(work).await }
    }

    /// A transaction for work on so many people.
    async fn begin_for(&self, people: usize) -> Result<Transaction<'static, Postgres>, StoreError> {
        if people > FEW { self.begin_long().await } else { self.begin().await }
    }

    /// A transaction whose statements may take long.
    async fn begin_long(&self) -> Result<Transaction<'static, Postgres>, StoreError> {
        let mut tx = self.begin().await?;
        let limit = format!("{}ms", LONG.as_millis());
        sqlx::query("SELECT set_config('statement_timeout', $1, true)").bind(limit).execute(&mut *tx).await?;
        Ok(tx)
    }
}

/// Waits until no other transaction gives serials or numbers, and keeps others from it until the end of this one.
async fn lock_register(connection: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::query("SELECT id FROM register FOR UPDATE").execute(connection).await?;
    Ok(())
}

impl std::fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresStore").finish_non_exhaustive()
    }
}
