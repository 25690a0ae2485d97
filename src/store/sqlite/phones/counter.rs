//! Requests that are under way at once are counted together: each statement is a journey to the database's thread and
//! back, and each transaction a turn of the only writer, which takes longer than what is done there.

use std::collections::BTreeSet;

use sqlx::SqlitePool;
use tokio::sync::{mpsc, oneshot};

use super::known::{Known, days};
use crate::gathering::gather;
use crate::store::phones::Admission;
use crate::store::sqlite::begin;
use crate::store::{PhoneCount, PhoneRequest, StoreError};

/// The most requests that are counted together.
const MOST: usize = 256;
/// The most requests in a queue; further ones wait for a place in it.
const QUEUE: usize = 4_096;

const ADD_DAYS: &str = "INSERT INTO holder_day (day) SELECT value FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING";

/// Counts phones. Its tasks end when it is dropped and all requests have an answer.
pub(in super::super) struct PhoneCounter {
    queue: mpsc::Sender<Waiting>,
}

struct Waiting {
    request: PhoneRequest,
    counted: oneshot::Sender<Result<PhoneCount, StoreError>>,
}

impl PhoneCounter {
    /// Counts with one connection of `readers` and one of `counting`.
    pub(in super::super) fn start(readers: SqlitePool, counting: SqlitePool) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let (to_count, uncounted) = mpsc::channel(QUEUE);
        tokio::spawn(look_up(readers, waiting, to_count));
        tokio::spawn(count(counting, uncounted));
        Self { queue }
    }

    /// Counts the phone of a request, also if nobody waits for the answer any more.
    pub(in super::super) async fn count(&self, request: PhoneRequest) -> Result<PhoneCount, StoreError> {
        let (counted, answer) = oneshot::channel();
        let ended = || StoreError::Unavailable("phones are not counted any more".into());
        self.queue.send(Waiting { request, counted }).await.map_err(|_| ended())?;
        answer.await.map_err(|_| ended())?
    }
}

/// Answers those whose phone is known, who wait for nobody who is counted; and those who need another sign-in, which
/// they need after it, too.
async fn look_up(readers: SqlitePool, mut queue: mpsc::Receiver<Waiting>, uncounted: mpsc::Sender<Waiting>) {
    let mut batch = Vec::new();
    while queue.recv_many(&mut batch, MOST).await > 0 {
        gather(&mut queue, &mut batch).await;
        match looked_up(&readers, &batch).await {
            Ok(found) => {
                for (waiting, admission) in batch.drain(..).zip(found) {
                    match admission {
                        Ok(Admission::Known) => waiting.answer(Ok(PhoneCount::Within)),
                        Ok(Admission::SignInNeeded) => waiting.answer(Ok(PhoneCount::SignInNeeded)),
                        // That task ends after this one.
                        Ok(Admission::Added) => drop(uncounted.send(waiting).await),
                        Err(error) => waiting.answer(Err(error)),
                    }
                }
            }
            Err(error) => fail(&mut batch, &error),
        }
    }
}

async fn looked_up(readers: &SqlitePool, batch: &[Waiting]) -> Result<Vec<Result<Admission, StoreError>>, StoreError> {
    let requests = batch.iter().map(|waiting| &waiting.request);
    let known = Known::read(&mut *readers.acquire().await?, requests.clone()).await?;
    Ok(requests.map(|request| Ok(known.admission(request)?.0)).collect())
}

/// Counts the others, in their order.
async fn count(counting: SqlitePool, mut queue: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::new();
    while queue.recv_many(&mut batch, MOST).await > 0 {
        gather(&mut queue, &mut batch).await;
        match counted(&counting, &batch).await {
            Ok(counts) => batch.drain(..).zip(counts).for_each(|(waiting, count)| waiting.answer(count)),
            Err(error) => fail(&mut batch, &error),
        }
    }
}

async fn counted(counting: &SqlitePool, batch: &[Waiting]) -> Result<Vec<Result<PhoneCount, StoreError>>, StoreError> {
    let requests = || batch.iter().map(|waiting| &waiting.request);
    let mut tx = begin(counting).await?;
    sqlx::query(ADD_DAYS).bind(days(requests())).execute(&mut *tx).await?;
    let mut known = Known::read(&mut tx, requests()).await?;
    let mut changed = BTreeSet::new();
    let mut counts = Vec::with_capacity(batch.len());
    for request in requests() {
        counts.push(known.admit(request).map(|admission| match admission {
            Admission::Known => PhoneCount::Within,
            Admission::Added => {
                changed.insert(request.serial);
                PhoneCount::Within
            }
            Admission::SignInNeeded => PhoneCount::SignInNeeded,
        }));
    }
    let kept = known.keep(&mut tx, &changed).await?;
    if kept.is_empty() {
        // Nor the days, which have no phones then.
        tx.rollback().await?;
    } else {
        tx.commit().await?;
    }
    for (request, count) in requests().zip(&mut counts) {
        if changed.contains(&request.serial) && !kept.contains(&request.serial) {
            *count = Ok(PhoneCount::SerialGone);
        }
    }
    Ok(counts)
}

impl Waiting {
    fn answer(self, count: Result<PhoneCount, StoreError>) {
        // Who has asked may be gone; what is counted stays so.
        let _ = self.counted.send(count);
    }
}

fn fail(batch: &mut Vec<Waiting>, error: &StoreError) {
    for waiting in batch.drain(..) {
        waiting.answer(Err(error.for_another()));
    }
}
