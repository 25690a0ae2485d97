use std::sync::Arc;

use haetae_core::{
    Outlook as CoreOutlook, PaperStanding as CoreStanding, Unclear, UnixTime, UnverifiedPass, Verdict, inspect,
};

use crate::error::CoreError;
use crate::outlook::Outlook;
use crate::phone_time::CorePhoneTime;
use crate::scanner::CoreScanner;
use crate::time::time;

/// What a door would make of a paper pass that a phone keeps, as far as this phone knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum PaperStanding {
    /// Nothing speaks against it.
    Good,
    /// This phone lacks what it takes to tell, or to rule out a revocation.
    Unchecked,
    /// It begins later.
    NotYet,
    /// It is over.
    Expired,
    /// It is revoked.
    Revoked,
    /// The key that signed it does not count any more: the paper must be printed again.
    Replaced,
    /// Nobody whom this phone's data names has signed it.
    NotGenuine,
}

/// What a door would make of a paper pass, by what is in force for `scanner`; without one, on a phone that holds no
/// trust data yet, it is unchecked or expired. Nothing if the text holds no paper pass. Fails if `now` is no time.
#[uniffi::export]
pub fn paper_standing(
    scanner: Option<Arc<CoreScanner>>,
    text: &str,
    now: i64,
) -> Result<Option<PaperStanding>, CoreError> {
    let now = time(now)?;
    let standing = standing(text, now, |text| match scanner {
        Some(scanner) => scanner.0.lock().check(text, now),
        None => Verdict::Unclear(Unclear::TrustExpired),
    });
    Ok(standing.map(|(_, standing)| standing.into()))
}

/// Where a paper pass that a phone keeps will do. Nothing if the text holds no paper pass.
#[uniffi::export]
pub fn paper_outlook(scanner: Arc<CoreScanner>, text: &str, time: Arc<CorePhoneTime>) -> Option<Outlook> {
    let now = time.0.time();
    let mut scanner = scanner.0.lock();
    let (pass, standing) = standing(text, now, |text| scanner.check(text, now))?;
    Some(CoreOutlook::of_paper(scanner.store(), &pass, standing, &time.0).into())
}

/// The paper pass of a text, and how it stands.
fn standing(text: &str, now: UnixTime, check: impl FnOnce(&str) -> Verdict) -> Option<(UnverifiedPass, CoreStanding)> {
    let pass = UnverifiedPass::parse(text).ok()?;
    let claims = inspect::unchecked(&pass).claims;
    if claims.holder_key.is_some() {
        return None;
    }
    let standing = CoreStanding::of(&check(text), claims.expires, now);
    Some((pass, standing))
}

impl From<CoreStanding> for PaperStanding {
    fn from(standing: CoreStanding) -> Self {
        match standing {
            CoreStanding::Good => Self::Good,
            CoreStanding::Unchecked => Self::Unchecked,
            CoreStanding::NotYet => Self::NotYet,
            CoreStanding::Expired => Self::Expired,
            CoreStanding::Revoked => Self::Revoked,
            CoreStanding::Replaced => Self::Replaced,
            CoreStanding::NotGenuine => Self::NotGenuine,
        }
    }
}
