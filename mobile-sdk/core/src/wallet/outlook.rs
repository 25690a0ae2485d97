use alloc::vec::Vec;

use super::day_passes::Wallet;
use super::paper::PaperStanding;
use super::phone_time::{ClockState, PhoneTime};
use crate::check::is_behind;
use crate::presentation::UnverifiedPass;
use crate::rules::{PlannedPass, PolicyOutlook, RulesFile};
use crate::time::UnixTime;
use crate::trust_store::TrustStore;

/// Where a person's pass will do, by the rules that this phone holds. It is no verdict: a scanner asks more than rules,
/// and may hold newer ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// The time by which it was made.
    pub now: UnixTime,
    /// When the manifest was issued by which the rules are known to be the newest.
    pub known: UnixTime,
    /// One for each id of the policies that count now or will, in the order of the rules; never empty.
    pub policies: Vec<PolicyOutlook>,
}

/// Why a phone cannot tell where a pass will do. It never says anything about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoOutlook {
    /// This phone holds no rules, or none that count now or will: perhaps the operator has none.
    NoRules,
    /// The rules cannot be read here: another app, or a newer one, may be able to.
    Unreadable,
    /// This phone's clock is wrong, or may be.
    Clock,
    /// The data is so old that no scanner would go by it.
    Outdated,
    /// There is no pass that is not over.
    NoPass,
    /// Scanners refuse the pass, whatever the rules say.
    Refused,
}

impl Wallet {
    /// Where the person's pass will do at `time`, by what is in force for scanners. The evidence of all days is that of
    /// one record: the pass that begins last counts, as the newest of it, among those that scanners accept as far as
    /// the last [`Wallet::renew`] found.
    ///
    /// # Errors
    ///
    /// [`NoOutlook`] where that is not known, the first reason that holds in its order.
    pub fn outlook(&self, trust: &TrustStore, time: &PhoneTime) -> Result<Outlook, NoOutlook> {
        let (rules, known) = rules_at(trust, time)?;
        let now = time.time();
        let lasting = || self.passes().filter(|(_, pass)| now < pass.claims.expires);
        let accepted =
            lasting().filter(|(day_pass, _)| day_pass.standing.is_none_or(|standing| !standing.is_refused(now)));
        let Some((_, newest)) = accepted.max_by_key(|(_, pass)| pass.claims.not_before) else {
            return Err(if lasting().next().is_some() { NoOutlook::Refused } else { NoOutlook::NoPass });
        };
        Outlook::of(rules, PlannedPass::Phone(newest.claims.evidence.as_slice()), now, known)
    }
}

impl Outlook {
    /// Where a paper pass will do, which stands like this ([`PaperStanding::of`]), from its beginning until its end.
    ///
    /// # Errors
    ///
    /// [`NoOutlook`] where that is not known, the first reason that holds in its order.
    pub fn of_paper(
        trust: &TrustStore,
        pass: &UnverifiedPass,
        standing: PaperStanding,
        time: &PhoneTime,
    ) -> Result<Self, NoOutlook> {
        let (rules, known) = rules_at(trust, time)?;
        match standing {
            PaperStanding::Good | PaperStanding::Unchecked | PaperStanding::NotYet => {}
            PaperStanding::Expired => return Err(NoOutlook::NoPass),
            PaperStanding::Revoked | PaperStanding::Replaced | PaperStanding::NotGenuine => {
                return Err(NoOutlook::Refused);
            }
        }
        let claims = &pass.claims;
        let (evidence, not_before, expires) = (claims.evidence.as_slice(), claims.not_before, claims.expires);
        Self::of(rules, PlannedPass::Paper { evidence, not_before, expires }, time.time(), known)
    }

    fn of(rules: &RulesFile, pass: PlannedPass<'_>, now: UnixTime, known: UnixTime) -> Result<Self, NoOutlook> {
        let policies = rules.outlook(pass, now);
        if policies.is_empty() { Err(NoOutlook::NoRules) } else { Ok(Self { now, known, policies }) }
    }
}

impl NoOutlook {
    /// The name of this reason in bindings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoRules => "no_rules",
            Self::Unreadable => "unreadable",
            Self::Clock => "clock",
            Self::Outdated => "outdated",
            Self::NoPass => "no_pass",
            Self::Refused => "refused",
        }
    }
}

/// The rules that this phone can go by at this time, and when their manifest was issued.
fn rules_at<'t>(trust: &'t TrustStore, time: &PhoneTime) -> Result<(&'t RulesFile, UnixTime), NoOutlook> {
    let rules = trust.rules().ok_or(NoOutlook::NoRules)?.ok_or(NoOutlook::Unreadable)?;
    let is_known = match time.clock_state() {
        ClockState::Trusted | ClockState::Corrected => !is_behind(time.time(), trust.floor()),
        ClockState::Doubtful | ClockState::Estimated => false,
    };
    if !is_known {
        return Err(NoOutlook::Clock);
    }
    match trust.manifest() {
        Some(manifest) if !trust.is_expired(time.time()) => Ok((rules, manifest.issued)),
        _ => Err(NoOutlook::Outdated),
    }
}
