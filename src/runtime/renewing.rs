use std::sync::Arc;

use haetae_core::UnixTime;

use super::node::Node;

/// Requests with an idempotency key are kept so many seconds at least: the next clearing removes them.
const KEEP_REQUESTS: u64 = 86_400;

/// Puts changed keys in force, and erases what is over.
#[derive(Debug, Default)]
pub(super) struct Renewing {
    /// The day up to which the journal was last cleared.
    cleared: Option<u32>,
    /// The day up to which phones and assertions were last forgotten.
    forgotten: Option<u32>,
}

impl Renewing {
    /// Reloads changed keys and trust lists. `today` is the day to erase by; `None` while nothing may be erased.
    pub(super) async fn renew(&mut self, node: &Node, today: Option<UnixTime>) {
        let (signing, now) = (Arc::clone(node.publisher.signing()), node.clock.now());
        let day = today.map(|today| today.status_day().0);
        let journal = node.journal.clone().filter(|_| day.is_some() && day != self.cleared);
        self.cleared = day.or(self.cleared);
        // Opening keys may take a second.
        let reloaded = tokio::task::spawn_blocking(move || {
            if let Some(today) = today {
                match signing.erase_status_keys(today) {
                    Ok(false) => {}
                    Ok(true) => tracing::info!("erased the status keys whose days are 28 days over"),
                    Err(error) => tracing::error!(%error, "old status keys could not be erased"),
                }
                if let Some(Err(error)) = journal.map(|journal| journal.forget(today)) {
                    tracing::error!(%error, "old files of the journal could not be removed");
                }
            }
            signing.reload_if_changed(now).map(|new| new.then(|| signing.load()))
        });
        match reloaded.await {
            Ok(Ok(None)) => {}
            Ok(Ok(Some(signing))) => {
                let (version, keys) = (signing.list.version, signing.custody.kids().len());
                tracing::info!(version, keys, "new keys or a new trust list are in force");
            }
            Ok(Err(error)) => {
                tracing::error!(%error, "keys or trust list were changed and cannot be used; the previous ones are still in force");
            }
            Err(error) => tracing::error!(%error, "reading changed keys ended unexpectedly"),
        }
        if let Some(today) = today {
            self.forget(node, today).await;
        }
    }

    /// Removes from the store what is over, once a day: the phones of past days, assertions that have expired, and
    /// requests that nobody sends again.
    async fn forget(&mut self, node: &Node, today: UnixTime) {
        let day = Some(today.status_day().0);
        let Some(date) = node.issuer.config().calendar.day_of(today).filter(|_| day != self.forgotten) else { return };
        let forgotten = async {
            node.store.forget_phones(date).await?;
            node.store.forget_paper_uses(today).await?;
            node.store.forget_requests(today.saturating_sub(KEEP_REQUESTS)).await
        };
        match forgotten.await {
            Ok(()) => self.forgotten = day,
            Err(error) => {
                tracing::error!(%error, "phones, assertions and requests of past days could not be forgotten; tried again");
            }
        }
    }
}
