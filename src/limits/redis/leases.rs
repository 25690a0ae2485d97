//! Requests in progress, as Redis counts them. Each is a lease that ends by itself if its node dies.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::mpsc;

use super::link::Link;

/// So many ended requests wait at most until Redis hears of them; those beyond them end by their lease.
pub(super) const WAITING: usize = 4_096;
/// So many are reported at once.
const BATCH: usize = 256;

/// A request that Redis counts as in progress, until this is dropped.
#[derive(Debug)]
pub(in crate::limits) struct Lease {
    partner: String,
    name: String,
    ended: Option<mpsc::Sender<Ended>>,
}

/// A request that is no longer in progress.
#[derive(Debug)]
pub(super) struct Ended {
    partner: String,
    name: String,
}

impl Lease {
    pub(super) fn new(partner: &str, name: String, ended: mpsc::Sender<Ended>) -> Self {
        Self { partner: partner.to_owned(), name, ended: Some(ended) }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Nothing is reported to Redis, because it does not count the request.
    pub(super) fn forget(mut self) {
        self.ended = None;
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(ended) = self.ended.take() {
            let (partner, name) = (std::mem::take(&mut self.partner), std::mem::take(&mut self.name));
            // If there is no room, the lease ends by itself.
            let _ = ended.try_send(Ended { partner, name });
        }
    }
}

/// The name of the key with a partner's requests in progress.
pub(super) fn key(link: &Link, partner: &str) -> String {
    link.key(partner, "f")
}

/// Tells Redis which requests have ended, until nobody can end any more.
pub(super) async fn end(link: Arc<Link>, mut ended: mpsc::Receiver<Ended>) {
    let mut batch = Vec::with_capacity(BATCH);
    while ended.recv_many(&mut batch, BATCH).await > 0 {
        let mut by_partner: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for Ended { partner, name } in batch.drain(..) {
            by_partner.entry(partner).or_default().push(name);
        }
        for (partner, names) in by_partner {
            // Where Redis does not answer, the leases end by themselves.
            let Some(mut connection) = link.connection().filter(|_| link.breaker.is_closed(link.lane(&partner))) else {
                continue;
            };
            let mut command = redis::cmd("ZREM");
            command.arg(key(&link, &partner)).arg(names);
            let _ = tokio::time::timeout(link.servers.deadline, connection.send(&command)).await;
        }
    }
}
