use haetae_core::RequestTimer;

use crate::error::CoreError;
use crate::shared::Shared;
use crate::time::{seconds, time};

/// When a phone may ask the service for a person's passes again: pauses that grow, and a budget of retries, so that the
/// phones of a country cannot keep down a service that is coming back. There is one for each person. Times are seconds
/// since 1970.
#[derive(Debug, uniffi::Object)]
pub struct CoreRequestTimer(Shared<RequestTimer>);

#[uniffi::export]
impl CoreRequestTimer {
    /// Goes on from the text that was kept. Without one, or with one that is none, it is the timer of a phone that has
    /// not asked yet. The seed spreads what many phones do: any number will do that differs from one to the other.
    #[uniffi::constructor(default(text = None))]
    pub fn new(seed: i64, text: Option<String>) -> Self {
        let seed = seed.cast_unsigned();
        let kept = text.and_then(|text| RequestTimer::parse(&text, seed));
        Self(Shared::new(kept.unwrap_or_else(|| RequestTimer::new(seed))))
    }

    /// What to keep for the next start, before a request leaves and after it has ended. It says nothing of the person.
    pub fn text(&self) -> String {
        self.0.lock().to_string()
    }

    /// The earliest time at which the phone may ask: `now`, or later. What its owner asks for does not wait for it.
    /// Fails if `now` is no time.
    pub fn next(&self, now: i64) -> Result<i64, CoreError> {
        let now = time(now)?;
        Ok(seconds(self.0.lock().next(now)))
    }

    /// A request leaves. Call it, and keep the text, before it does: if its end is never learned, it has failed. Fails
    /// if `now` is no time.
    pub fn sent(&self, now: i64) -> Result<(), CoreError> {
        let now = time(now)?;
        self.0.lock().sent(now);
        Ok(())
    }

    /// The service has answered, with passes or with none that are new. Fails if `now` is no time.
    pub fn answered(&self, now: i64) -> Result<(), CoreError> {
        let now = time(now)?;
        self.0.lock().answered(now);
        Ok(())
    }

    /// The service could not be reached, or could not answer, and said perhaps after how many seconds it wants to be
    /// asked again (`Retry-After`; at most a day counts). `urgent` as in `Due`. Fails if `now` is no time or the number
    /// is below 0.
    pub fn failed(&self, now: i64, retry_after: Option<i64>, urgent: bool) -> Result<(), CoreError> {
        let now = time(now)?;
        let whole = |seconds: i64| u64::try_from(seconds).map_err(|_| CoreError::RetryAfter(seconds));
        let retry_after = retry_after.map(whole).transpose()?;
        self.0.lock().failed(now, retry_after, urgent);
        Ok(())
    }

    /// The issuer has decided about the person: revoked, without a record, to sign in anew. Fails if `now` is no time.
    pub fn refused_by_issuer(&self, now: i64) -> Result<(), CoreError> {
        let now = time(now)?;
        self.0.lock().refused_by_issuer(now);
        Ok(())
    }
}
