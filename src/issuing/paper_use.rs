//! Binds an assertion for paper to one pass: asked again, it gets the same bytes; for another person, none.

use haetae_core::UnixTime;
use sha2::{Digest as _, Sha256};

use super::service::IssueServiceError;
use crate::identity::{Asserted, MAX_CLOCK_SKEW};
use crate::model::Pass;
use crate::store::{PaperStore, PaperUse};

/// What is hashed of an assertion. No two uses have the same bytes, because each part begins with its length.
#[derive(Clone, Copy)]
pub(super) struct UseOnPaper {
    id: [u8; 32],
    subject: [u8; 32],
    expires: UnixTime,
}

impl UseOnPaper {
    /// The use of an assertion with an id; `None` without one.
    pub(super) fn of(asserted: &Asserted) -> Option<Self> {
        let id = asserted.id.as_deref()?;
        // By the clocks of other nodes it may expire a little later.
        let expires = asserted.expires.saturating_add(MAX_CLOCK_SKEW);
        let (partner, subject) = (&*asserted.partner, asserted.subject.as_str());
        Some(Self { id: digest(&["id", partner, id]), subject: digest(&["subject", partner, id, subject]), expires })
    }

    /// Has `make` make the pass for the time of the first use, and keeps what it made.
    ///
    /// # Errors
    ///
    /// [`IssueServiceError::AssertionUsed`] if it was used for another person, or if another pass would be made now, as
    /// after a new vaccination.
    pub(super) async fn bind<M: Future<Output = Result<Pass, IssueServiceError>>>(
        self,
        store: &dyn PaperStore,
        now: UnixTime,
        make: impl Fn(UnixTime) -> M,
    ) -> Result<Pass, IssueServiceError> {
        let Self { id, subject, expires } = self;
        let mut at = match store.paper_use(&id, now).await? {
            Some(used) if used.subject != subject => return Err(IssueServiceError::AssertionUsed),
            used => used.map_or(now, |used| used.at),
        };
        loop {
            let pass = make(at).await?;
            let new = PaperUse { id, subject, pass: Sha256::digest(pass.text.as_bytes()).into(), at, expires };
            let kept = store.keep_paper_use(&new, now).await?;
            if (kept.subject, kept.pass) == (subject, new.pass) {
                return Ok(pass);
            }
            // Another request was first, at another time.
            if kept.subject != subject || kept.at == at {
                return Err(IssueServiceError::AssertionUsed);
            }
            at = kept.at;
        }
    }
}

fn digest(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new_with_prefix(b"haetae paper");
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}
