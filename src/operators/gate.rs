use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use haetae_core::{CivilDate, UnixTime};
use subtle::ConstantTimeEq as _;

use super::credential::Credential;
use super::guesses::{Guesses, Source};
use crate::clock::Clock;
use crate::model::{Operator, OperatorName};
use crate::store::{OperatorStore, StoreError};

/// How long the store has to say who the operators are. After that those count who were known last: metrics and
/// readiness are needed most while the store does not answer.
const STORE_TIMEOUT: Duration = Duration::from_secs(2);

/// Who gets in with a credential.
pub struct Gate {
    store: Arc<dyn OperatorStore>,
    clock: Arc<dyn Clock>,
    guesses: Mutex<Guesses>,
    known: Mutex<Known>,
    /// How many requests have asked who the operators are.
    asked: AtomicU64,
    /// One reads the store, the others wait for what it finds.
    reading: tokio::sync::Mutex<()>,
    noted: Mutex<HashMap<OperatorName, CivilDate>>,
}

/// What the store said last.
#[derive(Clone, Debug, Default)]
struct Known {
    operators: Option<Arc<Vec<Operator>>>,
    /// So many requests had asked when it was read.
    covers: u64,
    /// Why it did not answer then, where nothing was known before.
    failed: Option<String>,
}

/// Why a credential is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It is no one's, or not any more.
    #[error("the credential is missing, wrong, removed or expired")]
    Unknown,
    /// Too many wrong ones came from there; it was not looked at.
    #[error("too many wrong credentials came from this address: wait {0} s")]
    Paused(u64),
    /// The store cannot say who the operators are.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Gate {
    /// A gate that lets the operators of `store` in.
    pub fn new(store: Arc<dyn OperatorStore>, clock: Arc<dyn Clock>) -> Self {
        let (guesses, known, noted) = (Mutex::default(), Mutex::default(), Mutex::default());
        Self { store, clock, guesses, known, asked: AtomicU64::new(0), reading: tokio::sync::Mutex::default(), noted }
    }

    /// Asks the store who the operators are, so that they are known if it fails later. Returns how many have a
    /// credential that counts.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it does not answer.
    pub async fn learn(&self) -> Result<usize, StoreError> {
        let now = self.clock.now();
        Ok(self.operators().await?.iter().filter(|operator| operator.is_live(now)).count())
    }

    /// The operator whose credential this is. The store is asked after the request has come: a removed operator is out
    /// at once.
    ///
    /// # Errors
    ///
    /// [`Refusal`]
    pub async fn admit(&self, token: Option<&str>, from: Option<IpAddr>) -> Result<Operator, Refusal> {
        // Without a credential nothing is guessed.
        let Some(token) = token else { return Err(Refusal::Unknown) };
        let (address, from, elapsed) = (from, Source::of(from), self.clock.monotonic());
        let credential = Credential::parse(token).map(|credential| credential.hash());
        if let Some(seconds) = locked(&self.guesses).pause(from, credential, elapsed) {
            return Err(Refusal::Paused(seconds));
        }
        let now = self.clock.now();
        let operators = match credential {
            Some(_) => self.operators().await?,
            None => Arc::default(),
        };
        // Hashes are compared, and each in constant time: how long it takes says nothing about a credential.
        let owns = |operator: &&Operator| match (operator.credential, credential) {
            (Some(own), Some(sent)) => bool::from(own.0.ct_eq(&sent.0)),
            _ => false,
        };
        match (operators.iter().find(owns), credential) {
            (Some(operator), Some(credential)) if operator.is_live(now) => {
                locked(&self.guesses).accept(from, credential);
                self.note_use(operator, now).await;
                Ok(operator.clone())
            }
            _ => {
                let count = locked(&self.guesses).refuse(from, elapsed);
                tracing::warn!(?address, count, "a wrong, removed or expired credential of an operator");
                Err(Refusal::Unknown)
            }
        }
    }

    /// Who the operators are, read after this was called. Requests that are under way at once share what is read.
    async fn operators(&self) -> Result<Arc<Vec<Operator>>, StoreError> {
        let own = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        let _turn = self.reading.lock().await;
        if locked(&self.known).covers < own {
            // Tasks that are ready run first: some of them ask, too.
            tokio::task::yield_now().await;
            self.read(self.asked.load(Ordering::SeqCst)).await;
        }
        let Known { operators, failed, .. } = locked(&self.known).clone();
        operators.ok_or_else(|| StoreError::Unavailable(failed.unwrap_or_default().into()))
    }

    /// Reads who they are for this many requests. Those who were known before stay known if that fails.
    async fn read(&self, covers: u64) {
        let read = tokio::time::timeout(STORE_TIMEOUT, self.store.operators()).await;
        let mut known = locked(&self.known);
        known.covers = covers;
        match read {
            Ok(Ok(operators)) => known.operators = Some(Arc::new(operators)),
            Ok(Err(error)) => known.failed = Some(error.to_string()),
            Err(elapsed) => known.failed = Some(elapsed.to_string()),
        }
    }

    /// Stores the day of use, once a day.
    async fn note_use(&self, operator: &Operator, now: UnixTime) {
        let Some(today) = CivilDate::from_days(i64::from(now.status_day().0)) else { return };
        let is_noted = operator.last_used.is_some_and(|day| day >= today)
            || locked(&self.noted).insert(operator.name.clone(), today) == Some(today);
        if is_noted {
            return;
        }
        let noting = tokio::time::timeout(STORE_TIMEOUT, self.store.note_use(&operator.name, today));
        if !matches!(noting.await, Ok(Ok(()))) {
            tracing::debug!("the day on which a credential was used could not be stored");
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gate").finish_non_exhaustive()
    }
}
