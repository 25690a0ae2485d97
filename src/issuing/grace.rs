use std::sync::Arc;

use tokio::sync::Mutex;

use crate::clock::Clock;
use crate::identity::Grace;
use crate::journal::{Act, ActKind, ActOutcome, Detail, Journal};
use crate::limits::sign_ins::Cliff;
use crate::store::{PartnerChange, PartnerStore};

/// Who gives a grace by itself, in the journal.
const ACTOR: &str = "haetae";

/// Gives a grace to partners whose sign-ins all grow old at once.
pub(super) struct GraceGiver {
    partners: Arc<dyn PartnerStore>,
    journal: Option<Arc<Journal>>,
    clock: Arc<dyn Clock>,
    /// One at a time: many requests notice the same.
    turn: Mutex<()>,
}

impl GraceGiver {
    pub(super) fn new(
        partners: Arc<dyn PartnerStore>,
        journal: Option<Arc<Journal>>,
        clock: Arc<dyn Clock>,
    ) -> Arc<Self> {
        Arc::new(Self { partners, journal, clock, turn: Mutex::default() })
    }

    /// Gives this partner a grace of so many days, unless it has one that still counts. It goes to its end also if
    /// nobody waits for it; a failure is logged, and the next request notices the same.
    pub(super) async fn begin(self: &Arc<Self>, partner: &str, cliff: Cliff, days: u64) {
        let (giver, partner) = (Arc::clone(self), partner.to_owned());
        let given = tokio::spawn(async move {
            if let Err(error) = giver.give(&partner, cliff, days).await {
                tracing::error!(partner, %error, "a grace could not be given");
            }
        });
        if let Err(error) = given.await {
            tracing::error!(%error, "a grace could not be given");
        }
    }

    async fn give(
        &self,
        partner: &str,
        cliff: Cliff,
        days: u64,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let _turn = self.turn.lock().await;
        if let Some(reason) = self.journal.as_ref().and_then(|journal| journal.status().paused) {
            return Err(reason.into());
        }
        let now = self.clock.now();
        // A partner whose last key was removed has nothing to give a grace to.
        let Some(known) = self.partners.partner(partner).await? else { return Ok(()) };
        if known.grace_until.is_some_and(|until| Grace { until, days }.is_given(now)) {
            return Ok(());
        }
        if self.partners.set_partner_grace(partner, Some(now)).await? != PartnerChange::Done {
            return Ok(());
        }
        let Cliff { of, too_old } = cliff;
        tracing::error!(
            partner,
            days,
            too_old,
            of,
            "most sign-ins of a partner are too old: they count for some days longer. Is its identity provider down?"
        );
        let Some(journal) = &self.journal else { return Ok(()) };
        let on: [(&'static str, Detail); 4] =
            [("partner", partner.into()), ("days", days.into()), ("too_old", too_old.into()), ("of", of.into())];
        let (actor, kind, outcome) = (ACTOR.to_owned(), ActKind::PartnerGrace, ActOutcome::Done);
        Ok(journal.enter(Act { time: now, actor, kind, on: on.into(), outcome }).await?)
    }
}
