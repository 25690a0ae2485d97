//! Gets the passes that people have before they renew them.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::task::JoinSet;

use super::outcome::Outcome;
use super::person::Person;
use super::plan::Arrival;
use super::requests::Requests;
use super::worker::Prepared;
use crate::scenario::Act;

/// So many at a time.
const AT_ONCE: usize = 8;
/// So often, where the service has no room.
const TRIES: usize = 10;

impl Prepared {
    /// The same once those who will ask for passes of later days have today's.
    ///
    /// # Errors
    ///
    /// If somebody gets none.
    pub(super) async fn having_passes(self) -> anyhow::Result<Self> {
        let renews = |arrival: &&Arrival| self.job.streams.get(arrival.stream).is_some_and(|s| s.act == Act::Renew);
        let renewing: Vec<Arrival> = self.plan.arrivals.iter().filter(renews).copied().collect();
        let prepared = Arc::new(self);
        let mut asking = JoinSet::new();
        for arrival in renewing {
            if asking.len() >= AT_ONCE {
                asking.join_next().await.context("somebody asks")???;
            }
            asking.spawn(get_first(Arc::clone(&prepared), arrival));
        }
        while let Some(got) = asking.join_next().await {
            got??;
        }
        Arc::into_inner(prepared).context("all have asked")
    }
}

async fn get_first(prepared: Arc<Prepared>, arrival: Arrival) -> anyhow::Result<()> {
    let stream = prepared.job.streams.get(arrival.stream).context("a stream")?;
    let person = arrival.person.and_then(|place| prepared.plan.people.get(place)).context("a person")?;
    let partner = prepared.partners.iter().find(|partner| partner.name() == stream.partner).context("a partner")?;
    // Other keys than those of the days that are renewed.
    let first = Person::new(&person.subject, &[prepared.job.today], !prepared.job.seed, arrival.number);
    let requests = Requests::to(prepared.job.address);
    for _ in 0..TRIES {
        let now = crate::clock::unix_micros() / 1_000_000;
        let request = requests.passes(&first, None, &partner.for_passes(&first.subject, &first.digest, now));
        let deadline = crate::clock::now() + Duration::from_secs(30);
        let reply = prepared.pool.ask(request, deadline).await.reply;
        let pause = match (Outcome::of(&reply), reply) {
            (Outcome::Good, _) => return Ok(()),
            (Outcome::Shed(_), Ok(reply)) => reply.retry_after.unwrap_or(1),
            (other, _) => bail!("{} gets no passes to renew: {}", first.subject, other.kind().unwrap_or_default()),
        };
        crate::clock::until(crate::clock::now() + Duration::from_secs(pause)).await;
    }
    bail!("{} gets no passes to renew: the service has no room", first.subject)
}
